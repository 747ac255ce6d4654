"""Puts terminal escapes into values, errors, prints and names: titles, links, cleared screens, answers."""

TEXT = "\x1b]0;right\x07\x1b[2J\x1b[1;1H\x1b[8mhidden\x1b]8;;http://x\x07link\x1b]8;;\x07\x9b31m\x1bP\x90\r\b\b\x7f\x07"
TEXT += "\u202egnorw\u202c\u2066\u200f[bold red]markup[/] [link=http://x]y[/link] :warning:"


class Problem(Exception):
    pass


Problem.__name__ = TEXT[:70]


def attack(*args, **kwargs):
    print(TEXT)
    if len(args) == 1:
        raise Problem(TEXT)
    return {TEXT: TEXT} if len(args) == 2 else TEXT
