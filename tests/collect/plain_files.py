"""A reader of plain files for the rooms' tests: what a file defines is read off its lines."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.collect import Collected
from grader.model.submission import CodeFile

ASKED = frozenset({"gradient", "vjp", "jacobian", "sgd"})


@dataclass(frozen=True)
class Rule:
    """What the rubric says about files."""

    code: tuple[str, ...] = ("*.py", "*.ipynb")
    written: str | None = "written-assignment-2-{netid}.pdf"


def read(path: str, data: bytes) -> CodeFile:
    """`name` is a definition, `name?` an untouched one, `name!` a lost one, `STUDENT=x` an identity."""
    words = data.decode().split()
    student = next((word.partition("=")[2] for word in words if word.startswith("STUDENT=")), None)
    return CodeFile(
        path=path,
        digest=hashlib.sha256(data).hexdigest(),
        defines=frozenset(word.rstrip("?") for word in words if re.fullmatch(r"\w+\??", word)),
        untouched=frozenset(word[:-1] for word in words if word.endswith("?")),
        lost=tuple((word[:-1], "a reason") for word in words if word.endswith("!")),
        student=student,
    )


Make = Callable[[Mapping[str, str | bytes]], Path]
Collect = Callable[..., Collected]
