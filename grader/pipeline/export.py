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
from grader.gradebook.exports.sending import Row, Sending, Sort
from grader.ledger.people import kept_people
from grader.ledger.record import Basis
from grader.ledger.snapshots import Snapshots
from grader.model.files import reason
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.model.trail import Head
from grader.pipeline.accounting import accounted
from grader.pipeline.aliases import page_token
from grader.pipeline.anonymous import anonymous_cards
from grader.pipeline.people import people_of
from grader.pipeline.sent import freeze
from grader.pipeline.standing import Opened, opened
from grader.rubric.told import for_teacher

__all__ = ["Exported", "export", "sendable"]

log = logging.getLogger("grader")
FOLDER, PART = "exports", ".unfinished"
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
    notes: tuple[str, ...] = ()  # what the destination could not do, or wants to be known
    left: int = 0  # rows that are not settled, and were left out


def export(
    out: Path | None,
    rubric: Path | None,
    to: str,
    name: str | None,
    *,
    except_open: bool = False,
    fill: Path | None = None,
    column: str = "",
    sort: Sort = "last",
    anonymous: bool = False,
) -> Exported:
    """Write a destination's files into a folder of their own and freeze the sheet. Raises GraderError.

    `fill` is the teacher's own file and `column` the title of its column; both as the destination takes them.
    `anonymous` writes aliases into the files; what is kept is the sheet itself.
    """
    with opened(out, rubric) as stand:
        name, cards = sendable(stand, name, except_open=except_open)
        cards = anonymous_cards(cards, stand.folder) if anonymous else cards
        open_ = [card for card in cards if card.open]
        rows, pages = _rows(stand, cards), stand.folder / "feedback"
        sending = Sending(stand.source.rubric, rows, fill, pages, column, sort, name)
        place = stand.folder / FOLDER / name
        notes = _sent(stand, to, place, sending)
        head = stand.ledger.trail.head()
        log.info("%d rows were sent as %s, trail %s", len(cards), name, head)
        files = tuple(sorted(path for path in place.rglob("*") if path.is_file()))
        left = len(stand.record.students) - len(cards)
        return Exported(name, to, files, len(cards), len(open_), head, tuple(notes), left)


def sendable(stand: Opened, name: str | None, *, except_open: bool) -> tuple[str, list[GradeCard]]:
    """The name to send under, and the cards as they may go out. Raises GraderError where they may not."""
    basis = stand.ledger.basis(stand.record)
    name = _name(stand, name)
    _expect_judged(basis)
    if basis is not None and basis.rubric != stand.source.text:
        raise GraderError("The rubric was edited since these marks were made; `grader regrade` first.")
    settled = accounted(stand, stand.ledger.cards(), except_open=except_open)
    cards = [for_teacher(card, stand.source.rubric) for card in settled]
    open_ = [card for card in cards if card.open]
    if open_ and not except_open:
        raise GraderError(_open(open_))
    return name, cards


def _rows(stand: Opened, cards: Sequence[GradeCard]) -> tuple[Row, ...]:
    """Every card with who stands behind it."""
    people = people_of(cards, kept_people(stand.ledger))
    handed = {one.submission.id: one.submission for one in stand.ledger.handed_in()}
    nothing = Submission("")
    return tuple(
        Row(
            card,
            people[card.student],
            (submission := handed.get(card.student, nothing)).who,
            submission.attempt.source,
            page_token(stand.folder, card.student),
        )
        for card in cards
    )


def _sent(stand: Opened, to: str, place: Path, sending: Sending) -> Sequence[str]:
    """Everything at its place and kept as sent; of a failure, nothing."""
    part = place.with_name(f".{place.name}{PART}")
    for old in (part, place):  # of an export that was not finished: finished ones are known by name
        shutil.rmtree(old, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        notes = DESTINATIONS[to].send(part, sending)
        part.replace(place)
        freeze(stand, to, place.name)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)
        if isinstance(error, OSError):
            raise GraderError(f"{place} could not be written: {reason(error)}.") from error
        raise
    return notes


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
