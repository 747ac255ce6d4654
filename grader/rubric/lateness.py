"""How late something was, by whose word, and what that costs. Pure, and file times decide nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from grader.model.grade import Late
from grader.model.submission import Attempt
from grader.rubric.exceptions import Allowance
from grader.rubric.moments import Span, later
from grader.rubric.policy import LateRule, Policy, percent

__all__ = ["NO_TIME", "late"]

NO_TIME = "which does not say by how much"  # whoever reads the list should look
FREE = "; the rubric takes nothing for it"
UNITS = {"day": Span(days=1), "hour": Span(seconds=3600)}
MOST = 100_000  # units: eleven years of hours


def late(policy: Policy, allowance: Allowance, attempt: Attempt) -> Late | None:
    """What it costs and why; None for what is not late, or where nobody who may say so does."""
    if policy.due is None:
        said_late = attempt.late and not attempt.source.startswith("file")
        return Late(Fraction(0), f"late by {attempt.source}{FREE}") if said_late else None
    due = allowance.due_after(policy.due)
    received = allowance.received.astimezone(UTC) if allowance.received else _received(attempt)
    source = "by the instructor's entry" if allowance.received else f"by {attempt.source or 'its own record'}"
    if received is not None:
        over = received - due.astimezone(UTC)  # of one zone, Python would take the clocks' faces apart
        if over <= timedelta(0):
            return None
        return _priced(policy.late, allowance, due, received, f"{_long(over)} late {source}")
    if not attempt.late or attempt.source.startswith("file"):
        return None
    return _untimed(policy.late, allowance, f"late {source}, {NO_TIME}")


def _untimed(rule: LateRule | None, allowance: Allowance, said: str) -> Late | None:
    """Late, and nobody says by how much: one unit."""
    if allowance.lose is not None:
        return _waived(allowance, said)
    if allowance.due is not None:
        return Late(Fraction(0), f"{said}; the due date was moved, so nothing is taken")
    if rule is None:
        return Late(Fraction(0), f"{said}{FREE}")
    unit = "" if rule.per == "once" else f", counted as 1 {rule.per}"
    return _lost(rule, 1, f"{said}{unit}")


def _received(attempt: Attempt) -> datetime | None:
    """When the system received it; the times of files are whatever a computer's clock made of them."""
    if not attempt.received or attempt.source.startswith("file"):
        return None
    try:
        read = datetime.fromisoformat(attempt.received)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def _priced(
    rule: LateRule | None, allowance: Allowance, due: datetime, received: datetime, said: str
) -> Late | None:
    if allowance.lose is not None:
        return _waived(allowance, said)
    if rule is None:
        return Late(Fraction(0), f"{said}{FREE}")
    if rule.grace is not None and received <= later(due, rule.grace):
        return Late(Fraction(0), f"{said}, within the grace of {rule.grace}")
    if rule.closed_after is not None and received > later(due, rule.closed_after):
        return Late(Fraction(1), f"{said}, after {rule.closed_after} nothing counts: −100 %")
    return _lost(rule, 1 if rule.per == "once" else _begun(due, received, UNITS[rule.per]), said)


def _begun(due: datetime, received: datetime, unit: Span) -> int:
    """How many units have begun; days end at the time of day at which it was due."""
    low, high = 0, 1
    while later(due, unit, high) < received and high < MOST:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if later(due, unit, middle) < received else (low, middle)
    return high


def _lost(rule: LateRule, units: int, said: str) -> Late:
    share = min(rule.lose * units, rule.at_most)
    each = "" if rule.per == "once" or units == 1 else f", {percent(rule.lose)} for each {rule.per} begun"
    capped = f", {percent(rule.at_most)} at most" if rule.lose * units > rule.at_most else ""
    return Late(share, f"{said}{each}{capped}: −{percent(share)}")


def _waived(allowance: Allowance, said: str) -> Late:
    share = allowance.lose or Fraction(0)  # the student reads this, too: why it was agreed stays in the file
    return Late(share, f"{said}, as agreed: {f'−{percent(share)}' if share else 'nothing is taken'}")


def _long(over: timedelta) -> str:
    """12 min, 3 h, 3 h 20 min, 2 days 4 h."""
    minutes = -(-int(over.total_seconds()) // 60) or 1
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    words = [f"{days} {'day' if days == 1 else 'days'}"] if days else []
    words += [f"{hours} h"] if hours else []
    return " ".join([*words, *([f"{left} min"] if left and not days else [])])
