"""A folder of submissions, read by the reader guest: what stands in the files, and nothing of it runs."""

from __future__ import annotations

from pathlib import Path

from grader.collect import Collected, Layout, collect
from grader.errors import SubmissionError
from grader.model.files import write
from grader.pipeline.fitting import asked_names
from grader.rubric.load import LoadedRubric
from grader.sandbox.reader import Reader
from grader.sandbox.unpacker import Unpacker

__all__ = ["collected_from"]


def collected_from(
    submissions: Path,
    source: LoadedRubric,
    layout: Layout,
    out: Path | None = None,
    spare: Path | None = None,
) -> Collected:
    """Everybody's submission, by the rubric's rule of files; `out` is none of them. Raises GraderError.

    Written files that come out of a zip are put into `spare`, the others stay where they lie.
    """
    asked = asked_names(source.rubric)
    if out is not None and out.resolve() == submissions.resolve():
        raise SubmissionError(f"{out} holds the submissions; choose another folder for the grades with -o.")
    apart = [source.path.resolve().parent, source.reference.resolve(), *([out.resolve()] if out else [])]
    due = source.rubric.due

    def keep(place: Path, digest: str, data: bytes) -> str:
        if spare is None or not unpacker.holds(place):
            return str(place)
        write(spare / f"{digest}.pdf", data)
        return str(spare / f"{digest}.pdf")

    with Reader() as reader, Unpacker() as unpacker:
        return collect(
            submissions,
            source.rubric.submission,
            asked,
            lambda path, data: reader.read(path, data, asked),
            layout,
            apart,
            unpacker.unpack,
            zone=due.tzinfo if due is not None else None,
            keep=keep,
        )
