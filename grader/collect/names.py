"""What the names of files and folders tell: netids, attempts, and what is safe to show."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

__all__ = [
    "attempt",
    "clean",
    "everyone",
    "from_student",
    "from_written",
    "identity",
    "is_like_netid",
    "original",
    "several",
    "stem",
    "tokens",
]

NETID = r"[A-Za-z][A-Za-z0-9.]{1,39}"
LONGEST = 120
PLACEHOLDERS = frozenset(
    {"netid", "msunetid", "yournetid", "yourmsunetid", "mynetid", "student", "name"}
)  # a starter's


def clean(name: str) -> str:
    """A name in one spelling (NFC), without control characters or broken bytes."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = unicodedata.normalize("NFC", text)
    return "".join("_" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)


def stem(path: str) -> str:
    """A file's name without folders and without its ending."""
    return PurePosixPath(path).stem


def attempt(path: str) -> int:
    """The number a browser or a drive puts behind a name: 3 for `hw2 (3).py`, 0 without one."""
    found = re.search(r"\((\d{1,6})\)\s*$", stem(path))
    return int(found[1]) if found else 0


def from_written(path: str, pattern: str | None) -> str | None:
    """The netid in a PDF's name by a pattern like `written-assignment-2-{netid}.pdf`."""
    if not pattern or "{netid}" not in pattern:
        return None
    words = stem(pattern).split("{netid}")
    body = rf"\{{?({NETID})\}}?".join(_loosely(word) for word in words[:2])
    after = r"(?:\s*\(\d+\)|[-_ ]+copy)*\s*"
    found = re.fullmatch(rf"(?:copy of )*{body}{after}", stem(path), re.IGNORECASE)
    return _netid(found[1]) if found else None


def _loosely(text: str) -> str:
    """Students write a space or an underscore where a hyphen was asked for."""
    parts = re.findall(r"[-_ ]+|\*|[^-_ *]+", text)
    return "".join(
        "[-_ ]+" if part[0] in "-_ " else ".*" if part == "*" else re.escape(part) for part in parts
    )


def from_student(text: str | None) -> str | None:
    """The netid in `STUDENT = "…"`, an e-mail address too; None for the starter's placeholder."""
    return _netid((text or "").partition("@")[0].strip())


def everyone(text: str | None) -> tuple[str, ...]:
    """The netids in `STUDENTS = "a, b"`, of more than one; nothing where one of the words is none."""
    words = [word for word in re.split(r"[,;&+/\s]+|\band\b", text or "") if word]
    found = tuple(dict.fromkeys(name for word in words if (name := from_student(word))))
    return found if len(found) > 1 and len(found) == len({word.casefold() for word in words}) else ()


def original(name: str) -> tuple[str, int]:
    """A name without what copying puts around it, and the number it was given: `Copy of x (2)` is x, 2."""
    text, number = re.sub(r"(?i)^(?:copy of )+", "", name), 0
    while found := re.fullmatch(r"(?is)(.+?)(?:\s*\((\d{1,6})\)|\s*-\s*copy|[_ ]copy)\s*", text):
        text, number = found[1], number or int(found[2] or 1)
    return text, number or int(text != name)


def tokens(path: str) -> frozenset[str]:
    """The words of a file's name, in lower case."""
    return frozenset(re.findall(r"[^\W_]+", stem(path).casefold()))


def identity(text: str) -> str:
    """A text as a student's name on the sheet: on one line, without slashes, not endless."""
    words = " ".join(re.sub(r"[/\\]", "_", clean(text)).split())
    return "" if words.strip(".") == "" else words[:LONGEST]


def _netid(text: str) -> str | None:
    if not re.fullmatch(NETID, text) or text.lower().replace(".", "") in PLACEHOLDERS:
        return None
    return text.lower()


def is_like_netid(name: str) -> bool:
    """Letters and then a number: a folder so named is taken at its word."""
    return re.fullmatch(r"[a-z]{2,12}\d{1,5}", name.lower()) is not None


def several(names: list[str], shown: int = 3) -> str:
    """A list as a person says it: the first few, and how many more."""
    if len(names) > shown + 1:
        return f"{', '.join(names[:shown])} and {len(names) - shown} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
