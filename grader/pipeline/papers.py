"""A person accepts or rejects a written file that breaks the rule: added to the trail and written at once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal

from grader.errors import GraderError
from grader.model.trail import WRITTEN, Decision
from grader.pipeline.adjusting import Decided, expect_same_criteria, moves_between, plots_of, rewritten
from grader.pipeline.recall import chosen
from grader.pipeline.standing import standing
from grader.pipeline.trail import files_of_paper, last_words

__all__ = ["Answer", "decide_written"]

log = logging.getLogger("grader")

Answer = Literal["accept", "reject", "drop"]


def decide_written(out: Path | None, student: str, answer: Answer, because: str, by: str) -> Decided:
    """Accept or reject a student's written file as it is today, or drop what was decided. Raises GraderError.

    A file that was rejected counts as not handed in; of another file the question is asked anew.
    """
    with standing(out) as stand:
        expect_same_criteria(stand)
        card = chosen(stand.cards, student, stand.folder)
        submission = next(one.submission for one in stand.handed if one.submission.id == card.student)
        if not submission.written:
            raise GraderError(f"{card.student} handed in no written file; there is none to {answer}.")
        files = files_of_paper(submission)
        last = last_words(stand.ledger.trail.decisions()).get(card.student, {}).get(WRITTEN)
        stands = last is not None and last.action != "drop" and last.files == files
        if answer == "drop" and not stands:
            raise GraderError(f"Nobody has accepted or rejected the written file of {card.student}.")
        at = datetime.now(UTC).isoformat(timespec="seconds")
        words = (card.student, WRITTEN, answer, None, Fraction(0), None, files, because, by, at)
        decision = Decision(*words)
        plots = plots_of(stand, submission)
        stand.ledger.trail.add([decision])
        after = rewritten(stand, {card.student: plots})
        head = stand.ledger.trail.head()
        log.info("one decision about a written file, trail %s", head)
        return Decided(decision, None, None, moves_between(stand, after), head)
