"""Compare plain data (texts, numbers, lists, sets and dicts of them) entry by entry."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field
from typing_extensions import override

from grader.checks.base import Tolerance, TolerantCheck, right, wrong
from grader.checks.show import brief, clean, cut, pair
from grader.checks.spelling import fold
from grader.errors import OracleError
from grader.model.tabular import read_raising, read_table
from grader.model.verdict import Match

DEEPEST = 20
LOOSE = 400  # entries of a list without order that are paired one by one


class DataCheck(TolerantCheck):
    """Texts, numbers, truth values and None, and lists, tuples, sets and dicts of them."""

    kind: Literal["data"] = Field(
        default="data",
        description="Plain data: texts, numbers, True, False and None, in lists, tuples, sets and dicts. "
        "Lists and tuples are one; texts must be the very same.",
    )
    text: Literal["same", "forgiving"] = Field(
        default="same",
        description="How texts are compared: letter by letter, or without case, spaces and hyphens.",
    )
    order: Literal["same", "any"] = Field(
        default="same", description="Whether the entries of the outermost list must come in the same order."
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when every entry is; the sentence names the first place where one is not."""
        wanted = _plain(want, 0)
        if isinstance(wanted, _Strange):
            raise OracleError(
                f"The reference's result is not plain data ({wanted.what}); choose another kind of check."
            )
        if got is None and wanted is not None:
            return wrong("Your function returned nothing (None); is a return missing?", *pair(want, got))
        yours = _plain(got, 0)
        if isinstance(yours, _Strange):
            return wrong(f"Your answer holds {yours.what}, which is not what was expected.", *pair(want, got))
        own = _Comparison(self.own(tolerance), self.text == "forgiving")
        loose = self.order == "any" and isinstance(wanted, list) and isinstance(yours, list)
        say = own.unordered(wanted, yours) if loose else own.differs(wanted, yours, "")  # type: ignore[arg-type]
        if say:
            return wrong(say, *pair(want, got))
        return right(brief(want), brief(got))


@dataclass(frozen=True, slots=True)
class _Strange:
    """What cannot be compared entry by entry."""

    what: str


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Says the first difference, or nothing."""

    tolerance: Tolerance
    forgiving: bool

    def differs(self, want: object, got: object, at: str) -> str:
        place = f"at {cut(at, 60)}" if at else ""
        if isinstance(want, (list, dict)):
            if type(want) is not type(got):
                return f"Your answer {_has(place)} {_kind(got)} where {_kind(want)} was expected."
            return self.lists(want, got, at) if isinstance(want, list) else self.dicts(want, got, at)  # type: ignore[arg-type]
        if isinstance(want, frozenset):
            same = isinstance(got, frozenset) and self.sets(want, got)
            return "" if same else f"The set{_spaced(place)} is not the expected one."
        return self.single(want, got, place)

    def lists(self, want: list[object], got: list[object], at: str) -> str:
        for i, (mine, yours) in enumerate(zip(want, got, strict=False)):
            if say := self.differs(mine, yours, f"{at}[{i}]"):
                return say
        if len(want) != len(got):
            place = f" at {cut(at, 60)}" if at else ""
            return f"Your list{place} has {len(got)} entries; {len(want)} were expected."
        return ""

    def dicts(self, want: Mapping[object, object], got: Mapping[object, object], at: str) -> str:
        missing = [key for key in want if key not in got]
        extra = [key for key in got if key not in want]
        place = f" at {cut(at, 60)}" if at else ""
        if missing:
            return f"The dict{place} has {len(got)} keys and lacks {len(missing)} of those expected."
        if extra:
            return f"The dict{place} has a key that is not expected: {brief(extra[0], 40)}."
        for key, mine in want.items():
            if say := self.differs(mine, got[key], f"{at}[{brief(key, 30)}]"):
                return say
        return ""

    def sets(self, want: frozenset[object], got: frozenset[object]) -> bool:
        if not self.forgiving:
            return want == got
        return {self.folded(one) for one in want} == {self.folded(one) for one in got}

    def folded(self, value: object) -> object:
        return fold(value) if self.forgiving and isinstance(value, str) else value

    def single(self, want: object, got: object, place: str) -> str:
        if isinstance(want, bool) or want is None or isinstance(got, bool) or got is None:
            same, numbers = want is got, False
        elif isinstance(want, (int, float, complex)):
            numbers = isinstance(got, (int, float, complex))
            same = numbers and self.near(want, got)  # type: ignore[arg-type]
        else:
            same, numbers = type(want) is type(got) and self.folded(want) == self.folded(got), False
        if same:
            return ""
        if type(want) is not type(got) and not numbers:
            return f"Your answer {_has(place)} {_kind(got)} where {_kind(want)} was expected."
        return f"The {_kind(got).partition(' ')[2]}{_spaced(place)} is not the expected one."

    def near(self, want: complex, got: complex) -> bool:
        if want == got or (want != want and got != got):  # noqa: PLR0124 - nan
            return True
        try:
            far, size = abs(got - want), abs(want)
        except OverflowError:
            return False
        return math.isfinite(far) and far <= self.tolerance.rel * size + self.tolerance.abs

    def unordered(self, want: list[object], got: list[object]) -> str:
        """Each wanted entry has one of its own among what came."""
        if len(want) != len(got):
            return f"Your list has {len(got)} entries; {len(want)} were expected."
        left, open_ = Counter(map(repr, got)), []
        for mine in want:
            if left[repr(mine)]:
                left[repr(mine)] -= 1
            else:
                open_.append(mine)
        rest = [one for one in got if left[repr(one)] and not left.subtract([repr(one)])]
        if len(open_) <= LOOSE:
            for mine in open_:
                at = next((i for i, one in enumerate(rest) if not self.differs(mine, one, "")), None)
                if at is None:
                    break
                del rest[at]
            else:
                return ""
        return "Not every entry of your list is an expected one."


def _plain(value: object, depth: int) -> object:
    """Lists, dicts and frozensets of plain Python values; numpy's arrays and scalars become those."""
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.tolist(), depth + 1)
    if depth > DEEPEST or read_table(value) is not None or read_raising(value) is not None:
        return _Strange("data too deeply nested" if depth > DEEPEST else "a table or an exception")
    made: object = value
    if isinstance(value, (list, tuple)):
        made = [_plain(item, depth + 1) for item in value]
        inner = made
    elif isinstance(value, dict):
        made = {key: _plain(item, depth + 1) for key, item in value.items()}
        inner = list(made.values())
    elif isinstance(value, (set, frozenset)):
        return frozenset(value)
    else:
        return (
            value
            if value is None or isinstance(value, (bool, int, float, complex, str, bytes))
            else _Strange(f"a {type(value).__name__}")
        )
    return next((item for item in inner if isinstance(item, _Strange)), made)


def _has(place: str) -> str:
    return f"has{_spaced(place)}" if place else "is"


def _spaced(place: str) -> str:
    return f" {place}" if place else ""


KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "a truth value"),
    (type(None), "None"),
    ((int, float, complex), "a number"),
    (str, "a text"),
    (bytes, "a byte string"),
    (list, "a list"),
    (dict, "a dict"),
    (frozenset, "a set"),
)


def _kind(value: object) -> str:
    return next(
        (word for kinds, word in KINDS if isinstance(value, kinds)), f"a {clean(type(value).__name__, 40)}"
    )
