"""From comparisons to verdicts: the design's table, credit, named mistakes, and what builds on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import Finding, judge, judge_criterion
from grader.model.evidence import NotRun
from grader.model.verdict import CaseComparison, Comparison, Kind, Match, Verdict
from grader.model.wants import Mistake, QuestionWants, Wants
from grader.rubric.schema import Criterion, Rubric

HALF = Fraction(1, 2)
FAULTS = {
    Kind.CRASHED: "It stopped with ValueError.",
    Kind.TOO_SLOW: "It did not finish.",
    Kind.TOO_BIG: "It asked for more.",
    Kind.MISSING: "There is no f.",
    Kind.NOT_ATTEMPTED: "The starter is as it was.",
    Kind.WRONG: "The answer cannot be taken.",
}


def criterion(kind: str = "array", **fields: object) -> Criterion:
    """A criterion of the question f."""
    made = {"id": "value", "points": "1", "question": "f", "check": {"kind": kind}, **fields}
    return Criterion.model_validate(made)


def case(label: str, share: int | Fraction = 1, fault: Kind | None = None, **match: object) -> CaseComparison:
    """A case with its share, or with what kept it from returning."""
    say = FAULTS[fault] if fault else "" if share == 1 else f"{label} differs."
    return CaseComparison(label, fault, Match(share == 1, Fraction(share), say=say, **match))


def compared(*cases: CaseComparison, mistakes: Sequence[str] = (), reading: str = "") -> Comparison:
    """Cases and what they have in common."""
    return Comparison(cases, reading, tuple(mistakes))


def wants(*mistakes: tuple[str, Fraction], want: object = 1.0) -> Wants:
    """The wants of f: a value for each of three cases, and mistakes with their credit."""
    results = {f"case/{number}": want for number in range(3)}
    known = tuple(Mistake(name, credit, f"Mind {name}.", results) for name, credit in mistakes)
    return Wants((QuestionWants("f", "What f is.", results, mistakes=known),))


def verdict(finding: Finding, one: Criterion | None = None, of: Wants | None = None) -> Verdict:
    """The verdict of one criterion by itself."""
    return judge_criterion(one or criterion(), finding, of or wants())


def test_all_cases_equal_is_right() -> None:
    """Full credit, and nothing to say but the notes."""
    got = verdict(compared(case("case/0", notes=("as a list",)), case("case/1", notes=("as a list",))))
    assert got == Verdict(Kind.RIGHT, Fraction(1), notes=("as a list",))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_gives_its_verdict_and_its_words(fault: Kind) -> None:
    """Whatever kept the first failing case from returning is the verdict, and is said."""
    got = verdict(compared(case("case/0"), case("case/1", 0, fault), case("case/2", 0, Kind.WRONG)))
    assert (got.kind, got.credit, got.say, got.case) == (fault, 0, FAULTS[fault], "case/1")


def test_the_smallest_failing_case_is_shown() -> None:
    """Expected and Yours are of the first case that is not right, and of no other."""
    first = case("case/1", 0, want="[1, 2]", got="[1, 3]")
    got = verdict(compared(case("case/0"), first, case("case/2", 0, want="[5]", got="[6]")))
    assert (got.kind, got.case, got.want, got.got) == (Kind.WRONG, "case/1", "[1, 2]", "[1, 3]")


def test_not_run_is_not_graded_and_takes_no_points() -> None:
    """What failed on our side is open, never zero, and says whose fault it was not."""
    got = verdict(NotRun("f", "the process ended"))
    assert got.kind is Kind.NOT_GRADED
    assert got.kind.is_open
    assert "not your fault" in got.say


def test_a_decided_verdict_stays() -> None:
    """What a person has decided, or waits for one, is not judged again."""
    decided = Verdict(Kind.PENDING, say="Waiting for marking.")
    assert verdict(decided) is decided


def test_all_or_nothing_is_the_default() -> None:
    """Five right cases of six earn nothing by themselves."""
    cases = [case(f"case/{number}") for number in range(5)]
    assert verdict(compared(*cases, case("case/5", 0))).credit == 0


def test_per_case_credit_is_the_share_of_the_cases() -> None:
    """With `credit: per_case` each case earns its share, exactly."""
    finding = compared(case("case/0"), case("case/1", 0, Kind.CRASHED), case("case/2"))
    got = verdict(finding, criterion(credit="per_case"))
    assert (got.kind, got.credit) == (Kind.PARTLY, Fraction(2, 3))


@pytest.mark.parametrize(
    ("mistake", "credit", "earned", "say"),
    [
        (Fraction(1, 2), "all_or_nothing", Fraction(1, 2), "A known slip: forgets."),
        (Fraction(1, 2), "per_case", Fraction(2, 3), "case/1 differs."),
        (Fraction(3, 4), "per_case", Fraction(3, 4), "A known slip: forgets."),
        (Fraction(0), "all_or_nothing", Fraction(0), "A known slip: forgets."),
    ],
)
def test_the_larger_of_mistake_and_case_credit_counts(
    mistake: Fraction, credit: str, earned: Fraction, say: str
) -> None:
    """A known mistake never takes away what the cases earned, and its hint goes with its credit."""
    finding = compared(case("case/0"), case("case/1", 0), case("case/2"), mistakes=["forgets"])
    got = verdict(finding, criterion(credit=credit), wants(("forgets", mistake)))
    assert (got.credit, got.say) == (earned, say)
    assert got.hint == ("Mind forgets." if "slip" in say else "")
    assert got.kind is (Kind.PARTLY if earned else Kind.WRONG)


def test_of_two_mistakes_the_dearer_counts() -> None:
    """An answer that equals two known mistakes earns the larger credit, with that one's hint."""
    finding = compared(case("case/0", 0), mistakes=["first", "second"])
    got = verdict(finding, of=wants(("first", Fraction(1, 4)), ("second", Fraction(1, 2))))
    assert (got.credit, got.hint) == (HALF, "Mind second.")


def test_a_mistake_that_the_cases_do_not_share_earns_nothing() -> None:
    """Only what the comparison names as shared by every case counts."""
    assert verdict(compared(case("case/0", 0)), of=wants(("forgets", HALF))).credit == 0


def test_a_column_on_every_failing_case_is_half() -> None:
    """The check's own slip of form earns half and a hint that says what to return."""
    finding = compared(case("case/0", 0, slip="column"), case("case/1", 0, slip="column"))
    got = verdict(finding)
    assert (got.kind, got.credit) == (Kind.PARTLY, HALF)
    assert "(n,)" in got.hint


@pytest.mark.parametrize(
    "other", [case("case/1", 0), case("case/1", 0, Kind.CRASHED)], ids=["wrong", "crash"]
)
def test_a_column_beside_another_failure_is_nothing(other: CaseComparison) -> None:
    """A column in one case and something else in the next is no slip of form."""
    assert verdict(compared(case("case/0", 0, slip="column"), other)).credit == 0


def test_a_slip_that_earns_more_than_a_mistake_speaks() -> None:
    """Where both apply, the words are those of the one whose credit counts."""
    finding = compared(case("case/0", 0, slip="column"), mistakes=["forgets"])
    got = verdict(finding, of=wants(("forgets", Fraction(1, 4))))
    assert (got.credit, "(n,)" in got.hint) == (HALF, True)


def test_a_convention_is_said_in_a_note() -> None:
    """Who read the question in another accepted way hears so, with full credit."""
    got = verdict(compared(case("case/0"), reading="factor 1"))
    assert got.kind is Kind.RIGHT
    assert any("factor 1" in note for note in got.notes)


KEYS = {"y": 1.0, "h": 1.0, "z": 1.0, "x": 1.0}


def test_a_mapping_earns_for_keys_right_on_every_case() -> None:
    """An entry right in one case only is luck, and earns nothing."""
    finding = compared(
        case("case/0", Fraction(3, 4), keys=("y", "h", "z")), case("case/1", HALF, keys=("y", "x"))
    )
    got = verdict(finding, criterion("mapping"), wants(want=KEYS))
    assert (got.kind, got.credit) == (Kind.PARTLY, Fraction(1, 4))


def test_a_mapping_with_a_case_that_crashed_earns_nothing() -> None:
    """No entry is right on a case that did not return."""
    finding = compared(case("case/0", keys=tuple(KEYS)), case("case/1", 0, Kind.CRASHED))
    got = verdict(finding, criterion("mapping"), wants(want=KEYS))
    assert (got.kind, got.credit) == (Kind.CRASHED, 0)


def test_a_mapping_under_a_key_is_counted_by_its_own_entries() -> None:
    """With `key:` the share is of the entry's entries, not of the dict around it."""
    finding = compared(case("case/0", HALF, keys=("y", "h")))
    of = wants(want={"gradients": KEYS, "loss": 1.0, "steps": 3})
    assert verdict(finding, criterion("mapping", key="gradients"), of).credit == HALF


def test_a_graph_earns_its_own_fraction() -> None:
    """The share of edges counts, the least one if there were several cases."""
    finding = compared(case("case/0", Fraction(7, 8)), case("case/1", Fraction(5, 8)))
    assert verdict(finding, criterion("graph")).credit == Fraction(5, 8)


@given(
    st.lists(st.sampled_from([0, Fraction(1, 3), 1]), min_size=1, max_size=6),
    st.sampled_from(["all_or_nothing", "per_case"]),
    st.fractions(0, 1),
)
def test_credit_is_a_fraction_and_right_means_all_of_it(
    shares: list[Fraction], credit: str, mistake: Fraction
) -> None:
    """Between 0 and 1, right exactly at 1, partly exactly between, and never partly at 0."""
    finding = compared(*(case(f"case/{at}", share) for at, share in enumerate(shares)), mistakes=["m"])
    got = verdict(finding, criterion(credit=credit), wants(("m", mistake)))
    assert 0 <= got.credit <= 1
    assert (got.kind is Kind.RIGHT) == (got.credit == 1)
    assert (got.kind is Kind.PARTLY) == (0 < got.credit < 1)


def rubric(**needs: Sequence[str]) -> Rubric:
    """One part 1.1 whose criteria need each other as told."""
    criteria = [
        {
            "id": name,
            "points": "1",
            "question": "f",
            "check": {"kind": "array"},
            "needs": [f"1.1/{need}" for need in needed],
        }
        for name, needed in needs.items()
    ]
    part = {"id": "1.1", "title": "A part", "points": str(len(needs)), "criteria": criteria}
    problem = {"id": "1", "title": "A problem", "points": str(len(needs)), "parts": [part]}
    return Rubric.model_validate(
        {
            "format": "1",
            "homework": "hw",
            "title": "A homework",
            "points": str(len(needs)),
            "reference": "reference",
            "seed": "1",
            "problems": [problem],
        }
    )


RIGHT, WRONG = compared(case("case/0")), compared(case("case/0", 0))
HALFWAY = compared(case("case/0", 0), mistakes=["half"])
QUARTER = compared(case("case/0", 0), mistakes=["quarter"])
CRASHED = compared(case("case/0", 0, Kind.CRASHED))
MISSING = compared(case("case/0", 0, Kind.MISSING))
STARTER = compared(case("case/0", 0, Kind.NOT_ATTEMPTED))
OURS = NotRun("f", "the process ended")
OPEN = Verdict(Kind.PENDING, say="Waiting for marking.")


def judged(needs: Mapping[str, Sequence[str]], **findings: Finding) -> dict[str, Verdict]:
    """The verdicts by criterion."""
    known = wants(("half", HALF), ("quarter", Fraction(1, 4)))
    placed = {f"1.1/{name}": finding for name, finding in findings.items()}
    return {place[4:]: one for place, one in judge(rubric(**needs), placed, known).items()}


@pytest.mark.parametrize(
    ("needed", "own", "kind", "credit"),
    [
        (RIGHT, RIGHT, Kind.RIGHT, 1),
        (HALFWAY, RIGHT, Kind.RIGHT, 1),
        (QUARTER, RIGHT, Kind.SKIPPED, 0),
        (WRONG, RIGHT, Kind.SKIPPED, 0),
        (CRASHED, RIGHT, Kind.SKIPPED, 0),
        (MISSING, RIGHT, Kind.SKIPPED, 0),
        (WRONG, WRONG, Kind.SKIPPED, 0),
        (WRONG, MISSING, Kind.MISSING, 0),
        (WRONG, STARTER, Kind.NOT_ATTEMPTED, 0),
        (RIGHT, WRONG, Kind.WRONG, 0),
        (OURS, RIGHT, Kind.NOT_GRADED, 0),
        (OPEN, RIGHT, Kind.PENDING, 0),
        (OPEN, WRONG, Kind.PENDING, 0),
        (RIGHT, OURS, Kind.NOT_GRADED, 0),
        (WRONG, OPEN, Kind.PENDING, 0),
    ],
)
def test_a_need_is_met_at_half(needed: Finding, own: Finding, kind: Kind, credit: int) -> None:
    """Half the needed points open the gate, less shuts it, and an open need leaves its dependent open."""
    got = judged({"first": (), "second": ["first"]}, first=needed, second=own)["second"]
    assert (got.kind, got.credit) == (kind, credit)


def test_skipped_is_said_kindly_and_names_what_it_counts_with() -> None:
    """The sentence names the other criterion and calls nothing wrong."""
    got = judged({"first": (), "second": ["first"]}, first=WRONG, second=RIGHT)["second"]
    assert "1.1/first" in got.say
    assert not {"wrong", "fail", "bad"} & set(got.say.lower().split())


@pytest.mark.parametrize(
    ("first", "last"), [(RIGHT, Kind.RIGHT), (WRONG, Kind.SKIPPED), (OURS, Kind.NOT_GRADED)]
)
def test_needs_work_through_chains(first: Finding, last: Kind) -> None:
    """What is skipped, or open, at the head of a chain is so to its end, whatever the order of the rubric."""
    chain = {"d": ["c"], "c": ["b"], "b": ["a"], "a": ()}
    got = judged(chain, a=first, b=RIGHT, c=RIGHT, d=RIGHT)
    assert {got[name].kind for name in "bcd"} == {last}


def test_one_open_need_of_two_leaves_it_open() -> None:
    """As long as anything it builds on is open, nobody can say that it was skipped."""
    got = judged({"a": (), "b": (), "c": ["a", "b"]}, a=WRONG, b=OURS, c=RIGHT)["c"]
    assert got.kind is Kind.NOT_GRADED


def test_a_need_does_not_change_what_it_needs() -> None:
    """Judging the dependent leaves the other criterion as it was."""
    alone = judged({"first": ()}, first=HALFWAY)["first"]
    assert judged({"first": (), "second": ["first"]}, first=HALFWAY, second=WRONG)["first"] == alone


@pytest.mark.parametrize(
    ("margins", "borderline"),
    [
        ([1e-6], False),
        ([0.05, 0.002], False),
        ([0.3], True),
        ([0.3, 1e-9], True),
        ([3.0], True),
        ([3.0, 0.0], True),
        ([3.0, 1e7], False),
        ([12.0], False),
        ([None, 3.0], False),
        ([None], False),
    ],
)
def test_what_a_tenfold_tolerance_would_change_is_borderline(
    margins: list[float | None], borderline: bool
) -> None:
    """All cases count together, so the farthest decides; a case without a distance leaves no doubt."""
    cases = [
        case(f"case/{at}", int(margin is not None and margin <= 1), margin=margin)
        for at, margin in enumerate(margins)
    ]
    got = verdict(compared(*cases))
    assert got.margin == (None if None in margins else max(margins))  # type: ignore[type-var]
    assert got.flags == (("borderline",) if borderline else ())


def test_where_each_case_counts_each_may_be_borderline() -> None:
    """A share for each case, or for each entry of a dict: the one nearest to the line is looked at."""
    cases = [case("case/0", margin=1e-9), case("case/1", 0, margin=4.0), case("case/2", 0, margin=1e8)]
    each = verdict(compared(*cases), criterion(credit="per_case"))
    together = verdict(compared(*cases))
    assert (each.margin, each.flags) == (4.0, ("borderline",))
    assert (together.margin, together.flags) == (1e8, ())


def test_what_is_skipped_is_not_borderline() -> None:
    """A criterion whose turn has not come changes no points, however near its numbers are."""
    near, far = compared(case("case/0", 0, margin=2.0)), compared(case("case/0", 0, margin=1e9))
    needs = {"first": (), "second": ["first"]}
    shut = judged(needs, first=far, second=near)["second"]
    open_ = judged(needs, first=RIGHT, second=near)["second"]
    assert (shut.kind, shut.flags) == (Kind.SKIPPED, ())
    assert (open_.kind, open_.flags) == (Kind.WRONG, ("borderline",))


def followed_by(*cases: CaseComparison, earlier: str = "earlier") -> Comparison:
    """Cases against what follows from the student's own earlier answer."""
    return Comparison(cases, earlier)


def consistent(finding: Comparison, *cases: CaseComparison, earlier: str = "earlier") -> Comparison:
    """A finding with what follows."""
    return replace(finding, follow=followed_by(*cases, earlier=earlier))


NOT_RIGHT = compared(case("case/0", 0, want="[1]", got="[2]"), case("case/1", 0))
FOLLOWS = (case("case/0"), case("case/1"))


def test_what_follows_from_ones_own_answer_earns_the_rubrics_share() -> None:
    """Half by default, or what the criterion says; partly, explained, with Expected still the right one."""
    got = verdict(consistent(NOT_RIGHT, *FOLLOWS))
    assert (got.kind, got.credit, got.want, got.got) == (Kind.PARTLY, HALF, "[1]", "[2]")
    assert "follows from your own earlier" in got.say
    more = verdict(consistent(NOT_RIGHT, *FOLLOWS), criterion(follow_through="9/10"))
    assert more.credit == Fraction(9, 10)


def test_what_follows_in_some_cases_only_earns_nothing() -> None:
    """It has to be consistent in every case, as a mistake has to be shared by all."""
    got = verdict(consistent(NOT_RIGHT, case("case/0"), case("case/1", 0)))
    assert (got.kind, got.credit) == (Kind.WRONG, 0)
    assert verdict(consistent(NOT_RIGHT)).credit == 0


def test_follow_through_never_takes_away_and_never_makes_right() -> None:
    """The larger credit counts, and an answer that is right stays so."""
    dear, cheap = wants(("m", Fraction(3, 4))), wants(("m", Fraction(1, 4)))
    finding = consistent(replace(NOT_RIGHT, mistakes=("m",)), *FOLLOWS)
    assert verdict(finding, of=dear).say == "A known slip: m."
    assert (verdict(finding, of=cheap).credit, verdict(finding, of=cheap).hint) == (HALF, "")
    assert verdict(consistent(compared(case("case/0")), *FOLLOWS)).kind is Kind.RIGHT


def test_follow_through_case_by_case() -> None:
    """With `credit: per_case` the right cases count whole and the others with the share."""
    finding = consistent(compared(case("case/0"), case("case/1", 0)), *FOLLOWS)
    assert verdict(finding, criterion(credit="per_case")).credit == Fraction(3, 4)


def test_entries_that_follow_from_ones_own_count_in_part() -> None:
    """Each right entry counts whole, each that follows from the student's own with the share."""
    finding = compared(case("case/0", HALF, keys=("y", "h")), case("case/1", HALF, keys=("y", "h")))
    finding = consistent(
        finding, case("case/0", keys=("h", "x")), case("case/1", keys=("h", "x", "z")), earlier="f"
    )
    got = verdict(finding, criterion("mapping"), wants(want=KEYS))
    assert (got.kind, got.credit) == (Kind.PARTLY, Fraction(5, 8))
    assert "x follows from your own other entries" in got.say


def test_a_mistake_explains_what_the_entries_follow_from() -> None:
    """The larger credit is that of the entries; the mistake's name and hint still help."""
    finding = replace(
        consistent(compared(case("case/0", HALF, keys=("y", "h"))), case("case/0", keys=("x",)), earlier="f"),
        mistakes=("m",),
    )
    got = verdict(finding, criterion("mapping"), wants(("m", HALF), want=KEYS))
    assert (got.credit, got.hint) == (Fraction(5, 8), "Mind m.")
    assert got.say.startswith("A known slip: m. x follows")


def test_what_follows_counts_where_a_need_is_not_met() -> None:
    """`needs` keeps out guesses; an answer computed from one's own wrong one is none."""
    needs = {"first": (), "second": ["first"]}
    follows = judged(needs, first=WRONG, second=consistent(WRONG, case("case/0")))["second"]
    assert (follows.kind, follows.credit) == (Kind.PARTLY, HALF)
    guessed = judged(needs, first=WRONG, second=RIGHT)["second"]
    assert guessed.kind is Kind.SKIPPED
    waiting = judged(needs, first=OPEN, second=consistent(WRONG, case("case/0")))["second"]
    assert waiting.kind is Kind.PENDING
