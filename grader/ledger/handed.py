"""What was handed in, as facts without a line of code, and what was looked at: to bytes and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from grader.ledger.readable import readable
from grader.model.cleared import Cleared
from grader.model.submission import CodeFile, Submission, WrittenFile

HANDED, CLEARED = b"H1", b"L1"


@dataclass(frozen=True, slots=True)
class Handed:
    """One submission of the latest finished run without its sources, and where its evidence is kept."""

    submission: Submission
    keys: Mapping[str, str] = field(default_factory=dict)  # by question


def pack_handed(handed: Handed) -> bytes:
    """The facts as JSON: names, digests and notes, so that judging again needs no file."""
    bare = tuple(replace(file, blocks=()) for file in handed.submission.code)
    facts = asdict(replace(handed.submission, code=bare))
    return HANDED + _json([facts, dict(handed.keys)])


def unpack_handed(data: bytes) -> Handed:
    """The submission of these bytes."""
    with readable(data, HANDED) as begin:
        facts, keys = json.loads(data[begin:])
        code = tuple(_made(CodeFile, file) for file in facts.pop("code"))
        written = tuple(_made(WrittenFile, file) for file in facts.pop("written"))
        return Handed(_made(Submission, {**facts, "code": code, "written": written}), keys)


def pack_cleared(cleared: Cleared) -> bytes:
    """A row that was looked at, as JSON."""
    return CLEARED + _json(asdict(cleared))


def unpack_cleared(data: bytes) -> Cleared:
    """The row of these bytes."""
    with readable(data, CLEARED) as begin:
        return Cleared(**json.loads(data[begin:]))


def _made(kind: type, facts: Mapping[str, Any]) -> Any:
    """A dataclass from JSON: lists become what the field says, fields of other versions are passed over."""
    wanted = {one.name: str(one.type) for one in fields(kind)}
    return kind(
        **{
            name: frozenset(value) if wanted[name].startswith("frozenset") else _frozen(value)
            for name, value in facts.items()
            if name in wanted
        }
    )


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), default=sorted).encode("ascii")
