"""Puts spreadsheet formulas into values, errors and prints."""

TEXTS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")', "；=1")


def attack(*args, **kwargs):
    text = TEXTS[len(args) % len(TEXTS)]
    print(text)
    if len(args) == 1:
        raise ValueError("\n".join(TEXTS))
    return text
