"""`grader regrade`: judge again, show who moves and why, and make it the sheet if that is meant."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.pipeline.accounting import listed_now
from grader.pipeline.adopting import adopt, told
from grader.pipeline.aliases import alias
from grader.pipeline.anonymous import anonymous_difference
from grader.pipeline.attempts import undecided
from grader.pipeline.difference import Difference
from grader.pipeline.outputs import write_outputs
from grader.pipeline.regraded import graded_again
from grader.pipeline.rejudge import Rejudged, rejudge
from grader.pipeline.run import Progress
from grader.pipeline.sent import NotAcceptedError
from grader.pipeline.standing import Opened, opened
from grader.pipeline.trail import last_words, lost
from grader.rubric.exceptions import FILE as EXCEPTIONS
from grader.rubric.exceptions import unknown
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
    lost: Mapping[str, tuple[str, ...]]  # by an address that is no more, students with points by hand there
    submissions: str  # where the last run found them
    students: int
    kept: bool  # it is the sheet now
    seconds: float
    notes: tuple[str, ...] = ()  # lines of exceptions.csv that do nothing

    @property
    def waits(self) -> bool:
        """Whether it waits to be accepted."""
        return not self.kept and bool(self.difference.since) and not self.difference.empty


def regrade(
    out: Path | None,
    rubric: Path | None,
    *,
    accept: bool = False,
    anonymous: bool = False,
    progress: Progress = lambda *_: None,
) -> Regraded:
    """Judge everybody again and write the sheet, unless students were told otherwise. Raises GraderError.

    `anonymous` tells the difference under aliases; the sheet is the same.
    """
    with opened(out, rubric) as stand:
        rejudged = rejudge(stand, progress)
        try:
            now = adopt(stand, rejudged, accept=accept)
        except NotAcceptedError as error:
            return _regraded(stand, rejudged, error.told, kept=False, anonymous=anonymous)
        # also where nothing moved: an earlier command may have been killed before it had written all
        graded = graded_again(stand, rejudged, progress)
        progress("Writing pages", 0, 0)
        write_outputs(graded, stand.folder)
        return _regraded(stand, rejudged, now, kept=True, anonymous=anonymous)


def judged(
    out: Path | None,
    rubric: Path | None,
    *,
    anonymous: bool = False,
    progress: Progress = lambda *_: None,
) -> Regraded:
    """The same, and nothing is kept or written."""
    with opened(out, rubric) as stand:
        rejudged = rejudge(stand, progress)
        return _regraded(stand, rejudged, told(stand, rejudged), kept=False, anonymous=anonymous)


def watched(
    out: Path | None,
    rubric: Path | None,
    again: Callable[[], bool] = lambda: True,
    *,
    anonymous: bool = False,
    progress: Progress = lambda *_: None,
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
            yield judged(folder, path, anonymous=anonymous, progress=progress)
            reference = load(path).reference
        except GraderError as fault:
            yield fault


def _stamps(path: Path, reference: Path) -> dict[Path, tuple[int, int]]:
    """Time and size of everything that an edit may change."""
    found = {}
    for file in [path, path.with_name(EXCEPTIONS), *reference.rglob("*")]:
        if "__pycache__" in file.parts:
            continue
        try:
            state = file.stat()
        except OSError:  # between two steps of an editor's saving
            continue
        found[file] = (state.st_mtime_ns, state.st_size)
    return found


def _regraded(stand: Opened, rejudged: Rejudged, now: Difference, *, kept: bool, anonymous: bool) -> Regraded:
    there = {student for student, _ in stand.record.students}
    words = last_words(stand.ledger.trail.decisions())
    gone = lost({name: mine for name, mine in words.items() if name in there}, stand.source.rubric)
    needs = {**rejudged.needs_run, **_undecided(stand)}
    if anonymous:
        now = anonymous_difference(now, stand)
        needs, gone = (
            {name: tuple(sorted(alias(stand.folder, one) for one in of)) for name, of in some.items()}
            for some in (needs, gone)
        )
    return Regraded(
        folder=stand.folder,
        rubric=stand.source.path,
        difference=now,
        needs_run=needs,
        lost=gone,
        submissions=stand.record.submissions,
        students=len(stand.record.students),
        kept=kept,
        seconds=rejudged.seconds,
        notes=tuple(unknown(stand.source.exceptions, _students(stand))),
    )


def _undecided(stand: Opened) -> dict[str, tuple[str, ...]]:
    """Whose best attempt may be another now."""
    if stand.source.rubric.submission.attempts != "best":
        return {}
    return undecided([one.submission for one in stand.ledger.handed_in()], stand.source.rubric)


def _students(stand: Opened) -> set[str]:
    """Everybody of the class list and of the sheet."""
    return {*listed_now(stand), *(student for student, _ in stand.record.students)}
