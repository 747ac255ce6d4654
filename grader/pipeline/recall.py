"""What the last run left, read back from the grades folder without running anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.model.behind import Backing
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.wanted import without_wants
from grader.oracle.stored import load as load_built
from grader.pipeline.aliases import is_alias
from grader.pipeline.backing import backing
from grader.pipeline.receipts import same
from grader.report.cases import describe
from grader.rubric.load import LoadedRubric, load
from grader.rubric.schema import Rubric, address
from grader.rubric.told import for_teacher, shows_want


@dataclass(frozen=True, slots=True)
class Recalled:
    """One student's card, the rubric it came from, and the words for a case."""

    card: GradeCard
    source: LoadedRubric
    describe: Callable[[str, str], str]
    folder: Path
    backing: Backing


def recall(
    out: Path | None, student: str, rubric: Path | None, part: str | None, *, wants: bool = False
) -> Recalled:
    """A student's card of the last finished run; `wants` also shows what the rubric hides.

    Raises GraderError with a remedy.
    """
    folder = out or nearest(Path.cwd())
    if not (folder / "ledger.sqlite").is_file():
        raise GraderError(f"There are no grades in {folder}; run `grader run SUBMISSIONS -o {folder}` first.")
    with Ledger.open(folder) as ledger:
        record, cards = ledger.last_run(), ledger.cards()
        if record is None or not cards:
            raise GraderError(f"No run in {folder} has finished yet; run `grader run SUBMISSIONS` first.")
        source = load(rubric or Path(record.rubric))
        card = chosen(cards, student, folder)
        stored = ledger.get("homework", record.homework) if record.homework else None
        built = load_built(stored) if stored else None
        if part is not None:
            expect_part(card, part)
        behind = backing(ledger, record, card, source.rubric, built, part or "")
    calls = built.calls if built else None
    words = (lambda question, label: describe(calls, question, label)) if calls else (lambda *_: "")
    if wants:
        return Recalled(card, source, words, folder, behind)
    return Recalled(for_teacher(card, source.rubric), source, words, folder, _told(behind, source.rubric))


def _told(behind: Backing, rubric: Rubric) -> Backing:
    """Without the expected values that the rubric hides."""
    known = {address(part, criterion): criterion for _, part, criterion in rubric.walk()}
    told = {
        place: one if shows_want(rubric, known.get(place)) else without_wants(one)
        for place, one in behind.criteria.items()
    }
    return replace(behind, criteria=told)


def nearest(start: Path) -> Path:
    """The nearest grades/ folder, here or above."""
    for folder in (start, *start.parents):
        if (folder / "grades" / "ledger.sqlite").is_file():
            return folder / "grades"
    raise GraderError("There is no grades/ folder here or above; name it with -o, or run `grader run` first.")


def chosen(cards: Sequence[GradeCard], student: str, folder: Path | None = None) -> GradeCard:
    """The card of a student, by id, receipt code, or alias in this folder.

    Of an unknown one, a GraderError with who was probably meant.
    """
    for card in cards:
        if card.student == student:
            return card
    for card in cards:
        if same(student, card.receipt) or (folder is not None and is_alias(folder, student, card.student)):
            return card
    near = get_close_matches(student, [card.student for card in cards], 1)
    remedy = f"did you mean {near[0]}?" if near else f"there are {len(cards)} others in the sheet."
    raise GraderError(f"No student {student} in the last run; {remedy}")


def criterion_of(card: GradeCard, place: str) -> CriterionGrade:
    """One criterion by its address, or by its part's where that has no other. Raises GraderError."""
    expect_part(card, place)
    part, _, name = place.partition("/")
    criteria = next(one.criteria for one in card.parts if one.id == part)
    if not name and len(criteria) > 1:
        known = ", ".join(one.address for one in criteria)
        raise GraderError(f"{part} has {len(criteria)} criteria; name one of them: {known}.")
    return next(one for one in criteria if name in ("", one.criterion))


def expect_part(card: GradeCard, part: str) -> None:
    """A GraderError unless the rubric has this part, or this criterion of it."""
    wanted, _, criterion = part.partition("/")
    if card.place != "graded":
        raise GraderError(f"{card.student} is {card.place}: there is no work of theirs in the sheet.")
    for one in card.parts:
        if one.id == wanted and (not criterion or any(c.criterion == criterion for c in one.criteria)):
            return
    known = ", ".join(one.id for one in card.parts)
    raise GraderError(f"There is no part {part} in the rubric; it has {known}.")
