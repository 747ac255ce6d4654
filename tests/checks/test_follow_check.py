"""What follows from a student's own earlier answer, and where nothing may be followed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import ArrayCheck, Check, DirectionCheck, ExactCheck, LineCheck, MappingCheck, Tolerance
from grader.checks.compare import Rule
from grader.checks.follow import NOTHING, can_follow, compare_followed, sound_answers
from grader.model.evidence import Evidence, Outcome, Raised, Returned
from grader.model.verdict import Comparison
from grader.model.wants import QuestionWants

LABELS = ("case/0", "case/1")
WANT = {"case/0": np.array([1.0, 2.0]), "case/1": np.array([3.0, 4.0])}
OWN = {label: np.array([7.0, 8.0, 9.0]) for label in LABELS}
ARGUMENTS = {"w": np.array([5.0, 6.0]), "n": 3, "name": "x"}


def followed(
    got: object,
    then: object,
    check: Check | None = None,
    own: Mapping[str, object] = OWN,
    want: Mapping[str, object] = WANT,
) -> Comparison:
    """An answer that is the same in both cases, against what follows in both."""
    rule = Rule(check or ArrayCheck(), Tolerance(), LABELS)
    evidence = Evidence("f", {label: Returned(got) for label in LABELS})
    follows = dict.fromkeys(LABELS, then)
    return compare_followed(rule, evidence, QuestionWants("f", "", want), own, follows, lambda _: ARGUMENTS)


def is_consistent(comparison: Comparison) -> bool:
    """Whether it follows in every case, and something does."""
    return bool(comparison.cases) and all(case.match.equal for case in comparison.cases)


def test_a_consistent_answer_follows_and_another_does_not() -> None:
    """The check and tolerance of the criterion decide, as for the want itself."""
    then = np.array([10.0, 20.0])
    assert is_consistent(followed([10.0, 20.0 + 1e-9], then))
    assert not is_consistent(followed([10.0, 20.1], then))
    assert not is_consistent(followed(WANT["case/0"], then))


@pytest.mark.parametrize(
    "then",
    [
        None,
        np.zeros(2),
        np.ones(2),
        np.full(2, 1e-12),
        ARGUMENTS["w"],
        ARGUMENTS["w"] + 1e-9,
        [np.nan, 1.0],
        np.ones(3),
        "text",
        True,
        {"a": 1.0},
        [1j, 2.0],
    ],
    ids=repr,
)
def test_a_trivial_or_impossible_answer_follows_from_nothing(then: object) -> None:
    """Zeros, ones, an argument, or no answer of the wanted kind and shape: nobody earns by giving that."""
    assert followed(then, then) == NOTHING


def test_the_earlier_answer_itself_is_trivial() -> None:
    """Who hands back an earlier answer has done nothing with it."""
    own = {label: np.array([7.0, 8.0]) for label in LABELS}
    assert followed([7.0, 8.0], np.array([7.0, 8.0]), own=own) == NOTHING
    assert is_consistent(followed([8.0, 7.0], np.array([8.0, 7.0]), own=own))


@given(st.floats(-1e-3, 1e-3), st.sampled_from([np.float32, np.float64]))
def test_zeros_are_never_what_follows(small: float, kind: type) -> None:
    """However small what follows is, and however coarse the zeros, they do not count as it."""
    then = np.full(2, small)
    assert not is_consistent(followed(np.zeros(2, kind), then))


def test_a_scale_makes_no_zero_consistent() -> None:
    """Where a number is compared on another scale, what would pass as zero there is not followed."""
    want, labels = {"case/0": 0.0}, ("case/0",)
    wants = QuestionWants("f", "", want, scales={"case/0": 1e3})
    rule = Rule(ArrayCheck(), Tolerance(), labels)
    for then, got, follows in ((0.05, np.float32(0), False), (0.05, 0.05, False), (5.0, 5.0, True)):
        evidence = Evidence("f", {"case/0": Returned(got)})
        own = {"case/0": np.ones(3)}
        made = compare_followed(rule, evidence, wants, own, {"case/0": then}, lambda _: {})
        assert is_consistent(made) == follows


MAP = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0])}


def test_entries_follow_one_by_one() -> None:
    """Of a dict only the entries that follow are looked at, and a trivial one among them is left out."""
    want = dict.fromkeys(LABELS, MAP)
    own = {label: {"a": np.array([9.0, 9.5]), "b": np.zeros(2)} for label in LABELS}
    got = {"a": [9.0, 9.5], "b": [2.0, 1.0]}
    made = followed(got, {"b": np.array([2.0, 1.0])}, MappingCheck(), own, want)
    assert {case.match.keys for case in made.cases} == {("b",)}
    for trivial in (np.zeros(2), np.array([9.0, 9.5]), ARGUMENTS["w"]):
        lazy = {"a": [9.0, 9.5], "b": trivial}
        assert followed(lazy, {"b": trivial}, MappingCheck(), own, want) == NOTHING


def test_a_line_or_direction_that_cannot_be_is_not_followed() -> None:
    """What follows may be no line and no direction at all; that is not the student's credit."""
    want = dict.fromkeys(LABELS, np.array([1.0, 2.0]))
    assert followed(np.zeros(2), np.zeros(2), LineCheck(), want=want) == NOTHING
    assert followed(np.zeros(2), np.zeros(2), DirectionCheck(), want=want) == NOTHING
    assert is_consistent(followed([4.0, 8.0], np.array([1.0, 2.0]), LineCheck(), want=want))


def test_only_numbers_can_be_followed() -> None:
    """A yes or no, a text or a single entry of a dict follows from nothing."""
    assert can_follow(Rule(ArrayCheck(), Tolerance(), LABELS))
    assert not can_follow(Rule(ArrayCheck(), Tolerance(), LABELS, key="time"))
    assert not can_follow(Rule(ExactCheck(), Tolerance(), LABELS))


@pytest.mark.parametrize(
    "outcome",
    [
        Raised("ValueError", ""),
        None,
        *map(Returned, ["text", None, True, np.ones(3), [np.inf, 1.0], {"a": 1.0}, [1j, 1.0]]),
    ],
    ids=repr,
)
def test_an_unsound_earlier_answer_is_not_asked_about(outcome: Outcome | None) -> None:
    """Missing, crashed, of another kind or shape, or not finite: nothing can follow from that."""
    outcomes = {"case/0": Returned([1.0, 3.0])} | ({"case/1": outcome} if outcome else {})
    pairs = {"late/0": "case/0", "late/1": "case/1"}
    assert sound_answers(QuestionWants("f", "", WANT), Evidence("f", outcomes), pairs) is None


def test_a_sound_earlier_answer_comes_in_the_references_own_form() -> None:
    """Lists and columns are read as they are when they are compared, by the case that asks."""
    outcomes = {"case/0": Returned([[1], [3]]), "case/1": Returned((5.0, 6.0))}
    own = sound_answers(
        QuestionWants("f", "", WANT), Evidence("f", outcomes), {"late/0": "case/1", "late/1": "case/0"}
    )
    assert own is not None
    np.testing.assert_array_equal(own["late/0"], [5.0, 6.0])
    np.testing.assert_array_equal(own["late/1"], [1.0, 3.0])
