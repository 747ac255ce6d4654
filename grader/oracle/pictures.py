"""The pictures a reference declares: their calls, what the reference returns, and its own lines in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import CaseCall, QuestionCalls
from grader.model.exhibit import Exhibit, Line, Numbers, QuestionExhibits, calls_name
from grader.oracle.catalogue import Declared
from grader.oracle.process import About, Worker, sentence
from grader.oracle.rules import finite, weight

__all__ = ["ask_lines", "pictures"]

SHOWN = 4  # lines of one answer in one picture
LONGEST = 60


def pictures(worker: Worker, said: Declared) -> QuestionExhibits | None:
    """Everything about one question's pictures; None when it has none."""
    exhibits, calls, wants = list[Exhibit](), list[CaseCall](), dict[str, object]()
    for facts in said.exhibits:
        exhibit, own = _exhibit(said.name, facts), dict[str, object]()
        for i, label in enumerate(exhibit.labels):
            packed = _packed(worker, said, exhibit.name, i)
            calls.append(CaseCall(label, weight(packed), packed))
            own[label] = _want(worker, said, label)
            worker.ask(_about(said, exhibit, label), "hold", {"question": said.name, "label": label}, packed)
        reference = ask_lines(worker, said, exhibit, own)
        if not any(value is not None for line in reference for value in line.y):
            raise OracleError(sentence(_about(said, exhibit), "draws nothing"))
        exhibits.append(replace(exhibit, reference=reference))
        wants |= own
    if not exhibits:
        return None
    name = calls_name(said.name)
    return QuestionExhibits(
        QuestionCalls(name, said.parameters, tuple(calls), said.starter, (said.name,)), wants, tuple(exhibits)
    )


def ask_lines(
    worker: Worker, said: Declared, exhibit: Exhibit, got: Mapping[str, object], seconds: float | None = None
) -> tuple[Line, ...]:
    """An answer's lines in a picture; `got` has passed every test of kind, shape and size."""
    about = _about(said, exhibit)
    which = {"kind": "exhibit", "question": said.name, "name": exhibit.name}
    _, frame = worker.ask(about, "look", which, frames.encode(dict(got)), seconds)
    answers = frames.decode(frame)
    if not isinstance(answers, dict):
        raise OracleError(sentence(about, "answers what nobody can read", ""))
    rows = {label: _row(about, answers[label]) for label in got}
    names = list(dict.fromkeys(name for row in rows.values() for name in row))[:SHOWN]
    each = len(exhibit.x) // len(exhibit.labels)
    return tuple(Line(name, tuple(_values(about, exhibit, rows, name, each))) for name in names)


def _exhibit(question: str, facts: Mapping[str, Any]) -> Exhibit:
    return Exhibit(
        question=question,
        name=facts["name"],
        title=str(facts["title"]),
        labels=tuple(f"{facts['name']}/{i}" for i in range(facts["count"])),
        x=tuple(map(float, facts["x"])),
        x_label=str(facts["x_label"]),
        y_label=str(facts["y_label"]),
        log=facts["log"],
        points=tuple((float(a), float(b)) for a, b in facts["points"]),
        marks=tuple((float(at), str(word)) for at, word in facts["marks"]),
    )


def _packed(worker: Worker, said: Declared, name: str, i: int) -> bytes:
    label = f"{name}/{i}"
    which = {"question": said.name, "group": name, "i": i}
    _, packed = worker.ask(said.about("exhibit", name, label), "case", which)
    if said.given:
        which = {"question": said.name, "label": label}
        _, packed = worker.ask(said.about("given", case=label), "given", which)
    return packed


def _want(worker: Worker, said: Declared, label: str) -> object:
    about = said.about("want", case=label)
    which = {"question": said.name, "label": label, "kind": "want", "name": "", "further": {}}
    _, frame = worker.ask(about, "answer", which)
    value = frames.decode(frame, writable=True)
    array = np.asarray(value) if isinstance(value, np.ndarray | list | tuple | int | float) else None
    if array is None or array.dtype.kind not in "iuf" or not finite(array):
        raise OracleError(sentence(about, "returns no real numbers, and only those can be drawn"))
    return value


def _about(said: Declared, exhibit: Exhibit, label: str = "") -> About:
    return said.about("exhibit", exhibit.name, label)


def _row(about: About, value: object) -> dict[str, np.ndarray]:
    """One call's y values by the name of their line."""
    row = value if isinstance(value, dict) else {"": value}
    try:
        arrays = {str(name)[:LONGEST]: np.asarray(ys, np.float64).ravel() for name, ys in row.items()}
    except (TypeError, ValueError):
        raise OracleError(sentence(about, "gives y values that are no real numbers")) from None
    return arrays


def _values(
    about: About, exhibit: Exhibit, rows: Mapping[str, Mapping[str, np.ndarray]], name: str, each: int
) -> Iterator[float | None]:
    for label in exhibit.labels:
        ys = rows.get(label, {}).get(name)
        if ys is not None and ys.size != each:
            raise OracleError(sentence(about, f"gives {ys.size} y values where there are {each} x", label))
        yield from _finite(ys, each)


def _finite(ys: np.ndarray | None, each: int) -> Numbers:
    if ys is None:
        return (None,) * each
    return tuple(float(y) if math.isfinite(y) else None for y in ys)
