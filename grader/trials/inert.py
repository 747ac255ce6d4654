"""Whether what a hostile student wrote is dead text wherever an instructor or a student reads it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from rich.console import Console

from grader.pipeline import Graded
from grader.pipeline.outputs import write_outputs
from grader.report.cases import describe
from grader.report.terminal import print_sheet, print_student

__all__ = ["alive"]

LIVING = frozenset("script img iframe object embed math form input button base video audio".split())
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def alive(graded: Graded, out: Path) -> list[str]:
    """Write everything a run writes, print what it prints, and say what in it is not plain text."""
    write_outputs(graded, out)
    found = [*_terminal(graded, out)]
    for page in sorted(out.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        found += [f"got {what} into {page.name}" for what in {*_tags(text), *_controls(text)}]
    for table in sorted(out.glob("*.csv")):
        text = table.read_text(encoding="utf-8")
        found += [f"got {what} into {table.name}" for what in {*_formulas(text), *_controls(text)}]
    return found


def _terminal(graded: Graded, out: Path) -> Iterator[str]:
    console = Console(file=io.StringIO(), width=100, highlight=False, force_terminal=False)
    rubric = graded.source.rubric
    facts = {"isolation": graded.isolation, "seconds": 1.0, "notes": graded.notes}
    print_sheet(console, graded.cards, rubric, out=out, **facts)  # type: ignore[arg-type]
    for card in graded.cards:
        print_student(console, card, rubric, lambda *asked: describe(graded.calls, *asked))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for what in sorted(set(_controls(text))):
        yield f"got {what} onto the terminal"


def _controls(text: str) -> Iterator[str]:
    """Escapes, control characters, and characters that turn the reading direction."""
    for character in set(text):
        turns = unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI")
        if turns or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t\r"):
            yield f"the character U+{ord(character):04X}"


def _tags(text: str) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    yield from page.found


class _Page(HTMLParser):
    """Collects what in a page could act."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tags and attributes that run, load or send something."""
        if tag in LIVING:
            self.found.append(f"a <{tag}>")
        for name, value in attrs:
            address = (value or "").strip().casefold()
            if name.startswith("on") or address.startswith(("javascript:", "data:", "http:", "//")):
                self.found.append(f"an attribute {name}")


def _formulas(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            if cell.startswith(FORMULA) and not _is_number(cell):
                yield f"the formula {cell[:20]!r}"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
