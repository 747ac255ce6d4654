"""Properties of students' results, asked of the reference while the grading goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import Calls
from grader.model.interpreter import Interpreter
from grader.model.sketch import Sketch
from grader.oracle.catalogue import Declared, declared, expect_known, import_all, modules
from grader.oracle.process import Worker, sentence

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

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, if there is one."""
        if self._worker is not None:
            self._worker.close()

    def ask(self, question: str, property_name: str, label: str, got: object) -> bool | str:
        """True, or the sentence to show. `got` has already passed every test of kind, shape and size."""
        packed = self._packed(question, label)
        if isinstance(got, Sketch):
            raise OracleError(
                f"The property `{property_name}` of `{question}` needs the whole result, but {label} keeps a "
                'sketch of it; use keep="all" or another group of cases.'
            )
        try:
            frame = frames.encode(got)
        except frames.FrameError as error:
            return f"The result cannot be looked at: {error}."
        worker = self._running()
        said = self._said(worker, question)
        if property_name not in said.properties:
            has = ", ".join(said.properties) or "none"
            raise OracleError(
                f"`{question}` has no property `{property_name}`; the reference declares {has}."
            )
        about = said.about("property", property_name, label)
        worker.ask(about, "hold", frame=packed)
        which = {"question": question, "label": label, "name": property_name}
        _, answer = worker.ask(about, "property", which, frame, PROPERTY_SECONDS)
        value = frames.decode(answer)
        if isinstance(value, bool | np.bool_):
            return True if value else f"The result does not have the property {property_name}."
        if isinstance(value, str) and value.strip():
            return value.strip()[:LONGEST]
        raise OracleError(sentence(about, "returns neither True nor a sentence", repr(value)[:80]))

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
        return self._worker

    def _said(self, worker: Worker, question: str) -> Declared:
        if question not in self._declared:
            expect_known(worker.reference, question, self._known)
            self._declared[question] = declared(worker, question, self._known)
        return self._declared[question]
