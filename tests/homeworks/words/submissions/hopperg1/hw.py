# The usual slips: case, order, a lost index, an exception of another kind, a search that tries everything.
import pandas as pd

STUDENT = "hopperg1"


def initials(name):
    return " ".join(w[0].upper() for w in name.split())


def shifted_text(text, by):
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if c.isalpha() else c for c in text).upper()


def triangle_kind(a, b, c):
    return "right"


def word_counts(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def anagram_groups(words):
    return [[word] for word in words]


def monthly_totals(sales):
    month = sales["day"].dt.strftime("%Y-%m")
    totals = sales.groupby(month)["amount"].sum()
    return pd.DataFrame(
        {"month": totals.index, "total": totals.values, "share": totals.values / totals.sum()}
    )


def steady_sellers(sales):
    return sales[["seller"]].drop_duplicates()


def filled_prices(prices):
    return prices.ffill().reset_index(drop=True)


def minutes_of_day(text):
    if ":" not in text:
        raise TypeError("a time has a colon")
    hours, minutes = text.split(":")
    if int(hours) > 23:
        raise ValueError("too late")
    return 60 * int(hours) + int(minutes)


def withdrawn(balance, amount):
    if amount > balance:
        return None
    return balance - amount


def edit_distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return edit_distance(a[1:], b[1:])
    return 1 + min(edit_distance(a[1:], b), edit_distance(a, b[1:]), edit_distance(a[1:], b[1:]))


def primes_below(n):
    return {p for p in range(2, n) if all(p % d for d in range(2, p))}
