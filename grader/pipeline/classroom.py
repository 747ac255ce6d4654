"""Google Classroom at both ends: what was handed in becomes a folder, the sheet becomes draft grades."""

from __future__ import annotations

import csv
import io
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from grader.classroom import words
from grader.classroom.create import Wanted, create, find_or_want
from grader.classroom.find import Work, find
from grader.classroom.login import Purpose, Talk, log_in
from grader.classroom.manifest import Row, addresses
from grader.classroom.people import fold
from grader.classroom.pull import Pulled, pull
from grader.classroom.push import Draft, Plan, Points, Sent, expect_ours, plan, send
from grader.classroom.service import Google, connected
from grader.collect import read_roster
from grader.ledger.opening import prepare
from grader.ledger.snapshots import Snapshots
from grader.model.cells import cell
from grader.model.files import local, write
from grader.model.grade import GradeCard
from grader.model.text import line
from grader.pipeline.export import FOLDER, sendable
from grader.pipeline.run import Progress
from grader.pipeline.sent import freeze
from grader.pipeline.standing import Opened, opened
from grader.rubric.load import load

__all__ = ["Fetched", "Push", "Pushed", "fetch", "push"]

log = logging.getLogger("grader")
API = "classroom-api"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A folder to grade with its class list, and the exit code: 3 when somebody's file could not be had."""

    submissions: Path
    roster: Path
    exit_code: int


@dataclass(frozen=True, slots=True)
class Push:
    """What an instructor asked for: which assignment, whether it is meant, whether one may be made."""

    where: str
    send: bool = False
    create: bool = False
    publish: bool = False
    except_open: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of a push: the plan, what was sent if it was meant, under which name it is kept."""

    plan: Plan
    sent: Sent | None
    name: str | None
    exit_code: int


def signed_in(purpose: Purpose, credentials: Path | None, talk: Talk) -> Google:
    """Google, as the instructor."""
    return connected(log_in(purpose, credentials, talk))


def fetch(
    where: str,
    folder: Path | None,
    out: Path,
    rubric: Path,
    roster: Path | None,
    credentials: Path | None,
    talk: Talk,
    progress: Progress,
) -> Fetched:
    """What was handed in for COURSE/WORK, in `folder` or OUT/collected. Raises GraderError."""
    written = load(rubric).rubric.submission.written
    people = read_roster(roster).people if roster else ()
    netids = {fold(person.email): person.id for person in people if person.email}
    prepare(out)
    with signed_in("read", credentials, talk) as google:
        work = find(google, where)
        talk.say(f"Classroom: {work.course.name}, “{work.title}” ({work.course.id}/{work.id})")
        place = folder or out / "collected"
        pulled = pull(google, work, place, written=written, netids=netids, progress=progress)
    for sentence in _told(pulled):
        talk.say(sentence)
    return Fetched(place, roster or _class_list(pulled), 3 if pulled.failed else 0)


def push(
    out: Path | None,
    rubric: Path | None,
    asked: Push,
    credentials: Path | None,
    talk: Talk,
    progress: Progress = lambda *_: None,
) -> Pushed:
    """Show what would be sent; send it if that is meant, and keep the sheet then. Raises GraderError."""
    with opened(out, rubric) as stand:
        name, cards = sendable(stand, asked.name, except_open=asked.except_open)
        possible = stand.source.rubric.possible
        rows = _rows(stand, cards)
        with signed_in("write", credentials, talk) as google:
            work: Work | Wanted
            if asked.create:
                work = find_or_want(google, asked.where, possible, published=asked.publish)
            else:
                work = find(google, asked.where)
                expect_ours(work)
            plan_ = plan(google, work, rows)
            out_of = Decimal(possible.numerator) / Decimal(possible.denominator)
            for sentence in (*words.of_work(work, out_of), *words.of_plan(plan_)):
                talk.say(sentence)
            if not asked.send:
                drafts = "1 draft grade" if len(plan_.sends) == 1 else f"{len(plan_.sends)} draft grades"
                talk.say(f"Nothing was sent. With --send, {drafts} will be.")
                return Pushed(plan_, None, None, 0)
            if isinstance(work, Wanted):
                work = create(google, work)
                talk.say(f"Made: “{work.title}” ({work.course.id}/{work.id}).")
                plan_ = plan(google, work, rows)
            sent = send(google, work, plan_.sends, progress)
        first = not any(one.to == API for one in Snapshots(stand.ledger).all())
        kept = _keep(stand, name, sent) if sent.done or (first and plan_.same) else None
        return _pushed(work, plan_, sent, kept, talk)


def _pushed(work: Work, plan_: Plan, sent: Sent, kept: str | None, talk: Talk) -> Pushed:
    for sentence in words.of_sent(sent):
        talk.say(sentence)
    if plan_.missing:
        why = "publish it there" if work.state == "DRAFT" else "wait a little"
        talk.say(
            f"{len(plan_.missing)} of the class have no place for a grade in “{work.title}” yet: Google "
            f"makes these when the assignment is given; {why}, then type the same command again."
        )
    if kept:
        talk.say(f"Kept as “{kept}”: what the students of this sheet are told from now on.")
    return Pushed(plan_, sent, kept, 3 if sent.unsent or plan_.missing else 0)


def _keep(stand: Opened, name: str, sent: Sent) -> str:
    """The sheet under its name, and beside it what was sent to whom, and what was not."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(("student", "email", "name", "points", "sent", "why"))
    rows: list[tuple[Draft, str, str]] = [(draft, "yes", "") for draft in sent.done]
    rows += [(draft, "no", why) for draft, why in sent.unsent]
    for draft, done, why in rows:
        who = map(cell, (draft.student, draft.email, draft.name))
        out.writerow((*who, draft.points, done, cell(why)))
    write(stand.folder / FOLDER / name / "drafts.csv", text.getvalue())
    freeze(stand, API, name)
    log.info("%d draft grades were sent as %s, %d were not", len(sent.done), name, len(sent.unsent))
    return name


def _rows(stand: Opened, cards: Sequence[GradeCard]) -> list[Points]:
    """The sheet by address: the roster's, else the one that came with what was handed in."""
    known = addresses(Path(stand.record.submissions))
    none = ("", "")
    return [
        Points(
            card.student,
            card.email or known.get(card.student, none)[1],
            line(card.name or known.get(card.student, none)[0] or card.student),
            card.total,
        )
        for card in cards
    ]


def _told(pulled: Pulled) -> list[str]:
    people = {row.user_id: bool(row.file) for row in pulled.rows}
    with_files = len({row.user_id for row in pulled.rows if row.file})
    files = f"{pulled.fetched} fetched, {pulled.kept} unchanged"
    return [
        f"{with_files} of {len(people)} students handed in files ({files}), in {local(pulled.folder)}/.",
        *(f"  {note}" for note in pulled.notes),
        *(f"  {note}" for note in pulled.failed),
        *(["  The same command again fetches only what is missing."] if pulled.failed else []),
    ]


def _class_list(pulled: Pulled) -> Path:
    """Everybody in the course, as a roster; of two with the same name before the @, without addresses."""
    people = {row.netid: row for row in pulled.rows}
    keys = Counter(key for row in people.values() for key in _keys(row))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("netid", "name", "email"))
    for row in people.values():
        alone = all(keys[key] == 1 for key in _keys(row))
        table.writerow((row.netid, cell(row.name), cell(row.email) if alone else ""))
    place = pulled.folder / ".class-list.csv"
    write(place, text.getvalue())
    return place


def _keys(row: Row) -> set[str]:
    email = fold(row.email)
    return {key for key in (row.netid.casefold(), email, email.partition("@")[0]) if key}
