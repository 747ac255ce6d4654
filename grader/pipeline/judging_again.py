"""One student's card once more: what an edit touched is judged anew, all else stays as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from grader.judge import judge
from grader.ledger.codec import unpack_card
from grader.ledger.handed import Handed
from grader.ledger.kept import KeptCard
from grader.ledger.memo import Row
from grader.ledger.record import Basis
from grader.ledger.sheets import Staged, Standing
from grader.ledger.snapshots import packed
from grader.model.evidence import NotRun
from grader.model.grade import GradeCard, Place
from grader.model.submission import Submission
from grader.model.verdict import Kind, Verdict
from grader.pipeline.alike import Alike
from grader.pipeline.basis import changed_criteria, changed_parts
from grader.pipeline.findings import LOOKED_AT, NEEDS_A_LOOK, find
from grader.pipeline.gather import Gathered, Gatherer, kept_keys
from grader.pipeline.homework import Homework
from grader.pipeline.placing import absent_parts, place_of
from grader.pipeline.receipts import code
from grader.pipeline.telling import flags_of, told
from grader.pipeline.trail import Words, laid_over
from grader.rubric.lateness import late
from grader.rubric.stages import stage_digest
from grader.score import score_part

__all__ = ["Again"]

# whoever has one of these depends on more than single criteria, and is judged anew as a whole
WHOLE = tuple(text.encode("ascii") for text in (NEEDS_A_LOOK, LOOKED_AT, f'"{Kind.NOT_GRADED}"'))


@dataclass
class Again:
    """What judging again needs, and what it gathers on the way."""

    gatherer: Gatherer
    before: Basis | None
    after: Basis
    settled: frozenset[str]
    digests: Mapping[str, str]  # of the submissions, by student
    words: Words = field(default_factory=dict)  # points that people gave
    statuses: Mapping[str, str] = field(default_factory=dict)  # by student, what the class list says
    needs: dict[str, list[str]] = field(default_factory=dict)  # by question, students whose code must run
    rows: list[Row] = field(default_factory=list)
    alike: Alike = field(default_factory=Alike)

    def card(self, one: Standing, kept: KeptCard) -> Staged:
        """The student's next card: their work judged again, then their place in the class and lateness."""
        if not self.replaced and kept.place == "graded":
            return self._work(one, kept)
        submission = one.handed().submission
        there = bool(submission.code or submission.written or submission.flags)
        place = place_of(kept.student, there, self.statuses.get(kept.student, ""), self.homework.source)
        if place != "graded":
            return Staged(one.place, self._absent(kept, place))
        rubric, said = self.homework.rubric, self.homework.source.exceptions
        staged = self._work(one, kept)
        lateness = late(rubric, said.of(kept.student), submission.attempt)
        return replace(staged, card=staged.card.with_place("graded", lateness))

    def _work(self, one: Standing, kept: KeptCard) -> Staged:
        """The card with the student's work judged again."""
        whole = (
            kept.place != "graded" or kept.student in self.settled or any(mark in one.data for mark in WHOLE)
        )
        places = frozenset(self.after.criteria) if whole else self.criteria
        if not places and kept.student not in self.words:
            return Staged(one.place, self._assembled(kept, frozenset(), {}))
        submission, verdicts, card = one.handed().submission, dict[str, Verdict](), kept
        if places:
            verdicts, card = self._judged(kept, submission, places)
        anew = Handed(submission, kept_keys(self.homework, submission)) if self.everything else None
        return Staged(one.place, self._laid(self._assembled(card, places, verdicts), submission), anew)

    def write(self) -> None:
        """Keep what was compared."""
        self.gatherer.ledger.put_many(self.rows)
        self.rows.clear()

    @property
    def homework(self) -> Homework:
        """The homework as it is today."""
        return self.gatherer.homework

    @cached_property
    def criteria(self) -> frozenset[str]:
        """Whose verdicts may be others."""
        return changed_criteria(self.before, self.after, self.homework.rubric)

    @cached_property
    def replaced(self) -> bool:
        """Whether places in the class, or what lateness costs, may be others."""
        before, after = self.before, self.after
        return before is None or (before.policy, before.exceptions) != (after.policy, after.exceptions)

    @cached_property
    def everything(self) -> bool:
        """Whether students' code would be called otherwise than it was."""
        return self.before is None or self.before.evidence != self.after.evidence

    @cached_property
    def _parts(self) -> frozenset[str]:
        return changed_parts(self.before, self.after)

    @cached_property
    def _version(self) -> str:
        return stage_digest(self.homework.rubric, ("run", "judge", "score", "show"))

    @cached_property
    def _asked(self) -> dict[str, str]:
        return dict(self.homework.by_code)

    def _judged(
        self, kept: KeptCard, submission: Submission, places: frozenset[str]
    ) -> tuple[dict[str, Verdict], KeptCard]:
        """Every verdict, and the card with what is said of the submission as a whole."""
        homework, whole = self.homework, len(places) == len(self.after.criteria)
        held = self.gatherer.known(submission, self._questions(places))
        found = find(
            homework,
            self.gatherer.ledger,
            self.gatherer.ask,
            submission,
            held,
            submission.id in self.settled,
            None if whole else places,
            self.alike,
        )
        self.rows += found.new
        unrun = {name for name, one in held.items() if isinstance(one, NotRun)}
        for name in unrun:
            self.needs.setdefault(name, []).append(submission.id)
        # what needs a run stays as the last one left it
        kept_back = {
            place for place in self.after.criteria if place not in places or self._asked.get(place) in unrun
        }
        known = kept.verdicts({place.partition("/")[0] for place in kept_back})
        stands = {
            place: known[place]
            for place in self.after.criteria
            if place in kept_back
            and place in known
            and (place not in places or self._is_unrun(place, unrun, known[place]))
        }
        verdicts = judge(homework.rubric, found.findings, homework.built.wants, stands)
        return verdicts, self._told(kept, submission, held, verdicts, whole and not unrun)

    def _is_unrun(self, place: str, unrun: set[str], verdict: Verdict) -> bool:
        return self._asked.get(place) in unrun and verdict.kind is not Kind.NOT_GRADED

    def _told(
        self,
        kept: KeptCard,
        submission: Submission,
        held: Gathered,
        verdicts: Mapping[str, Verdict],
        whole: bool,
    ) -> KeptCard:
        if whole:
            said = told(submission, held, verdicts)
            flags, prints, remarks = said["flags"], said["prints"], said["remarks"]
        else:
            prints, remarks = kept.prints, kept.remarks
            unknown = any(verdict.kind is Kind.NOT_GRADED for verdict in verdicts.values())
            flags = flags_of(submission, remarks, verdicts, unknown)
        return kept.told(flags, prints, remarks)

    def _absent(self, kept: KeptCard, place: Place) -> KeptCard:
        """The card of whoever has no work in the sheet."""
        rubric, (name, email) = self.homework.rubric, kept.named
        parts = absent_parts(rubric, place)
        receipt = self._receipt(kept.student)
        return packed(
            GradeCard(kept.student, name, email, parts, rubric.possible, receipt=receipt, place=place)
        )

    def _receipt(self, student: str) -> str:
        return code(self.homework.rubric.homework, student, self.digests.get(student, ""), self._version)

    def _laid(self, card: KeptCard, submission: Submission) -> KeptCard:
        """The card with what people decided over it; of most, nobody decided anything."""
        words = self.words.get(card.student)
        if not words:
            return card
        whole = unpack_card(card.data)
        return packed(laid_over(whole, words, submission))

    def _questions(self, places: frozenset[str]) -> list[str]:
        """Those that these criteria look at, and those from which their answers may follow."""
        homework = self.homework
        asked = {question for place, question in homework.by_code if place in places}
        asked |= {name for place in places for name, _ in homework.earlier.get(place, ())}
        return [name for name in homework.questions if name in asked]

    def _assembled(self, kept: KeptCard, places: frozenset[str], verdicts: Mapping[str, Verdict]) -> KeptCard:
        """The card with points for what was judged, or is worth something else now."""
        rubric = self.homework.rubric
        touched = self._parts | {place.partition("/")[0] for place in places}
        parts = [(problem, part) for problem in rubric.problems for part in problem.parts]
        anew = [(problem, part) for problem, part in parts if part.id in touched or part.id not in kept.parts]
        said = verdicts or kept.verdicts({part.id for _, part in anew})
        return kept.with_parts(
            [part.id for _, part in parts],
            {part.id: score_part(problem, part, said) for problem, part in anew},
            rubric.possible,
            self._receipt(kept.student),
        )
