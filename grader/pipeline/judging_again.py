"""One student's card once more: what an edit touched is judged anew, all else stays as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from grader.model.submission import Submission
from grader.model.verdict import Kind, Verdict
from grader.pipeline.alike import Alike
from grader.pipeline.basis import changed_criteria, changed_parts
from grader.pipeline.findings import LOOKED_AT, NEEDS_A_LOOK, find
from grader.pipeline.gather import Gathered, Gatherer, kept_keys
from grader.pipeline.homework import Homework
from grader.pipeline.naming import UNKNOWN
from grader.pipeline.receipts import code
from grader.pipeline.telling import flags_of, told
from grader.pipeline.trail import Words, files_of_card
from grader.rubric.stages import stage_digest
from grader.score import adjust, score_part

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
    needs: dict[str, list[str]] = field(default_factory=dict)  # by question, students whose code must run
    rows: list[Row] = field(default_factory=list)
    alike: Alike = field(default_factory=Alike)

    def card(self, one: Standing, kept: KeptCard) -> Staged:
        """The student's next card."""
        whole = kept.student in self.settled or any(mark in one.data for mark in WHOLE)
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
        late = {name for name, one in held.items() if isinstance(one, NotRun)}
        for name in late:
            self.needs.setdefault(name, []).append(submission.id)
        # what needs a run stays as the last one left it
        kept_back = {
            place for place in self.after.criteria if place not in places or self._asked.get(place) in late
        }
        known = kept.verdicts({place.partition("/")[0] for place in kept_back})
        stands = {
            place: known[place]
            for place in self.after.criteria
            if place in kept_back
            and place in known
            and (place not in places or self._is_late(place, late, known[place]))
        }
        verdicts = judge(homework.rubric, found.findings, homework.built.wants, stands)
        return verdicts, self._told(kept, submission, held, verdicts, whole and not late)

    def _is_late(self, place: str, late: set[str], verdict: Verdict) -> bool:
        return self._asked.get(place) in late and verdict.kind is not Kind.NOT_GRADED

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
        if UNKNOWN in kept.flags:
            flags = (*flags, UNKNOWN)
        return kept.told(flags, prints, remarks)

    def _laid(self, card: KeptCard, submission: Submission) -> KeptCard:
        """The card with what people decided over it; of most, nobody decided anything."""
        words = self.words.get(card.student)
        if not words:
            return card
        whole = unpack_card(card.data)
        return packed(adjust(whole, words, files_of_card(whole, submission)))

    def _questions(self, places: frozenset[str]) -> list[str]:
        """Those that these criteria look at, and those from which their answers may follow."""
        homework = self.homework
        asked = {question for place, question in homework.by_code if place in places}
        asked |= {name for place in places for name, _ in homework.earlier.get(place, ())}
        return [name for name in homework.questions if name in asked]

    def _assembled(self, kept: KeptCard, places: frozenset[str], verdicts: Mapping[str, Verdict]) -> KeptCard:
        """The card with points for what was judged, or is worth something else now."""
        rubric, student = self.homework.rubric, kept.student
        touched = self._parts | {place.partition("/")[0] for place in places}
        parts = [(problem, part) for problem in rubric.problems for part in problem.parts]
        anew = [(problem, part) for problem, part in parts if part.id in touched or part.id not in kept.parts]
        said = verdicts or kept.verdicts({part.id for _, part in anew})
        receipt = code(rubric.homework, student, self.digests.get(student, ""), self._version)
        return kept.with_parts(
            [part.id for _, part in parts],
            {part.id: score_part(problem, part, said) for problem, part in anew},
            rubric.possible,
            receipt,
        )
