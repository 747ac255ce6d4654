"""Pictures of a student's own answers: run after everything that is judged, and never part of it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from grader.checks.array import ArrayCheck
from grader.checks.base import Tolerance
from grader.checks.numeric import Numbers, read_numbers
from grader.errors import GraderError, OracleError
from grader.ledger import codec
from grader.ledger.memo import Ledger, Row
from grader.model.evidence import Evidence, NotRun, Returned, TimedOut
from grader.model.exhibit import Exhibit, Line, Plot, QuestionExhibits
from grader.model.submission import Submission
from grader.oracle.ask import Oracle
from grader.pipeline.findings import Held
from grader.pipeline.gather import Box
from grader.pipeline.homework import Homework
from grader.pipeline.keys import evidence_key, plot_key, still_holds
from grader.rubric.schema import Limits
from grader.sandbox.budget import Budget

__all__ = ["Plotter", "picture_limits"]

log = logging.getLogger("grader")

SECONDS, IMPORT_SECONDS, ALTOGETHER = 1.0, 5.0, 8.0  # more is not spent on what earns nothing


@dataclass(frozen=True, slots=True)
class Plotter:
    """What plotting needs; `turn` lets one thread at a time ask the reference."""

    homework: Homework
    ledger: Ledger
    box: Box
    oracle: Oracle
    turn: threading.Lock = field(default_factory=threading.Lock)

    def plots(self, submission: Submission, held: Mapping[str, Held | NotRun]) -> tuple[Plot, ...]:
        """A student's pictures, of the questions they have an answer to; a failure costs a picture alone."""
        try:
            return self._plots(submission, held)
        except GraderError:
            raise
        except Exception:
            log.exception("plotting for %s failed", submission.id)
            return ()

    def _plots(self, submission: Submission, held: Mapping[str, Held | NotRun]) -> tuple[Plot, ...]:
        made: list[Plot] = []
        rows: list[Row] = []
        for pictured in self.homework.built.exhibits:
            if _has_answer(held.get(pictured.question)):
                made += self._of_question(submission, pictured, rows)
        self.ledger.put_many(rows)
        return tuple(made)

    def _of_question(
        self, submission: Submission, pictured: QuestionExhibits, rows: list[Row]
    ) -> Iterator[Plot]:
        packed = self._packed(submission, pictured, rows)
        if packed is None:
            return
        digest = self.homework.built.wants.question(pictured.question).digest
        keys = {exhibit.name: plot_key(packed, exhibit.name, digest) for exhibit in pictured.exhibits}
        known = self.ledger.get_many("plot", keys.values())
        got: dict[str, object] | None = None
        for exhibit in pictured.exhibits:
            key = keys[exhibit.name]
            if key in known:
                lines = _unpack(known[key])
            else:
                got = _sound(codec.unpack_evidence(packed), pictured) if got is None else got
                lines = self._lines(exhibit, {label: got[label] for label in exhibit.labels if label in got})
                rows.append(("plot", key, _pack(lines)))
            if lines:
                yield Plot(exhibit, lines)

    def _packed(self, submission: Submission, pictured: QuestionExhibits, rows: list[Row]) -> bytes | None:
        """Evidence as it is kept: from the grades folder, or run now in a process of its own."""
        name, limits = pictured.calls.name, picture_limits(self.homework.limits[pictured.question])
        key = evidence_key(submission, pictured.calls.digest, self.homework.interpreter)
        kept = self.ledger.get("evidence", key)
        if kept is not None and still_holds(codec.unpack_evidence(kept), limits, self.box.candidates):
            return kept
        budget = Budget(ALTOGETHER, 0.0)
        asked = {"": limits, name: limits}
        one = self.box.run(submission, [name], budget, limits=asked)[name]
        if isinstance(one, NotRun):
            log.info("no picture of %s for %s: %s", pictured.question, submission.id, one.reason)
            return None
        packed = codec.pack_evidence(one)
        rows.append(("evidence", key, packed))
        return packed

    def _lines(self, exhibit: Exhibit, got: Mapping[str, object]) -> tuple[Line, ...]:
        if not got:
            return ()
        try:
            with self.turn:
                lines = self.oracle.lines(exhibit, got)
        except OracleError:
            log.warning("the picture %s of %s cannot be drawn of an answer", exhibit.name, exhibit.question)
            return ()
        return tuple(line for line in lines if any(y is not None for y in line.y))


def picture_limits(limits: Limits) -> Limits:
    """What pictures may use: never more than the question itself, and little."""
    return limits.model_copy(
        update={
            "seconds": min(limits.seconds, SECONDS),
            "import_seconds": min(limits.import_seconds, IMPORT_SECONDS),
            "submission_seconds": ALTOGETHER,
        }
    )


def _has_answer(one: Held | NotRun | None) -> bool:
    """Something came back, and nothing took too long: what hangs once would hang here, too."""
    if not isinstance(one, Held):
        return False
    outcomes = one.evidence.outcomes.values()
    return any(isinstance(o, Returned) for o in outcomes) and not any(
        isinstance(o, TimedOut) for o in outcomes
    )


def _sound(evidence: Evidence, pictured: QuestionExhibits) -> dict[str, object]:
    """By label, results of the wanted kind and shape that are finite, in exactly the wanted shape."""
    sound: dict[str, object] = {}
    for label, outcome in evidence.outcomes.items():
        want = pictured.wants[label]
        if isinstance(outcome, Returned):
            match = ArrayCheck().compare(want, outcome.value, Tolerance())
            numbers = read_numbers(outcome.value)
            if (
                match.margin is not None
                and isinstance(numbers, Numbers)
                and numbers.values.dtype == np.float64
            ):
                sound[label] = numbers.values.reshape(np.asarray(want).shape)
    return sound


def _pack(lines: tuple[Line, ...]) -> bytes:
    return json.dumps([[line.name, line.y] for line in lines], allow_nan=False).encode()


def _unpack(data: bytes) -> tuple[Line, ...]:
    return tuple(Line(name, tuple(y)) for name, y in json.loads(data))
