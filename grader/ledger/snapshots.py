"""Sheets as they were sent to students: frozen under a name, never changed after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from grader.ledger import codec
from grader.ledger.kept import KeptCard
from grader.ledger.memo import Ledger
from grader.ledger.readable import readable
from grader.ledger.record import Basis, RunRecord, pack_basis, pack_run, unpack_basis, unpack_run
from grader.ledger.rows import hashed, row_of
from grader.model.grade import GradeCard

__all__ = ["Snapshot", "Snapshots"]

SNAPSHOT = b"S1"
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was sent: its name, where to and when, and the run and rubric that its marks came from."""

    name: str
    to: str
    at: str  # ISO in UTC
    run: RunRecord
    basis: Basis | None
    students: int = 0
    id: int = 0


class Snapshots:
    """What was sent from an open grades folder, oldest first; only added to."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def freeze(self, snapshot: Snapshot, apart: Iterable[str] = ()) -> None:
        """Keep the sheet as it stands under this name, all of it or nothing; rows `apart` were not sent."""
        data = pack(snapshot)
        with self.ledger.transaction() as connection:
            at = connection.execute(
                "INSERT INTO snapshot (name, sha, data) VALUES (?, ?, ?)",
                (snapshot.name, hashed(data, "snapshot", snapshot.name), data),
            ).lastrowid
            # the bytes stay held to their place in the sheet
            connection.execute(
                "INSERT INTO sent (snapshot, student, place, sha, data)"
                " SELECT ?, student, place, sha, data FROM sheet",
                (at,),
            )
            rows = [(at, row_of("sheet", student, 0, b"")[0]) for student in apart]
            connection.executemany("DELETE FROM sent WHERE snapshot = ? AND student = ?", rows)

    def all(self) -> list[Snapshot]:
        """Every snapshot, oldest first."""
        rows = self.ledger.rows("SELECT id, name, sha, data FROM snapshot ORDER BY id")
        return [unpack(self.ledger.checked(sha, data, "snapshot", name), at) for at, name, sha, data in rows]

    def latest(self) -> Snapshot | None:
        """What students were told last; None before anything was sent."""
        return next(reversed(self.all()), None)

    def names(self) -> list[str]:
        """The names that are taken, oldest first."""
        return [name for (name,) in self.ledger.rows("SELECT name FROM snapshot ORDER BY id")]

    def cards(self, snapshot: Snapshot) -> Iterator[KeptCard]:
        """What everybody was sent, in the order of that sheet."""
        everybody = "SELECT student FROM sent WHERE snapshot = ? ORDER BY place"
        names = [name for (name,) in self.ledger.rows(everybody, (snapshot.id,))]
        for at in range(0, len(names), AT_A_TIME):
            some = names[at : at + AT_A_TIME]
            marks = ",".join("?" * len(some))
            which = f"snapshot = ? AND student IN ({marks})"
            query = f"SELECT place, sha, data FROM sent WHERE {which} ORDER BY place"  # noqa: S608
            rows = self.ledger.rows(query, (snapshot.id, *some))
            yield from (KeptCard.of(self._checked(*row)) for row in rows)

    def of(self, snapshot: Snapshot, students: Iterable[str]) -> dict[str, KeptCard]:
        """What these students were sent; who was not in that sheet is left out."""
        found = {}
        for student in students:
            name = row_of("sheet", student, 0, b"")[0]
            query = "SELECT place, sha, data FROM sent WHERE snapshot = ? AND student = ?"
            for row in self.ledger.rows(query, (snapshot.id, name)):
                found[student] = KeptCard.of(self._checked(*row))
        return found

    def _checked(self, place: int, sha: object, data: object) -> bytes:
        return self.ledger.checked(sha, data, "sheet", str(place))


def packed(card: GradeCard) -> KeptCard:
    """A card as it would be kept."""
    return KeptCard.of(codec.pack_card(card))


def pack(snapshot: Snapshot) -> bytes:
    """What is kept of it besides the cards."""
    run = pack_run(snapshot.run).decode("ascii")
    basis = None if snapshot.basis is None else pack_basis(snapshot.basis).decode("ascii")
    facts = {**asdict(snapshot), "run": run, "basis": basis}
    return SNAPSHOT + json.dumps(facts, separators=(",", ":")).encode("ascii")


def unpack(data: bytes, at: int) -> Snapshot:
    """The snapshot of these bytes."""
    with readable(data, SNAPSHOT) as begin:
        facts: dict[str, Any] = json.loads(data[begin:])
        basis = None if facts["basis"] is None else unpack_basis(facts["basis"].encode("ascii"))
        run = unpack_run(facts["run"].encode("ascii"))
        return Snapshot(**{**facts, "run": run, "basis": basis, "id": at})
