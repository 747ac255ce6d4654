# Everything right, mostly in another way than the reference.
from collections import Counter, defaultdict
import pandas as pd

STUDENT = "lovelac2"


class EmptyAccountError(ValueError):
    pass


def initials(name):
    return " ".join(w[0].upper() + "." for w in name.split())


def shifted_text(text, by):
    abc = "abcdefghijklmnopqrstuvwxyz"
    by %= 26
    return text.translate(str.maketrans(abc, abc[by:] + abc[:by]))


def triangle_kind(a, b, c):
    if a == b == c:
        return "Equilateral"
    return "isosceles" if a == b or b == c or a == c else "scalene"


def word_counts(text):
    return Counter(text.lower().split())


def anagram_groups(words):
    groups = defaultdict(list)
    for word in sorted(words):
        groups[tuple(sorted(word))].append(word)
    return tuple(groups.values())


def monthly_totals(sales):
    table = sales.set_index("day")["amount"].resample("MS").sum()
    table = table[table != 0].reset_index()
    table.columns = ["month", "total"]
    table["share"] = (table.total / table.total.sum()).round(5)
    return table[["share", "month", "total"]]


def steady_sellers(sales):
    sales = sales.assign(month=sales.day.dt.strftime("%m"))
    by = sales.groupby("seller", observed=True).agg(months=("month", "nunique"), sales=("amount", "size"))
    by = by[by.months == sales.month.nunique()]
    return by.sort_values("sales", ascending=False).reset_index()


def filled_prices(prices):
    out = prices.copy()
    last = float("nan")
    for row in range(len(out)):
        value = out["price"].iloc[row]
        if value == value:
            last = value
        out.iloc[row, 1] = last
    return out


def minutes_of_day(text):
    hours, minutes = text.split(":")
    hours, minutes = int(hours), int(minutes)
    if hours > 23 or minutes > 59 or hours < 0 or minutes < 0:
        raise ValueError("no time of day")
    return hours * 60 + minutes


def withdrawn(balance, amount):
    if balance < amount:
        raise EmptyAccountError(f"There are {amount - balance} missing.")
    return balance - amount


def edit_distance(a, b):
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            change = table[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, change)
    return table[len(a), len(b)]


def primes_below(n):
    return [p for p in range(2, n) if all(p % d for d in range(2, int(p**0.5) + 1))]
