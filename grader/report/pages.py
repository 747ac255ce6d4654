"""The pages: one for each student, and one for the instructor. No scripts, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from grader.model.account import Account
from grader.model.answers import Alike
from grader.model.cleared import Looked
from grader.model.exhibit import Plot
from grader.model.files import named, write
from grader.model.grade import GradeCard
from grader.model.text import clean, line
from grader.model.wanted import without_wants
from grader.report import mathematics
from grader.report.again import Again
from grader.report.chart import Chart, chart
from grader.report.groups import shared_words
from grader.report.looks import answers, command, look_at, status
from grader.report.sums import Average, averages, columns, extra, losses
from grader.report.todo import moment
from grader.report.views import Beside, lost_lines, printed, problem_views
from grader.report.words import points, signed
from grader.rubric.schema import Rubric
from grader.rubric.told import extent, for_student, question_shows

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["page_name", "write_feedback", "write_index"]


def write_feedback(
    folder: Path,
    card: GradeCard,
    rubric: Rubric,
    describe: Callable[[str, str], str],
    *,
    run_again: Callable[[str, str], Again | None] = lambda *_: None,
    plots: Sequence[Plot] = (),
    now: datetime | None = None,
) -> Path:
    """Write one student's page into `folder`, as the rubric lets it be read now.

    `describe(question, label)` gives a case's arguments, `run_again` the lines that make the call again.
    """
    path, now = folder / page_name(card.student), now or datetime.now(UTC)
    card, brief = for_student(card, rubric, now), extent(rubric, now) == "outcome_only"
    views = problem_views(card, rubric, Beside(describe, run_again, {} if brief else _charts(plots, rubric)))
    asked = {criterion.question for _, _, criterion in rubric.walk()}
    bonus = extra(card)
    text = _render(
        "feedback.html",
        title=line(rubric.title),
        homework=line(rubric.homework),
        student=line(card.student, 200),
        name=line(card.name, 200),
        total=points(card.total, "open"),
        possible=points(card.possible),
        extra="" if bonus is None else points(bonus.points, "open"),
        draft=bool(card.open),
        **_lateness(card),
        later=_later(rubric) if brief else "",
        appeals=clean(rubric.appeals),
        receipt=line(card.receipt),
        problems=views,
        lost=list(lost_lines(views)),
        remarks=[line(remark, 400) for remark in card.remarks],
        prints=printed(card, {name for name, _ in card.prints} - asked),
    )
    write(path, text)
    return path


def write_index(
    path: Path,
    cards: Sequence[GradeCard],
    rubric: Rubric,
    *,
    isolation: str = "",
    notes: Sequence[str] = (),
    looked: Looked | None = None,
    groups: Sequence[Alike] = (),
    trail: str = "",
    account: Account | None = None,
) -> Path:
    """Write the instructor's page: averages, what to look at, the sheet, and where the decisions end."""
    there = [card for card in cards if card.place == "graded"]
    out = path.parent.parent
    text = _render(
        "index.html",
        title=line(rubric.title),
        homework=line(rubric.homework),
        notes=[line(note, 400) for note in (*notes, isolation) if note],
        possible=points(rubric.possible),
        averages=[_bar(average) for average in averages(there, rubric)],
        looks=[
            (look, [*(command(one, out) for one in look.first_per_student), *answers(look, out)])
            for look in look_at(cards, looked)
        ],
        looked=_looked(looked),
        groups=[
            (one.place, line(one.title), f"{one.right} of {one.students} right", shared_words(one))
            for one in groups
            if shared_words(one)
        ],
        heads=[(head.id, points(head.possible)) for head in columns(there[0], rubric)] if there else [],
        rows=[_row(card, rubric) for card in there],
        drafts=sum(1 for card in cards if card.open),
        trail=trail,
        **_everybody(cards, account or Account()),
    )
    write(path, text)
    return path


def page_name(student: str) -> str:
    """A student's file name: only letters, digits, dot, underscore and hyphen stay as they are."""
    return f"{named(student)}.html"


def _charts(plots: Sequence[Plot], rubric: Rubric) -> dict[str, tuple[Chart, ...]]:
    """Pictures by question, without the expected lines where those are hidden."""
    charts: dict[str, tuple[Chart, ...]] = {}
    for at, plot in enumerate(plots):
        question = plot.exhibit.question
        told = plot if question_shows(rubric, question) else without_wants(plot)
        charts[question] = (*charts.get(question, ()), chart(told, f"plot{at}"))
    return charts


def _later(rubric: Rubric) -> str:
    """What a page without reasons says of them."""
    if rubric.due is None or rubric.feedback.after_due == "outcome_only":
        return "This page shows verdicts and points."
    zone = getattr(rubric.due.tzinfo, "key", None) or rubric.due.strftime("%Z")
    day = f"{rubric.due.day} {rubric.due:%B %Y, %H:%M}"
    return f"This page shows verdicts and points. The reasons follow after the due date, {day} ({zone})."


def _looked(looked: Looked | None) -> list[tuple[str, ...]]:
    return [
        (line(row.student, 200), row.part, line(row.why, 160), line(row.by, 80), moment(row.at))
        for row in (looked.rows if looked else ())
    ]


def _lateness(card: GradeCard) -> dict[str, object]:
    """What handing in late cost, and what was earned before."""
    taken = card.late is not None and card.late.share
    return {"late": line(card.late_words, 300), "earned": points(card.earned, "open") if taken else ""}


def _everybody(cards: Sequence[GradeCard], account: Account) -> dict[str, object]:
    """Where everybody and every file went, and who has no row."""
    return {
        "sums": account.lines,
        "unsettled": [(line(one.say, 300), line(one.remedy, 300)) for one in account.open],
        "absent": [(place, names) for place in ("missing", "excused") if (names := _at(cards, place))],
    }


def _at(cards: Sequence[GradeCard], place: str) -> list[str]:
    """Whoever has no row of points, by name."""
    return [line(card.name or card.student, 200) for card in cards if card.place == place]


def _row(card: GradeCard, rubric: Rubric) -> dict[str, object]:
    return {
        "student": line(card.student, 200),
        "name": line(card.name, 200),
        "href": f"../feedback/{quote(page_name(card.student))}",
        "cells": [points(item.points, "open") for item in columns(card, rubric)],
        "total": points(card.total, "open"),
        "status": status(card),
        "draft": bool(card.open),
        "losses": [
            (", ".join(map(line, loss.places)), loss.reason, signed(loss.points), loss.extra)
            for loss in losses(card, rubric)
        ],
    }


def _bar(average: Average) -> dict[str, object]:
    """One small bar: its words are in the text beside it, so that it need not be seen."""
    share = 0.0 if average.mean is None or not average.possible else float(average.mean / average.possible)
    return {
        "id": line(average.id),
        "title": line(average.title),
        "mean": "–" if average.mean is None else f"{float(average.mean):.2f}",
        "possible": points(average.possible),
        "settled": average.settled,
        "share": round(min(100.0, 100 * share), 1),
    }


def _render(template: str, **values: object) -> str:
    style = _environment().get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    text = _environment().get_template(template).render(style=style, digest=digest, **values)
    return f"{text.strip()}\n"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"code": mathematics.code, "prose": mathematics.prose}
    return environment
