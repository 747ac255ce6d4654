"""From a text that does not compile to top-level blocks that stand or fall alone.

A part of the reader: standard library only, and nothing of a student's text is ever run here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Piece", "Trouble", "compiled", "split"]

START = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
WALL = re.compile(r"(?:async\s+def|def|class|import|from)\b|@")  # can stand in no bracket
FIRM = re.compile(WALL.pattern + r"|[A-Za-z_][\w, ]*(?::[^=]*)?=(?!=)")
TRIPLE = re.compile(r"'''|\"\"\"")
OPEN = ("was never closed", "unterminated triple-quoted", "unexpected EOF")
GROWTHS = 60  # how many times the end of an open bracket or string is looked for further down
ALL_GROWTHS = 600  # the same in a whole file
Result = tuple[ast.Module | None, "Trouble | None"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a text does not compile: the line in that text, and the compiler's words."""

    line: int
    message: str

    @property
    def open(self) -> str:
        """What was begun and not ended: "string", "bracket" or nothing."""
        if not any(words in self.message for words in OPEN):
            return ""
        return "string" if "triple-quoted" in self.message else "bracket"

    def words(self, begin: int) -> str:
        """The same, with lines counted in the file the text was taken from."""
        text = re.sub(r" \(detected at line \d+\)", "", self.message)
        text = re.sub(r"\bon line (\d+)", lambda found: f"on line {int(found[1]) + begin - 1}", text)
        return f"line {self.line + begin - 1}: {text[:200]}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A block: its text, the line it begins on, and its tree or the trouble with it."""

    source: str
    line: int
    tree: ast.Module | None
    trouble: Trouble | None = None


def compiled(source: str) -> Result:
    """The tree of a text that compiles, or the trouble with it."""
    try:
        tree = ast.parse(source)
        compile(tree, "submission", "exec", dont_inherit=True)
    except SyntaxError as error:
        return None, Trouble(error.lineno or 1, error.msg or "invalid syntax")
    except (RecursionError, MemoryError):
        return None, Trouble(1, "it is nested too deeply")
    except (ValueError, SystemError, OverflowError) as error:
        return None, Trouble(1, str(error) or "it cannot be compiled")
    return tree, None


def split(source: str) -> Iterator[Piece]:
    """The top-level blocks of a text that does not compile; a broken one swallows as little as possible."""
    lines = source.split("\n")
    starts = _starts(lines)
    at, spare = 0, ALL_GROWTHS
    while at < len(starts):
        begin = starts[at]
        at, text, (tree, trouble), tries = _block(lines, starts, at, min(spare, GROWTHS))
        spare -= tries
        yield Piece(text, begin + 1, tree, trouble)


def _starts(lines: list[str]) -> list[int]:
    starts: list[int] = []
    head = ""
    for number, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not starts or (START.match(line) and not head.startswith("@")):
            starts.append(number)
        if START.match(line):
            head = line
    return starts


def _block(lines: list[str], starts: list[int], at: int, limit: int) -> tuple[int, str, Result, int]:
    """The block that begins at a start: the start after it, its text, how it compiles, growths tried."""
    bounds = [*starts, len(lines)]

    def text(end: int) -> str:
        return "\n".join(lines[starts[at] : bounds[end]]) + "\n"

    first = compiled(text(at + 1))
    if first[1] is None or not first[1].open:
        return at + 1, text(at + 1), first, 0
    kind, tries = first[1].open, 0
    for end in range(at + 2, len(bounds)):
        added = lines[bounds[end - 1] : bounds[end]]
        if tries == limit or (kind == "bracket" and WALL.match(added[0])):
            break
        if kind == "string" and not any(TRIPLE.search(line) for line in added):
            continue
        tries += 1
        tree, trouble = compiled(text(end))
        if trouble is None or (kind == "string" and trouble.open != kind):
            return end, text(end), (tree, trouble), tries
    end = next((n for n in range(at + 1, len(starts)) if FIRM.match(lines[starts[n]])), len(starts))
    return end, text(end), first, tries
