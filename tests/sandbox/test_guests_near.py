"""Answers under almost the right name, or inside a class or a function: said, and counted where they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from handed_in import Bench, bench, question

from grader.model.evidence import Missing, Returned

NAMES = ("fit_poly", "sgd", "plain")


def _questions(near: bool) -> list:  # type: ignore[type-arg]
    asked = [question("fit_poly", {"x": 1.0}), question("sgd", {"x": 1.0}), question("plain")]
    return [replace(one, near=near) for one in asked]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Near names do not count."""
    with bench(tmp_path_factory.mktemp("strict"), *_questions(near=False)) as one:
        yield one


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The same questions where they count."""
    with bench(tmp_path_factory.mktemp("lenient"), *_questions(near=True)) as one:
        yield one


NEAR = [
    ("def Fit_Poly(x): return 2.0", "fit_poly", "found `Fit_Poly`, expected `fit_poly`"),
    ("def fitPoly(x): return 2.0", "fit_poly", "found `fitPoly`, expected `fit_poly`"),
    ("def fitpoly(x): return 2.0", "fit_poly", "found `fitpoly`, expected `fit_poly`"),
    ("def fit_ploy(x): return 2.0", "fit_poly", "found `fit_ploy`, expected `fit_poly`"),
    ("def fit_polly(x): return 2.0", "fit_poly", "found `fit_polly`, expected `fit_poly`"),
    ("def fit_pol(x): return 2.0", "fit_poly", "found `fit_pol`, expected `fit_poly`"),
    ("def fit_pony(x): return 2.0", "fit_poly", "found `fit_pony`, expected `fit_poly`"),
    ("def SGD(x): return 2.0", "sgd", "found `SGD`, expected `sgd`"),
    ("Plain = 2.0", "plain", "found `Plain`, expected `plain`"),
    ("def plain_(): return 2.0", "plain", "found `plain_`, expected `plain`"),
    (
        "class Solver:\n    K = 2.0\n    def sgd(self, x): return self.K",
        "sgd",
        "found `sgd` inside class Solver, expected `sgd` outside of it",
    ),
    (
        "class Solver:\n    def __init__(self, a): pass\n    @staticmethod\n    def sgd(x): return 2.0",
        "sgd",
        "found `sgd` inside class Solver, expected `sgd` outside of it",
    ),
    (
        "K = 2.0\ndef main():\n    def sgd(x): return K\n    print(sgd(1))",
        "sgd",
        "found `sgd` inside main(), expected `sgd` outside of it",
    ),
]


@pytest.mark.parametrize(("source", "name", "say"), NEAR)
def test_what_is_almost_there_is_said_and_does_not_count(
    strict: Bench, source: str, name: str, say: str
) -> None:
    """The student reads what was found and what was asked, the instructor sees it in the flags."""
    got = strict.evidence(source, name)[name]
    assert list(got.outcomes.values()) == [Missing(f"there is no `{name}` in the code: {say}")]
    assert got.flags == (say,)


@pytest.mark.parametrize(("source", "name", "say"), NEAR)
def test_it_counts_where_the_rubric_says_so(lenient: Bench, source: str, name: str, say: str) -> None:
    """It is called like any answer, and flagged all the same."""
    got = lenient.evidence(source, name)[name]
    assert (list(got.outcomes.values()), got.flags) == ([Returned(2.0)], (say,))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def sdg(x): return 2.0", "sgd"),  # a typo in three letters is another name
        ("def fit_poly2(x): return 2.0", "fit_poly"),  # a number means something
        ("def fit(x): return 2.0", "fit_poly"),
        ("def fit_polly(x): return 2.0\ndef fit_ploy(x): return 3.0", "fit_poly"),
        ("from math import floor as fitpoly", "fit_poly"),
        ("class SGD:\n    pass", "sgd"),
        ("import torch\nfrom torch.optim import SGD", "sgd"),
        ("plan = [1]", "sgd"),
    ],
)
def test_what_is_something_else_is_not_taken_for_it(lenient: Bench, source: str, name: str) -> None:
    """Other names, several that could be meant, and what others wrote are no answers."""
    (outcome,) = lenient.evidence(source, name)[name].outcomes.values()
    assert isinstance(outcome, Missing)
    assert outcome.reason == f"there is no `{name}` in the code"


def test_the_right_name_comes_first(lenient: Bench) -> None:
    """Where it is there, nothing else is looked for."""
    got = lenient.evidence("def sgd(x): return 1.0\ndef SGD(x): return 2.0", "sgd")["sgd"]
    assert (list(got.outcomes.values()), got.flags) == ([Returned(1.0)], ())


def test_the_name_of_another_question_is_no_typo(lenient: Bench) -> None:
    """What answers one question is not tried for another."""
    outcome = lenient.outcome("plain = 2.0\ndef sgd(x): return 1.0", "fit_poly")
    assert isinstance(outcome, Missing)


def test_a_class_that_cannot_be_made_is_no_answer(lenient: Bench) -> None:
    """It is said, and nothing is called."""
    source = "class Solver:\n    def __init__(self, a): pass\n    def sgd(self, x): return 2.0"
    got = lenient.evidence(source, "sgd")["sgd"]
    (outcome,) = got.outcomes.values()
    assert isinstance(outcome, Missing)
    assert got.flags == ("found `sgd` inside class Solver, expected `sgd` outside of it",)
