"""The code on a page: it names homework, student, the files handed in and the rubric they were graded by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from grader.model.grade import GradeCard
from grader.rubric.schema import Rubric
from grader.rubric.stages import stage_digest

__all__ = ["code", "same", "with_receipts"]

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
LENGTH, GROUP = 12, 4


def with_receipts(
    cards: tuple[GradeCard, ...], digests: Mapping[str, str], rubric: Rubric
) -> tuple[GradeCard, ...]:
    """Every card with its code; `digests` are the submissions', by student."""
    version = stage_digest(rubric, ("run", "judge", "score", "show"))
    return tuple(
        replace(card, receipt=code(rubric.homework, card.student, digests.get(card.student, ""), version))
        for card in cards
    )


def code(homework: str, student: str, submission: str, rubric: str) -> str:
    """Twelve letters and digits, as in 7QK2-M0XD-93VB."""
    facts = f"{homework}\0{student}\0{submission}\0{rubric}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.sha256(facts).digest()[:8], "big")
    letters = "".join(LETTERS[number >> (5 * at) & 31] for at in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def same(typed: str, receipt: str) -> bool:
    """Whether somebody typed this code, in whatever case and with or without its dashes."""
    return bool(receipt) and _bare(typed) == _bare(receipt)


def _bare(text: str) -> str:
    return (
        text.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
    )
