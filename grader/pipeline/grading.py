"""One submission through all stages: gathered, compared, judged and scored."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from grader.errors import GraderError
from grader.judge import judge
from grader.model.evidence import NotRun
from grader.model.exhibit import Plot
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.pipeline.findings import find
from grader.pipeline.gather import Gathered, Gatherer
from grader.pipeline.keys import card_key
from grader.pipeline.plots import Plotter
from grader.pipeline.telling import told
from grader.score import score

__all__ = ["Grading"]

log = logging.getLogger("grader")


@dataclass(frozen=True, slots=True)
class Grading:
    """One submission through all stages; a failure of ours costs nobody a point."""

    gatherer: Gatherer
    rubric_digest: str
    plotter: Plotter | None = None
    plots: dict[str, tuple[Plot, ...]] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()  # students whose open work stays as it is

    def first(self, submission: Submission) -> tuple[Gathered, GradeCard]:
        """Gather, compare, judge and score; keep it all in one go."""
        try:
            held, rows = self.gatherer.gather(submission)
            card = self._card(submission, held, rows)
        except GraderError:
            raise
        except Exception:
            log.exception("grading %s failed", submission.id)
            held = {
                name: NotRun(name, "an internal error, see run.log")
                for name in self.gatherer.homework.questions
            }
            return held, self._card(submission, held, [])
        if self.plotter is not None:
            self.plots[submission.id] = self.plotter.plots(submission, held)
        return held, card

    def repeat(self, pair: tuple[Submission, Gathered]) -> GradeCard:
        """The end of the run: what timed out, once more."""
        submission, held = pair
        after, rows = self.gatherer.repeat(submission, held, self.gatherer.box.budget())
        return self._card(submission, after, rows)

    def _card(self, submission: Submission, held: Gathered, rows: list) -> GradeCard:  # type: ignore[type-arg]
        homework, ledger = self.gatherer.homework, self.gatherer.ledger
        decided = submission.id in self.settled
        found = find(homework, ledger, self.gatherer.ask, submission, held, decided)
        faultless = not any(isinstance(one, NotRun) for one in held.values())
        key = card_key(submission, found.keys, self.rubric_digest, submission.id)
        card = ledger.card(key) if faultless and not found.new and not rows else None
        if card is not None:
            return card
        verdicts = judge(homework.rubric, found.findings, homework.built.wants)
        card = score(homework.rubric, submission.id, verdicts, **told(submission, held, verdicts))
        ledger.put_many([*rows, *found.new])
        if faultless:
            ledger.keep(cards={key: card})
        return card
