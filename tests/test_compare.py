"""One question's evidence against its wants: faults, readings, shared mistakes, entries and properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import ArrayCheck, Check, ExactCheck, MappingCheck, PropertyCheck, Tolerance
from grader.checks.compare import Rule, compare, settle
from grader.model.evidence import (
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
from grader.model.verdict import Comparison, Kind
from grader.model.wants import Convention, Mistake, QuestionWants

LABELS = ("case/0", "case/1", "case/2")
WANT = {label: np.array([1.0, 2.0, 3.0]) * (number + 1) for number, label in enumerate(LABELS)}


def times(factor: float, labels: Sequence[str] = LABELS) -> dict[str, object]:
    """What an answer off by a factor returns."""
    return {label: factor * WANT[label] for label in labels}


def returned(values: Mapping[str, object]) -> dict[str, Outcome]:
    """Values as outcomes."""
    return {label: Returned(value) for label, value in values.items()}


def rule(check: Check | None = None, labels: Sequence[str] = LABELS, key: str | None = None) -> Rule:
    """A rule over some cases."""
    return Rule(check or ArrayCheck(), Tolerance(), tuple(labels), key)


def never(*_: object) -> bool:
    """No property is asked here."""
    raise AssertionError("a property was asked")


def compared(
    outcomes: Mapping[str, Outcome],
    of: Rule | None = None,
    want: Mapping[str, object] = WANT,
    conventions: Mapping[str, Mapping[str, object]] | None = None,
    mistakes: Mapping[str, Mapping[str, object]] | None = None,
    ask: object = never,
) -> Comparison:
    """Compare, with conventions and mistakes by name."""
    wants = QuestionWants(
        "f",
        "What f is.",
        want,
        conventions=tuple(Convention(name, results) for name, results in (conventions or {}).items()),
        mistakes=tuple(
            Mistake(name, Fraction(1, 2), "", results) for name, results in (mistakes or {}).items()
        ),
    )
    return compare(of or rule(), Evidence("f", outcomes), wants, ask)


def equal(comparison: Comparison) -> list[bool]:
    """Case by case."""
    return [case.match.equal for case in comparison.cases]


def test_each_case_is_held_against_its_own_want() -> None:
    """Cases come in the rule's order with their own match, and nothing is a fault that returned."""
    got = compared(returned({**times(1), "case/1": WANT["case/0"]}))
    assert [case.label for case in got.cases] == list(LABELS)
    assert equal(got) == [True, False, True]
    assert {case.fault for case in got.cases} == {None}


@pytest.mark.parametrize(
    ("outcome", "fault", "words"),
    [
        (
            Raised("ValueError", "bad shape", "hw.py line 3"),
            Kind.CRASHED,
            ["ValueError", "bad shape", "hw.py line 3"],
        ),
        (TimedOut(5), Kind.TOO_SLOW, ["5 seconds"]),
        (OutOfMemory(256), Kind.TOO_BIG, ["256 MB"]),
        (Died(11), Kind.CRASHED, ["signal 11"]),
        (Died(0), Kind.CRASHED, ["by itself"]),
        (Missing("there is no `f` in the code"), Kind.MISSING, ["There is no `f`"]),
        (Missing("the starter is as it was handed out", untouched=True), Kind.NOT_ATTEMPTED, ["starter"]),
        (Refused("it is nested too deeply"), Kind.WRONG, ["nested too deeply"]),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, list | Kind) else None,
)
def test_every_other_outcome_has_its_fault_and_its_words(
    outcome: Outcome, fault: Kind, words: list[str]
) -> None:
    """The design's table: what stopped a case is its verdict, said with what one needs to find it."""
    case = compared({**returned(times(1)), "case/1": outcome}).cases[1]
    assert (case.fault, case.match.equal, case.match.share) == (fault, False, 0)
    assert all(word in case.match.say for word in words)


def test_cases_not_run_count_as_their_groups_fault() -> None:
    """After a fault the rest of its group counts as that fault; another group has its own."""
    labels = ("a/0", "a/1", "a/2", "b/0", "b/1")
    want = dict.fromkeys(labels, 1.0)
    outcomes = {"a/0": Returned(1.0), "a/1": TimedOut(5), "b/0": Raised("KeyError", "x")}
    got = compared(outcomes, rule(labels=labels), want)
    faults = [None, Kind.TOO_SLOW, Kind.TOO_SLOW, Kind.CRASHED, Kind.CRASHED]
    assert [case.fault for case in got.cases] == faults


def test_a_fault_outside_the_rules_cases_still_reaches_the_rest_of_its_group() -> None:
    """A criterion on later cases of a group is not blamed for time when an earlier case crashed."""
    outcomes = {"case/0": Raised("KeyError", "x")}
    assert compared(outcomes, rule(labels=["case/2"])).cases[0].fault is Kind.CRASHED


def test_cases_nobody_reached_are_too_slow() -> None:
    """When the submission's time was used up before the group began, that is what is said."""
    got = compared({"other/0": Returned(1.0)})
    assert {case.fault for case in got.cases} == {Kind.TOO_SLOW}


def test_a_convention_must_hold_on_every_case() -> None:
    """Half of the cases in one reading and half in another is no reading at all."""
    conventions = {"half": times(0.5), "double": times(2)}
    whole = compared(returned(times(2)), conventions=conventions)
    mixed = compared(returned({**times(2), "case/2": times(0.5)["case/2"]}), conventions=conventions)
    assert (whole.reading, equal(whole)) == ("double", [True, True, True])
    assert (mixed.reading, equal(mixed)) == ("double", [True, True, False])


def test_our_own_reading_comes_first() -> None:
    """An answer equal to the reference is read by no convention, even one that coincides with it."""
    assert compared(returned(times(1)), conventions={"same": times(1)}).reading == ""
    assert compared(returned(times(7)), conventions={"half": times(0.5)}).reading == ""


def test_the_reading_that_fits_most_cases_is_the_one_shown() -> None:
    """Two of three cases by a convention are compared with it, so that Expected makes sense."""
    mixed = {**times(0.5), "case/0": np.zeros(3)}
    got = compared(returned(mixed), conventions={"half": times(0.5)})
    assert (got.reading, equal(got)) == ("half", [False, True, True])


def test_an_answer_that_nearly_follows_a_convention_is_held_against_it() -> None:
    """Just outside the tolerance of one reading, the distance to that one counts: a person should see it."""
    half = {"half": times(0.5)}
    near = compared(returned(times(0.5 + 1e-6)), conventions=half)
    assert near.reading == "half"
    assert [1 < (case.match.margin or 0) < 10 for case in near.cases] == [True] * 3
    far = compared(returned(times(0.5 + 1e-4)), conventions=half)
    assert far.reading == ""


def test_a_mistake_must_be_shared_by_all_cases() -> None:
    """One case that is right, or wrong in another way, and the name is gone."""
    mistakes = {"minus": times(-1), "triple": times(3)}
    assert compared(returned(times(3)), mistakes=mistakes).mistakes == ("triple",)
    for other in (1.0, 5.0):
        spoilt = {**times(3), "case/1": other * WANT["case/1"]}
        assert compared(returned(spoilt), mistakes=mistakes).mistakes == ()


def test_a_mistake_needs_every_case_to_have_returned() -> None:
    """Two cases that equal a known mistake and one that crashed are not that mistake."""
    outcomes = {**returned(times(3)), "case/2": Raised("ValueError", "")}
    assert compared(outcomes, mistakes={"triple": times(3)}).mistakes == ()


def test_a_right_answer_is_no_mistake() -> None:
    """Where everything is equal no mistake is looked for."""
    assert compared(returned(times(1)), mistakes={"same": times(1)}).mistakes == ()


def test_a_mistake_under_two_conventions_is_named_once() -> None:
    """The same slip in two readings is one slip."""
    wants = QuestionWants(
        "f",
        "",
        WANT,
        mistakes=tuple(Mistake("sign", Fraction(1, 2), "", times(-1), under) for under in ("", "half")),
    )
    got = compare(rule(), Evidence("f", returned(times(-1))), wants, never)
    assert got.mistakes == ("sign",)


COSTS = {"call": {"time": "n", "memory": "1"}}


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"time": "n", "memory": "n"}, True),
        ({" Time ": "n"}, True),
        ({"memory": "n"}, False),
        ({"time": "m"}, False),
        ("n", False),
        (None, False),
        ({1: "n", None: "n"}, False),
    ],
)
def test_a_key_picks_an_entry(value: object, right: bool) -> None:
    """One entry of a returned dict counts for its criterion, whatever the others are."""
    got = compared({"call": Returned(value)}, rule(ExactCheck(), ["call"], key="time"), COSTS)
    assert equal(got) == [right]
    assert right or "time" in got.cases[0].match.say or got.cases[0].match.want


def test_a_missing_entry_is_no_mistake_either() -> None:
    """Who returns no such entry is told so, and matches nothing by accident."""
    got = compared(
        {"call": Returned({})}, rule(ExactCheck(), ["call"], key="time"), COSTS, mistakes={"m": COSTS}
    )
    assert (equal(got), got.mistakes) == ([False], ())
    assert "no entry 'time'" in got.cases[0].match.say


def test_a_mapping_says_which_entries_are_right() -> None:
    """The keys that are right travel with the match, for credit by key."""
    want = {"call": {"x": np.ones(2), "y": 2.0}}
    got = compared({"call": Returned({"x": np.ones(2), "y": 3.0})}, rule(MappingCheck(), ["call"]), want)
    assert got.cases[0].match.keys == ("x",)


def test_a_property_is_asked_of_sound_values_only() -> None:
    """Another kind, shape or a NaN is wrong by itself; the reference's function never sees it."""
    asked: list[tuple[object, ...]] = []

    def ask(question: str, name: str, got: Mapping[str, object]) -> dict[str, bool | str]:
        asked.append((question, name, list(got)))
        return {label: True if label == "case/0" else "It leaves the row space." for label in got}

    outcomes = returned({**times(9), "case/2": np.array([1.0, np.nan, 2.0])})
    got = compared(outcomes, rule(PropertyCheck(name="inside")), ask=ask)
    assert equal(got) == [True, False, False]
    assert asked == [("f", "inside", ["case/0", "case/1"])]
    assert got.cases[1].match.say == "It leaves the row space."
    for value in ("text", None, np.ones(2), {"a": 1}):
        wrong = compared(
            {"case/0": Returned(value)}, rule(PropertyCheck(name="inside"), ["case/0"]), ask=never
        )
        assert equal(wrong) == [False]


def test_a_property_shows_no_want() -> None:
    """What must hold of an answer is no single value, so none is shown as expected."""
    inside = rule(PropertyCheck(name="inside"))
    got = compared(returned(times(2)), inside, ask=lambda *what: dict.fromkeys(what[2], "No."))
    assert {case.match.want for case in got.cases} == {""}


def test_the_scale_of_a_case_stands_in_for_its_want() -> None:
    """A want of 0 with a scale of its own has a tolerance relative to that scale."""
    wants = QuestionWants("f", "", {"case/0": 0.0, "case/1": 0.0}, scales={"case/0": 1e6})
    outcomes = returned({"case/0": 0.5, "case/1": 0.5})
    got = compare(rule(labels=["case/0", "case/1"]), Evidence("f", outcomes), wants, never)
    assert equal(got) == [True, False]


outcomes_of_all_kinds = st.one_of(
    st.sampled_from([times(1), times(2), times(3)]).map(lambda values: Returned(values["case/1"])),
    st.sampled_from([None, "x", {}, [], np.zeros((2, 2)), float("nan")]).map(Returned),
    st.sampled_from([Raised("E", "m"), TimedOut(1), OutOfMemory(1), Died(9), Missing("gone"), Refused("no")]),
)


@given(st.dictionaries(st.sampled_from(LABELS), outcomes_of_all_kinds))
def test_any_evidence_gives_a_comparison(outcomes: dict[str, Outcome]) -> None:
    """Whatever came back, every case of the rule is there once, equal only without a fault."""
    got = compared(outcomes, conventions={"double": times(2)}, mistakes={"triple": times(3)})
    assert [case.label for case in got.cases] == list(LABELS)
    assert all(case.fault is None or not case.match.equal for case in got.cases)
    returned_all = all(isinstance(outcomes.get(label), Returned) for label in LABELS)
    assert returned_all or not got.mistakes


def settled(values: Mapping[str, object], *groups: Sequence[str]) -> tuple[str, list[list[bool]]]:
    """The reading that several criteria of one question settle on, and what each of them then is."""
    wants = QuestionWants(
        "f",
        "",
        WANT,
        conventions=tuple(Convention(name, times(by)) for name, by in (("half", 0.5), ("double", 2))),
        mistakes=tuple(
            Mistake("sign", Fraction(1, 2), "", times(-by), under)
            for under, by in (("", 1), ("half", 0.5), ("double", 2))
        ),
    )
    rules, evidence = [rule(labels=group) for group in groups], Evidence("f", returned(values))
    reading = settle(rules, evidence, wants)
    made = [compare(one, evidence, wants, never, reading) for one in rules]
    assert {one.reading for one in made} == {reading}
    return reading, [[*equal(one), bool(one.mistakes)] for one in made]


def test_a_reading_holds_across_the_criteria_of_a_question() -> None:
    """Two criteria, each right in a reading of its own, are one right and one wrong answer."""
    mixed = {**times(2), "case/2": times(0.5)["case/2"]}
    assert settled(mixed, LABELS[:2], LABELS[2:])[1] == [[True, True, False], [False, False]]
    assert settled(times(2), LABELS[:2], LABELS[2:]) == ("double", [[True, True, False], [True, False]])


def test_a_mistake_is_one_in_the_reading_of_the_other_criteria() -> None:
    """The sign is lost in the same reading as the rest, or else it is no known mistake."""
    same = {**times(2), "case/2": times(-2)["case/2"]}
    other = {**times(2), "case/2": times(-0.5)["case/2"]}
    assert settled(same, LABELS[:2], LABELS[2:]) == ("double", [[True, True, False], [False, True]])
    assert settled(other, LABELS[:2], LABELS[2:]) == ("double", [[True, True, False], [False, False]])


def test_where_nothing_is_right_mistakes_settle_the_reading() -> None:
    """The same slip in the same reading throughout is a mistake in every criterion."""
    assert settled(times(-0.5), LABELS[:2], LABELS[2:]) == ("half", [[False, False, True], [False, True]])
