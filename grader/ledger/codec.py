"""Evidence, comparisons and grade cards to bytes and back; who stores them keeps a hash."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any

from grader.errors import GraderError
from grader.ledger import comparing, layouts
from grader.ledger.comparing import fraction
from grader.ledger.readable import readable
from grader.model import frames
from grader.model.evidence import (
    Cost,
    Died,
    Evidence,
    Missing,
    Outcome,
    OutOfMemory,
    Raised,
    Refused,
    Returned,
    TimedOut,
)
from grader.model.grade import Adjusted, CriterionGrade, GradeCard, Late, PartGrade
from grader.model.sketch import Sketch
from grader.model.verdict import Comparison, Kind, Verdict

# The first bytes say what follows and in which format; a new format is a new mark and a migration.
EVIDENCE, COMPARISON, CARD = b"E1", b"C1", b"G1"
LENGTH = struct.Struct("<I")
COMPACT, READER = json.JSONEncoder(separators=(",", ":")), json.JSONDecoder()

_FAULTS: dict[str, Callable[..., Outcome]] = {
    "raised": lambda kind, message, where, lineage=(): Raised(kind, message, where, tuple(lineage)),
    "timed out": TimedOut,
    "out of memory": OutOfMemory,
    "died": Died,
    "missing": Missing,
    "refused": Refused,
}
_FACTS: dict[type, tuple[str, Callable[[Any], tuple[Any, ...]]]] = {
    Raised: ("raised", lambda o: (o.type, o.message, o.where, *([o.lineage] if o.lineage else []))),
    TimedOut: ("timed out", lambda o: (float(o.seconds),)),
    OutOfMemory: ("out of memory", lambda o: (o.megabytes,)),
    Died: ("died", lambda o: (int(o.signal),)),
    Missing: ("missing", lambda o: (o.reason, bool(o.untouched))),
    Refused: ("refused", lambda o: (o.reason,)),
}
_sketch_facts = attrgetter("dtype", "shape", "digest", "norm", "finite", "entries")


def pack_evidence(evidence: Evidence) -> bytes:
    """Facts as JSON, then a frame for each returned value, so that the frames' caps hold per case."""
    outcomes: list[list[Any]] = []
    values: list[bytes] = []
    for label, outcome in evidence.outcomes.items():
        if isinstance(outcome, Returned):
            kind, frame = _pack_value(evidence.question, label, outcome.value)
            outcomes.append([label, kind, len(frame)])
            values.append(frame)
        else:
            word, facts = _FACTS[type(outcome)]
            outcomes.append([label, word, *facts(outcome)])
    cost = [float(evidence.cost.seconds), float(evidence.cost.megabytes)]
    how = [evidence.how, evidence.isolation, evidence.flags]
    head = _json([evidence.question, outcomes, evidence.prints, cost, *how])
    return b"".join([EVIDENCE, LENGTH.pack(len(head)), head, *values])


def unpack_evidence(data: bytes) -> Evidence:
    """The evidence of these bytes; its arrays look into them and cannot be written to."""
    with readable(data, EVIDENCE) as begin:
        (length,) = LENGTH.unpack_from(data, begin)
        start = begin + LENGTH.size
        at = start + length
        question, kept, prints, cost, how, isolation, flags = json.loads(data[start:at])
        outcomes: dict[str, Outcome] = {}
        view = memoryview(data)
        for label, kind, *facts in kept:
            if kind in _FAULTS:
                outcomes[label] = _FAULTS[kind](*facts)
                continue
            outcomes[label] = Returned(_unpack_value(kind, view[at : at + facts[0]]))
            at += facts[0]
        if at != len(data):
            raise ValueError("bytes are left over")
        return Evidence(question, outcomes, prints, Cost(*cost), how, isolation, tuple(flags))


def outcomes_digest(data: bytes) -> bytes:
    """Names what a packed evidence says of its question and its cases, never what that took."""
    with readable(data, EVIDENCE) as begin:
        (length,) = LENGTH.unpack_from(data, begin)
        start = begin + LENGTH.size
        head = data[start : start + length].decode("ascii")
        _, at = READER.raw_decode(head, 1)  # past the bracket
        _, at = READER.raw_decode(head, at + 1)  # past the comma
        said = hashlib.sha256(head[:at].encode("ascii"))
        said.update(memoryview(data)[start + length :])
        return said.digest()


def _pack_value(question: str, label: str, value: object) -> tuple[str, bytes]:
    try:
        if isinstance(value, Sketch):
            return "sketch", frames.encode(_sketch_facts(value))
        return "returned", frames.encode(value)
    except frames.FrameError as error:
        raise GraderError(f"What {question} returned for {label} cannot be kept: {error}.") from error


def _unpack_value(kind: str, frame: memoryview) -> object:
    value = layouts.unpack(frame)
    if kind == "returned":
        return value
    if kind == "sketch" and isinstance(value, tuple):
        return Sketch(*value)
    raise ValueError("an outcome of an unknown kind")


def pack_comparison(comparison: Comparison) -> bytes:
    """A comparison as JSON, a list per case."""
    return COMPARISON + _json(comparing.facts(comparison))


def unpack_comparison(data: bytes) -> Comparison:
    """The comparison of these bytes."""
    with readable(data, COMPARISON) as begin:
        return comparing.comparison(json.loads(data[begin:]))


def pack_card(card: GradeCard) -> bytes:
    """One student's grades as JSON; points stay exact."""
    parts = [part_facts(part) for part in card.parts]
    who = [card.student, card.name, card.email]
    late = None if card.late is None else [str(card.late.share), card.late.say]
    more = [card.flags, card.prints, card.remarks, card.receipt, card.place, late]
    return CARD + _json([*who, parts, str(card.possible), *more])


def unpack_card(data: bytes) -> GradeCard:
    """The grades of these bytes."""
    with readable(data, CARD) as begin:
        facts = json.loads(data[begin:])
        facts += [[], "", "graded", None][len(facts) - 7 :]  # what older cards do not have
        student, name, email, parts, possible, flags, prints, remarks, receipt, place, late = facts
        return GradeCard(
            *(student, name, email),
            tuple(map(part_of, parts)),
            fraction(possible),
            tuple(flags),
            tuple(map(tuple, prints)),
            tuple(remarks),
            receipt,
            place,
            None if late is None else Late(fraction(late[0]), late[1]),
        )


def part_facts(part: PartGrade) -> list[Any]:
    """A part as it is kept."""
    criteria = [_criterion_facts(criterion) for criterion in part.criteria]
    points = _text(part.points)
    return [part.id, part.title, part.problem, points, str(part.possible), bool(part.extra), criteria]


def part_of(facts: list[Any]) -> PartGrade:
    """The part of these facts."""
    name, title, problem, points, possible, extra, criteria = facts
    published = None if points is None else Decimal(points)
    kept = tuple(map(criterion_of, criteria))
    return PartGrade(name, title, problem, published, fraction(possible), extra, kept)


def _criterion_facts(grade: CriterionGrade) -> list[Any]:
    return [
        *(grade.part, grade.criterion, grade.title, _text(grade.points), str(grade.possible)),
        bool(grade.by_hand),
        *_verdict_facts(grade.verdict),
        _adjusted_facts(grade.adjusted),
    ]


def _verdict_facts(verdict: Verdict) -> list[Any]:
    return [
        *(verdict.kind, str(verdict.credit), verdict.say, verdict.case, verdict.want, verdict.got),
        *(verdict.hint, verdict.notes, verdict.flags, verdict.margin),
    ]


def _adjusted_facts(one: Adjusted | None) -> list[Any] | None:
    if one is None:
        return None
    return [str(one.points), _verdict_facts(one.verdict), one.because, one.by, one.at, one.level, one.stale]


def criterion_of(facts: list[Any]) -> CriterionGrade:
    """The criterion's grade of these facts."""
    part, criterion, title, points, possible, by_hand, *said = facts
    earned = None if points is None else fraction(points)
    verdict, adjusted = _verdict(said[:10]), _adjusted(said[10:])  # older ones have neither margin nor that
    return CriterionGrade(part, criterion, title, earned, fraction(possible), verdict, by_hand, adjusted)


def _verdict(facts: list[Any]) -> Verdict:
    kind, credit, say, case, want, got, hint, notes, flags, *margin = facts
    words = (say, case, want, got, hint, tuple(notes), tuple(flags))
    return Verdict(Kind(kind), fraction(credit), *words, *margin)


def _adjusted(facts: list[Any]) -> Adjusted | None:
    if not facts or facts[0] is None:
        return None
    points, verdict, *words = facts[0]
    return Adjusted(fraction(points), _verdict(verdict), *words)


def _text(number: Fraction | Decimal | None) -> str | None:
    return None if number is None else str(number)


def _json(value: object) -> bytes:
    return COMPACT.encode(value).encode("ascii")
