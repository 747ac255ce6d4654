"""What judging again came to becomes the sheet, unless students were told otherwise."""

from __future__ import annotations

from grader.ledger.sheets import Sheet
from grader.pipeline.difference import Difference, Judged, difference
from grader.pipeline.rejudge import Rejudged
from grader.pipeline.sent import NotAcceptedError, told_otherwise
from grader.pipeline.standing import Opened

__all__ = ["adopt", "told"]


def adopt(stand: Opened, rejudged: Rejudged, *, accept: bool = False) -> Difference:
    """Make it the sheet, and say what that changes.

    NotAcceptedError, with the same, when it changes what students were told and nobody says that it is meant.
    """
    now = told(stand, rejudged)
    if now.since and not now.empty and not accept:
        raise NotAcceptedError(now)
    Sheet(stand.ledger).adopt(rejudged.record, rejudged.basis)
    return now


def told(stand: Opened, rejudged: Rejudged) -> Difference:
    """Against what was sent last; before any export, against the sheet as it stands."""
    after = Judged(rejudged.record, rejudged.basis)
    students = dict.fromkeys(change.student for change in rejudged.changes)
    cards = Sheet(stand.ledger).moved(students)
    sent = told_otherwise(stand.ledger, cards, after, stand.source)
    if sent is not None:
        return sent
    before = Judged(stand.record, stand.ledger.basis(stand.record))
    totals = {old.student: (old.total, new.total) for old, new in Sheet(stand.ledger).moved(students)}
    return difference(rejudged.changes, totals, before, after, stand.source)
