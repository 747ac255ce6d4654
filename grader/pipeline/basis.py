"""What a sheet is judged by, named piece by piece: what an edit left alone is not worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grader.ledger.record import Basis
from grader.oracle.stored import content
from grader.pipeline.homework import Homework
from grader.pipeline.keys import checks_digest, digest, guests_digest, judging_digest, rule_words
from grader.pipeline.placing import policy_name
from grader.rubric.schema import Criterion, Part, Problem, Rubric, address

__all__ = ["basis_of", "changed_criteria", "changed_parts", "waiting"]


def basis_of(homework: Homework) -> Basis:
    """The basis of a homework as it is today."""
    rubric, wants = homework.rubric, homework.built.wants
    calls = homework.digests
    contents = {name: content(wants.question(name)) for name in homework.questions}
    return Basis(
        rubric=homework.source.text,
        criteria={
            address(part, criterion): _criterion(homework, contents, part, criterion)
            for _, part, criterion in rubric.walk()
        },
        parts={part.id: _part(problem, part) for problem in rubric.problems for part in problem.parts},
        questions={name: (calls[name], contents[name]) for name in homework.questions},
        evidence=_evidence(homework, calls),
        python=homework.interpreter.words,
        policy=policy_name(homework.source),
        exceptions=homework.source.exceptions.text,
    )


def changed_criteria(before: Basis | None, after: Basis, rubric: Rubric) -> frozenset[str]:
    """Whose verdicts may be others, with all that builds on them."""
    if before is None or before.evidence != after.evidence:
        return frozenset(after.criteria)
    changed = {place for place, name in after.criteria.items() if before.criteria.get(place) != name}
    criteria = [(address(part, criterion), criterion) for _, part, criterion in rubric.walk()]
    grown = True
    while grown:
        more = {place for place, one in criteria if changed.intersection(one.needs)} - changed
        changed |= more
        grown = bool(more)
    return frozenset(changed)


def changed_parts(before: Basis | None, after: Basis) -> frozenset[str]:
    """Whose points or titles are others."""
    old = {} if before is None else before.parts
    return frozenset(part for part, name in after.parts.items() if old.get(part) != name)


def waiting(basis: Basis, homework: Homework, questions: Iterable[str]) -> Basis:
    """The basis of a sheet in which these questions' criteria are still judged by an earlier run."""
    asked = frozenset(questions)
    late = {place for place, question in homework.by_code if question in asked}
    return replace(
        basis, criteria={place: "" if place in late else name for place, name in basis.criteria.items()}
    )


def _criterion(homework: Homework, contents: Mapping[str, str], part: Part, criterion: Criterion) -> str:
    place, question = address(part, criterion), criterion.question
    if question is None:
        return "by hand"
    wants = homework.built.wants
    rule = homework.rules[place]
    asks = rule.check.kind == "property"
    earlier = [name for name, _ in homework.earlier.get(place, ())]
    words = [word for one in (rule, *homework.beside[question]) for word in rule_words(one)]
    # what a property says, or what follows from an answer, is the reference's own doing, not a stored result
    asked = [wants.question(name).digest for name in ([question] if asks or earlier else [])]
    return digest(
        *(question, contents[question], *words, *asked, *earlier),
        *(criterion.credit, str(criterion.follow_through), repr(criterion.needs)),
    )


def _part(problem: Problem, part: Part) -> str:
    criteria = [
        (one.id, one.title or part.title, str(one.points), one.by_hand is not None) for one in part.criteria
    ]
    return digest(repr((part.id, part.title, problem.id, str(part.points), part.extra, criteria)))


def _evidence(homework: Homework, calls: Mapping[str, str]) -> str:
    """All that decides what students' code gave, and who judges it: another one touches everything."""
    limits = [(name, repr(one)) for name, one in homework.limits.items()]
    ours = (guests_digest(), checks_digest(), judging_digest())
    asked = [(one.name, one.aliases, one.near) for one in homework.built.calls.questions]
    pictures = [one.calls.digest for one in homework.built.exhibits]
    facts = repr((limits, asked, calls, pictures))
    return digest(*ours, homework.interpreter.words, homework.rubric.isolation, facts)
