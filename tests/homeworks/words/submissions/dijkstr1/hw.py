# An answer that stops in the middle, one that never was, and columns that are there twice.
import pandas as pd

STUDENT = "dijkstr1"


def initials(name):
    return name.missing


def shifted_text(text, by):
    return None


def word_counts(text):
    return [(w, text.lower().split().count(w)) for w in text.lower().split()]


def monthly_totals(sales):
    month = sales["day"].dt.to_period("M").dt.to_timestamp()
    totals = sales.groupby(month)["amount"].sum()
    table = pd.DataFrame(
        {"month": totals.index, "total": totals.values, "share": totals.values / totals.sum()}
    )
    return pd.concat([table, table[["total"]]], axis=1)


def steady_sellers(sales):
    month = sales["day"].dt.month
    rows = [
        (name, len(own))
        for name, own in sales.groupby("seller", observed=True)
        if own["day"].dt.month.nunique() == month.nunique()
    ]
    return pd.DataFrame(rows[::-1], columns=["seller", "sales"])


def filled_prices(prices):
    return prices.assign(price=prices["price"].ffill())[["price", "item"]]


def minutes_of_day(text):
    return 1 / 0


def withdrawn(balance, amount):
    class EmptyAccountError(Exception):
        pass

    raise EmptyAccountError(str(amount - balance) + " MISSING")


def primes_below(n):
    return [p for p in range(n) if all(p % d for d in range(2, p))]
