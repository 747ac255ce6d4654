"""Properties of students' results and what follows from them, asked of the reference while grading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import Calls
from grader.model.exhibit import Exhibit, Line, calls_name
from grader.model.interpreter import Interpreter
from grader.model.sketch import Sketch
from grader.oracle.catalogue import Declared, declared, expect_known, import_all, modules
from grader.oracle.pictures import ask_lines
from grader.oracle.process import About, Worker, sentence
from grader.oracle.rules import finite

PROPERTY_SECONDS = 5.0
LONGEST = 500


class Oracle:
    """Keeps a worker from the first question to the end of the `with` block, for one thread at a time."""

    def __init__(self, reference: Path, calls: Calls, seed: int, interpreter: Interpreter) -> None:
        self._facts = (reference, interpreter, seed)
        self._calls = calls
        self._worker: Worker | None = None
        self._known: tuple[str, ...] = ()
        self._declared: dict[str, Declared] = {}
        self._kept: set[tuple[str, str]] = set()

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, if there is one."""
        if self._worker is not None:
            self._worker.close()

    def ask(self, question: str, property_name: str, got: Mapping[str, object]) -> dict[str, bool | str]:
        """By case, True or the sentence to show. `got` has passed every test of kind, shape and size."""
        for label, value in got.items():
            if isinstance(value, Sketch):
                raise OracleError(
                    f"The property `{property_name}` of `{question}` needs the whole result, but {label} "
                    'keeps a sketch of it; use keep="all" or another group of cases.'
                )
        try:
            frame = frames.encode(dict(got))
        except frames.FrameError as error:
            return dict.fromkeys(got, f"The result cannot be looked at: {error}.")
        about, values = self._look(question, "property", property_name, list(got), frame)
        return {label: _said(about, property_name, values.get(label)) for label in got}

    def follow(self, question: str, earlier: str, own: Mapping[str, object]) -> dict[str, object]:
        """By case, the want that follows from the student's own earlier answer; None where nothing does."""
        _, values = self._look(question, "follows", earlier, list(own), frames.encode(dict(own)))
        found = {label: values.get(label) for label in own}
        return {label: value if finite(value) else None for label, value in found.items()}

    def _look(
        self, question: str, kind: str, name: str, labels: Sequence[str], frame: bytes
    ) -> tuple[About, Mapping[object, object]]:
        worker = self._running()
        said = self._said(worker, question)
        if name not in (said.properties if kind == "property" else said.follows):
            has = ", ".join(said.properties if kind == "property" else said.follows) or "none"
            what = "property" if kind == "property" else "answer that follows from"
            raise OracleError(f"`{question}` has no {what} `{name}`; the reference declares {has}.")
        about = said.about(kind, name, ", ".join(labels))
        for label in labels:
            self._keep(worker, about, question, label)
        which = {"question": question, "kind": kind, "name": name}
        _, answer = worker.ask(about, "look", which, frame, PROPERTY_SECONDS)
        values = frames.decode(answer)
        if not isinstance(values, dict):
            raise OracleError(sentence(about, "answers what nobody can read", ""))
        return about, values

    def lines(self, exhibit: Exhibit, got: Mapping[str, object]) -> tuple[Line, ...]:
        """An answer's lines in a picture; `got`, by label, has passed the same tests."""
        worker = self._running()
        said = self._said(worker, exhibit.question)
        about = said.about("exhibit", exhibit.name)
        for label in got:
            self._keep(worker, about, exhibit.question, label, calls_name(exhibit.question))
        return ask_lines(worker, said, exhibit, got, PROPERTY_SECONDS)

    def _keep(self, worker: Worker, about: About, question: str, label: str, stored: str = "") -> None:
        if (question, label) not in self._kept:
            which = {"question": question, "label": label}
            worker.ask(about, "hold", which, self._packed(stored or question, label))
            self._kept.add((question, label))

    def _packed(self, question: str, label: str) -> bytes:
        try:
            cases = self._calls.question(question).cases
            return next(case.packed for case in cases if case.label == label)
        except (KeyError, StopIteration):
            raise OracleError(f"`{question}` has no case {label}.") from None

    def _running(self) -> Worker:
        """The worker: started when it is first needed, and again after it has died."""
        if self._worker is None or not self._worker.alive:
            modules(self._facts[0])  # says so when the folder has gone since it was built
            self._worker = Worker(*self._facts)
            try:
                self._known = import_all(self._worker)
            except BaseException:
                self._worker.close()
                raise
            self._declared.clear()
            self._kept.clear()
        return self._worker

    def _said(self, worker: Worker, question: str) -> Declared:
        if question not in self._declared:
            expect_known(worker.reference, [question], self._known)
            self._declared[question] = declared(worker, question, self._known)
        return self._declared[question]


def _said(about: About, name: str, value: object) -> bool | str:
    """What a property returned, as True or a sentence; anything else is the reference's fault."""
    if isinstance(value, bool | np.bool_):
        return True if value else f"The result does not have the property {name}."
    if isinstance(value, str) and value.strip():
        return value.strip()[:LONGEST]
    raise OracleError(sentence(about, "returns neither True nor a sentence", repr(value)[:80]))
