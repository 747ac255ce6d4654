"""A student's alias in a grades folder, made with a salt that never leaves it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from pathlib import Path

from grader.model.files import write

__all__ = ["alias", "has_aliases", "is_alias", "page_token"]

SALT, PREFIX, LETTERS = ".salt", "student-", 8


def alias(folder: Path, student: str) -> str:
    """The student's name in this grades folder: nobody finds the id by it who has not the folder's salt."""
    return PREFIX + _letters(folder, student)[:LETTERS]


def page_token(folder: Path, student: str) -> str:
    """What the student's page is called where others could guess names: 130 bits, the same each time."""
    return _letters(folder, f"page\0{student}")[:26]


def has_aliases(folder: Path) -> bool:
    """Whether anybody was ever given one here."""
    return (folder / SALT).is_file()


def is_alias(folder: Path, typed: str, student: str) -> bool:
    """Whether somebody typed this student's alias."""
    return typed.startswith(PREFIX) and has_aliases(folder) and alias(folder, student) == typed.lower()


def _letters(folder: Path, words: str) -> str:
    path = folder / SALT
    if not path.is_file():
        write(path, secrets.token_hex(32))
    digest = hmac.new(path.read_bytes(), words.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()
