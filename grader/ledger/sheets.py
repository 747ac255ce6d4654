"""The sheet a piece at a time, and the next one beside it until it is accepted: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from grader.ledger import past
from grader.ledger.handed import Handed, pack_handed, unpack_handed
from grader.ledger.kept import KeptCard
from grader.ledger.memo import Ledger
from grader.ledger.record import Basis, RunRecord
from grader.ledger.rows import hashed, put_run, row_of

__all__ = ["Sheet", "Staged", "Standing"]

AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """One student's place in the sheet: the card as it stands; what was handed in is read when asked for."""

    place: int
    data: bytes
    handed: Callable[[], Handed]

    @property
    def card(self) -> KeptCard:
        """The card, unpacked as far as it is looked at."""
        return KeptCard.of(self.data)


@dataclass(frozen=True, slots=True)
class Staged:
    """One student's next card, and what was handed in where that is told otherwise now."""

    place: int
    card: KeptCard
    handed: Handed | None = None


class Sheet:
    """The latest finished sheet of an open grades folder."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def __iter__(self) -> Iterator[list[Standing]]:
        """Everybody in the sheet's order, some at a time; found by name, which a table is kept by."""
        names = [name for (name,) in self.ledger.rows("SELECT student FROM sheet ORDER BY place")]
        for at in range(0, len(names), AT_A_TIME):
            some = names[at : at + AT_A_TIME]
            marks = ",".join("?" * len(some))
            query = f"SELECT student, place, sha, data FROM sheet WHERE student IN ({marks}) ORDER BY place"  # noqa: S608
            yield [self._standing(*row) for row in self.ledger.rows(query, some)]

    def handed(self, students: Iterable[str]) -> list[Handed]:
        """What these students handed in."""
        names = [row_of("handed", one, 0, b"")[0] for one in students]
        return [one for name in names for one in self._handed(name)]

    def begin(self) -> None:
        """An empty next sheet: whoever is not put in it stays as they are."""
        with self.ledger.transaction() as connection:
            connection.execute(
                "CREATE TEMP TABLE IF NOT EXISTS next "
                "(student UNIQUE, place INTEGER PRIMARY KEY, sha, data, hand_sha, hand)"
            )
            connection.execute("DELETE FROM next")

    def stage(self, cards: Iterable[Staged]) -> None:
        """Put some cards into the next sheet; the one that stands is as it was."""
        with self.ledger.transaction() as connection:
            connection.executemany("INSERT INTO next VALUES (?, ?, ?, ?, ?, ?)", map(_row, cards))

    def moved(self, students: Iterable[str]) -> Iterator[tuple[KeptCard, KeptCard]]:
        """These students' cards, as they stand and as they would be."""
        query = (
            "SELECT sheet.place, sheet.sha, sheet.data, next.sha, next.data FROM next"
            " JOIN sheet ON sheet.student = next.student WHERE next.student = ?"
        )
        for student in students:
            name = row_of("sheet", student, 0, b"")[0]
            for at, sha, data, next_sha, next_data in self.ledger.rows(query, (name,)):
                old = self.ledger.checked(sha, data, "sheet", str(at))
                yield (
                    KeptCard.of(old),
                    KeptCard.of(self.ledger.checked(next_sha, next_data, "sheet", str(at))),
                )

    def adopt(self, run: RunRecord, basis: Basis) -> None:
        """Make the next sheet the one that stands, all of it in one instant."""
        with self.ledger.transaction() as connection:
            put_run(connection, run, basis)
            stood = (KeptCard.of(data).stood for (data,) in connection.execute("SELECT data FROM next"))
            past.note(connection, stood, dict(run.students), run.homework)
            connection.execute(
                "INSERT OR REPLACE INTO sheet (student, place, sha, data)"
                " SELECT student, place, sha, data FROM next"
            )
            connection.execute(
                "INSERT OR REPLACE INTO handed (student, place, sha, data)"
                " SELECT student, place, hand_sha, hand FROM next WHERE hand IS NOT NULL"
            )

    def _standing(self, name: object, place: int, sha: object, data: object) -> Standing:
        return Standing(
            place, self.ledger.checked(sha, data, "sheet", str(place)), lambda: self._handed(name)[0]
        )

    def _handed(self, name: object) -> list[Handed]:
        rows = self.ledger.rows("SELECT place, sha, data FROM handed WHERE student = ?", (name,))
        return [unpack_handed(self.ledger.checked(sha, data, "handed", str(at))) for at, sha, data in rows]


def _row(one: Staged) -> tuple[object, ...]:
    hand: tuple[object, object] = (None, None)
    if one.handed is not None:
        packed = pack_handed(one.handed)
        hand = (hashed(packed, "handed", str(one.place)), packed)
    return (*row_of("sheet", one.card.student, one.place, one.card.data), *hand)
