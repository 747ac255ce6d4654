"""Puts HTML that runs into values, errors, prints and names."""

PAGE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>{{7*7}}`<b>`</td></pre>"


class Problem(Exception):
    pass


Problem.__name__ = PAGE[:70]


def attack(*args, **kwargs):
    print(PAGE)
    if len(args) == 1:
        raise Problem(PAGE)
    return {PAGE: PAGE} if len(args) == 2 else PAGE
