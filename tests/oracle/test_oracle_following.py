"""What follows from a student's own earlier answer: declared, held, and asked while the grading goes on."""

from __future__ import annotations

import numpy as np
import pytest

from grader.errors import OracleError
from grader.model.calls import paired
from grader.oracle.ask import Oracle
from grader.oracle.build import build
from grader.oracle.stored import dump, load

TWO = """
    import numpy as np
    from grader.oracle import question

    @question
    def root(a):
        return np.sqrt(a)

    root.example(a=np.array([4.0, 9.0]))

    @root.cases(count=3)
    def random(rng):
        return dict(a=rng.uniform(1, 9, size=2))

    @question
    def scaled(a, b):
        return b * np.sqrt(a)

    @scaled.cases(count=3, draws="root/random")
    def later(rng):
        return random(rng) | dict(b=rng.uniform(1, 9))

    @scaled.cases(count=1)
    def apart(rng):
        return dict(a=rng.uniform(1, 9, size=2), b=2.0)

    @scaled.follows("root")
    def from_root(own, a, b):
        a *= 0
        {then}

    @question
    def sure():
        return True
"""
RIGHT = "return None if own[0] == 0 else 1 / np.zeros(2) if own[0] == 1 else b * own"


@pytest.fixture
def asked(reference, interpreter):
    """Build the reference with a body of `from_root`, and give its folder and what was made."""

    def make(then: str = RIGHT, names: tuple[str, ...] = ("root", "scaled")):
        folder = reference(TWO.replace("{then}", then))
        return folder, build(folder, list(names), 5, interpreter)

    return make


def test_cases_draw_the_numbers_of_another_question(asked):
    """With `draws=` a case gets the other generator's numbers, and its arguments are the very same."""
    _, built = asked()
    pairs = paired(built.calls.question("scaled"), built.calls.question("root"))
    assert pairs == {f"later/{i}": f"random/{i}" for i in range(3)}


def test_a_question_pairs_with_itself_and_with_one_without_arguments(asked):
    """Its own case has its label; a question without arguments was asked once, for all."""
    _, built = asked(names=("root", "scaled", "sure"))
    scaled = built.calls.question("scaled")
    assert paired(scaled, scaled) == {case.label: case.label for case in scaled.cases}
    assert set(paired(scaled, built.calls.question("sure")).values()) == {"call/0"}


def test_what_follows_is_stored_with_the_wants(asked):
    """The names of the earlier questions survive storing."""
    _, built = asked()
    assert load(dump(built)).wants.question("scaled").follows == ("root",)


def test_what_follows_is_asked_with_the_cases_own_arguments(asked, interpreter):
    """By case, with fresh arguments each time; None where the reference declines or is not finite."""
    folder, built = asked()
    own = {"later/0": np.array([3.0, 4.0]), "later/1": np.array([0.0, 1.0]), "later/2": np.array([1.0, 2.0])}
    want = built.wants.question("scaled").want
    right = built.wants.question("root").want
    with Oracle(folder, built.calls, 5, interpreter) as oracle:
        first, again = (oracle.follow("scaled", "root", own) for _ in range(2))
        true = oracle.follow("scaled", "root", {"later/1": right["random/1"]})
    b = want["later/0"][0] / right["random/0"][0]
    np.testing.assert_allclose(first["later/0"], b * own["later/0"])
    np.testing.assert_array_equal(first["later/0"], again["later/0"])
    assert (first["later/1"], first["later/2"]) == (None, None)
    np.testing.assert_allclose(true["later/1"], want["later/1"])


def test_what_nobody_declared_is_refused(asked, interpreter):
    """A clear sentence names what the reference declares."""
    folder, built = asked()
    with (
        Oracle(folder, built.calls, 5, interpreter) as oracle,
        pytest.raises(OracleError, match="has no answer that follows from `scaled`; the reference declares"),
    ):
        oracle.follow("scaled", "scaled", {"later/0": np.ones(2)})


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("return own", "The step from `root` to `scaled` does not fit on later/"),
        ("return None", "The step from `root` to `scaled` does not fit on later/"),
        ("return own['w']", "The step from `root` to `scaled` raises IndexError on later/"),
    ],
)
def test_from_the_right_earlier_answer_the_right_one_must_follow(asked, then, says):
    """The instructor hears of it before anyone is graded, with the line."""
    with pytest.raises(OracleError) as raised:
        asked(then)
    assert str(raised.value).startswith(says)
    assert "answers.py:" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('draws="root/random"', 'draws="root/other"', "has nothing to go on from: no case of `root` has the"),
        ('follows("root")', 'follows("sure")', "cannot be: a yes or no follows from nothing"),
        ('follows("root")', 'follows("rot")', "defines no question `rot`; perhaps `root` is meant"),
    ],
)
def test_what_cannot_be_followed_is_said(reference, interpreter, old, new, says):
    """Nothing to go on from, a yes or no, or a question that is not there."""
    folder = reference(TWO.replace("{then}", RIGHT).replace(old, new))
    with pytest.raises(OracleError) as raised:
        build(folder, ["root", "scaled", "sure"], 5, interpreter)
    assert says in str(raised.value)


def test_a_rubric_need_not_ask_the_earlier_question(asked):
    """Then there is nothing to follow, and nothing wrong with the reference."""
    _, built = asked(names=("scaled",))
    assert built.wants.question("scaled").follows == ("root",)


def test_one_function_for_each_earlier_question(reference, interpreter):
    """Two of them for one are refused where they are written."""
    twice = TWO.replace("{then}", RIGHT) + "\n    scaled.follows('root')(from_root)\n"
    with pytest.raises(OracleError, match="every earlier question needs a name of its own, “root” is none"):
        build(reference(twice), ["scaled"], 5, interpreter)
