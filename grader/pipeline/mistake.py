"""A group of equal wrong results becomes a named mistake beside the reference, and all are judged again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.checks.compare import compare
from grader.checks.property import PropertyCheck
from grader.errors import GraderError, OracleError
from grader.model import files
from grader.model.calls import QuestionCalls
from grader.model.grade import Moved
from grader.model.sketch import Sketch
from grader.model.wants import Mistake, QuestionWants
from grader.oracle.build import build
from grader.oracle.rules import finite
from grader.oracle.stored import Built
from grader.oracle.writing import Addition, Wording, by_relation, by_results, home, wording
from grader.pipeline.adopting import adopt
from grader.pipeline.groups import Grouped, entry_of, grouped
from grader.pipeline.homework import Homework
from grader.pipeline.outputs import write_outputs
from grader.pipeline.regraded import graded_again
from grader.pipeline.rejudge import Rejudged, prepared, rejudge
from grader.pipeline.run import Progress
from grader.pipeline.standing import Standing, standing
from grader.rubric.told import question_shows

FAR = 100  # tolerances: nearer than that to the right answer, it is no mistake


@dataclass(frozen=True, slots=True)
class Written:
    """What was added to which file, for whom, and who moved by it."""

    module: Path
    text: str
    results: Path | None
    students: tuple[str, ...]
    moves: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """The instructor's words for a group; without a name it is called what it is listed as."""

    part: str
    group: int
    credit: str
    hint: str = ""
    name: str = ""


def name_group(
    out: Path | None,
    rubric: Path | None,
    naming: Naming,
    progress: Progress = lambda *_: None,
    *,
    accept: bool = False,
) -> Written:
    """Write the mistake, judge everybody again and write the sheet. Nothing is written if any of it fails."""
    with standing(out, rubric) as stand:
        chosen = _chosen(stand, naming)
        built = stand.built
        question = built.calls.question(chosen.shown.question)
        name = naming.name or _own_name(stand, chosen)
        _expect_nameable(chosen, built.wants.question(question.name), name)
        words = wording(name, naming.credit, naming.hint)
        addition = _addition(stand, chosen, question, words)
        with prepared(stand) as homework:
            _try(homework, addition, chosen, words, built)
        moves = _written(stand, addition, progress, accept)
        results = addition.data[0] if addition.data else None
        return Written(addition.module, addition.text, results, chosen.shown.students, moves)


def _own_name(stand: Standing, group: Grouped) -> str:
    """What the relation says, unless students could work the expected value out from it."""
    if group.relation is None:
        return ""
    if not question_shows(stand.source.rubric, group.shown.question):
        raise GraderError(
            f"The rubric hides what {group.shown.question} expects, and “{group.relation.say}” would give it "
            "away on students' pages; choose a name with --name."
        )
    return group.relation.say


def _chosen(stand: Standing, naming: Naming) -> Grouped:
    _, groups = grouped(stand, naming.part)
    for group in groups:
        if group.shown.number == naming.group:
            return group
    count = "one group" if len(groups) == 1 else f"{len(groups) or 'no'} groups"
    raise GraderError(
        f"There is no group {naming.group} in {naming.part}, which has {count}; "
        f"`grader show --part {naming.part}` lists them."
    )


def _expect_nameable(group: Grouped, wants: QuestionWants, name: str) -> None:
    shown = group.shown
    who = f"Group {shown.number}"
    if shown.name:
        raise GraderError(
            f"{who} is named already, “{shown.name}”; change its credit or hint there and run again."
        )
    if not group.answers[0].values:
        raise GraderError(f"{who} gave no results that could be named: {shown.what}")
    if isinstance(group.rule.check, PropertyCheck):
        raise GraderError(f"{shown.place} is judged by a property, which has no named mistakes.")
    if all(isinstance(entry_of(group.rule, want), bool | np.bool_) for want in wants.want.values()):
        raise GraderError(f"{shown.place} is a yes/no question, which has no mistakes but the other answer.")
    if any(known.name == name for known in wants.mistakes):
        raise GraderError(f"`{wants.name}` has a mistake of that name; choose another one with --name.")


def _expect_known(stand: Standing, rejudged: Rejudged) -> None:
    """Nobody may be left open by it."""
    if rejudged.needs_run:
        raise GraderError(
            f"What students' code does for {', '.join(rejudged.needs_run)} is not known any more; "
            f"type `grader run {stand.record.submissions}` first."
        )


def _addition(stand: Standing, group: Grouped, question: QuestionCalls, words: Wording) -> Addition:
    """By a method where one is known, else by the very results."""
    reference = stand.source.reference
    module = home(reference, question.name)
    wants = stand.built.wants.question(question.name)
    plain = all(
        isinstance(entry_of(group.rule, want), np.ndarray | np.number | int | float)
        for want in wants.want.values()
    )
    if group.relation and group.relation.code and plain:
        return by_relation(module, question, words, group.relation.say, group.relation.code, group.rule.key)
    results = {}
    for label in group.rule.labels:
        value = group.answers[0].values[label]
        if isinstance(value, Sketch) or any(isinstance(one, Sketch) for one in [wants.want[label]]):
            raise GraderError(
                f"Of {label} only a sketch is kept, so group {group.shown.number} cannot be named by its "
                f"results; write the mistake into {module} by hand."
            )
        want = wants.want[label]
        keyed = group.rule.key is not None and isinstance(want, dict)
        results[label] = {**want, group.rule.key: value} if keyed else value  # type: ignore[dict-item]
    return by_results(module, question, words, results)


def _try(homework: Homework, addition: Addition, group: Grouped, words: Wording, before: Built) -> None:
    """The whole of it on a copy of the reference: its own rules, its distance, and whom it is to match."""
    reference, name = homework.source.reference, group.shown.question
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        copy = Path(folder) / reference.name
        shutil.copytree(reference, copy, ignore=shutil.ignore_patterns("__pycache__"))
        files.write(copy / addition.module.name, addition.whole)
        if addition.data:
            files.write(copy / addition.data[0].relative_to(reference), addition.data[1])
        try:
            after = build(copy, [name], homework.rubric.seed, homework.interpreter)
        except OracleError as error:
            raise OracleError(str(error).replace(str(copy), str(reference))) from error
    if after.calls.question(name).digest != before.calls.question(name).digest:
        raise OracleError(f"The cases of `{name}` differ from time to time; draw them from `rng` alone.")
    wants = after.wants.question(name)
    mistake = next(known for known in wants.mistakes if known.name == words.name)
    _expect_far(group, wants, mistake)
    _expect_matched(group, wants, mistake)


def _expect_far(group: Grouped, wants: QuestionWants, mistake: Mistake) -> None:
    """A mistake is far from the right answer somewhere, or a tolerance would be what it is named for."""
    for label in group.rule.labels:
        want, wrong = (entry_of(group.rule, one[label]) for one in (wants.want, mistake.results))
        match = group.rule.check.compare(want, wrong, group.rule.tolerance, wants.scales.get(label))
        if not match.equal and (match.margin is None or match.margin >= FAR or match.slip):
            return
    raise OracleError(
        f"Group {group.shown.number} is within {FAR} tolerances of the right answer on every case: "
        "that is a matter of the tolerance, not a mistake to name."
    )


def _expect_matched(group: Grouped, wants: QuestionWants, mistake: Mistake) -> None:
    """Every answer can be held against it, and the group's own equals it."""
    who = f"Group {group.shown.number}"
    if not all(map(finite, mistake.results.values())):
        raise OracleError(
            f"{who} cannot be named: on some case of `{wants.name}` its results would not be finite."
        )
    try:
        known = compare(group.rule, group.answers[0].evidence, wants, lambda *_: {}).mistakes
    except OracleError as error:
        raise OracleError(f"{who} cannot be named: its results are of another kind than asked.") from error
    if mistake.name not in known:
        raise OracleError(f"The mistake as it would be written does not match {who.lower()}.")


def _written(stand: Standing, addition: Addition, progress: Progress, accept: bool) -> tuple[Moved, ...]:
    """Files first, then the sheet; what fails on the way takes the files back."""
    old = addition.module.read_bytes()
    try:
        if addition.data:
            files.write(*addition.data)
        files.write(addition.module, addition.whole)
        rejudged = rejudge(stand, progress)
        _expect_known(stand, rejudged)
        adopt(stand, rejudged, accept=accept)
    except BaseException:
        files.write(addition.module, old)
        if addition.data:
            addition.data[0].unlink(missing_ok=True)
        raise
    write_outputs(graded_again(stand, rejudged), stand.folder)
    return rejudged.moves
