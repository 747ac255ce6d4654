"""Compare a dictionary of arrays entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pydantic import Field
from typing_extensions import override

from grader.checks.array import NOT_SHOWN, ArrayCheck, Column
from grader.checks.base import MeasuredCheck, Tolerance, wrong
from grader.checks.numeric import Taken, read_numbers, say_kind
from grader.checks.show import brief, clean
from grader.errors import OracleError
from grader.model.verdict import Match, nearest

MENTIONED = 5
MISSING = "This entry is missing."


class MappingCheck(MeasuredCheck):
    """A dictionary of arrays or numbers; each entry that is right earns its share."""

    kind: Literal["mapping"] = Field(default="mapping", description="A dictionary of arrays, entry by entry.")
    column: Column = Field(
        default="note",
        description="An (n, 1) or (1, n) entry where (n,) is wanted: accepted with a note, or a mistake.",
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when every wanted entry is; `keys` are the right ones in the reference's order."""
        return self._held_against(want, got, tolerance, scale, say=True)

    @override
    def taken(self, got: object) -> object:
        if not isinstance(got, dict):
            return got
        return {key: Taken(value, read_numbers(value)) for key, value in got.items()}

    @override
    def _held_against(
        self, want: object, got: object, tolerance: Tolerance, scale: float | None, *, say: bool
    ) -> Match:
        wanted = _wanted(want)
        entry = _of_entries(self.rel, self.abs, self.column)
        if not isinstance(got, dict):
            return wrong(say_kind(got, "a dictionary was"), brief(want), brief(got))
        held = entry.compare if say else entry.measure
        found, extra = _pair(wanted, got)
        matches = {}
        for key, value in wanted.items():
            match = held(value, found.get(key), tolerance, scale)
            matches[key] = match if key in found else replace(match, say=MISSING, got="nothing")
        return _together(matches, _note_extra(extra))

    @override
    def agrees(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> bool:
        wanted = _wanted(want)
        if not isinstance(got, dict):
            return False
        entry = _of_entries(self.rel, self.abs, self.column)
        found, _ = _pair(wanted, got)
        return all(
            key in found and entry.agrees(value, found[key], tolerance, scale)
            for key, value in wanted.items()
        )


@lru_cache(maxsize=64)
def _of_entries(rel: float | None, absolute: float | None, column: Column) -> ArrayCheck:
    return ArrayCheck(rel=rel, abs=absolute, column=column)


def _wanted(want: object) -> dict[str, object]:
    if not isinstance(want, dict) or not want or not all(isinstance(key, str) for key in want):
        raise OracleError("The reference's result must be a dictionary with names as keys, and not empty.")
    return want


def _pair(
    wanted: Mapping[str, object], got: Mapping[object, object]
) -> tuple[dict[str, object], list[object]]:
    """Each wanted entry's value in got: by its very name, else by one differing in case and spaces."""
    found: dict[str, object] = {key: got[key] for key in wanted if key in got}
    extra: list[object] = []
    for key, value in got.items():
        if isinstance(key, str) and key in wanted:
            continue
        meant = [name for name in wanted if isinstance(key, str) and _fold(name) == _fold(key)]
        if len(meant) == 1 and meant[0] not in found:
            found[meant[0]] = value
        else:
            extra.append(key)
    return found, extra


def _fold(key: str) -> str:
    return key.strip().casefold()


def _note_extra(extra: list[object]) -> tuple[str, ...]:
    if not extra:
        return ()
    names = [clean(key, 40) if isinstance(key, str) else brief(key, 40) for key in extra[:MENTIONED]]
    more = ", …" if len(extra) > MENTIONED else ""
    return (f"Entries that were not asked for are ignored: {', '.join(names)}{more}.",)


@lru_cache(maxsize=256)
def _share(right: int, of: int) -> Fraction:
    return Fraction(right, of)


def _together(matches: Mapping[str, Match], extra: tuple[str, ...]) -> Match:
    right = tuple([key for key, match in matches.items() if match.equal])
    missed = {key: match for key, match in matches.items() if not match.equal}
    say, slip, shown = "", "", NOT_SHOWN
    if missed:
        key, first = next(iter(missed.items()))
        say = f"{len(right)} of {len(matches)} entries are right. {clean(key, 40)}: {first.say}"
        absent = [clean(key, 40) for key, match in missed.items() if match.say == MISSING]
        say += f" Missing are {', '.join(absent)}." if len(absent) > 1 else ""
        shown = f"{clean(key, 40)}: {first.want}", f"{clean(key, 40)}: {first.got}"
        slip = first.slip if all(match.slip == first.slip for match in missed.values()) else ""
    margins = [match.margin for match in matches.values() if match.margin is not None]
    notes = [f"{clean(key, 40)}: {note}" for key, match in matches.items() for note in match.notes]
    return Match(
        equal=not missed,
        share=_share(len(right), len(matches)),
        say=say,
        want=shown[0],
        got=shown[1],
        notes=(*notes, *extra),
        margin=nearest(margins),
        keys=right,
        slip=slip,
    )
