"""A case's arguments in words."""

import numpy as np
import pytest

from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.frames import encode
from grader.report.cases import describe


def _calls(**arguments: object) -> Calls:
    packed = encode({"arguments": arguments, "given": {"poly_type": "legendre"}})
    return Calls((QuestionCalls("vjp", tuple(arguments), (CaseCall("example/0", len(packed), packed),)),))


def test_small_arguments_are_told_whole() -> None:
    """The smallest failing case can be typed into a notebook as it stands."""
    calls = _calls(v=np.array([1.0, 2.0, 3.0]), y=[1, 1, 1])
    assert describe(calls, "vjp", "example/0") == "v = [1, 2, 3], y = [1, 1, 1]"


def test_large_arguments_are_told_by_their_shape() -> None:
    """A million numbers are not written into a page."""
    text = describe(_calls(v=np.zeros(1_000_000)), "vjp", "example/0")
    assert "1000000" in text
    assert len(text) < 100


def test_many_arguments_keep_within_the_limit() -> None:
    """The limit holds however many arguments there are."""
    calls = _calls(**{f"W{at}": np.full((9, 9), 1 / 3) for at in range(12)})
    assert len(describe(calls, "vjp", "example/0", limit=200)) <= 200


@pytest.mark.parametrize(
    ("question", "label"), [("other", "example/0"), ("vjp", "call"), ("vjp", "example/1")]
)
def test_an_unknown_case_says_nothing(question: str, label: str) -> None:
    """A page is written even when the case is no longer there."""
    assert describe(_calls(v=1.0), question, label) == ""


def test_no_arguments_say_nothing() -> None:
    """A question without arguments has no case worth a line."""
    assert describe(_calls(), "vjp", "example/0") == ""
