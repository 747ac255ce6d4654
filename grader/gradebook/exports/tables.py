"""The two plain tables: gradebook.csv for people and programs, parts.csv with every criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.gradebook.exports.filling import above
from grader.gradebook.exports.sending import Sending
from grader.gradebook.sheet import gradebook, parts
from grader.model.cells import cell, plain
from grader.model.files import write
from grader.model.grade import GradeCard
from grader.rubric.schema import Rubric

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["send_tables", "write_tables"]

# "plain" is what the rubric wrote: its ids must read back as they stand there
BOOK = {"student": cell, "name": cell, "email": cell, "status": plain, "flags": cell}
PARTS = {
    "student": cell,
    "part": plain,
    "criterion": plain,
    "title": plain,
    "verdict": plain,
    "comment": cell,
}


def send_tables(place: Path, sending: Sending) -> Sequence[str]:
    """The two tables as a destination."""
    write_tables(place, sending.cards, sending.rubric)
    return above(sending, sending)


def write_tables(out: Path, cards: Sequence[GradeCard], rubric: Rubric) -> None:
    """Write gradebook.csv and parts.csv: UTF-8, LF, quotes only where needed, formulas disarmed."""
    write(out / "gradebook.csv", _csv(gradebook(cards, rubric), BOOK, "%.2f"))
    write(out / "parts.csv", _csv(parts(cards), PARTS, "%.4f"))


def _csv(frame: pd.DataFrame, texts: Mapping[str, Callable[[str], str]], numbers: str) -> str:
    safe = frame.assign(**{name: frame[name].map(clean) for name, clean in texts.items()})
    return safe.to_csv(index=False, float_format=numbers, lineterminator="\n", encoding="utf-8")
