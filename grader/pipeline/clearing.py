"""An instructor has looked: the row goes from the list, and what was open stays as it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.errors import GraderError
from grader.model.cleared import Cleared
from grader.model.grade import Moved
from grader.pipeline.adopting import adopt
from grader.pipeline.findings import NEEDS_A_LOOK
from grader.pipeline.looking import about, files_of, looked_at
from grader.pipeline.outputs import write_outputs, write_report
from grader.pipeline.recall import chosen, expect_part
from grader.pipeline.regraded import graded_again, graded_of
from grader.pipeline.rejudge import rejudge
from grader.pipeline.run import Graded
from grader.pipeline.sent import NotAcceptedError
from grader.pipeline.standing import Standing, standing
from grader.report.looks import is_settled_by_looking, rows


@dataclass(frozen=True, slots=True)
class Done:
    """What was cleared, who moved by it, and for which command the sheet waits, if it does."""

    cleared: tuple[Cleared, ...]
    moves: tuple[Moved, ...] = ()
    waits: str = ""


def clear(
    out: Path | None, rubric: Path | None, student: str, part: str | None, by: str, *, accept: bool = False
) -> Done:
    """Clear every row of a student, or of one part, and write report and sheet anew. Raises GraderError."""
    with standing(out, rubric) as stand:
        cleared = _cleared(stand, student, (part or "").partition("/")[0], by)
        stand.ledger.clear(cleared)
        if any(row.why.startswith(NEEDS_A_LOOK) for row in cleared):
            return _settled(stand, cleared, accept)
        write_report(_as_it_stands(stand), stand.folder)
        return Done(cleared)


def _settled(stand: Standing, cleared: tuple[Cleared, ...], accept: bool) -> Done:
    """A submission that was open counts as it stands, unless that waits for another command."""
    rejudged, waits = rejudge(stand), "grader run"
    if not rejudged.needs_run:
        try:
            adopt(stand, rejudged, accept=accept)
        except NotAcceptedError:
            waits = "grader regrade --accept"
        else:
            write_outputs(graded_again(stand, rejudged), stand.folder)
            return Done(cleared, rejudged.moves)
    write_report(_as_it_stands(stand), stand.folder)
    return Done(cleared, waits=waits)


def _cleared(stand: Standing, student: str, part: str, by: str) -> tuple[Cleared, ...]:
    card = chosen(stand.cards, student, stand.folder)
    if part:
        expect_part(card, part)
    submission = next(one.submission for one in stand.handed if one.submission.id == card.student)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    mine = [(why, place) for why, place in rows(stand.cards) if place.student == card.student]
    found = [
        Cleared(card.student, place.part, why, about(card, place.part, files_of(submission)), by, at)
        for why, place in dict.fromkeys(mine)
        if (not part or place.part == part)
        and is_settled_by_looking(why)
        and not stand.looked.covers(card.student, place.part, why)
    ]
    if not found:
        raise GraderError(_nothing(student, part, [place.part for _, place in mine]))
    return tuple(found)


def _nothing(student: str, part: str, places: list[str]) -> str:
    if part and "" in places:
        return (
            f"Nothing of {student} waits for a look in {part} alone; "
            f"leave the part out: `grader show {student} --ok`."
        )
    where = f" in {part}" if part else ""
    return f"Nothing of {student} waits for a look{where}; `grader show --todo` lists what does."


def _as_it_stands(stand: Standing) -> Graded:
    submissions = [one.submission for one in stand.handed]
    return graded_of(replace(stand, looked=looked_at(stand.ledger.cleared(), stand.cards, submissions)))
