"""When a submission came in, as Classroom has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

__all__ = ["changed_after", "received"]


def received(one: dict[str, Any]) -> tuple[str, bool]:
    """The last handing in, in UTC, and whether it is that: without a history it is the last change."""
    times = _times(one, "TURNED_IN")
    if times:
        return max(times).isoformat(timespec="seconds"), True
    last = _time(one.get("updateTime"))
    return (last.isoformat(timespec="seconds") if last else ""), False


def changed_after(one: dict[str, Any]) -> bool:
    """Whether the student edited the files after the last handing in."""
    handed_in, edited = _times(one, "TURNED_IN"), _times(one, "STUDENT_EDITED_AFTER_TURN_IN")
    return bool(handed_in and edited and max(edited) > max(handed_in))


def _times(one: dict[str, Any], state: str) -> list[datetime]:
    steps = [step.get("stateHistory", {}) for step in one.get("submissionHistory", ())]
    times = [_time(step.get("stateTimestamp")) for step in steps if step.get("state") == state]
    return [time for time in times if time is not None]


def _time(text: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo else None
