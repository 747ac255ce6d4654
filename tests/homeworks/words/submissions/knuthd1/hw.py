# Tables nearly right, errors that are too general or only called alike, and answers of another form.
import pandas as pd

STUDENT = "knuthd1"


class ValueError(Exception):
    pass


def initials(name):
    return [w[0].upper() + "." for w in name.split()]


def shifted_text(text, by):
    raise NotImplementedError


def triangle_kind(a, b, c):
    return ["equilateral", "isosceles", "scalene"][len({a, b, c}) - 1].upper()


def word_counts(text):
    words = text.lower().split()
    return {word: float(words.count(word)) for word in words}


def anagram_groups(words):
    return {"".join(sorted(word)): word for word in words}


def monthly_totals(sales):
    month = sales["day"].dt.to_period("M").dt.to_timestamp()
    totals = sales.groupby(month)["amount"].sum()
    share = totals / totals.sum()
    return pd.DataFrame({"month": totals.index, "total": totals.values, "share": share.values}).astype(
        {"total": "float32", "share": "float32"}
    )


def steady_sellers(sales):
    return sales["seller"].value_counts()


def filled_prices(prices):
    return prices.fillna(0)


def minutes_of_day(text):
    try:
        hours, minutes = map(int, text.split(":"))
    except Exception:
        raise ValueError("cannot be read")
    return 60 * hours + minutes


def withdrawn(balance, amount):
    if amount > balance:
        raise Exception("too little")
    return balance - amount


def edit_distance(a, b):
    return float(sum(x != y for x, y in zip(a, b)) + abs(len(a) - len(b)))


def primes_below(n):
    sieve = bytearray(n * 2_000_000)
    return [p for p in range(2, n) if all(p % d for d in range(2, p))]
