"""Fold the ways one word can be written into one."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Without case, spaces, underscores and hyphens; ornamental letters become plain ones."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not (c.isspace() or c == "_" or unicodedata.category(c) == "Pd"))
