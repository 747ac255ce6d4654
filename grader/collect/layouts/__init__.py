"""The systems whose downloads are recognised: one module each, asked in this order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from grader.collect.layouts import blackboard, brightspace, canvas, gradescope, manifest, moodle
from grader.collect.layouts.seen import Arranged, Piece, Seen

__all__ = ["WAYS", "Arranged", "Piece", "Seen", "Way"]


class Way(Protocol):
    """How one system arranges what was handed in to it."""

    @property
    def SOURCE(self) -> str: ...  # noqa: D102, N802

    def recognised(self, seen: Seen) -> str:
        """Why this is that system's download, or nothing."""

    def arranged(self, seen: Seen) -> Arranged:
        """Who handed in what. Raises SubmissionError."""


WAYS: Mapping[str, Way] = {  # the surest signs first
    "manifest": manifest,
    "gradescope": gradescope,
    "moodle": moodle,
    "blackboard": blackboard,
    "brightspace": brightspace,
    "canvas": canvas,
}
