"""A push in words: what would be sent, what was, and who gets nothing and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from grader.classroom.create import Wanted
from grader.classroom.find import Work
from grader.classroom.push import Draft, Plan, Points, Sent

__all__ = ["of_plan", "of_sent", "of_work"]


def of_work(work: Work | Wanted, possible: Decimal) -> Iterator[str]:
    """Which assignment it is, or is to be."""
    if isinstance(work, Wanted):
        how = (
            "published, so that students see it" if work.published else "as a draft, which only teachers see"
        )
        yield f"To be made in {work.course.name}: “{work.title}”, {work.points} points, {how}."
        if work.beside:
            yield f"  “{work.beside}” itself was made by hand, and takes no grades from a program."
        return
    yield f"{work.course.name}, “{work.title}” ({work.course.id}/{work.id})"
    if work.points is None:
        yield "  Classroom has it without points; give it points there, or its grades may not show."
    elif work.points != possible:
        there, here = _text(work.points), _text(possible)
        yield f"  It is out of {there} there, and the sheet out of {here}: grades go as they are."


def of_plan(plan: Plan) -> Iterator[str]:
    """Who gets what, and who gets nothing."""
    for draft in plan.sends:
        yield f"  {_who(draft)}  {_change(draft)}"
    if plan.same:
        yield f"  {_count(len(plan.same), 'draft is', 'drafts are')} there already, equal."
    if plan.over:
        yield f"  Above the assignment's points, sent as they are: {_names(plan.over)}."
    for rows, why in (
        (plan.open, "Still open, and left out (not 0)"),
        (plan.strangers, "On the sheet, but not in the course under that address"),
        (plan.missing, "In the course, but without a place for a grade in this assignment"),
    ):
        if rows:
            yield f"  {why}: {_names(rows)}."
    if plan.unlisted:
        names = ", ".join(one.email or one.name or one.user for one in plan.unlisted)
        yield f"  In the course, but not on the sheet: {names}."


def of_sent(sent: Sent) -> Iterator[str]:
    """What was done, and what is left to do."""
    if not sent.done and not sent.unsent:
        yield "There was nothing to send."
        return
    done = _count(len(sent.done), "draft grade was", "draft grades were")
    yield f"{done} sent; students see none until you return them."
    for draft, why in sent.unsent:
        yield f"  not sent: {_who(draft)}  {_text(draft.points)}  ({why})"
    if sent.unsent:
        yield "The same command again sends what is missing."


def _who(draft: Draft) -> str:
    return f"{draft.email} ({draft.name})" if draft.name else draft.email


def _change(draft: Draft) -> str:
    points = _text(draft.points)
    after = ""
    if draft.returned is not None and draft.returned != draft.points:
        after = f"; returned with {_text(draft.returned)}, which stays until you return it again"
    return f"{points}{after}" if draft.there is None else f"{_text(draft.there)} → {points}{after}"


def _names(rows: Iterable[Points | Draft]) -> str:
    return ", ".join(row.email or f"{row.name} (no address)" for row in rows)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _text(points: Decimal) -> str:
    return f"{points:f}".rstrip("0").rstrip(".") if "." in f"{points:f}" else f"{points:f}"
