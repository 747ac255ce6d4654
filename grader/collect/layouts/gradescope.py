"""Gradescope: submission_metadata.yml, which says whose each `submission_<id>/` is.

Only the few lines of each submission that name submitters and times are read as YAML, and no aliases in
them. Not confirmed against a live course: `:late:` and `:lateness:`, read where they are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from grader.collect.layouts.seen import Arranged, Piece, Seen
from grader.collect.names import clean
from grader.errors import SubmissionError
from grader.model.submission import Attempt, Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = "Gradescope"
METADATA = "submission_metadata.yml"
MAX_METADATA = 256 << 20
MAX_BLOCK = 1 << 16
MAX_DEPTH = 50  # a reader of YAML takes time that grows with its square
WANTED = (":submitters:", ":created_at:", ":late:", ":lateness:")
TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ]+(?P<time>\d\d:\d\d:\d\d)(?:\.\d+)? *(?P<zone>Z|UTC|[+-]\d\d:?\d\d)"
)
KEY = re.compile(r"""(?:"(?P<quoted>[^"\\]+)"|'(?P<single>[^']+)'|(?P<plain>[^\s'"#:-][^:]*)):\s*""")


def recognised(seen: Seen) -> str:
    """The file that says so."""
    return f"{METADATA} lies there, as Gradescope writes it" if seen.find(METADATA) is not None else ""


def arranged(seen: Seen) -> Arranged:
    """One submission for each entry; its submitters share it. Raises SubmissionError."""
    at = seen.find(METADATA)
    data = seen.bytes_of(at, MAX_METADATA) if at is not None else None
    if at is None or data is None:
        raise SubmissionError(
            f"{METADATA} is not there, or cannot be read: without it nobody knows whose is what."
        )
    files: dict[str, list[tuple[int, str]]] = {}
    for index, name in enumerate(seen.names):
        folder, _, inner = name.partition("/")
        files.setdefault(folder, []).append((index, inner or folder))
    pieces, notes = [], []
    for key, lines in _entries(data.decode("utf-8-sig", "replace")):
        facts = _facts(lines)
        if facts is None:
            notes.append(f"{METADATA}: the entry {clean(key)[:80]} cannot be read, so its files are nobody's")
            continue
        pieces.append(_piece(key, facts, files.get(key, [])))
    return Arranged(tuple(pieces), {at: "Gradescope's own list"}, tuple(notes))


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every entry with its lines: what begins at a line's first column is a key."""
    key: str | None = None
    lines: list[str] = []
    for line in text.splitlines():
        if line[:1] in (" ", "\t", "-", "#", ""):
            lines.append(line)
            continue
        found = KEY.fullmatch(line)
        if key is not None:
            yield key, lines
        key, lines = (found["quoted"] or found["single"] or found["plain"] or "") if found else None, []
    if key is not None:
        yield key, lines


def _facts(lines: list[str]) -> Mapping[str, Any] | None:
    """What an entry says of submitters and times; None when that is no YAML that is read here."""
    kept: list[str] = []
    indent, taken = -1, False
    for line in lines:
        words = line.lstrip(" ")
        if not words:
            continue
        here = len(line) - len(words)
        indent = here if indent < 0 else indent
        if here == indent and not words.startswith("- "):
            taken = words.lstrip("\"'").replace('"', "", 1).replace("'", "", 1).startswith(WANTED)
        if taken:
            kept.append(line[min(indent, here) :])
    text = "\n".join(kept)
    if len(text) > MAX_BLOCK or _depth(text) > MAX_DEPTH:
        return None
    yaml = YAML(typ="base", pure=True)  # every scalar stays text: an id keeps its zeros
    try:
        if "*" in text and any(isinstance(event, AliasEvent) for event in yaml.parse(text)):
            return None
        read = YAML(typ="base", pure=True).load(text)
    except (YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        return None
    return read if isinstance(read, dict) else None


def _depth(text: str) -> int:
    """How deep brackets may be nested in it."""
    deepest = here = 0
    for mark in re.findall(r"[\[{\]}]", text):
        here += 1 if mark in "[{" else -1 if here else 0
        deepest = max(deepest, here)
    return deepest


def _piece(key: str, facts: Mapping[str, Any], files: list[tuple[int, str]]) -> Piece:
    people = facts.get(":submitters")
    members = (
        tuple(_person(one) for one in people if isinstance(one, dict)) if isinstance(people, list) else ()
    )
    members = tuple(one for one in members if one != Identity())
    first = members[0] if members else Identity()
    received = _utc(facts.get(":created_at"))
    return Piece(
        key=_key(members) or key,
        name=first.name or first.number or key,
        who=first,
        attempt=Attempt(received=received, source=SOURCE, late=_late(facts)),
        files=tuple(files),
        order=received,
        members=members if len(members) > 1 else (),
        flags=() if members else (f"{METADATA} names no submitter of {clean(key)[:80]}",),
    )


def _key(members: tuple[Identity, ...]) -> str:
    """The same people are the same submission, whoever handed it in."""
    return " ".join(sorted(one.email.casefold() or one.number or one.name for one in members))


def _person(facts: Mapping[str, Any]) -> Identity:
    def said(word: str) -> str:
        value = facts.get(f":{word}", facts.get(word, ""))
        return " ".join(clean(value).split()) if isinstance(value, str) else ""

    return Identity(name=said("name"), email=said("email"), number=said("sid"))


def _late(facts: Mapping[str, Any]) -> bool | None:
    said = facts.get(":late", facts.get(":lateness"))
    if not isinstance(said, str) or not said.strip():
        return None
    return said.strip().casefold() not in ("false", "no", "null", "~") and bool(
        re.search(r"[1-9a-z]", said.casefold())
    )


def _utc(text: object) -> str:
    """A time with an offset as ISO in UTC; nothing where there is none."""
    found = TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return ""
    offset = "+00:00" if found["zone"] in ("Z", "UTC") else f"{found['zone'][:3]}:{found['zone'][-2:]}"
    try:
        return datetime.fromisoformat(f"{found['day']}T{found['time']}{offset}").astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""
