"""When files were last written: it decides nothing, but whoever has nothing better may want to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from grader.collect import Collected
from grader.model.submission import Submission
from grader.rubric.load import LoadedRubric

__all__ = ["timed"]

MOST = 0.5  # of the class: beyond that the times are those of a download


def timed(collected: Collected, source: LoadedRubric) -> Collected:
    """Work that no system dates, flagged where its newest file is younger than the due date."""
    due = source.rubric.due
    if due is None or source.rubric.late is None:
        return collected
    known = source.exceptions
    undated = [
        one
        for one in collected.submissions
        if not one.attempt.received and one.attempt.late is None and known.of(one.id).received is None
    ]
    times = {one.id: max(_times(one), default=0.0) for one in undated}
    over = {
        student: time
        for student, time in times.items()
        if time > known.of(student).due_after(due).astimezone(UTC).timestamp()
    }
    if not over:
        return collected
    if len(over) > max(1, MOST * len(undated)):
        note = (
            f"{len(over)} of {len(undated)} have a file that is younger than the due date. Files get a new "
            "time when they are copied, so this decides nothing: exceptions.csv takes when it was received."
        )
        return replace(collected, notes=(*collected.notes, note))
    flagged = tuple(_flagged(one, over[one.id]) if one.id in over else one for one in collected.submissions)
    return replace(collected, submissions=flagged)


def _times(one: Submission) -> Iterator[float]:
    """When each file was last written, of those that lie in a folder."""
    home = Path(one.origin)
    places = [home / file.path for file in one.code] if home.is_dir() else [home]
    places += [Path(file.place) for file in one.written if file.place]
    for place in places:
        try:
            yield place.stat().st_mtime
        except OSError:  # it came out of a zip
            continue


def _flagged(one: Submission, time: float) -> Submission:
    when = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")
    flag = f"its newest file is from {when}, after the due date; file times decide nothing"
    return replace(one, flags=(*one.flags, flag))
