"""What the oracle made, as bytes that the memo table keeps and nothing regenerates."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import attrgetter
from typing import Any

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.exhibit import Exhibit, Line, QuestionExhibits
from grader.model.sketch import Sketch
from grader.model.wants import Convention, Mistake, QuestionWants, Results, Wants

MARK = b"O3"  # the format; another one is another mark
LENGTH = struct.Struct("<Q")
EXHIBIT = ("question", "name", "title", "labels", "x", "x_label", "y_label", "log", "points", "marks")
_sketch_facts = attrgetter("dtype", "shape", "digest", "norm", "finite", "entries")


@dataclass(frozen=True, slots=True)
class Built:
    """A homework's calls and wants; `digest` names the reference, seed and interpreter that made them."""

    calls: Calls
    wants: Wants
    digest: str
    exhibits: tuple[QuestionExhibits, ...] = ()

    @property
    def every_call(self) -> Calls:
        """The calls of all questions, and those of their pictures."""
        return Calls((*self.calls.questions, *(one.calls for one in self.exhibits)))


def dump(built: Built) -> bytes:
    """All of it as bytes: a list of frames, so that each case may be as large as a frame allows."""
    chunks = [frames.encode([built.digest, len(built.calls.questions), len(built.exhibits)])]
    for calls, wants in zip(built.calls.questions, built.wants.questions, strict=True):
        chunks += [frames.encode(_calls_facts(calls)), *(case.packed for case in calls.cases)]
        chunks.append(frames.encode(_wants_facts(wants)))
        chunks += [_pack(value) for results in _all_results(wants) for value in results.values()]
    for pictured in built.exhibits:
        chunks += [frames.encode(_calls_facts(pictured.calls)), *(c.packed for c in pictured.calls.cases)]
        chunks.append(frames.encode([_exhibit_facts(one) for one in pictured.exhibits]))
        chunks += [_pack(pictured.wants[case.label]) for case in pictured.calls.cases]
    return b"".join([MARK, *(part for chunk in chunks for part in (LENGTH.pack(len(chunk)), chunk))])


def content(wants: QuestionWants) -> str:
    """Names what is wanted itself, whatever else changed in the reference that made it."""
    total = hashlib.sha256(frames.encode(_wants_facts(replace(wants, digest=""))))
    for results in _all_results(wants):
        for value in results.values():
            total.update(hashlib.sha256(_pack(value)).digest())
    return total.hexdigest()


def load(built_bytes: bytes) -> Built:
    """What these bytes hold; OracleError when they are damaged or of another format."""
    try:
        return _read(built_bytes)
    except (struct.error, ValueError, TypeError, KeyError, ArithmeticError, StopIteration, RuntimeError) as e:
        raise OracleError(
            "The stored answers of the reference are damaged or were made by another version of grader; "
            "move the grades folder away and run again."
        ) from e


def _read(data: bytes) -> Built:
    if not data.startswith(MARK):
        raise ValueError("another format")
    chunks = _chunks(memoryview(data))
    digest, count, pictured = _decoded(chunks)
    pairs = [(_read_calls(chunks), _read_wants(chunks)) for _ in range(count)]
    exhibits = tuple(_read_exhibits(chunks) for _ in range(pictured))
    if next(chunks, None) is not None:
        raise ValueError("bytes are left over")
    return Built(Calls(tuple(c for c, _ in pairs)), Wants(tuple(w for _, w in pairs)), digest, exhibits)


def _calls_facts(calls: QuestionCalls) -> list[Any]:
    cases = [(case.label, case.size, case.keep) for case in calls.cases]
    return [calls.name, calls.parameters, calls.starter, calls.aliases, calls.goes_on, cases]


def _read_calls(chunks: Iterator[memoryview]) -> QuestionCalls:
    name, parameters, starter, aliases, goes_on, facts = _decoded(chunks)
    cases = tuple(CaseCall(label, size, bytes(next(chunks)), keep) for label, size, keep in facts)
    return QuestionCalls(name, parameters, cases, starter, aliases, goes_on=goes_on)


def _wants_facts(wants: QuestionWants) -> dict[str, Any]:
    return {
        "name": wants.name,
        "title": wants.title,
        "labels": list(wants.want),
        "conventions": [convention.name for convention in wants.conventions],
        "equivalents": [equivalent.name for equivalent in wants.equivalents],
        "mistakes": [(slip.name, str(slip.credit), slip.hint, slip.under) for slip in wants.mistakes],
        "scales": list(wants.scales.items()),
        "properties": wants.properties,
        "follows": wants.follows,
        "digest": wants.digest,
    }


def _all_results(wants: QuestionWants) -> Iterator[Results]:
    """Every table of results, each with a value for each label, in the order they are stored."""
    yield wants.want
    yield from (convention.results for convention in (*wants.conventions, *wants.equivalents))
    yield from (mistake.results for mistake in wants.mistakes)


def _read_wants(chunks: Iterator[memoryview]) -> QuestionWants:
    facts: Mapping[str, Any] = _decoded(chunks)

    def results() -> Results:
        return {label: _unpack(next(chunks)) for label in facts["labels"]}

    return QuestionWants(
        name=facts["name"],
        title=facts["title"],
        want=results(),
        conventions=tuple(Convention(name, results()) for name in facts["conventions"]),
        equivalents=tuple(Convention(name, results()) for name in facts["equivalents"]),
        mistakes=tuple(
            Mistake(name, Fraction(credit), hint, results(), under)
            for name, credit, hint, under in facts["mistakes"]
        ),
        scales=dict(facts["scales"]),
        properties=facts["properties"],
        follows=facts.get("follows", ()),
        digest=facts["digest"],
    )


def _exhibit_facts(exhibit: Exhibit) -> list[Any]:
    lines = [(line.name, line.y) for line in exhibit.reference]
    return [*(getattr(exhibit, name) for name in EXHIBIT), lines]


def _read_exhibits(chunks: Iterator[memoryview]) -> QuestionExhibits:
    calls, facts = _read_calls(chunks), _decoded(chunks)
    exhibits = tuple(
        replace(Exhibit(*declared), reference=tuple(Line(name, y) for name, y in lines))
        for *declared, lines in facts
    )
    return QuestionExhibits(calls, {case.label: _unpack(next(chunks)) for case in calls.cases}, exhibits)


def _pack(value: object) -> bytes:
    if isinstance(value, Sketch):
        return b"s" + frames.encode(_sketch_facts(value))
    return b"v" + frames.encode(value)


def _unpack(chunk: memoryview) -> object:
    value = frames.decode(chunk[1:], writable=True)
    if bytes(chunk[:1]) == b"v":
        return value
    if bytes(chunk[:1]) == b"s" and isinstance(value, tuple):
        return Sketch(*value)
    raise ValueError("a result of an unknown kind")


def _decoded(chunks: Iterator[memoryview]) -> Any:
    return frames.decode(next(chunks))


def _chunks(view: memoryview) -> Iterator[memoryview]:
    at = len(MARK)
    while at < len(view):
        (length,) = LENGTH.unpack_from(view, at)
        at += LENGTH.size
        if length > len(view) - at:
            raise ValueError("cut short")
        yield view[at : at + length]
        at += length
