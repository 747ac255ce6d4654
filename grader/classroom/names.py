"""Names that students gave their files, made safe for a disk, whatever they hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

__all__ = ["free", "safe", "safe_folder"]

LONGEST = 180  # bytes; a disk takes 255, and a temporary name is longer
FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
PASSED = re.compile(r"(env|venv|node_modules|site-packages|__pycache__|__macosx)$", re.IGNORECASE)


def safe(name: str, instead: str = "file") -> str:
    """A file's name that lies in its folder, can be seen, and means nothing to any system."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = "".join("_" if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" else c for c in text)
    text = FORBIDDEN.sub("_", text).strip().rstrip(". ")
    if not text.strip("._~ "):
        return instead
    if text.startswith((".", "~")):  # such files are passed over, and nobody's work may vanish
        text = "_" + text[1:]
    return _short(f"_{text}" if RESERVED.match(text) else text)


def safe_folder(name: str, instead: str) -> str:
    """The same for a student's folder, which is no tool's folder and no formula either."""
    text = safe(name, instead)
    return f"_{text}" if PASSED.match(text) or text.startswith(("=", "+", "-", "@", "'")) else text


def free(name: str, taken: Collection[str]) -> str:
    """The name, with (1), (2), … before its ending while it is taken; case makes no difference."""
    folded = {one.casefold() for one in taken}
    path, candidate, number = PurePosixPath(name), name, 0
    while candidate.casefold() in folded:
        number += 1
        candidate = f"{path.stem} ({number}){path.suffix}"
    return candidate


def _short(text: str) -> str:
    """Cut in the middle of its stem where it is too long: its ending says what it is."""
    if len(text.encode()) <= LONGEST:
        return text
    suffix = PurePosixPath(text).suffix
    suffix = suffix if len(suffix.encode()) <= 20 else ""
    kept = text.removesuffix(suffix).encode()[: LONGEST - len(suffix.encode())]
    return unicodedata.normalize("NFC", kept.decode("utf-8", "ignore")).rstrip(". ") + suffix
