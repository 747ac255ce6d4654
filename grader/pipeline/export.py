"""`grader export`: the sheet goes out, and is kept as what students were told."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.destinations import DESTINATIONS
from grader.ledger.record import Basis
from grader.ledger.snapshots import Snapshots
from grader.model.grade import GradeCard
from grader.model.trail import Head
from grader.pipeline.anonymous import anonymous_cards
from grader.pipeline.sent import freeze
from grader.pipeline.standing import Opened, opened
from grader.rubric.told import for_teacher

__all__ = ["Exported", "export"]

log = logging.getLogger("grader")
FOLDER = "exports"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Exported:
    """What was sent: its name, its files, and how many rows went without points."""

    name: str
    to: str
    files: tuple[Path, ...]
    students: int
    open: int
    head: Head  # where the decisions by hand end


def export(
    out: Path | None,
    rubric: Path | None,
    to: str,
    name: str | None,
    *,
    except_open: bool = False,
    anonymous: bool = False,
) -> Exported:
    """Write a destination's files into a folder of their own and freeze the sheet. Raises GraderError.

    `anonymous` writes aliases into the files; what is kept is the sheet itself.
    """
    with opened(out, rubric) as stand:
        basis = stand.ledger.basis(stand.record)
        name = _name(stand, name)
        _expect_judged(basis)
        if basis is not None and basis.rubric != stand.source.text:
            raise GraderError("The rubric was edited since these marks were made; `grader regrade` first.")
        cards = [for_teacher(card, stand.source.rubric) for card in stand.ledger.cards()]
        cards = anonymous_cards(cards, stand.folder) if anonymous else cards
        open_ = [card for card in cards if card.open]
        if open_ and not except_open:
            raise GraderError(_open(open_))
        place = stand.folder / FOLDER / name
        if place.exists():
            shutil.rmtree(place)  # of an export that was not finished: finished ones are known by name
        DESTINATIONS[to](place, cards, stand.source.rubric)
        freeze(stand, to, name)
        head = stand.ledger.trail.head()
        log.info("%d rows were sent as %s, trail %s", len(cards), name, head)
        return Exported(name, to, tuple(sorted(place.iterdir())), len(cards), len(open_), head)


def _name(stand: Opened, name: str | None) -> str:
    taken = Snapshots(stand.ledger).names()
    if name is None:
        return next(free for n in range(len(taken) + 1) if (free := f"sent-{n + 1}") not in taken)
    if not NAME.fullmatch(name):
        raise GraderError(
            f"“{name[:70]}” cannot be a name; it may hold letters, digits, dots, dashes and underscores."
        )
    if name in taken:
        raise GraderError(f"Something was sent as {name} already; choose another --name.")
    return name


def _expect_judged(basis: Basis | None) -> None:
    late = [place for place, known in basis.criteria.items() if not known] if basis else []
    if late:
        raise GraderError(
            f"{', '.join(late[:SHOWN])}: an edit asks students' code for something else, and the marks are "
            "those of an earlier run; type `grader run SUBMISSIONS` first."
        )


def _open(cards: Sequence[GradeCard]) -> str:
    names = ", ".join(card.student for card in cards[:SHOWN])
    more = f" and {len(cards) - SHOWN} more" if len(cards) > SHOWN else ""
    rows = "1 row is" if len(cards) == 1 else f"{len(cards)} rows are"
    return (
        f"{rows} still open: {names}{more}. `grader show --todo` lists why; --except-open sends "
        "the others and leaves those blank."
    )
