"""Follow-through from the folder to the sheet: who earns it, and that nothing is asked twice."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from grading import Class, points, rows

from grader.checks import ArrayCheck, Tolerance
from grader.checks.compare import Rule
from grader.errors import OracleError, RubricError
from grader.oracle.ask import Oracle
from grader.pipeline.keys import comparison_key, followed_key
from grader.sandbox.box import Sandbox

THRICE = "def twice(x):\n    return 3 * x\n\n\ndef half(x):\n    return twice(x) / 4\n"
FOLLOWS = '''
@half.follows("twice")
def quarter(own, x):
    """A quarter of one's own double."""
    return own / 4 if own else None


@question
def half_is_whole'''


@pytest.fixture
def following(tiny: Class) -> Class:
    """The tiny homework, where a half follows from one's own double."""
    tiny.edit_reference("numbers_one.py", "half.example(x=3.0)", "half.example(x=1.5)")
    tiny.edit_reference(
        "numbers_one.py", "@half.cases(count=3)", '@half.cases(count=3, draws="twice/any_number")'
    )
    tiny.edit_reference("numbers_one.py", "\n@question\ndef half_is_whole", FOLLOWS)
    tiny.hand_in("bea", THRICE)
    return tiny


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the reference is asked about what follows, from now on."""
    seen: list[tuple[str, str]] = []
    follow = Oracle.follow

    def watched(oracle: Oracle, question: str, earlier: str, own: Mapping[str, object]) -> object:
        seen.append((question, earlier))
        return follow(oracle, question, earlier, own)

    monkeypatch.setattr(Oracle, "follow", watched)
    return seen


def earned(homework: Class, out: str = "grades", student: str = "bea") -> str:
    """Points for the half."""
    return points(homework.folder / out / "parts.csv", student)["1.2/value"]


def test_a_consistent_answer_earns_its_part_and_says_why(following: Class) -> None:
    """Half of 3/4, partly, with a comment that names the earlier answer."""
    following.grade()
    (row,) = [
        row
        for row in rows(following.folder / "grades" / "parts.csv")
        if (row["student"], row["part"], row["criterion"]) == ("bea", "1.2", "value")
    ]
    assert (row["points"], row["verdict"]) == ("0.3750", "partly")
    assert "follows from your own twice" in row["comment"]
    assert earned(following, student="ada") == "0.7500"


def test_only_who_is_wrong_is_asked_about(following: Class, asked: list[tuple[str, str]]) -> None:
    """One question for one student; and none at all when it is graded once more."""
    following.grade()
    assert asked == [("half", "twice")]
    asked.clear()
    following.grade()
    assert asked == []


def test_another_share_runs_and_asks_nothing(
    following: Class, asked: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows is remembered: an edit of the rubric moves the points alone."""
    following.grade()
    asked.clear()
    monkeypatch.setattr(Sandbox, "run", lambda *_: pytest.fail("student code was run"))
    following.edit_rubric("question: half,", "question: half, follow_through: 2/3,")
    following.grade()
    assert (asked, earned(following)) == ([], "0.5000")
    following.edit_rubric("follow_through: 2/3", "follow_through: 0")
    following.grade()
    assert (asked, earned(following)) == ([], "0.0000")


@pytest.mark.parametrize(
    "twice",
    ["return 0 * x", "return 1 / 0", "return 'six'", "return [x, x]", "return float('nan')", "return None"],
)
def test_nothing_follows_from_no_answer(following: Class, twice: str) -> None:
    """A degenerate, crashed or odd earlier answer, with the later one as consistent as can be."""
    following.hand_in("bea", f"def twice(x):\n    {twice}\n\n\ndef half(x):\n    return 0.75 * x\n")
    following.grade()
    assert earned(following) == "0.0000"


def test_another_earlier_answer_is_asked_about_anew(following: Class) -> None:
    """The same half after another double does not follow any more."""
    following.grade()
    following.hand_in("bea", THRICE.replace("3 * x", "5 * x").replace("twice(x) / 4", "0.75 * x"))
    following.grade()
    assert earned(following) == "0.0000"


def test_a_fault_of_the_reference_costs_nobody_anything(
    following: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows cannot be asked: the answer is wrong as it would be without, and the run goes on."""

    def fails(*_: object) -> None:
        raise OracleError("The step from `twice` to `half` raises ValueError.")

    monkeypatch.setattr(Oracle, "follow", fails)
    assert following.grade().exit_code == 0
    assert earned(following) == "0.0000"


def test_a_share_for_what_never_follows_is_refused(tiny: Class) -> None:
    """A rubric that promises follow-through needs a reference that says what follows."""
    tiny.edit_rubric("question: half,", "question: half, follow_through: 1/3,")
    with pytest.raises(RubricError, match=r"1\.2/value says what follow_through earns, but in the reference"):
        tiny.grade()


def test_keys_hold_what_was_asked_of_and_what_shares_a_reading() -> None:
    """Another earlier answer, and another criterion of the question, are another key."""
    rule, other = Rule(ArrayCheck(), Tolerance(), ("a/0",)), Rule(ArrayCheck(), Tolerance(), ("b/0",))
    keys = [
        comparison_key(b"evidence", rule, "wants"),
        comparison_key(b"evidence", rule, "wants", (rule, other)),
        followed_key(b"evidence", rule, "wants", "twice", b"own"),
        followed_key(b"evidence", rule, "wants", "twice", b"another"),
        followed_key(b"evidence", rule, "wants", "thrice", b"own"),
    ]
    assert len(set(keys)) == len(keys)
