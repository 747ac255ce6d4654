"""How things stand in a grades folder: the latest finished sheet, and what it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.ledger.handed import Handed
from grader.ledger.memo import Ledger
from grader.ledger.record import RunRecord
from grader.model.cleared import Looked
from grader.model.grade import GradeCard
from grader.oracle.stored import Built, load
from grader.pipeline.log import run_log
from grader.pipeline.looking import looked_at
from grader.pipeline.recall import nearest
from grader.rubric.load import LoadedRubric
from grader.rubric.load import load as load_rubric


@dataclass(frozen=True, slots=True)
class Opened:
    """An open grades folder whose latest run has finished; cards are read when they are asked for."""

    folder: Path
    ledger: Ledger
    source: LoadedRubric
    record: RunRecord

    @property
    def built(self) -> Built:
        """The calls and wants that the sheet was made with."""
        stored = self.ledger.get("homework", self.record.homework)
        if stored is None:
            raise GraderError(_again(self.record))
        return load(stored)


@dataclass(frozen=True, slots=True)
class Standing(Opened):
    """An open grades folder with its latest finished sheet."""

    cards: tuple[GradeCard, ...]
    handed: tuple[Handed, ...]
    looked: Looked


@contextmanager
def opened(out: Path | None, rubric: Path | None = None) -> Iterator[Opened]:
    """Open a grades folder, the nearest if none is named. Raises GraderError with a remedy."""
    folder = out or nearest(Path.cwd())
    if not (folder / "ledger.sqlite").is_file():
        raise GraderError(f"There are no grades in {folder}; run `grader run SUBMISSIONS -o {folder}` first.")
    with Ledger.open(folder) as ledger, run_log(folder):
        record = ledger.last_run()
        ((cards, handed),) = ledger.rows("SELECT (SELECT count(*) FROM sheet), (SELECT count(*) FROM handed)")
        if record is None or not cards:
            raise GraderError(f"No run in {folder} has finished yet; run `grader run SUBMISSIONS` first.")
        if record.status != "finished" or handed != cards:
            raise GraderError(_again(record))
        yield Opened(folder, ledger, load_rubric(rubric or Path(record.rubric)), record)


@contextmanager
def standing(out: Path | None, rubric: Path | None = None) -> Iterator[Standing]:
    """The same with everybody's cards and what was handed in."""
    with opened(out, rubric) as here:
        yield standing_of(here)


def standing_of(here: Opened) -> Standing:
    """Everybody's cards and what was handed in, as they stand now."""
    ledger = here.ledger
    cards, handed = tuple(ledger.cards()), tuple(ledger.handed_in())
    looked = looked_at(ledger.cleared(), cards, [one.submission for one in handed])
    return Standing(here.folder, ledger, here.source, here.record, cards, handed, looked)


def _again(record: RunRecord) -> str:
    return (
        "The last run did not finish, or an older grader made it; "
        f"type `grader run {record.submissions}` first: it goes on with what is known."
    )
