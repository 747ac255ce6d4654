"""Text of an instructor's as HTML: names between backticks as code, mathematics between dollars as MathML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["code", "prose"]

CODE = re.compile(r"`([^`\n]{1,80})`")
# as in Markdown: no space inside the dollars, no digit behind them, so that $5 and $6 are money
MATHEMATICS = re.compile(r"(?<![\\$\w])\$(?=[^\s$])([^$\n]{1,200})(?<=[^\s\\])\$(?![\d$])")


def code(text: str) -> Markup:
    """Names between backticks as code; everything is escaped first."""
    from markupsafe import Markup, escape

    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped above


def prose(text: str) -> Markup:
    """The same, and $w = X^+ t$ as mathematics; what cannot be read as such stays as it is written."""
    from markupsafe import Markup

    pieces, at = [], 0
    for found in MATHEMATICS.finditer(text):
        math = _mathml(found[1])
        if math:
            pieces += [code(text[at : found.start()]), Markup(math)]  # noqa: S704 - made by a serialiser
            at = found.end()
    return Markup("").join([*pieces, code(text[at:])])


@lru_cache(maxsize=512)
def _mathml(tex: str) -> str:
    from latex2mathml.converter import convert

    try:
        made = str(convert(tex))
    except Exception:  # noqa: BLE001 - whatever it cannot read is shown as text
        return ""
    return made if made.startswith("<math") else ""
