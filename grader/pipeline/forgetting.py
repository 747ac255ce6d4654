"""Forgetting a student: results, marks, decisions and page go; a line in the trail says that they did."""

from __future__ import annotations

import logging
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.taken_out import without
from grader.ledger import forgetting
from grader.ledger.codec import unpack_card
from grader.ledger.snapshots import Snapshots
from grader.model import files
from grader.model.grade import GradeCard
from grader.model.trail import Head
from grader.pipeline.accounting import listed_now
from grader.pipeline.adjusting import rewritten
from grader.pipeline.aliases import has_aliases, page_token
from grader.pipeline.anonymous import anonymous
from grader.pipeline.export import FOLDER
from grader.pipeline.pages import forget_pages
from grader.pipeline.recall import chosen
from grader.pipeline.standing import Standing, standing
from grader.pipeline.written import forget_written
from grader.report.account import PROPOSED

log = logging.getLogger("grader")
LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Gone:
    """What was taken away, by kind, and what is left that only the instructor may remove."""

    student: str
    counts: Mapping[str, int]
    left: tuple[str, ...]
    head: Head


def forget(out: Path | None, asked: str, by: str) -> Gone:
    """Take away all that is kept about a student, and write sheet and report without them."""
    with standing(out) as stand:
        student = _student(stand, asked)
        origin = next((one.submission.origin for one in stand.handed if one.submission.id == student), "")
        name = next((card.name for card in stand.cards if card.student == student), "")
        sent = _sent(stand, student)
        handed_in = [one.submission for one in stand.handed if one.submission.id == student]
        rest = [one.submission for one in stand.handed if one.submission.id != student]
        papers = {file.digest for one in handed_in for file in one.written}
        papers -= {file.digest for one in rest for file in one.written}
        forget_written(stand.folder, papers)  # a group's file is the others', too
        forget_pages(stand.folder, [file for one in handed_in for file in one.written])
        line, gone = forgetting.forget(stand.ledger, student, by)
        record = stand.ledger.last_run() or stand.record
        others = tuple(card for card in stand.cards if card.student != student)
        handed = tuple(one for one in stand.handed if one.submission.id != student)
        rewritten(replace(stand, record=record, cards=others, handed=handed), {})
        for path, card in sent:
            files.write(path, without(path, card))
        _remove_pages(stand, student)
        proposals = stand.folder / PROPOSED  # the next run writes it again
        if proposals.is_file() and forgetting.mention(student).search(proposals.read_text(encoding="utf-8")):
            proposals.unlink()
        _redact_log(stand.folder / "run.log", student)
        log.info("a student was forgotten, trail %s", stand.ledger.trail.head())
        counts = {"rows": gone, "decisions": len(line.rows), "pages": int(bool(origin or name or gone))}
        return Gone(student, counts, _left(stand, student, origin), stand.ledger.trail.head())


def _student(stand: Standing, asked: str) -> str:
    """Whom it is about: in the sheet, on the class list, or only in the trail and the history any more."""
    try:
        return chosen(stand.cards, asked, stand.folder).student
    except GraderError:
        if stand.ledger.knows(asked) or asked in listed_now(stand):
            return asked
        raise


def _sent(stand: Standing, student: str) -> list[tuple[Path, GradeCard]]:
    """Every file that was sent for all, and the student's card as it stands there, or may under its alias."""
    snapshots = Snapshots(stand.ledger)
    return [
        (path, told)
        for one in snapshots.all()
        for kept in snapshots.of(one, [student]).values()
        for path in sorted((stand.folder / FOLDER / one.name).glob("*"))
        if path.is_file()
        for card in [unpack_card(kept.data)]
        for told in (card, *([anonymous(card, stand.folder)] if has_aliases(stand.folder) else []))
    ]


def _remove_pages(stand: Standing, student: str) -> None:
    """What was sent as files of the student's own."""
    for place in sorted((stand.folder / FOLDER).glob("*")):
        if (place / files.named(student) / "results.json").is_file():
            shutil.rmtree(place / files.named(student))
        (place / "pages" / f"{page_token(stand.folder, student)}.html").unlink(missing_ok=True)


def _redact_log(path: Path, student: str) -> None:
    """The log is open for appending: its file stays, its text is written anew."""
    text = path.read_text(encoding="utf-8", errors="replace")
    after = forgetting.redacted(text, student)
    if after != text:
        with path.open("r+", encoding="utf-8") as stream:
            stream.write(after)
            stream.truncate()


def _left(stand: Standing, student: str, origin: str) -> tuple[str, ...]:
    """Files that still name the student: what was handed in, and what lies in the grades folder besides."""
    word = forgetting.mention(student)
    found = [origin] if origin and Path(origin).exists() else []
    for path in sorted(stand.folder.rglob("*")):
        if not path.is_file() or path.name.startswith("ledger.sqlite") or path.stat().st_size > LARGEST:
            continue
        if word.search(path.name) or any(map(word.search, _texts(path))):
            found.append(str(files.local(path)))
    return tuple(found)


def _texts(path: Path) -> Iterator[str]:
    """What a file says; of a zip or a workbook, everything in it."""
    if not zipfile.is_zipfile(path):
        yield path.read_text(encoding="utf-8", errors="replace")
        return
    with zipfile.ZipFile(path) as zipped:
        for one in zipped.infolist():
            yield one.filename
            if one.file_size <= LARGEST:
                yield zipped.read(one).decode("utf-8", errors="replace")
