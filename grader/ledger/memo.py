"""The memo table of the stages: what was found out once is found here again, by its key."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from grader.ledger import codec, faults, handed, lock, opening, past, record
from grader.ledger.handed import Handed
from grader.ledger.record import Basis, RunRecord
from grader.ledger.rows import hashed, put_run, row_of
from grader.ledger.trail import Trail
from grader.model.cleared import Cleared
from grader.model.evidence import Evidence
from grader.model.grade import GradeCard
from grader.model.trail import Past
from grader.model.verdict import Comparison

Layer = Literal["homework", "evidence", "comparison", "card", "plot", "written"]
Row = tuple[Layer, str, bytes]
Value = TypeVar("Value")

_CHUNK = 900  # older SQLites take 999 variables
_PUT = (
    "INSERT INTO memo (layer, key, sha, data) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (layer, key) DO UPDATE SET sha = excluded.sha, data = excluded.data"
)


class Ledger:
    """The open grades folder of one run; every method may be called from any thread.

    What a `put` has returned from survives `kill -9`; what has not is as if it never began.
    """

    def __init__(self, folder: Path, handle: int, connection: sqlite3.Connection, notes: tuple[str, ...]):
        self.folder = folder
        self.path = folder / opening.FILE
        self.notes = notes  # for the instructor: how and why grades are written differently here
        self._handle: int | None = handle
        self._connection = connection
        self._turn = threading.RLock()
        self.trail = Trail(self.rows, self.transaction)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Make the folder if need be, lock it, and open what it holds. Raises GraderError."""
        opening.prepare(folder)
        handle = lock.take(folder)
        try:
            connection, notes = opening.connect(folder)
        except BaseException:
            lock.release(handle)
            raise
        return cls(folder, handle, connection, notes)

    def close(self) -> None:
        """Write out the last pages and let the next run in; closing twice is fine."""
        with self._turn:
            if self._handle is None:
                return
            with suppress(sqlite3.Error):  # whatever was committed is safe already
                self._connection.close()
            lock.release(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, layer: Layer, key: str) -> bytes | None:
        """The bytes kept under a key, checked; None when there are none."""
        return self.get_many(layer, [key]).get(key)

    def get_many(self, layer: Layer, keys: Iterable[str]) -> dict[str, bytes]:
        """The bytes of all these keys that are kept, checked."""
        asked = list(dict.fromkeys(keys))
        found: dict[str, bytes] = {}
        for at in range(0, len(asked), _CHUNK):
            some = asked[at : at + _CHUNK]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, sha, data FROM memo WHERE layer = ? AND key IN ({marks})"  # noqa: S608
            for key, sha, data in self.rows(query, (layer, *some)):
                found[key] = self.checked(sha, data, layer, key)
        return found

    def put_many(self, rows: Iterable[Row]) -> None:
        """Keep all of these or none of them; a key kept before gets the new bytes."""
        kept = [(layer, key, hashed(data, layer, key), data) for layer, key, data in rows]
        if kept:
            with self.transaction() as connection:
                connection.executemany(_PUT, kept)

    def evidence(self, key: str) -> Evidence | None:
        """What a function did, if it was run before."""
        return self.evidences([key]).get(key)

    def evidences(self, keys: Iterable[str]) -> dict[str, Evidence]:
        """The evidence of all these keys that was gathered before."""
        return self._values("evidence", keys, codec.unpack_evidence)

    def comparison(self, key: str) -> Comparison | None:
        """How a criterion's cases compared, if they were compared before."""
        return self.comparisons([key]).get(key)

    def comparisons(self, keys: Iterable[str]) -> dict[str, Comparison]:
        """The comparisons of all these keys that were made before."""
        return self._values("comparison", keys, codec.unpack_comparison)

    def card(self, key: str) -> GradeCard | None:
        """A student's grades, if they were worked out before."""
        return self._values("card", [key], codec.unpack_card).get(key)

    def keep(
        self,
        evidence: Mapping[str, Evidence] | None = None,
        comparisons: Mapping[str, Comparison] | None = None,
        cards: Mapping[str, GradeCard] | None = None,
    ) -> None:
        """Keep results under their keys, all of them or none."""
        rows: list[Row] = [("evidence", key, codec.pack_evidence(it)) for key, it in (evidence or {}).items()]
        rows += [("comparison", key, codec.pack_comparison(it)) for key, it in (comparisons or {}).items()]
        rows += [("card", key, codec.pack_card(it)) for key, it in (cards or {}).items()]
        self.put_many(rows)

    def record_run(
        self,
        run: RunRecord,
        cards: Sequence[GradeCard] | None = None,
        submissions: Sequence[Handed] | None = None,
        basis: Basis | None = None,
    ) -> None:
        """Note a run's facts; with `cards` the sheet becomes these, in this order, in the same instant.

        So do the facts of what was handed in for it, and of what it was judged by, if they are given.
        """
        sheet = [
            row_of("sheet", card.student, at, codec.pack_card(card)) for at, card in enumerate(cards or ())
        ]
        files = [
            row_of("handed", one.submission.id, at, handed.pack_handed(one))
            for at, one in enumerate(submissions or ())
        ]
        with self.transaction() as connection:
            put_run(connection, run, basis)
            if cards is not None:
                digests = {one.submission.id: one.submission.digest for one in submissions or ()}
                past.note(connection, map(past.stood, cards), digests or dict(run.students), run.homework)
            for table, rows in (("sheet", sheet), ("handed", files)):
                if (cards if table == "sheet" else submissions) is not None:
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of these two
                    connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608

    def last_run(self) -> RunRecord | None:
        """The facts of the run that began last; None before the first.

        One whose sheet was not accepted left everything as it was; so did one before it that did not finish.
        """
        refused = False
        for (at,) in self.rows("SELECT id FROM run ORDER BY id DESC"):
            ((started, sha, data),) = self.rows("SELECT started, sha, data FROM run WHERE id = ?", (at,))
            run = record.unpack_run(self.checked(sha, data, "run", started))
            refused = refused or run.status == "refused"
            if run.status == "finished" or not refused:
                return run
        return None

    def basis(self, run: RunRecord) -> Basis | None:
        """What the sheet of a run was judged by; None where an older grader made it."""
        for sha, data in self.rows("SELECT sha, data FROM basis WHERE started = ?", (run.started,)):
            return record.unpack_basis(self.checked(sha, data, "basis", run.started))
        return None

    def cards(self) -> list[GradeCard]:
        """The latest finished sheet, in its order; empty before the first."""
        rows = self.rows("SELECT place, sha, data FROM sheet ORDER BY place")
        return [codec.unpack_card(self.checked(sha, data, "sheet", str(at))) for at, sha, data in rows]

    def handed_in(self) -> list[Handed]:
        """What the latest finished sheet was made of, in its order."""
        rows = self.rows("SELECT place, sha, data FROM handed ORDER BY place")
        return [handed.unpack_handed(self.checked(sha, data, "handed", str(at))) for at, sha, data in rows]

    def clear(self, rows: Iterable[Cleared]) -> None:
        """Add rows that were looked at; none is ever changed or taken away."""
        self.trail.add(rows)

    def cleared(self) -> list[Cleared]:
        """Every row that was ever looked at, oldest first."""
        return self.trail.cleared()

    def past(self, student: str, place: str) -> list[Past]:
        """How a criterion of a student stood, each time it changed, oldest first."""
        query = "SELECT id, sha, data FROM past WHERE student = ? ORDER BY id"
        rows = self.rows(query, (past.key(student),))
        if any(past.sha(data) != sha for _, sha, data in rows):
            raise faults.damaged(self.path)
        return past.history([data for _, _, data in rows], place)

    def knows(self, student: str) -> bool:
        """Whether anything is kept about a student, from whichever run."""
        name = past.key(student)
        found = self.rows("SELECT id, sha, data FROM past WHERE student = ? LIMIT 1", (name,))
        return bool(found) or any(getattr(line, "student", None) == student for line in self.trail.lines())

    def _values(
        self, layer: Layer, keys: Iterable[str], unpack: Callable[[bytes], Value]
    ) -> dict[str, Value]:
        return {key: unpack(data) for key, data in self.get_many(layer, keys).items()}

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query finds; for the ledger's own modules."""
        with self._turn, faults.said(self.path):
            return self._connection.execute(query, values).fetchall()

    def compact(self) -> None:
        """Give back the room of what was taken away, and write its bytes over."""
        with self._turn, faults.said(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block's writing or none of it; for the ledger's own modules."""
        with self._turn, faults.said(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back already
                    self._connection.execute("ROLLBACK")
                raise

    def checked(self, sha: object, data: object, layer: str, key: str) -> bytes:
        """The bytes, if they are what was kept under this key."""
        if not isinstance(data, bytes) or hashed(data, layer, key) != sha:
            raise faults.damaged(self.path)
        return data
