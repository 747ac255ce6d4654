"""Properties fed what no answer should be: not numbers, infinities, nothing, other shapes, huge values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from grader.errors import OracleError
from grader.model.sketch import Sketch
from grader.trials.bench import Bench
from grader.trials.remark import Looked, Remark

__all__ = ["claims"]

NEVER = ("values that are not numbers", "infinities", "an empty array", "one number too many", "a table")


def claims(bench: Bench) -> Looked:
    """Every property that some criterion asks for, on its first case."""
    remarks: list[Remark] = []
    asked = {
        (question, rule.check.name): rule.labels[0]
        for place, question in bench.homework.by_code
        if (rule := bench.homework.rules[place]).check.kind == "property"
    }
    tried = 0
    for (question, name), label in asked.items():
        want = bench.homework.built.wants.question(question).want[label]
        for what, value in _fed(want).items():
            tried += 1
            remarks += _answer(bench, (question, name), label, what, value)
    if not asked:
        return Looked("claims", "Properties", "none is asked for")
    good = tried - len(remarks)
    return Looked("claims", "Properties", f"{good} of {tried} odd values are answered", tuple(remarks))


def _answer(bench: Bench, claim: tuple[str, str], label: str, what: str, value: object) -> Iterator[Remark]:
    """Only huge values pass the tests of kind, shape and finiteness that come first in grading."""
    place = f"{claim[0]}.{claim[1]}"
    try:
        said = bench.asking(*claim, {label: value})[label]
    except OracleError as error:
        yield Remark("note" if what in NEVER else "error", place, f"It fails on {what}: {error}")
        return
    if said is True and what in NEVER:
        yield Remark("warning", place, f"It holds of {what} on {label}.")


def _fed(want: object) -> Mapping[str, object]:
    if isinstance(want, Sketch):
        return {}
    shape = want.shape if isinstance(want, np.ndarray) else ()
    longer = (*shape[:-1], shape[-1] + 1) if shape else (2,)
    odd = (np.full(shape, np.nan), np.full(shape, np.inf), np.zeros(0), np.ones(longer), np.ones((*shape, 3)))
    fed = dict(zip(NEVER, odd, strict=True))
    signs = np.where(np.arange(int(np.prod(shape))) % 2, -1.0, 1.0).reshape(shape)
    return {**fed, "huge values": 1e300 * np.ones(shape), "huge values of both signs": 1e300 * signs}
