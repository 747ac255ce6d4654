"""The trail of decisions: a chained table that is only added to, and words that can be forgotten.

Each row holds a salted digest of its words and the hash of the row before, so a changed, moved or missing row
breaks the chain. The words lie beside it: those of a student who is forgotten go, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from grader.ledger.handed import CLEARED, pack_cleared, unpack_cleared
from grader.ledger.readable import readable
from grader.model.cleared import Cleared
from grader.model.trail import Decision, Forgotten, Head

DECISION, FORGOTTEN = b"D1", b"F1"
START = bytes(32)

Line = Decision | Cleared | Forgotten


class Trail:
    """The decisions of one grades folder; every method may be called from any thread."""

    def __init__(
        self,
        rows: Callable[[str], list[tuple[Any, ...]]],
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
    ) -> None:
        self._rows, self._transaction = rows, transaction

    def add(self, lines: Iterable[Decision | Cleared]) -> None:
        """Add these lines, all of them or none; none is ever changed or taken away."""
        packed = [pack(line) for line in lines]
        with self._transaction() as connection:
            for data in packed:
                append(connection, data)

    def lines(self) -> list[Line]:
        """Every line that was not forgotten, oldest first."""
        return [unpack(data) for _, data, _ in self._rows("SELECT id, data, salt FROM words ORDER BY id")]

    def decisions(self) -> list[Decision]:
        """Points that people gave, oldest first."""
        return [line for line in self.lines() if isinstance(line, Decision)]

    def cleared(self) -> list[Cleared]:
        """Rows that were looked at, oldest first."""
        return [line for line in self.lines() if isinstance(line, Cleared)]

    def head(self) -> Head:
        """Where the trail ends now: printed with every sheet, it holds all that came before."""
        found = self._rows("SELECT id, head, digest FROM trail ORDER BY id DESC LIMIT 1")
        return Head(found[0][0], found[0][1].hex()) if found else Head(0, START.hex())

    def forgotten(self, students: Iterable[str]) -> set[str]:
        """Those of these students who were forgotten before."""
        traces = [line for line in self.lines() if isinstance(line, Forgotten)]
        return {one for one in students if any(line.trace == _trace(line.salt, one) for line in traces)}


def append(connection: sqlite3.Connection, data: bytes) -> int:
    """Add one line's bytes to the chain; its number comes back."""
    last = connection.execute("SELECT id, head FROM trail ORDER BY id DESC LIMIT 1").fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, START)
    salt = secrets.token_bytes(16)
    digest = hashlib.sha256(salt + data).digest()
    connection.execute(
        "INSERT INTO trail (id, digest, head) VALUES (?, ?, ?)",
        (number, digest, _link(before, number, digest)),
    )
    connection.execute("INSERT INTO words (id, salt, data) VALUES (?, ?, ?)", (number, salt, data))
    return number


def forget(connection: sqlite3.Connection, student: str, by: str) -> Forgotten:
    """Take away the words about a student, and say so in a line of its own."""
    words = connection.execute("SELECT id, data FROM words ORDER BY id").fetchall()
    about = [number for number, data in words if getattr(unpack(data), "student", None) == student]
    salt, at = secrets.token_hex(16), datetime.now(UTC).isoformat(timespec="seconds")
    line = Forgotten(tuple(about), salt, _trace(salt, student), by, at)
    number = append(connection, pack(line))
    connection.executemany("INSERT INTO forgotten VALUES (?, ?)", [(row, number) for row in about])
    connection.executemany("DELETE FROM words WHERE id = ?", [(row,) for row in about])
    return line


def faults(connection: sqlite3.Connection, printed: Sequence[str] = ()) -> Iterator[str]:
    """What is wrong with the chain, row by row; `printed` are heads that were written down elsewhere."""
    kept = connection.execute("SELECT id, salt, data FROM words").fetchall()
    words = {number: (_bytes(salt), _bytes(data)) for number, salt, data in kept}
    before, heads, silent, said = START, {"0"}, set[int](), set[int]()
    chain = connection.execute("SELECT id, digest, head FROM trail ORDER BY id").fetchall()
    for at, (number, digest, head) in enumerate(chain, 1):
        if number != at:
            yield f"Row {at} of the trail of decisions is gone."
            return
        if head != _link(before, number, _bytes(digest)):
            yield f"Row {number} of the trail of decisions was changed: it does not follow from the last."
        before = _bytes(head)
        heads.add(f"{number}:{before.hex()[:16]}")
        if number not in words:
            silent.add(number)
            continue
        salt, data = words.pop(number)
        if hashlib.sha256(salt + data).digest() != digest:
            yield f"Row {number} of the trail of decisions was changed{_whose(data)}."
        elif data.startswith(FORGOTTEN):
            said |= set(_forgotten(data).rows)
    yield from (f"Row {row} of the trail of decisions has lost its words." for row in sorted(silent - said))
    yield from (f"Row {row} stands beside the trail of decisions without being part of it." for row in words)
    for one in dict.fromkeys(printed):
        if one not in heads and not one.startswith("0:"):
            yield (
                f"The trail of decisions is not the one whose end was printed as {one}: "
                "rows were replaced or taken away since."
            )


def pack(line: Line) -> bytes:
    """A line as JSON; points stay exact."""
    if isinstance(line, Cleared):
        return pack_cleared(line)
    return (DECISION if isinstance(line, Decision) else FORGOTTEN) + json.dumps(
        asdict(line), separators=(",", ":"), default=str
    ).encode("ascii")


def unpack(data: bytes) -> Line:
    """The line of these bytes."""
    if data.startswith(CLEARED):
        return unpack_cleared(data)
    return _forgotten(data) if data.startswith(FORGOTTEN) else _decision(data)


def _decision(data: bytes) -> Decision:
    with readable(data, DECISION) as begin:
        facts = json.loads(data[begin:])
        for name in ("points", "possible", "judged"):
            facts[name] = None if facts[name] is None else Fraction(facts[name])
        return Decision(**facts)


def _forgotten(data: bytes) -> Forgotten:
    with readable(data, FORGOTTEN) as begin:
        facts = json.loads(data[begin:])
        return Forgotten(**{**facts, "rows": tuple(facts["rows"])})


def _bytes(value: object) -> bytes:
    """What stands in a cell, whatever kind somebody made of it."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _whose(data: bytes) -> str:
    """Whom a row speaks of, as far as it can still be read."""
    try:
        line = unpack(data)
    except Exception:  # noqa: BLE001 - whatever somebody wrote there
        return ""
    student = getattr(line, "student", "")
    place = getattr(line, "place", "") or getattr(line, "part", "")
    return f" (it speaks of {' '.join(filter(None, (student, place)))})" if student else ""


def _link(before: bytes, number: int, digest: bytes) -> bytes:
    return hashlib.sha256(before + number.to_bytes(8, "big") + digest).digest()


def _trace(salt: str, student: str) -> str:
    return hashlib.sha256(f"{salt}\0{student}".encode("utf-8", "surrogatepass")).hexdigest()
