"""What wrong results are to the wanted ones, found on every case or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.array import ArrayCheck
from grader.checks.base import Tolerance
from grader.checks.relation import Relation, relation
from grader.errors import OracleError

TOLERANCE = Tolerance()
CASES = {
    "a/0": np.array([1.0, -2.0, 3.0]),
    "a/1": np.array([0.5, 4.0]),
    "a/2": np.array([2.0, 7.0, -1.0, 3.0]),
}
ARGUMENTS = {label: {"t": np.ones(at), "lr": at / 10} for label, at in zip(CASES, (3, 5, 7), strict=True)}


def equal(_: str, want: object, got: object) -> bool:
    """As the check would have it."""
    try:
        return ArrayCheck().compare(want, got, TOLERANCE).equal
    except OracleError:
        return False


def found(change, wants=CASES) -> Relation | None:
    """The relation of wanted results to what `change(label, want)` makes of them."""
    got = {label: change(label, want) for label, want in wants.items()}
    return relation(wants, got, ARGUMENTS, equal)


@pytest.mark.parametrize(
    ("change", "say", "code"),
    [
        (lambda _, w: w / 2, "half of the wanted result", "{} / 2"),
        (lambda _, w: 2 * w, "twice the wanted result", "2 * {}"),
        (lambda _, w: 3 * w, "3 times the wanted result", "3 * {}"),
        (lambda _, w: w * 2 / 3, "2/3 of the wanted result", "2 * {} / 3"),
        (lambda _, w: -w, "the wanted result with the opposite sign", "-{}"),
        (lambda _, w: -w / 2, "half of the wanted result, with the opposite sign", "-{} / 2"),
        (lambda _, w: w.reshape(-1, 1), "the wanted result as a column", "{}.reshape(-1, 1)"),
        (lambda _, w: w[::-1], "the wanted result, back to front", "{}[::-1]"),
        (lambda _, w: w**2, "the square of the wanted result", "{} ** 2"),
        (lambda _, w: 1 / w, "one over the wanted result", "1 / {}"),
        (lambda _, w: np.abs(w), "the wanted result without its sign", "abs({})"),
        (lambda _, w: w + 1, "the wanted result plus 1", "{} + 1"),
        (lambda _, w: w - 0.5, "the wanted result minus 1/2", "{} - (1/2)"),
        (lambda _, w: 0 * w, "zero on every case", ""),
        (lambda at, w: w * len(ARGUMENTS[at]["t"]), "the wanted result times len(t)", "len(t) * {}"),
        (lambda at, w: w / len(ARGUMENTS[at]["t"]), "the wanted result over len(t)", "{} / len(t)"),
        (
            lambda at, w: 2 * w / len(ARGUMENTS[at]["t"]),
            "twice the wanted result over len(t)",
            "2 * {} / len(t)",
        ),
    ],
)
def test_each_relation_has_its_words_and_its_method(change, say: str, code: str) -> None:
    """In words, and as Python that makes the same of the reference's answer."""
    assert found(change) == Relation(say, code)
    if code:
        for label, want in CASES.items():
            made = eval(code.format("want"), {"want": want, **ARGUMENTS[label]})  # noqa: S307
            assert equal(label, made, change(label, want))


def test_a_transposed_matrix_is_known_on_every_case() -> None:
    """A table with its rows and columns exchanged."""
    wants = {"a/0": np.arange(6.0).reshape(2, 3), "a/1": np.arange(4.0).reshape(2, 2)}
    assert found(lambda _, w: w.T, wants) == Relation("the wanted result, transposed", "{}.T")


def test_one_case_that_differs_is_no_relation() -> None:
    """A relation holds everywhere, or there is none."""
    assert found(lambda at, w: w / 2 if at != "a/2" else w / 3) is None


@given(st.floats(0.01, 50).filter(lambda c: abs(c - 1) > 0.01), st.booleans())
def test_any_constant_factor_is_found(factor: float, negative: bool) -> None:
    """Whatever the number, its text as Python gives these very results again."""
    number = -factor if negative else factor
    known = found(lambda _, want: number * want)
    assert known is not None
    for want in CASES.values():
        assert equal("", eval(known.code.format("want"), {"want": want}), number * want)  # noqa: S307


@pytest.mark.parametrize("got", [None, "half", float("nan"), {"a": 1}, [1, [2, 3]]])
def test_what_is_no_number_has_no_relation(got: object) -> None:
    """Text, nothing, nan and ragged lists never raise."""
    assert relation(CASES, dict.fromkeys(CASES, got), ARGUMENTS, equal) is None


def test_a_single_number_is_too_little_to_tell() -> None:
    """Any number is some multiple of any other."""
    assert relation({"a/0": 6.0}, {"a/0": 3.0}, {}, equal) is None
