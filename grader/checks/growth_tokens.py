"""Cut the text of a growth class into tokens, after folding the many ways mathematics is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from grader.checks.growth_terms import UnreadableError

LONGEST = 200
FUNCTIONS = {"log": "log", "ln": "log", "lg": "log", "sqrt": "sqrt", "frac": "frac", "dfrac": "frac"}
BOUNDS = {"O": "O", "Theta": "Theta", "theta": "Theta", "o": "o", "Omega": "Omega", "omega": "omega"}

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
TIMES = str.maketrans(dict.fromkeys("·∙⋅×•∗", "*") | {"−": "-", "–": "-", "⁄": "/"})
REWRITES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\\(?:mathcal|mathrm|mathbf|text|operatorname)\s*\{\s*(\w+)\s*\}", r" \1 "),
        (r"\\(?:left|right|big|Big)(?![A-Za-z])|\\[,;!: ]|\$|`", " "),
        (r"\\(?:cdot|times)(?![A-Za-z])", "*"),
        (r"\\([A-Za-z]+)", r" \1 "),
        (r"[Θθϑ]", " Theta "),
        (r"[Ωω]", " Omega "),
        (r"[ΟО𝒪]", "O"),  # Greek and Cyrillic capitals that look the part
        (r"√", " sqrt "),
        (r"\*\*", "^"),
        (r"(?i)\b(log|quasi)[- ]linear\b", r"\1linear"),
        (r"(?i)[- ]squared\b", "^2"),
        (r"(?i)[- ]cubed\b", "^3"),
        (r"(?i)^\s*(?:[=~≈∈]|(?:it is |is )?(?:of |on the )?order(?: of)?\b|big[- ]?(?=o))\s*", ""),
    )
)
UNITS = re.compile(
    r"(?i)[\s,]+(?:flops?|ops|operations?|multiplications?|additions?|steps?|time|memory|space|storage"
    r"|bytes|numbers?|floats?|entries|cost|complexity|growth|work|in total)\s*$"
)
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|([^\W\d_]+)|([-+*/^!(){}\[\]])|(\S))")
BASE = re.compile(r"_\s*\{\s*\w{1,3}\s*\}|_\w|\d+")


class Token(NamedTuple):
    """A piece of the text: number, size, word, in, log, sqrt, frac, bound, sign or end."""

    kind: str
    text: str


def tokenize(text: str, names: Mapping[str, str], words: frozenset[str], free: bool) -> list[Token]:
    """All tokens; what is none of them makes the text unreadable."""
    plain = _plain(text)
    tokens: list[Token] = []
    at = 0
    while match := TOKEN.match(plain, at):
        digits, letters, sign, other = match.groups()
        at = match.end()
        if other:
            raise UnreadableError(f"“{other}” has no meaning there")
        if digits and tokens and match.start(1) == match.start() and tokens[-1].text not in "+-*/^!([{":
            raise UnreadableError(f"write ^ or * before “{digits[:6]}”")  # n2 may be 2n or n²
        if digits:
            tokens.append(Token("number", _number(digits)))
        elif sign:
            tokens.append(Token("sign", sign))
        else:
            tokens += _run(letters, names, words, free, bool(tokens))
            base = BASE.match(plain, at) if tokens[-1].kind == "log" else None
            at = base.end() if base else at
    return tokens


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        raise UnreadableError("it is too long")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+", lambda run: f"^({run.group().translate(RAISED)})", text)
    text = unicodedata.normalize("NFKC", text.replace("½", "(1/2)")).translate(TIMES).strip().rstrip(".")
    for pattern, to in REWRITES:
        text = pattern.sub(to, text)
    for _ in range(3):
        text = UNITS.sub("", text)
    if len(text) > 4 * LONGEST:
        raise UnreadableError("it is too long")
    return text


def _number(digits: str) -> str:
    if len(digits) > 6 or not digits.isascii():
        raise UnreadableError("its numbers are too large")
    return digits


def _run(
    letters: str, names: Mapping[str, str], words: frozenset[str], free: bool, inside: bool
) -> Iterator[Token]:
    """A run of letters: one word or name, else several written together, as in nlogn."""
    word = letters.casefold()
    size = _size(letters, names)
    if size:
        yield Token("size", size)
    elif letters in BOUNDS:
        yield Token("bound", BOUNDS[letters])
    elif word in words:
        yield Token("word", word)
    elif word == "in":
        yield Token("in", word)
    elif word == "x" and inside:
        yield Token("sign", "*")
    else:
        yield from _pieces(letters, names, free)


def _pieces(letters: str, names: Mapping[str, str], free: bool) -> Iterator[Token]:
    known = sorted({*FUNCTIONS, *names}, key=len, reverse=True)
    rest = letters
    while rest:
        piece = next((name for name in known if rest.casefold().startswith(name.casefold())), rest[0])
        size = _size(rest[: len(piece)], names)
        if size:
            yield Token("size", size)
        elif piece in FUNCTIONS:
            yield Token(FUNCTIONS[piece], piece)
        elif free and len(letters) <= 2 + 4 * (piece != letters and any(f in letters for f in FUNCTIONS)):
            yield Token("size", piece.casefold())
        elif len(letters) <= 2:
            raise UnreadableError(f"it speaks of {piece}, which is not a size of this question")
        else:
            raise UnreadableError(f"“{letters[:20]}” has no meaning there")
        rest = rest[len(piece) :]


def _size(name: str, names: Mapping[str, str]) -> str:
    """The size a name stands for: by that very name, else by the only one that differs in case."""
    if name in names:
        return names[name]
    meant = {size for other, size in names.items() if other.casefold() == name.casefold()}
    return meant.pop() if len(meant) == 1 else ""
