"""Problem 3: tables."""

import numpy as np
import pandas as pd

from grader.oracle import question

SELLERS = ["ida", "jon", "kim"]


def _sales(rng, rows):
    """A table as a shop keeps it: a day, who sold, for how much."""
    days = pd.Timestamp("2026-01-05") + pd.to_timedelta(rng.integers(0, 85, size=rows), unit="D")
    sellers = pd.Categorical(rng.choice(SELLERS, size=rows), categories=SELLERS)
    return pd.DataFrame({"day": days, "seller": sellers, "amount": rng.integers(100, 9900, size=rows) / 100})


@question
def monthly_totals(sales):
    """By month (a column `month`, the first of each) the `total` sold and its `share` of it all."""
    month = sales["day"].dt.to_period("M").dt.to_timestamp()
    totals = sales.groupby(month)["amount"].sum()
    return pd.DataFrame(
        {"month": totals.index, "total": totals.values, "share": (totals / totals.sum()).values}
    )


monthly_totals.example(
    sales=pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-01-05", "2026-01-20", "2026-03-01"]),
            "seller": ["ida", "jon", "ida"],
            "amount": [10.0, 20.0, 10.0],
        }
    )
)


@monthly_totals.cases(count=3)
def a_quarter(rng):
    """Sales of three months."""
    return {"sales": _sales(rng, 30)}


@question
def steady_sellers(sales):
    """The `seller`s with a sale in every month that has one, and how many `sales` each had."""
    month = sales["day"].dt.month
    seen = month.groupby(sales["seller"], observed=True).nunique()
    steady = seen[seen == month.nunique()].index
    counts = sales["seller"].value_counts()
    return pd.DataFrame({"seller": list(steady), "sales": [int(counts[name]) for name in steady]})


@steady_sellers.cases(count=3)
def few_sales(rng):
    """So few that not everybody sold something every month."""
    return {"sales": _sales(rng, 14)}


@question
def filled_prices(prices):
    """Each missing `price` replaced by the last one before it; a hole at the very beginning stays."""
    return prices.assign(price=prices["price"].ffill())


filled_prices.example(
    prices=pd.DataFrame({"item": ["a", None, "c"], "price": [np.nan, 2.0, np.nan]}, index=["x", "y", "z"])
)


@filled_prices.cases(count=2)
def with_holes(rng):
    """Prices, some of which nobody knows."""
    price = np.where(rng.random(8) < 0.5, np.nan, rng.integers(1, 99, size=8))
    return {"prices": pd.DataFrame({"item": list("abcdefgh"), "price": price}, index=rng.permutation(8))}
