"""The reference's other functions judged like students' answers: right methods, and mistakes with a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from grader.model.evidence import Evidence, Returned
from grader.model.verdict import Comparison, Kind, Verdict
from grader.model.wants import Mistake, QuestionWants, Results
from grader.pipeline.findings import outlook
from grader.rubric.points import shown
from grader.trials.bench import Bench
from grader.trials.remark import Looked, Remark

__all__ = ["mistakes", "right_methods"]


def right_methods(bench: Bench) -> Looked:
    """Every other right method and every convention earns everything."""
    remarks: list[Remark] = []
    tried = 0
    for wants in bench.homework.built.wants.questions:
        kinds = (("method", wants.equivalents), ("convention", wants.conventions))
        for kind, known in kinds:
            for one in known:
                tried += 1
                remarks += _not_right(f"the {kind} “{one.name}” of {wants.name}", bench, wants, one.results)
    said = f"{tried - len({remark.say for remark in remarks})} of {tried} earn everything"
    return Looked("methods", "Other right methods", said if tried else "none is declared", tuple(remarks))


def _not_right(who: str, bench: Bench, wants: QuestionWants, results: Results) -> Iterator[Remark]:
    for place, verdict in bench.judged(_evidence(wants.name, results)).items():
        if verdict.kind is not Kind.RIGHT:
            yield Remark("error", place, f"It does not accept {who}: {verdict.say} ({verdict.case})")


def mistakes(bench: Bench) -> Looked:
    """Every named mistake is told as what it is and earns what it declares."""
    remarks: list[Remark] = []
    tried = 0
    for wants in bench.homework.built.wants.questions:
        for name in dict.fromkeys(known.name for known in wants.mistakes):
            tried += 1
            variants = [known for known in wants.mistakes if known.name == name]
            remarks += _of_mistake(bench, wants, variants)
    wrong = len({remark.place for remark in remarks if remark.level == "error"})
    said = f"{tried - wrong} of {tried} earn what they declare" if tried else "none is named"
    return Looked("mistakes", "Named mistakes", said, tuple(remarks))


def _of_mistake(bench: Bench, wants: QuestionWants, variants: list[Mistake]) -> Iterator[Remark]:
    """A mistake, tried under the reference's own reading and under each convention it declares."""
    differs = False
    who = f"{wants.name}: “{variants[0].name}”"
    for known in variants:
        compared = outlook(bench.homework, _evidence(wants.name, known.results), bench.asking)
        verdicts = bench.by_itself(compared)
        differs |= any(verdict.kind is not Kind.RIGHT for verdict in verdicts.values())
        for place, verdict in verdicts.items():
            found = compared[place]
            if bench.homework.rules[place].check.kind == "property" or not isinstance(found, Comparison):
                continue
            under = f" under “{known.under}”" if known.under else ""
            yield from _earns(f"{place} {who}{under}", wants, known, found, verdict)
    if not differs:
        yield Remark("error", who, "No criterion can tell it from a right answer.")


def _earns(
    who: str, wants: QuestionWants, known: Mistake, found: Comparison, verdict: Verdict
) -> Iterator[Remark]:
    if verdict.kind is Kind.RIGHT:
        return  # other criteria of the question look where it shows
    if known.name not in found.mistakes:
        yield Remark("error", who, f"It is not recognised: {verdict.say}")
        return
    others = {one.name: one.credit for one in wants.mistakes if one.name in found.mistakes}
    best = max(others, key=lambda name: others[name])
    if verdict.credit < known.credit:
        say = f"It declares {_share(known.credit)} and earns {_share(verdict.credit)}."
        yield Remark("error", who, say)
    elif others[best] > known.credit:
        say = f"On these cases it is also “{best}”, which earns more: {_share(others[best])}."
        yield Remark("warning", who, say)
    elif verdict.credit > known.credit:
        say = f"It declares {_share(known.credit)}; what is right in it earns {_share(verdict.credit)}."
        yield Remark("note", who, say)


def _share(credit: Fraction) -> str:
    return f"{shown(100 * credit)} %"


def _evidence(question: str, results: Mapping[str, object]) -> Evidence:
    return Evidence(question, {label: Returned(value) for label, value in results.items()})
