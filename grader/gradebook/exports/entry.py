"""classroom-entry.html: a large number a row, in the order of Classroom's Grades page, for the keyboard."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from grader.gradebook.exports.points import score, short
from grader.gradebook.exports.sending import Row, Sending
from grader.model.cells import plain
from grader.model.files import write
from grader.model.grade import GradeCard
from grader.model.person import Person

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["in_order", "without_line", "write_entry"]

WORDS = {"missing": "missing", "excused": "excused", "graded": "still open"}


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of the page shows: without points there is a word for why."""

    last: str
    first: str
    email: str
    points: str
    why: str

    @property
    def name(self) -> str:
        """Last name first, as the page it goes to has it."""
        return ", ".join(filter(None, (self.last, self.first))) or self.email


def write_entry(path: Path, sending: Sending) -> None:
    """Write the page; it holds its own style and script and asks nobody for anything."""
    lines = [_line(row) for row in in_order(sending)]
    facts = "\n".join(f"{line.name}\t{line.points}" for line in lines)
    key = hashlib.sha256(f"{sending.rubric.homework}\n{sending.name}\n{facts}".encode()).hexdigest()[:16]
    style, script = _text("entry.css"), _text("entry.js")
    text = (
        _environment()
        .get_template("entry.html")
        .render(
            homework=plain(sending.rubric.homework),
            title=plain(sending.title),
            name=sending.name,
            sort=sending.sort,
            possible=_typed(short(sending.rubric.possible)),
            lines=lines,
            key=key,
            style=style,
            style_digest=_digest(style),
            script=script,
            script_digest=_digest(script),
        )
    )
    write(path, f"{text.strip()}\n")


def without_line(text: str, card: GradeCard) -> str:
    """A page that was written before, without the row of this student."""
    line = _line(Row(card, Person(card.student, card.name, card.email)))
    own = _shown(line)

    def kept(row: re.Match[str]) -> str:
        return "" if own(row[0]) else row[0]

    return re.sub(r"(?s)<li>\n.*?</li>\n", kept, text)


def _shown(line: Line) -> Callable[[str], bool]:
    """Whether a row of the page is this line's: by the address, where there is none by the name."""
    from markupsafe import escape

    email, name = f"<bdi>{escape(line.email)}</bdi>", f'data-name="{escape(line.name)}"'
    return lambda row: email in row if line.email else name in row and 'class="email"' not in row


def in_order(sending: Sending) -> list[Row]:
    """The rows by last name, or by first: without regard to case and accents."""
    ways = {"last": lambda row: row.halves, "first": lambda row: row.halves[::-1]}
    return sorted(sending, key=lambda row: (*map(_folded, ways[sending.sort](row)), row.card.student))


def _line(row: Row) -> Line:
    points = score(row.card)
    last, first = map(plain, row.halves)
    email = plain(next(iter(row.emails), ""))
    why = WORDS[row.card.place] if points is None else ""
    return Line(last, first, email, "" if points is None else _typed(short(points)), why)


def _typed(points: str) -> str:
    """As one types it: 8, not 8.0."""
    return points.removesuffix(".0")


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in bare if not unicodedata.combining(one))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _text(name: str) -> str:
    return _environment().get_template(name).render()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("grader.gradebook.exports", "entry_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
