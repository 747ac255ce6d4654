"""Moodle: the teacher's grading worksheet filled in, and the zip of feedback files beside it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.comments import LONGEST, comment_for
from grader.gradebook.exports.filling import Texts, above, column_of, left_over, listed, maximum, numbers
from grader.gradebook.exports.matching import Keys, Matched, email_keys, joined, mail_keys
from grader.gradebook.exports.pages import page_of
from grader.gradebook.exports.points import comma_in, number, score
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.exports.teachers_file import TeachersFile, read
from grader.model.cells import cell
from grader.model.files import write
from grader.model.lines import same
from grader.model.text import line

__all__ = ["send_moodle"]

# the words of a few languages of Moodle; for any other, --column names the column of grades
GRADE = (
    "grade",
    "bewertung",
    "note",
    "calificación",
    "nota",
    "valutazione",
    "cijfer",
    "ocena",
    "оценка",
    "成绩",
)
FEEDBACK = (
    *("feedback comments", "feedback als kommentar", "comentarios de retroalimentación"),
    *("feedback par commentaires", "commentaires de feedback", "commenti come feedback"),
    *("feedback opmerkingen", "comentários de feedback"),
)
EMAIL = ("email address", "e-mail-adresse", "adresse de courriel", "dirección de correo", "indirizzo email")
LOCKED = ("no", "nein", "non", "nee", "não", "nie", "нет", "否")
OURS = re.compile(r"\d+(?:\.\d+)? of \d+(?:\.\d+)? points\..*", re.DOTALL)  # a comment of an earlier export
NAME, MAXIMUM, CHANGEABLE = 1, 1, 2  # the second column; places after that of grades
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same pages make the same zip


def send_moodle(place: Path, sending: Sending) -> Sequence[str]:
    """Fill the worksheet, and write moodle-feedback.zip with every student's page."""
    assert sending.fill is not None  # noqa: S101 - the command sees to it
    file = read(sending.fill)
    column = _grades(file, sending)
    email = next((at for at, title in enumerate(file.head) if same(title) in EMAIL), None)
    ids = {
        at: found[1]
        for at in range(1, len(file.rows))
        if (found := re.search(r"(\d+)\s*$", file.text(at, 0)))
    }
    matched = joined(
        file, _theirs(file, ids, email), sending.rows, _keys, "participant number or e-mail address"
    )
    name = partial(_name, file)
    locked = [at for at in matched.rows if same(file.text(at, column + CHANGEABLE)) in LOCKED]
    free = Matched(
        {at: row for at, row in matched.rows.items() if at not in locked}, matched.strangers, matched.without
    )
    mark = comma_in((file.text(at, place) for at in ids for place in (column, column + MAXIMUM)), file.mark)
    texts, changed = numbers(file, column, free, lambda points: number(points, mark))
    said, kept = _feedback(file, free, sending)
    write(place / file.path.name, file.filled({**texts, **said}))
    notes = (
        [f"Locked in Moodle, and left as they were: {listed([name(at) for at in locked])}."] if locked else []
    )
    missing = _zip(place, file, ids, free, sending)
    if missing:
        notes.append(f"No page for the feedback zip was found of {listed(missing)}.")
    limit = next((file.text(at, column + MAXIMUM) for at in ids), "")
    over = _above(free, limit, mark) or above(free.rows.values(), sending)
    return [*notes, *kept, *maximum(limit, sending), *changed, *over, *left_over(file, matched, name)]


def _grades(file: TeachersFile, sending: Sending) -> int:
    """The column of grades: by its word, or as it was named."""
    if sending.column:
        titles: Sequence[tuple[int, Collection[str]]] = [
            (at, [one]) for at, one in enumerate(file.head) if at
        ]
        found = column_of(file, titles, sending, new=False)
    else:
        found = next((at for at, one in enumerate(file.head) if at > NAME and same(one) in GRADE), None)
    if found is None:
        raise GraderError(
            f"{file.where(0)}: no column is called “Grade”; is it the grading worksheet, downloaded from the "
            f"assignment's page? In another language, name it with --column: {'; '.join(file.head)}."
        )
    return found


def _theirs(file: TeachersFile, ids: Mapping[int, str], email: int | None) -> dict[int, Keys]:
    return {
        at: {"participant": [number_], **(email_keys(text) if "@" in (text := file.text(at, email)) else {})}
        for at, number_ in ids.items()
    }


def _keys(row: Row) -> Keys:
    number_ = re.search(r"\d*$", (row.person.key("participant") or row.numbered("moodle")).strip())
    return {"participant": [number_[0] if number_ else ""], **mail_keys(row)}


def _name(file: TeachersFile, at: int) -> str:
    """As the worksheet names them; blind marking has numbers alone."""
    name = file.text(at, NAME)
    return name if name and "@" not in name and len(file.head) > NAME else file.text(at, 0)


def _feedback(file: TeachersFile, matched: Matched, sending: Sending) -> tuple[Texts, list[str]]:
    """The comments, except where a teacher wrote one of their own."""
    column = next((at for at, title in enumerate(file.head) if same(title) in FEEDBACK), None)
    if column is None:
        return {}, ["No column for feedback comments was found in the worksheet; the zip holds the pages."]
    now = datetime.now(UTC)
    texts, kept = {}, []
    for at, row in matched.rows.items():
        old = file.text(at, column).strip()
        if score(row.card) is None:
            continue
        if old and not OURS.fullmatch(old):
            kept.append(row.card.student)
            continue
        # Moodle keeps it as HTML: a sign before a letter would open a tag
        said = re.sub(r"<(?=\S)", "< ", comment_for(row.card, sending.rubric, now))
        texts[at, column] = line(said, LONGEST)
    notes = [f"A comment stood there already, and is kept: {listed(kept)}."] if kept else []
    return texts, notes


def _above(matched: Matched, limit: str, mark: str) -> list[str]:
    """Moodle passes grades above its maximum over without a word."""
    found = re.fullmatch(r"\s*(\d{1,9}(?:[.,]\d{1,9})?)\s*", limit)
    if not found:
        return []
    most = Decimal(found[1].replace(",", "."))
    more = [
        f"{row.card.student} ({number(points, mark)})"
        for row in matched.rows.values()
        if (points := score(row.card)) is not None and points > most
    ]
    if not more:
        return []
    names = listed(more)
    return [
        f"Above Moodle's maximum of {most}, and passed over by its import unless that is raised: {names}."
    ]


def _zip(
    place: Path, file: TeachersFile, ids: Mapping[int, str], matched: Matched, sending: Sending
) -> list[str]:
    """Moodle's own layout of feedback files: one folder a student, known by the number in its name."""
    data, missing, written = io.BytesIO(), [], False
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as zipped:
        for at, row in sorted(matched.rows.items()):
            if score(row.card) is None:
                continue
            page = page_of(row, sending)
            if page is None:
                missing.append(row.card.student)
                continue
            folder = f"{_folder(_name(file, at))}_{ids[at]}_assignsubmission_file_"
            info = zipfile.ZipInfo(f"{folder}/feedback.html", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, page)
            written = True
    if written:
        write(place / "moodle-feedback.zip", data.getvalue())
    return missing


def _folder(name: str) -> str:
    """A name as Moodle puts it into a folder's: it cuts such a name at its underscores."""
    kept = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|_]+', " ", cell(name))
    return " ".join(kept.split()).strip(". ")[:80] or "Participant"
