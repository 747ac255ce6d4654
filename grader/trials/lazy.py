"""Answers without a thought: 0, zeros, ones, True, False, an argument as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from grader.model.evidence import Evidence, Missing, Outcome, Returned
from grader.model.sketch import Sketch, sketch
from grader.oracle.rules import unpack
from grader.rubric.points import shown
from grader.trials.bench import Bench
from grader.trials.handed import earned
from grader.trials.remark import Level, Looked, Remark

__all__ = ["lazy"]

NEXT_TO_NOTHING = Fraction(1, 10)  # of all points
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
Answer = Callable[[object, Sequence[object]], object]  # from the wanted value's form and the arguments


def lazy(bench: Bench) -> Looked:
    """What each of these students would earn, and where."""
    allowed = NEXT_TO_NOTHING * bench.homework.rubric.possible
    totals: dict[str, Fraction] = {}
    places: dict[tuple[str, Fraction], list[str]] = {}
    for name, answer in _answers(bench):
        held = {question: _evidence(bench, question, answer) for question in bench.homework.questions}
        card = bench.card(held)
        totals[name] = earned(card)
        for grade in (grade for part in card.parts for grade in part.criteria if grade.points):
            places.setdefault((grade.address, grade.points or Fraction(0)), []).append(name)
    remarks = []
    for (place, points), names in places.items():
        level: Level = "error" if any(totals[name] > allowed for name in names) else "warning"
        say = f"Who answers {' or '.join(names)} earns {shown(points)} here."
        remarks.append(Remark(level, place, say))
    most = max(totals.values())
    said = f"earns {'nothing' if not most else f'at most {shown(most)}'}: {len(totals)} kinds were tried"
    return Looked("lazy", "An answer without thought", said, tuple(remarks))


def _answers(bench: Bench) -> Iterator[tuple[str, Answer]]:
    yield "0", lambda _want, _given: 0
    yield "zeros", lambda want, _given: _like(want, 0)
    yield "ones", lambda want, _given: _like(want, 1)
    yield "True", lambda _want, _given: True
    yield "False", lambda _want, _given: False
    longest = max((len(call.parameters) for call in bench.homework.built.calls.questions), default=0)
    for at in range(longest):
        which = ORDINALS[at] if at < len(ORDINALS) else f"{at + 1}th"
        yield f"with its {which} argument", _argument(at)


def _argument(at: int) -> Answer:
    return lambda _want, given: given[at] if at < len(given) else None


def _evidence(bench: Bench, question: str, answer: Answer) -> Evidence:
    wants = bench.homework.built.wants.question(question).want
    outcomes: dict[str, Outcome] = {}
    for case in bench.homework.built.calls.question(question).cases:
        value = answer(wants[case.label], list(unpack(case.packed).values()))
        if case.keep == "sketch" and isinstance(value, np.ndarray):
            value = sketch(value, case.label)
        outcomes[case.label] = Missing("it returned nothing") if value is None else Returned(value)
    return Evidence(question, outcomes)


def _like(want: object, number: int) -> object:
    """The same number in every place of the wanted value."""
    if isinstance(want, Sketch):
        return np.full(want.shape, float(number))
    if isinstance(want, Mapping):
        return {key: _like(value, number) for key, value in want.items()}
    if isinstance(want, np.ndarray) and want.dtype.kind in "biufc":
        return np.full(want.shape, float(number))
    if isinstance(want, list | tuple):
        return [_like(value, number) for value in want]
    return number
