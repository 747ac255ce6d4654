"""How made-up submissions are put on disk: answers joined, strewn with other things, as cells, as bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Write = Callable[[Path, Sequence[str], random.Random], None]
NUMPY = "import numpy as np\n"


def joined(answers: Sequence[str]) -> str:
    """One text, numpy imported on top."""
    return NUMPY + "\n" + "\n\n".join(answers)


def strewn(answers: Sequence[str], extra: Sequence[str], rng: random.Random) -> list[str]:
    """The answers in their order, other pieces anywhere between them."""
    mixed = list(answers)
    for text in extra:
        mixed.insert(rng.randrange(len(mixed) + 1), text)
    return mixed


def book(sources: Sequence[str], output: str = "") -> str:
    """A notebook with these cells; the first has printed something."""

    def cell(number: int, source: str) -> dict[str, Any]:
        outputs = [{"output_type": "stream", "name": "stdout", "text": [output]}] if output else []
        return {
            "cell_type": "code",
            "execution_count": number,
            "metadata": {},
            "outputs": outputs if number == 1 else [],
            "source": source.splitlines(keepends=True),
        }

    cells = [cell(number, source) for number, source in enumerate(sources, start=1)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def put(folder: Path, name: str, content: str | bytes) -> None:
    """A file in the submission's folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
