"""What of a change is about a whole row, and not about one criterion's points."""

from __future__ import annotations

__all__ = ["FIELDS", "LATENESS", "WHOLE"]

LATENESS, WHOLE = "late", "total"  # in place of a criterion's address
FIELDS = ("due", "late", "missing")  # of a rubric: what such a change may come from
