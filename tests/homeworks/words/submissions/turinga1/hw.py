# The starter as it was handed out.
STUDENT = "turinga1"


def initials(name):
    raise NotImplementedError


def shifted_text(text, by):
    raise NotImplementedError


def triangle_kind(a, b, c):
    raise NotImplementedError


def word_counts(text):
    raise NotImplementedError


def anagram_groups(words):
    raise NotImplementedError


def monthly_totals(sales):
    raise NotImplementedError


def steady_sellers(sales):
    raise NotImplementedError


def filled_prices(prices):
    raise NotImplementedError


def minutes_of_day(text):
    raise NotImplementedError


def withdrawn(balance, amount):
    raise NotImplementedError


def edit_distance(a, b):
    raise NotImplementedError


def primes_below(n):
    raise NotImplementedError
