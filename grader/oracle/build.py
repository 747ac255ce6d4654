"""Calls and wants, made once per homework by asking the instructor's reference."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import Calls, CaseCall, Keep, QuestionCalls
from grader.model.exhibit import QuestionExhibits
from grader.model.interpreter import Interpreter
from grader.model.sketch import sketch
from grader.model.wants import Convention, Mistake, QuestionWants, Results, Wants
from grader.oracle.catalogue import Declared, declared, expect_known, import_all, modules
from grader.oracle.following import hold_follows
from grader.oracle.pictures import pictures
from grader.oracle.process import FILES, Worker, sentence
from grader.oracle.rules import finite, hold, positive, weight
from grader.oracle.stored import Built, dump, load

__all__ = ["Built", "build", "dump", "load", "reference_digest"]

ASIDE = "acknowledged.yaml"  # beside the reference, and no answer is made from it
MAKERS = (
    *FILES,
    Path(__file__),
    *(Path(made.__code__.co_filename) for made in (pictures, sketch)),
)  # what is ours in calls and wants


def build(
    reference: Path, questions: Sequence[str], seed: int, interpreter: Interpreter, seconds: float = 120
) -> Built:
    """Ask the reference everything about these questions; any fault of it is an OracleError."""
    modules(reference)
    digest = reference_digest(reference, seed, interpreter, questions)
    calls: list[QuestionCalls] = []
    wants: list[QuestionWants] = []
    exhibits: list[QuestionExhibits] = []
    every: list[Declared] = []
    with Worker(reference, interpreter, seed, seconds) as worker:
        known = import_all(worker)
        expect_known(reference, questions, known)
        for name in dict.fromkeys(questions):
            said = declared(worker, name, known)
            call, want = _Question(worker, said).ask(reference_digest(reference, seed, interpreter, [name]))
            hold(said, call, want)
            calls.append(call)
            wants.append(want)
            every.append(said)
            exhibits += filter(None, [pictures(worker, said)])
        hold_follows(worker, every, known, Calls(tuple(calls)), Wants(tuple(wants)))
    return Built(Calls(tuple(calls)), Wants(tuple(wants)), digest, tuple(exhibits))


def reference_digest(
    reference: Path, seed: int, interpreter: Interpreter, questions: Sequence[str] = ()
) -> str:
    """Names everything that calls and wants depend on: the key they are remembered under."""
    total = hashlib.sha256(repr((seed, interpreter.words, tuple(questions))).encode())
    files = [
        (path.relative_to(reference).as_posix(), path)
        for path in reference.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ASIDE
    ]
    for name, path in [*sorted(files), *((path.name, path) for path in MAKERS)]:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise OracleError(f"{path} cannot be read: {error.strerror}.") from error
        total.update(f"\0{name}\0{hashlib.sha256(content).hexdigest()}".encode())
    return total.hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class _Asked:
    """One function of a question; a mistake may be tried `under` a convention."""

    kind: str
    name: str = ""
    under: str = ""
    told: bool = False  # the function takes the convention's name


class _Question:
    """Asks everything about one question, a case at a time."""

    def __init__(self, worker: Worker, said: Declared) -> None:
        self.worker = worker
        self.said = said
        self.results: dict[_Asked, dict[str, object]] = {asked: {} for asked in _functions(said)}

    def ask(self, digest: str) -> tuple[QuestionCalls, QuestionWants]:
        """Its calls and wants, in the order in which cases run."""
        cases = [self._case(group, i, keep) for group, count, keep in self.said.groups for i in range(count)]
        ordered = in_order(cases)
        for asked, results in self.results.items():
            self.results[asked] = {case.label: results[case.label] for case in ordered}
        said = self.said
        calls = QuestionCalls(said.name, said.parameters, ordered, said.starter, goes_on=said.raising)
        return calls, self._wants(digest)

    def _case(self, group: str, i: int, keep: Keep) -> CaseCall:
        name, label = self.said.name, f"{group}/{i}"
        about = self.said.about("case", group, label)
        _, packed = self.worker.ask(about, "case", {"question": name, "group": group, "i": i})
        size = weight(packed)
        if self.said.given:
            about = self.said.about("given", case=label)
            _, packed = self.worker.ask(about, "given", {"question": name, "label": label})
        for asked, results in self.results.items():
            value = self._answer(asked, label)
            results[label] = sketch(value, label) if keep == "sketch" else value
        return CaseCall(label, size, packed, keep)

    def _answer(self, asked: _Asked, label: str) -> object:
        about = self.said.about(asked.kind, asked.name, label)
        which = {
            "question": self.said.name,
            "label": label,
            "kind": asked.kind,
            "name": asked.name,
            "further": {"convention": asked.under} if asked.told else {},
        }
        _, frame = self.worker.ask(about, "answer", which)
        value = frames.decode(frame, writable=True)
        if value is None:
            raise OracleError(sentence(about, "returns nothing", "it ends without a return"))
        if asked.kind == "scale" and not positive(value):
            raise OracleError(sentence(about, "is no positive number", repr(value)[:80]))
        if asked.kind != "mistake" and not finite(value):
            raise OracleError(sentence(about, "returns a number that is not finite"))
        return value

    def _wants(self, digest: str) -> QuestionWants:
        slips = {slip.name: slip for slip in self.said.mistakes}
        return QuestionWants(
            name=self.said.name,
            title=self.said.title,
            want=self.results[_Asked("want")],
            conventions=tuple(Convention(asked.name, made) for asked, made in self._made("convention")),
            mistakes=tuple(
                Mistake(asked.name, slips[asked.name].credit, slips[asked.name].hint, made, asked.under)
                for asked, made in self._made("mistake")
            ),
            equivalents=tuple(Convention(asked.name, made) for asked, made in self._made("equivalent")),
            scales={
                label: np.asarray(value).item()
                for _, made in self._made("scale")
                for label, value in made.items()
            },
            properties=self.said.properties,
            follows=self.said.follows,
            digest=digest,
        )

    def _made(self, kind: str) -> Iterator[tuple[_Asked, Results]]:
        return ((asked, made) for asked, made in self.results.items() if asked.kind == kind)


def _functions(said: Declared) -> Iterator[_Asked]:
    """Everything to be asked on each case, in the order in which answers are judged."""
    yield _Asked("want")
    if said.scaled:
        yield _Asked("scale")
    yield from (_Asked("equivalent", name) for name in said.equivalents)
    yield from (_Asked("convention", name) for name in said.conventions)
    for slip in said.mistakes:
        for under in ("", *said.conventions) if slip.each_convention else ("",):
            yield _Asked("mistake", slip.name, under, slip.each_convention)


def in_order(cases: Sequence[CaseCall]) -> tuple[CaseCall, ...]:
    """Groups stay together, the one with the smallest case first; inside, by size, then by label."""
    smallest: dict[str, int] = {}
    for case in cases:
        smallest[case.group] = min(case.size, smallest.get(case.group, case.size))
    return tuple(
        sorted(cases, key=lambda case: (smallest[case.group], case.group, case.size, natural(case.label)))
    )


def natural(label: str) -> list[tuple[int, str]]:
    """A key that puts `small/10` behind `small/9`."""
    return [(int(digits or 0), text) for text, digits in re.findall(r"(\D*)(\d*)", label)]
