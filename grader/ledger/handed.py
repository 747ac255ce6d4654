"""What was handed in, as facts without its code, and what was looked at: to bytes and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from typing import Any

from grader.ledger.readable import readable
from grader.model.cleared import Cleared
from grader.model.submission import Attempt, Block, CodeFile, Identity, Submission, WrittenFile

HANDED, CLEARED = b"H1", b"L1"
NESTED: Mapping[str, type] = {"who": Identity, "attempt": Attempt}


@dataclass(frozen=True, slots=True)
class Handed:
    """One submission of the latest finished run, its sources but for headings left out, and its keys."""

    submission: Submission
    keys: Mapping[str, str] = field(default_factory=dict)  # by question


def pack_handed(handed: Handed) -> bytes:
    """The facts as JSON: names, digests and notes, so that judging again needs no file."""
    bare = tuple(replace(file, blocks=_headings(file)) for file in handed.submission.code)
    facts = asdict(replace(handed.submission, code=bare))
    return HANDED + _json([facts, dict(handed.keys)])


def unpack_handed(data: bytes) -> Handed:
    """The submission of these bytes."""
    with readable(data, HANDED) as begin:
        facts, keys = json.loads(data[begin:])
        code = tuple(
            replace(_made(CodeFile, file), blocks=tuple(_made(Block, one) for one in file["blocks"]))
            for file in facts.pop("code")
        )
        written = tuple(_made(WrittenFile, file) for file in facts.pop("written"))
        nested = {name: _made(kind, facts.pop(name)) for name, kind in NESTED.items() if name in facts}
        return Handed(_made(Submission, {**facts, "code": code, "written": written, **nested}), keys)


def pack_cleared(cleared: Cleared) -> bytes:
    """A row that was looked at, as JSON."""
    return CLEARED + _json(asdict(cleared))


def unpack_cleared(data: bytes) -> Cleared:
    """The row of these bytes."""
    with readable(data, CLEARED) as begin:
        return Cleared(**json.loads(data[begin:]))


def _headings(file: CodeFile) -> tuple[Block, ...]:
    """The first lines of its functions: pages say from them how a case is run again."""
    lines = [line for block in file.blocks for line in block.source.splitlines()]
    return (Block("\n".join(line for line in lines if line.lstrip().startswith("def ")), 1),)


def _made(kind: type, facts: Mapping[str, Any]) -> Any:
    """A dataclass from JSON: lists become what the field says, fields of other versions are passed over."""
    wanted = _fields(kind)
    return kind(
        **{
            name: frozenset(value) if wanted[name] else _frozen(value)
            for name, value in facts.items()
            if name in wanted
        }
    )


@cache
def _fields(kind: type) -> dict[str, bool]:
    """By name, whether it is a set."""
    return {one.name: str(one.type).startswith("frozenset") for one in fields(kind)}


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), default=sorted).encode("ascii")
