"""Who is who in the teacher's file: a row is joined by what it holds, and never guessed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import GraderError
from grader.gradebook.exports.sending import Row
from grader.gradebook.exports.teachers_file import TeachersFile
from grader.model.lines import same

__all__ = ["Keys", "Matched", "by_email", "email_keys", "joined", "mail_keys"]

Keys = Mapping[str, Collection[str]]  # what somebody goes by, by the kind of key
BEFORE_AT = "before @"  # a netid, where nothing says somebody's address


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows of the file with their students, rows with nobody, and students without a row."""

    rows: Mapping[int, Row]
    strangers: tuple[int, ...]
    without: tuple[Row, ...]


def joined(
    file: TeachersFile, theirs: Mapping[int, Keys], ours: Iterable[Row], keys: Callable[[Row], Keys], by: str
) -> Matched:
    """Join the file's rows to the students. Raises GraderError where two could be meant, or none is found."""
    index: dict[tuple[str, str], list[int]] = {}
    for at, known in theirs.items():
        for kind, values in known.items():
            for value in {same(value) for value in values} - {""}:
                index.setdefault((kind, value), []).append(at)
    rows: dict[int, Row] = {}
    without = []
    for row in ours:
        hits = {
            at
            for kind, values in keys(row).items()
            for value in values
            for at in index.get((kind, same(value)), ())
        }
        if len(hits) > 1:
            first, second = sorted(hits)[:2]
            raise GraderError(
                f"{file.where(second)}: this row and line {file.lines[first]} could both be "
                f"{row.card.student}; leave one of them in the file."
            )
        for at in hits:
            if at in rows:
                raise GraderError(
                    f"{file.where(at)}: both {rows[at].card.student} and {row.card.student} could be this "
                    "row; correct the class list or the file."
                )
            rows[at] = row
        if not hits:
            without.append(row)
    if not rows:
        raise GraderError(
            f"{file.where(0)}: no row is one of the students of the sheet; rows are joined by {by}. "
            "Is it this class's file, and was the class list given to `grader run --roster`?"
        )
    return Matched(rows, tuple(at for at in theirs if at not in rows), tuple(without))


def by_email(file: TeachersFile, column: int, ours: Sequence[Row]) -> Matched:
    """The join by e-mail address; whose is not known, by the part before the @."""
    theirs = {
        at: email_keys(text) for at in range(1, len(file.rows)) if "@" in (text := file.text(at, column))
    }
    return joined(file, theirs, ours, mail_keys, "e-mail address")


def email_keys(address: str) -> Keys:
    """What a row of the file offers by its address."""
    return {"e-mail": [address], BEFORE_AT: [address.strip().partition("@")[0]]}


def mail_keys(row: Row) -> Keys:
    """What a student offers to a file with addresses."""
    if row.emails:
        return {"e-mail": row.emails}
    return {BEFORE_AT: [one for one in (row.card.student, row.who.login) if one]}
