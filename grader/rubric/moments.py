"""A point in time as people write it, date, time and a zone; and how long something may take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["Span", "later", "moment", "shown_moment", "span"]

LIKE = "write it as in 2026-10-06 23:59 America/Detroit"
LENGTH = re.compile(r"(\d+(?:\.\d+)?) ?(min|minutes?|h|hours?|days?|weeks?)")
SECONDS = {"m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days by the calendar, whatever the clocks are changed in them, and seconds besides."""

    days: int = 0
    seconds: int = 0

    def __str__(self) -> str:
        """As one writes it: 2 days 3 h."""
        hours, minutes = self.seconds // 3600, self.seconds % 3600 // 60
        words = ["1 day" if self.days == 1 else f"{self.days} days"] if self.days else []
        words += [f"{hours} h"] if hours else []
        return " ".join([*words, *([f"{minutes} min"] if minutes or not (words) else [])])


def moment(value: object) -> object:
    """2026-10-06 23:59 America/Detroit, or an ISO date and time with an offset; never without a zone."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    head, _, zone = text.rpartition(" ")
    try:
        if not zone[:1].isalpha():
            read = datetime.fromisoformat(text)
        else:
            read = settled(datetime.fromisoformat(head).replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"is no date and time with a zone; {LIKE}") from error
    if read.tzinfo is None:
        raise ValueError(f"has no time zone; {LIKE}")
    return read


def settled(read: datetime) -> datetime:
    """A time that the clocks show twice, or jump over, is the later it can mean: nobody is late by that."""
    return max((read.replace(fold=fold) for fold in (0, 1)), key=lambda one: one.astimezone(UTC))


def later(start: datetime, by: Span, times: int = 1) -> datetime:
    """So many days later at the same time of day there, and the seconds counted as they pass."""
    day = settled(start + timedelta(days=by.days * times))
    return (day.astimezone(UTC) + timedelta(seconds=by.seconds * times)).astimezone(start.tzinfo)


def shown_moment(value: datetime) -> str:
    """As one writes it, with the zone's own name where it has one."""
    zone = getattr(value.tzinfo, "key", None)
    return f"{value:%Y-%m-%d %H:%M:%S} {zone}" if zone else value.isoformat()


def span(value: object) -> object:
    """15 min, 3 h, 2 days, 1 day 12 h."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()).lower()
    if not re.fullmatch(rf"{LENGTH.pattern}( {LENGTH.pattern})*", text):
        raise ValueError("is no length of time; write it as in 15 min, 3 h or 2 days")
    days, seconds = 0, 0.0
    for number, unit in LENGTH.findall(text):
        if unit[0] in SECONDS:
            seconds += float(number) * SECONDS[unit[0]]
        elif "." in number:
            raise ValueError("has a part of a day; write it in hours, as in 36 h")
        else:
            days += int(number) * (7 if unit[0] == "w" else 1)
    return Span(days, round(seconds))
