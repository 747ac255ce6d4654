"""How it is said that a written file breaks the rule, and what an instructor decided about it."""

from __future__ import annotations

__all__ = ["ACCEPTED", "BREAKS", "REJECTED", "is_about", "is_decided"]

BREAKS = "written file: "
ACCEPTED = "written file accepted: "
REJECTED = "written file not accepted: "


def is_about(flag: str) -> bool:
    """Whether a flag is about a written file."""
    return flag.startswith((BREAKS, ACCEPTED, REJECTED))


def is_decided(flag: str) -> bool:
    """Whether an instructor has accepted or rejected it already."""
    return flag.startswith((ACCEPTED, REJECTED))
