"""What a reference may not say about itself: each rule is an OracleError before anyone is graded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from grader.errors import OracleError
from grader.model import frames, marked
from grader.model.calls import QuestionCalls
from grader.model.sketch import Sketch, sketch
from grader.model.wants import Mistake, QuestionWants, Results
from grader.oracle.catalogue import Declared
from grader.oracle.process import sentence

NEAR = 1e-9  # nearer than this, two answers are one
NOTHING = 1e-12


def hold(said: Declared, calls: QuestionCalls, wants: QuestionWants) -> None:
    """Mistakes are wrong somewhere, are no convention and no lazy answer; yes/no questions have none."""
    if not wants.mistakes:
        return
    if all(isinstance(value, bool | np.bool_) for value in wants.want.values()):
        about = said.about("mistake", wants.mistakes[0].name)
        raise OracleError(
            sentence(about, "cannot be", "a yes/no question has no mistakes but the other answer")
        )
    arguments = dict(_arguments(calls))
    for mistake in wants.mistakes:
        _is_wrong(said, wants, mistake)
        _is_not_lazy(said, mistake, arguments)


def _is_wrong(said: Declared, wants: QuestionWants, mistake: Mistake) -> None:
    about = said.about("mistake", mistake.name)
    under = f"tried under the convention “{mistake.under}”" if mistake.under else ""
    if _agree(wants.want, mistake.results, wants.scales):
        raise OracleError(sentence(about, "equals the right answer on every case", under))
    for convention in wants.conventions:
        if _agree(convention.results, mistake.results, wants.scales):
            verb = f"equals the convention “{convention.name}” on every case"
            raise OracleError(sentence(about, verb, under))


def _is_not_lazy(said: Declared, mistake: Mistake, arguments: Mapping[str, Mapping[str, object]]) -> None:
    """Who answers 0 everywhere has not made a mistake that is worth points."""
    lazy: set[str] | None = None
    for label, value in mistake.results.items():
        here = set(_lazy(value, arguments[label]))
        lazy = here if lazy is None else lazy & here
    if lazy:
        about = said.about("mistake", mistake.name)
        raise OracleError(
            sentence(about, "earns points for an answer without thought", f"{min(lazy)} on every case")
        )


def _lazy(value: object, arguments: Mapping[str, object]) -> Iterator[str]:
    if isinstance(value, bool | np.bool_):
        yield f"{bool(value)}"
    elif _is_all(value, 0):
        yield "zero"
    elif _is_all(value, 1):
        yield "one"
    yield from (f"the argument {name} unchanged" for name, given in arguments.items() if same(value, given))


def _arguments(calls: QuestionCalls) -> Iterator[tuple[str, Mapping[str, object]]]:
    for case in calls.cases:
        given = unpack(case.packed)
        if case.keep == "sketch":
            given = {name: sketch(value, case.label) for name, value in given.items()}
        yield case.label, given


def unpack(packed: bytes) -> Mapping[str, object]:
    """The arguments of a case, to look at and not to write to."""
    case = frames.decode(packed)
    arguments = case["arguments"] if isinstance(case, dict) else {}
    return arguments if isinstance(arguments, dict) else {}


def weight(packed: bytes) -> int:
    """How large a case's arguments are, in bytes of data."""
    return _bytes(unpack(packed))


def _bytes(value: object) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        return sum(map(_bytes, value.values()))
    if isinstance(value, list | tuple | set):
        return sum(map(_bytes, value))
    return len(value) if isinstance(value, str | bytes) else 8


def _agree(want: Results, other: Results, scales: Mapping[str, float]) -> bool:
    return all(same(want[label], other[label], scales.get(label, 0.0)) for label in want)


def same(want: object, other: object, scale: float = 0.0) -> bool:
    """Whether two answers are one but for rounding."""
    if isinstance(want, Sketch) or isinstance(other, Sketch):
        return _same_sketches(want, other, scale)
    if isinstance(want, Mapping):
        return (
            isinstance(other, Mapping)
            and want.keys() == other.keys()
            and all(same(want[key], other[key], scale) for key in want)
        )
    a, b = _numbers(want), _numbers(other)
    if a is not None and b is not None:
        return a.shape == b.shape and _near(a, b, scale)
    if isinstance(want, list | tuple) and isinstance(other, list | tuple):
        return len(want) == len(other) and all(map(same, want, other))
    return a is None and b is None and want == other


def _same_sketches(want: object, other: object, scale: float) -> bool:
    if not isinstance(want, Sketch) or not isinstance(other, Sketch):
        return False
    pairs = [(want.entries, other.entries), (np.asarray(want.norm), np.asarray(other.norm))]
    return want.shape == other.shape and all(_near(a, b, scale) for a, b in pairs)


def _near(a: np.ndarray, b: np.ndarray, scale: float) -> bool:
    with np.errstate(all="ignore"):
        a, b = np.asarray(a, np.complex128).ravel(), np.asarray(b, np.complex128).ravel()
        size = max(scale, float(np.linalg.norm(a)), float(np.linalg.norm(b)))
        return bool(np.linalg.norm(a - b) <= NEAR * size + NOTHING) or bool(
            np.array_equal(a, b, equal_nan=True)
        )


def _numbers(value: object) -> np.ndarray | None:
    """The value as an array of numbers, if it is one or a list of them."""
    if isinstance(value, str | bytes | set | None):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # a ragged list
        return None
    return array if array.dtype.kind in "biufc" else None


def _is_all(value: object, number: int) -> bool:
    """Whether every number in it is this one."""
    if isinstance(value, Sketch):
        count = float(np.prod(value.shape))
        return _is_all(value.entries, number) and abs(value.norm - number * count**0.5) <= NEAR * count
    if isinstance(value, Mapping):
        return bool(value) and all(_is_all(item, number) for item in value.values())
    array = _numbers(value)
    if array is not None:
        return bool(array.size) and bool(np.all(np.abs(array - number) <= NOTHING))
    return isinstance(value, list | tuple) and bool(value) and all(_is_all(item, number) for item in value)


def finite(value: object) -> bool:
    """Whether it holds no infinity and nothing that is not a number; a table may have holes."""
    if marked.is_marked(value):
        return True
    if isinstance(value, Mapping):
        return all(map(finite, value.values()))
    array = _numbers(value)
    if array is not None:
        return bool(np.isfinite(array).all())
    return not isinstance(value, list | tuple | set) or all(map(finite, value))


def positive(value: object) -> bool:
    """Whether it is one real, finite number above zero."""
    array = None if isinstance(value, bool | Sketch) else _numbers(value)
    if array is None or array.shape != () or array.dtype.kind not in "iuf":
        return False
    return 0 < float(array) < np.inf
