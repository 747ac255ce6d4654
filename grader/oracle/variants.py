"""The reference's answers for the same cases in other clothes: what a right method's rounding looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.model import frames
from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.interpreter import Interpreter
from grader.model.sketch import sketch
from grader.model.wants import Results
from grader.oracle.catalogue import Declared, declared, import_all
from grader.oracle.process import Worker
from grader.oracle.rules import finite, unpack

__all__ = ["Variant", "variants"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of asking again, and its answers; a case is absent where it changes nothing, or fails."""

    way: str  # "nudged", "layout", "extended", "single", "rows", "threads"
    results: Results


WAYS = (("nudged", 1), ("nudged", 2), ("nudged", 3), ("layout", 0), ("extended", 0), ("single", 0))
ROWS = (("rows", 1), ("rows", 2))


def variants(
    place: tuple[Path, Interpreter, int], calls: Calls, asked: Mapping[str, Sequence[str]], progress: Progress
) -> dict[str, tuple[Variant, ...]]:
    """By question, the answers for the cases of these labels in every way; `place`: folder, Python, seed."""
    made: dict[str, tuple[Variant, ...]] = {}
    total = len(asked)
    with Worker(*place) as worker, Worker(*place, threads=2) as threaded:
        known = [import_all(worker), import_all(threaded)][0]
        for done, (name, labels) in enumerate(asked.items()):
            progress(done, total)
            question = calls.question(name)
            said = declared(worker, name, known)
            cases = [case for case in question.cases if case.label in labels]
            shared = _with_rows(question)
            ways = [*WAYS, *(ROWS if shared else ())] if question.parameters else []
            found = [_asked(worker, said, cases, way, shared, seed) for way, seed in ways]
            found.append(Variant("threads", _asked(threaded, said, cases, "", [], 0).results))
            made[name] = tuple(one for one in found if one.results)
    return made


def _asked(
    worker: Worker, said: Declared, cases: Sequence[CaseCall], way: str, names: Sequence[str], seed: int
) -> Variant:
    return Variant(way, dict(_answers(worker, said, cases, {"way": way, "names": list(names), "seed": seed})))


def _answers(
    worker: Worker, said: Declared, cases: Sequence[CaseCall], how: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    for case in cases:
        about, which = said.about("want", case=case.label), {"question": said.name, "label": case.label}
        worker.ask(about, "hold", which, case.packed)
        _, frame = worker.ask(about, "vary", {**which, **how})
        if not frame:
            continue
        value = frames.decode(frame, writable=True)
        if value is not None and finite(value):
            yield case.label, sketch(value, case.label) if case.keep == "sketch" else value


def _with_rows(question: QuestionCalls) -> list[str]:
    """The arguments that have as many rows as the first array, in every case: observations go together."""
    shared: list[str] = []
    for at, case in enumerate(question.cases):
        lengths = {name: _length(value) for name, value in unpack(case.packed).items()}
        first: Any = next((length for length in lengths.values() if length is not None), None)
        here = [name for name, length in lengths.items() if length is not None and length == first]
        shared = here if at == 0 else [name for name in shared if name in here]
    return shared


def _length(value: object) -> int | None:
    return len(value) if isinstance(value, np.ndarray) and value.ndim else None
