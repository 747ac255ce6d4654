"""Calibrated tolerances: how far right methods are apart, how near named mistakes come, what lies between."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from grader.checks.array import COARSE_REL
from grader.checks.compare import Rule
from grader.ledger.memo import Ledger
from grader.model.wants import QuestionWants
from grader.oracle.variants import Variant, variants
from grader.pipeline.homework import Homework, prepare
from grader.rubric.load import LoadedRubric
from grader.rubric.schema import address
from grader.sandbox.interpreter import probe
from grader.trials.distances import Gap, gaps, is_numeric, is_single
from grader.trials.proposals import LOOSEST, Row, propose

__all__ = ["Calibration", "Warned", "calibrate"]

TRAP = 1e-5  # right methods farther apart than this have no use for a common tolerance
SAME_ROWS = 1e-4  # an answer that moves less than this does not depend on the order of the rows
EPSILON = 2.0**-52

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Warned:
    """A case to think about. `kind`: "disagree", right methods do; "sensitive", others may; "single"."""

    kind: str
    question: str
    case: str
    method: str
    relative: float

    @property
    def is_trap(self) -> bool:
        """Whether nobody should be judged on it: right methods disagree, or would by more than rounding."""
        return self.kind == "disagree" or (self.kind == "sensitive" and self.relative > LOOSEST)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A row for every criterion on numbers, in the rubric's order, and the cases to think about."""

    rows: tuple[Row, ...]
    warnings: tuple[Warned, ...]
    homework: Homework

    @property
    def changes(self) -> dict[str, dict[str, float]]:
        """What would be written, by address: only what differs from now."""
        found = {}
        for row in self.rows:
            if row.proposed is not None and row.proposed != row.now:
                new, now = row.proposed.model_dump(), row.now.model_dump()
                found[row.address] = {key: new[key] for key in new if new[key] != now[key]}
        return found

    def is_sound(self, written: Collection[str] = ()) -> bool:
        """Whether every tolerance is good, as it is or as it was written, and no case is a trap."""
        good = all(row.status == "good" or row.address in written for row in self.rows)
        return good and not any(one.is_trap for one in self.warnings)


def calibrate(source: LoadedRubric, progress: Progress) -> Calibration:
    """Run the reference in every way there is and see what its tolerances must be. Raises GraderError."""
    rubric = source.rubric
    progress("Reading the reference", 0, 0)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        interpreter = probe(rubric.python, rubric.packages, Path(folder) / "packages")
        with Ledger.open(Path(folder) / "reference") as ledger:
            homework = prepare(source, interpreter, ledger)
        rules = _numeric(homework)
        asked: dict[str, list[str]] = {}
        for question, rule in rules.values():
            known = asked.setdefault(question, [])
            known += [label for label in rule.labels if label not in known]
        place = (source.reference, interpreter, rubric.seed)
        made = variants(place, homework.built.calls, asked, lambda *at: progress("Asking in other ways", *at))
    rows: list[Row] = []
    warnings: dict[tuple[str, str, str], Warned] = {}
    for where, (question, rule) in rules.items():
        wants = homework.built.wants.question(question)
        found = _measured(rule, wants, made.get(question, ()))
        warned = [*_warned(question, rule, wants, found, made.get(question, ()))]
        for one in warned:
            warnings.setdefault((one.kind, one.question, one.case), one)
        traps = {one.case for one in warned if one.is_trap}
        rows.append(
            propose(where, question, rule, wants, [gap for gap in found if gap.case not in traps], traps)
        )
    return Calibration(tuple(rows), tuple(warnings.values()), homework)


def _numeric(homework: Homework) -> dict[str, tuple[str, Rule]]:
    return {
        address(part, criterion): (criterion.question, rule)
        for _, part, criterion in homework.rubric.walk()
        if criterion.question and (rule := homework.rules.get(address(part, criterion))) and is_numeric(rule)
    }


def _measured(rule: Rule, wants: QuestionWants, made: Sequence[Variant]) -> list[Gap]:
    """The gaps of all right methods in double precision."""
    found = [gap for one in wants.equivalents for gap in gaps(rule, wants, one.name, one.results)]
    shuffled: list[Gap] = []
    for variant in made:
        if variant.way != "single":
            target = shuffled if variant.way == "rows" else found
            target += gaps(rule, wants, variant.way, variant.results)
    if shuffled and median(gap.relative for gap in shuffled) < SAME_ROWS:
        found += shuffled
    return found


def _warned(
    question: str, rule: Rule, wants: QuestionWants, found: Sequence[Gap], made: Sequence[Variant]
) -> Iterator[Warned]:
    """Cases on which right methods disagree, may disagree, or need more digits than float32 has."""
    largest = max((gap.reach for gap in found), default=0.0)
    by_case: dict[str, list[Gap]] = {}
    for gap in found:
        by_case.setdefault(gap.case, []).append(gap)
    for label, here in by_case.items():
        worst = max(here, key=lambda gap: _apart(gap, largest))
        moved = max((_apart(gap, largest) for gap in here if gap.method in ("nudged", "rows")), default=0.0)
        if _apart(worst, largest) > TRAP:
            yield Warned("disagree", question, label, worst.method, _apart(worst, largest))
        elif moved**2 / EPSILON > TRAP:  # normal equations square what moves the answer
            yield Warned("sensitive", question, label, "nudged", min(moved**2 / EPSILON, 1.0))
        else:
            yield from _single(question, rule, wants, label, made)


def _single(
    question: str, rule: Rule, wants: QuestionWants, label: str, made: Sequence[Variant]
) -> Iterator[Warned]:
    for variant in made:
        value = variant.results.get(label) if variant.way == "single" else None
        if value is not None and is_single(value):
            for gap in gaps(rule, wants, "single", {label: value}):
                if gap.relative > COARSE_REL:
                    yield Warned("single", question, label, "single", gap.relative)


def _apart(gap: Gap, largest: float) -> float:
    """The distance over the size of the answer; of an answer that vanishes beside the others, over theirs."""
    reach = gap.reach if gap.reach > 1e-6 * largest else largest
    if math.isinf(gap.absolute) or not reach:
        return gap.absolute
    return min(gap.relative, gap.absolute / reach)
