"""What hangs on a submission: files in Drive, and what is no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.model.text import line

__all__ = ["Attached", "attachments"]

COLAB = "colab.research.google.com"


@dataclass(frozen=True, slots=True)
class Attached:
    """The files, as Classroom names them, and a clause for everything else."""

    files: list[dict[str, Any]]
    others: list[str]


def attachments(one: dict[str, Any]) -> Attached:
    """A submission's attachments in their order; a file that hangs there twice counts once."""
    files: dict[str, dict[str, Any]] = {}
    others = []
    for hung in one.get("assignmentSubmission", {}).get("attachments", ()):
        file = hung.get("driveFile")
        if file and file.get("id"):
            files.setdefault(str(file["id"]), file)
        else:
            others.append(_other(hung))
    return Attached(list(files.values()), others)


def _other(hung: dict[str, Any]) -> str:
    if "link" in hung:
        url = str(hung["link"].get("url", ""))
        what = "a link to Colab instead of the notebook" if COLAB in url else "a link, not a file"
        return f"{what} ({line(url, 120)}); ask for the file"
    if "form" in hung:
        return f"a Google Form, not a file ({line(str(hung['form'].get('title', '')), 80)})"
    if "youTubeVideo" in hung:
        return f"a video, not a file ({line(str(hung['youTubeVideo'].get('title', '')), 80)})"
    return "something that is not a file, and that this program does not know"
