"""Where students' code runs: on this machine, or in a container that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.pipeline.example import is_example
from grader.pipeline.homework import Homework
from grader.sandbox.box import Sandbox, memory_mb
from grader.sandbox.container import Container

if TYPE_CHECKING:
    from grader.pipeline.run import Progress, Request

__all__ = ["housed", "opening"]


@contextmanager
def housed(homework: Homework, request: Request, progress: Progress) -> Iterator[tuple[Homework, Sandbox]]:
    """The homework with the Python that students' code runs in, and the sandbox it runs in."""
    trusted = request.trust or is_example(request.submissions)
    require = "trust" if trusted else homework.rubric.isolation
    workers, calls, limits = request.workers, homework.built.every_call, homework.limits
    if request.image is None:
        with Sandbox(homework.interpreter, calls, limits, workers, require) as box:
            yield homework, box
        return
    progress("Starting the container", 0, 0)
    memory = memory_mb(limits, workers)
    with (
        Container(request.image, homework.rubric.packages, workers, memory) as container,
        Sandbox(container.interpreter, calls, limits, workers, require, container.way) as box,
    ):
        yield replace(homework, interpreter=container.interpreter), box


def opening(why: str, image: str | None) -> list[str]:
    """What the sheet says first: how the folder was read, and that a container was used."""
    layout = f"Layout: {why}."
    return [layout] if image is None else [layout, f"Students' code ran in a container from {image}."]
