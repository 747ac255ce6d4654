"""`grader regrade`: judge again, show who moves and why, and make it the sheet if that is meant."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.ledger.sheets import Sheet
from grader.pipeline.difference import Difference, Judged, difference
from grader.pipeline.outputs import write_outputs
from grader.pipeline.regraded import graded_again
from grader.pipeline.rejudge import Rejudged, keep, rejudge
from grader.pipeline.run import Progress
from grader.pipeline.sent import told_otherwise
from grader.pipeline.standing import Opened, opened
from grader.rubric.load import load

__all__ = ["Regraded", "judged", "regrade", "watched"]

POLL = 0.3


@dataclass(frozen=True, slots=True)
class Regraded:
    """What judging again came to."""

    folder: Path
    rubric: Path
    difference: Difference  # against what students were told, once anything was sent; else the last sheet
    needs_run: Mapping[str, tuple[str, ...]]
    submissions: str  # where the last run found them
    students: int
    kept: bool  # it is the sheet now
    seconds: float

    @property
    def waits(self) -> bool:
        """Whether it waits to be accepted."""
        return not self.kept and bool(self.difference.since) and not self.difference.empty


def regrade(
    out: Path | None, rubric: Path | None, *, accept: bool = False, progress: Progress = lambda *_: None
) -> Regraded:
    """Judge everybody again and write the sheet, unless students were told otherwise. Raises GraderError."""
    with opened(out, rubric) as stand:
        before = stand.ledger.basis(stand.record)
        rejudged = rejudge(stand, progress)
        now = _told(stand, rejudged)
        free = not now.since or now.empty or accept
        if free:
            keep(stand, rejudged)
            if rejudged.changes or before != rejudged.basis:
                graded = graded_again(stand, rejudged, progress)
                progress("Writing pages", 0, 0)
                write_outputs(graded, stand.folder)
        return _regraded(stand, rejudged, now, kept=free)


def judged(out: Path | None, rubric: Path | None) -> Regraded:
    """The same, and nothing is kept or written."""
    with opened(out, rubric) as stand:
        rejudged = rejudge(stand)
        return _regraded(stand, rejudged, _told(stand, rejudged), kept=False)


def watched(
    out: Path | None, rubric: Path | None, again: Callable[[], bool] = lambda: True
) -> Iterator[Regraded | GraderError]:
    """What the class would come to, at once and each time rubric or reference is saved; or the fault."""
    with opened(out, rubric) as stand:
        path, folder, reference = stand.source.path, stand.folder, stand.source.reference
    known: dict[Path, tuple[int, int]] | None = None
    while again():
        seen = _stamps(path, reference)
        if seen == known:
            time.sleep(POLL)
            continue
        known = seen
        try:
            yield judged(folder, path)
            reference = load(path).reference
        except GraderError as fault:
            yield fault


def _stamps(path: Path, reference: Path) -> dict[Path, tuple[int, int]]:
    """Time and size of everything that an edit may change."""
    found = {}
    for file in [path, *reference.rglob("*")]:
        if "__pycache__" in file.parts:
            continue
        try:
            state = file.stat()
        except OSError:  # between two steps of an editor's saving
            continue
        found[file] = (state.st_mtime_ns, state.st_size)
    return found


def _told(stand: Opened, rejudged: Rejudged) -> Difference:
    """Against what was sent last; before any export, against the sheet as it stands."""
    after = Judged(rejudged.record, rejudged.basis)
    students = dict.fromkeys(change.student for change in rejudged.changes)
    cards = Sheet(stand.ledger).moved(students)
    told = told_otherwise(stand.ledger, cards, after, stand.source)
    if told is not None:
        return told
    before = Judged(stand.record, stand.ledger.basis(stand.record))
    totals = {old.student: (old.total, new.total) for old, new in Sheet(stand.ledger).moved(students)}
    return difference(rejudged.changes, totals, before, after, stand.source)


def _regraded(stand: Opened, rejudged: Rejudged, told: Difference, *, kept: bool) -> Regraded:
    return Regraded(
        folder=stand.folder,
        rubric=stand.source.path,
        difference=told,
        needs_run=rejudged.needs_run,
        submissions=stand.record.submissions,
        students=len(stand.record.students),
        kept=kept,
        seconds=rejudged.seconds,
    )
