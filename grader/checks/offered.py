"""What a student's code asked for and the grading machine does not offer, as far as an error tells."""

from __future__ import annotations

import re

from grader.model.evidence import Evidence, Outcome, Raised

__all__ = ["asked_too_much", "not_offered"]

TOLD_BY = [  # an error's type and message, and what it asked for; the first that fits
    (re.compile(rf"(?:{kind}): .*?{message}", re.DOTALL), words)
    for kind, message, words in (
        (r"ModuleNotFoundError", r"No module named '([\w.]+)'", r"the package \1"),
        (r"\w+", r"\[Errno (?:1\] Operation not permitted|13\] Permission denied): '", "this file"),
        (
            r"\w+",
            r"\[Errno (?:1\] Operation not permitted|13\] Permission denied)",
            "other programs, processes of one's own or a network",
        ),
        (r"\w+", r"(?:failure in name resolution|Network is unreachable)", "a network"),
        (r"RuntimeError", r"can't start new thread", "so many threads"),
        (r"EOFError", r"EOF when reading a line", "anybody who answers input()"),
    )
]


def asked_too_much(evidence: Evidence) -> list[str]:
    """A flag for each thing that one question's code asked for in vain."""
    lacks = dict.fromkeys(filter(None, map(not_offered, evidence.outcomes.values())))
    return [f"{evidence.question}: the grading machine does not offer {what}" for what in lacks]


def not_offered(outcome: Outcome) -> str:
    """A few words for it; empty where the error is the code's own."""
    if not isinstance(outcome, Raised):
        return ""
    found = ((pattern.match(f"{outcome.type}: {outcome.message}"), words) for pattern, words in TOLD_BY)
    return next((match.expand(words) for match, words in found if match), "")
