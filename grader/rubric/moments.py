"""A point in time as people write it: date, time and a zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

__all__ = ["moment"]

LIKE = "write it as in 2026-10-06 23:59 America/Detroit"


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
            read = datetime.fromisoformat(head).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"is no date and time with a zone; {LIKE}") from error
    if read.tzinfo is None:
        raise ValueError(f"has no time zone; {LIKE}")
    return read
