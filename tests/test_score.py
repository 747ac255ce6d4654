"""Points are exact until a part is rounded, once, and blank is not zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.grade import CriterionGrade, GradeCard
from grader.model.trail import Decision
from grader.model.verdict import Kind, Verdict
from grader.rubric.schema import Rubric
from grader.score import adjust, round_half_up, score

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("1/8", "0.13"),
        ("0.005", "0.01"),
        ("1/3", "0.33"),
        ("2/3", "0.67"),
        ("0.125", "0.13"),
        ("0.135", "0.14"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("0", "0.00"),
        ("1", "1.00"),
    ],
)
def test_half_a_cent_goes_up(exact: str, rounded: str) -> None:
    """0.125 is 0.13 and 2.675 is 2.68, whatever floats would say."""
    assert str(round_half_up(Fraction(exact))) == rounded


@given(st.fractions(0, 1000, max_denominator=10_000))
def test_rounding_is_decimal_half_up(points: Fraction) -> None:
    """For every exact number of points the published one is what a person would write down."""
    precise = Decimal(points.numerator) / Decimal(points.denominator)
    if points.denominator in (1, 2, 4, 5, 8, 10, 16, 20, 25, 50, 100, 200, 1000):
        assert round_half_up(points) == precise.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert abs(Fraction(round_half_up(points)) - points) <= Fraction(1, 200)
    assert round_half_up(points) == round_half_up(points).quantize(Decimal("0.01"))


def rubric(parts: Mapping[str, Sequence[str]], extra: Sequence[str] = ()) -> Rubric:
    """A part each, with criteria c0, c1, … of these points."""
    made = [
        {
            "id": part,
            "title": f"Part {part}",
            "points": str(sum(map(Fraction, points))),
            "extra": "true" if part in extra else "false",
            "criteria": [
                {"id": f"c{at}", "points": one, "question": "f", "check": {"kind": "array"}}
                for at, one in enumerate(points)
            ],
        }
        for part, points in parts.items()
    ]
    total = str(sum(sum(map(Fraction, points)) for part, points in parts.items() if part not in extra))
    problem = {"id": "1", "title": "A problem", "points": total, "parts": made}
    return Rubric.model_validate(
        {
            "format": "1",
            "homework": "hw",
            "title": "A homework",
            "points": total,
            "reference": "reference",
            "seed": "1",
            "problems": [problem],
        }
    )


def scored(of: Rubric, **verdicts: Verdict) -> GradeCard:
    """A card: every criterion right but for those named as p1_c0."""
    every = {f"{part.id}/{one.id}": Verdict(Kind.RIGHT, Fraction(1)) for _, part, one in of.walk()}
    named = {name.replace("_", "/"): one for name, one in verdicts.items()}
    assert named.keys() <= every.keys()
    return score(of, "ada", {**every, **named})


def partly(credit: Fraction) -> Verdict:
    """A verdict of some credit."""
    return Verdict(Kind.PARTLY, credit)


OPEN = Verdict(Kind.PENDING)


def test_a_part_is_rounded_once() -> None:
    """Three thirds of 1/3 make 0.33, not the 0.33 of three rounded ninths and not 0.36."""
    card = scored(
        rubric({"p": ["1/3", "1/3", "1/3"]}), p_c0=partly(THIRD), p_c1=partly(THIRD), p_c2=partly(THIRD)
    )
    assert card.parts[0].points == Decimal("0.33")
    assert [one.points for one in card.parts[0].criteria] == [Fraction(1, 9)] * 3


def test_full_credit_is_the_whole_part_whatever_its_fractions() -> None:
    """A third, a third and a third are one."""
    card = scored(rubric({"p": ["1/3", "1/3", "1/3"]}))
    assert (card.total, card.possible) == (Decimal("1.00"), 1)


@given(st.lists(st.fractions(0, 1, max_denominator=60), min_size=3, max_size=3))
def test_the_total_is_the_sum_of_the_published_parts(shares: list[Fraction]) -> None:
    """What an instructor adds up on the sheet is the total, to the cent."""
    of = rubric({"p": ["0.35"], "q": ["1/7"], "r": ["2"]})
    card = scored(of, p_c0=partly(shares[0]), q_c0=partly(shares[1]), r_c0=partly(shares[2]))
    published = [part.points for part in card.parts]
    assert card.total == sum(published, Decimal(0))
    assert all(part.points == round_half_up(part.criteria[0].points) for part in card.parts)


@pytest.mark.parametrize("kind", [Kind.PENDING, Kind.NOT_GRADED])
def test_blank_is_not_zero(kind: Kind) -> None:
    """An open criterion has no points, nor has its part, nor the total; the status says which it is."""
    card = scored(rubric({"p": ["1", "1"], "q": ["1"]}), p_c1=Verdict(kind))
    assert [one.points for one in card.parts[0].criteria] == [1, None]
    assert [part.points for part in card.parts] == [None, Decimal("1.00")]
    assert card.total is None
    assert card.status == "draft: p/c1"


@pytest.mark.parametrize(
    "kind",
    [
        Kind.WRONG,
        Kind.CRASHED,
        Kind.TOO_SLOW,
        Kind.TOO_BIG,
        Kind.MISSING,
        Kind.NOT_ATTEMPTED,
        Kind.SKIPPED,
    ],
)
def test_what_is_the_students_costs_points(kind: Kind) -> None:
    """Every closed verdict without credit is a zero, and the card is final."""
    card = scored(rubric({"p": ["1"], "q": ["1"]}), p_c0=Verdict(kind))
    assert (card.total, card.status) == (Decimal("1.00"), "final")


def test_extra_credit_comes_on_top() -> None:
    """An extra part is in the total and in extra_credit, and in no sum of what is possible."""
    card = scored(rubric({"p": ["2"], "x": ["1"]}, extra=["x"]), p_c0=partly(Fraction(1, 2)))
    assert (card.total, card.extra_credit, card.possible) == (Decimal("2.00"), Decimal("1.00"), 2)
    assert [part.extra for part in card.parts] == [False, True]


def test_an_open_extra_part_leaves_the_total_open() -> None:
    """Extra credit that nobody has marked yet is not zero either."""
    card = scored(rubric({"p": ["2"], "x": ["1"]}, extra=["x"]), x_c0=OPEN)
    assert (card.total, card.extra_credit, card.parts[0].points) == (None, None, Decimal("2.00"))


def test_a_card_keeps_who_and_what() -> None:
    """Name, address, flags and prints go through; a criterion without a title has its part's."""
    of = rubric({"p": ["1"]})
    card = score(
        of,
        "ada",
        {"p/c0": Verdict(Kind.RIGHT, Fraction(1))},
        name="Ada Lovelace",
        email="ada@example.edu",
        flags=["slow"],
        prints=[("f", "hello")],
    )
    assert (card.student, card.name, card.email) == ("ada", "Ada Lovelace", "ada@example.edu")
    assert (card.flags, card.prints) == (("slow",), (("f", "hello"),))
    assert card.parts[0].criteria[0].title == "Part p"
    assert card.parts[0].criteria[0].address == "p/c0"


def decision(points: str | None, *, files: str = "f", judged: str = "0", possible: str = "1") -> Decision:
    """Points by hand for 1/c0, given when its verdict earned `judged`."""
    given = None if points is None else Fraction(points)
    facts = (Fraction(possible), Fraction(judged), files, "why", "Ada", "t")
    return Decision("ada", "1/c0", "adjust", given, *facts)


def one_card(credit: str) -> GradeCard:
    """A card with a single criterion worth 1."""
    kind = {"0": Kind.WRONG, "1": Kind.RIGHT}.get(credit, Kind.PARTLY)
    return score(rubric({"1": ["1"]}), "ada", {"1/c0": Verdict(kind, Fraction(credit), say="by code")})


def laid(card: GradeCard, given: Decision | None, files: str = "f") -> CriterionGrade:
    """That criterion with a decision over it."""
    after = adjust(card, {"1/c0": given} if given else {}, {"1/c0": files})
    assert (after.parts[0].points is None) == (after.parts[0].criteria[0].points is None)
    return after.parts[0].criteria[0]


@pytest.mark.parametrize(
    ("credit", "points", "kind"),
    [("0", "1", "right"), ("0", "1/2", "partly"), ("1", "0", "wrong"), ("1/2", "1/4", "partly")],
)
def test_points_by_hand_lie_over_the_verdict(credit: str, points: str, kind: str) -> None:
    """They count, the kind suits them, and what the code came to is kept beneath."""
    grade = laid(one_card(credit), decision(points, judged=credit))
    assert (grade.points, grade.verdict.kind.value) == (Fraction(points), kind)
    assert (grade.judged.say, grade.judged_points) == ("by code", Fraction(credit))


@pytest.mark.parametrize(
    ("given", "files", "credit", "why"),
    [
        (decision("1/2"), "g", "0", "earlier file"),
        (decision("1/2", possible="2"), "f", "0", "other points"),
        (decision("1/2"), "f", "1/2", "gives these points"),
        (decision("1/2"), "f", "1", "gives these points"),
        (decision("1/2", judged="1"), "f", "0", "gives these points"),
        (decision("1/2"), "f", "0", ""),
        (decision("3/4"), "f", "1/2", ""),
        (decision("1/2", judged="1"), "f", "1", ""),
    ],
)
def test_a_decision_counts_while_what_it_was_about_stands(
    given: Decision, files: str, credit: str, why: str
) -> None:
    """Other files, other points, or a verdict that goes as far by itself open it, and say why."""
    grade = laid(one_card(credit), given, files)
    assert grade.adjusted is not None
    assert why in grade.adjusted.stale
    assert (grade.points is None) == bool(why)
    assert (grade.verdict.kind is Kind.PENDING) == bool(why)


@given(st.sampled_from(["0", "1/2", "1"]), st.sampled_from(["0", "1/3", "1"]), st.sampled_from("fg"))
def test_laying_is_done_anew_each_time(credit: str, points: str, files: str) -> None:
    """Over a card that has a decision already the same comes out, and without any the card is as it was."""
    card = one_card(credit)
    once = adjust(card, {"1/c0": decision(points, judged=credit)}, {"1/c0": files})
    assert adjust(once, {"1/c0": decision(points, judged=credit)}, {"1/c0": files}) == once
    assert adjust(once, {}, {}) == card
    assert adjust(once, {"1/c0": decision(None)}, {"1/c0": files}) == card
