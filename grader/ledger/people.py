"""The class list as it was used last, kept because its file may go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from grader.ledger.memo import Ledger
from grader.ledger.readable import readable
from grader.ledger.rows import row_of
from grader.model.person import Person

__all__ = ["keep_people", "kept_people"]

PERSON = b"N1"


def keep_people(ledger: Ledger, people: Sequence[Person]) -> None:
    """Keep these people in place of those that were kept, all of them in one instant."""
    rows = [row_of("person", one.id, at, _packed(one)) for at, one in enumerate(people)]
    with ledger.transaction() as connection:
        connection.execute("DELETE FROM person")
        connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", rows)


def kept_people(ledger: Ledger) -> tuple[Person, ...]:
    """Everybody who is kept, in the class list's order."""
    rows = ledger.rows("SELECT place, sha, data FROM person ORDER BY place")
    return tuple(_unpacked(ledger.checked(sha, data, "person", str(at))) for at, sha, data in rows)


def _packed(person: Person) -> bytes:
    return PERSON + json.dumps(asdict(person), separators=(",", ":")).encode("ascii")


def _unpacked(data: bytes) -> Person:
    with readable(data, PERSON) as begin:
        facts: dict[str, Any] = json.loads(data[begin:])
        return Person(**{**facts, "keys": tuple((word, value) for word, value in facts["keys"])})
