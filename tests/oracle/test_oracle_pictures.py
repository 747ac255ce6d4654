"""Pictures that a reference declares."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.errors import OracleError
from grader.model.exhibit import Line
from grader.oracle.ask import Oracle
from grader.oracle.build import build, dump, load

Write = Callable[..., Path]

FIT = """
    import numpy as np
    from grader.oracle import question

    @question
    def fit(X, d):
        return np.polyfit(X, X**2, d)

    fit.given(values=lambda X, d: {"n": len(X)})
    fit.example(X=np.array([0.0, 1.0, 2.0]), d=1)

    FINE = np.linspace(0, 2, 5)

    @fit.exhibit("A curve", calls=[{"X": np.arange(4.0), "d": 2}], x=FINE, points=([0, 1], [0, 1]))
    def curve(got, X, d):
        return np.polyval(got, FINE)

    @fit.exhibit("Errors", calls=[{"X": np.arange(4.0), "d": d} for d in (1, 2)], x=[1, 2], log="y",
                 marks={1: "a line"})
    def errors(got, X, d):
        left = np.mean((np.polyval(got, X) - X**2) ** 2)
        return {"training": left, "test": left + 1, "never": np.inf}
"""


def test_calls_and_lines_are_made_once(interpreter, reference: Write) -> None:
    """The reference's own lines, its results for the form's sake, and calls with their globals."""
    built = build(reference(FIT), ["fit"], 7, interpreter)
    (pictured,) = built.exhibits
    assert pictured.question == "fit"
    assert pictured.calls.aliases == ("fit",)
    assert [case.label for case in pictured.calls.cases] == ["curve/0", "errors/0", "errors/1"]
    assert list(pictured.wants) == ["curve/0", "errors/0", "errors/1"]
    curve, errors = pictured.exhibits
    assert np.allclose(curve.reference[0].y, [0, 0.25, 1, 2.25, 4])
    assert curve.points == ((0.0, 0.0), (1.0, 1.0))
    assert [line.name for line in errors.reference] == ["training", "test", "never"]
    assert errors.reference[1].y == pytest.approx([2, 1])
    assert errors.reference[2].y == (None, None)
    assert (errors.log, errors.marks) == ("y", ((1.0, "a line"),))


def test_they_are_no_calls_of_the_question(interpreter, reference: Write) -> None:
    """A picture moves no case and no key of what is judged."""
    with_pictures = build(reference(FIT), ["fit"], 7, interpreter)
    without = build(reference(FIT[: FIT.index("FINE =")]), ["fit"], 7, interpreter)
    assert with_pictures.calls == without.calls
    assert without.exhibits == ()
    assert len(with_pictures.every_call.questions) == 2


def test_they_are_stored_and_read_back(interpreter, reference: Write) -> None:
    """Nothing is drawn again on another day."""
    built = build(reference(FIT), ["fit"], 7, interpreter)
    again = load(dump(built))
    assert again.exhibits[0].exhibits == built.exhibits[0].exhibits
    assert again.exhibits[0].calls == built.exhibits[0].calls
    assert all(np.array_equal(again.exhibits[0].wants[k], v) for k, v in built.exhibits[0].wants.items())


def test_an_answer_is_drawn_as_far_as_it_goes(interpreter, reference: Write) -> None:
    """Calls without a result are gaps in every line."""
    folder = reference(FIT)
    built = build(folder, ["fit"], 7, interpreter)
    _, errors = built.exhibits[0].exhibits
    with Oracle(folder, built.every_call, 7, interpreter) as oracle:
        lines = oracle.lines(errors, {"errors/1": np.array([2.0, 0.0, 0.0])})
    assert lines[0] == Line("training", (None, pytest.approx(24.5)))


FAULTS = [
    ("return np.polyval(got, FINE)", "return got", "gives 3 y values where there are 5 x: curve/0"),
    ("return np.polyval(got, FINE)", 'return "high"', "gives y values that are no real numbers"),
    ("return np.polyval(got, FINE)", "return FINE * np.nan", "draws nothing"),
    ("return np.polyval(got, FINE)", "return 1 / len([])", "raises ZeroDivisionError"),
    ("x=FINE, points", "x=FINE[:1], points", "an exhibit has calls, x for each of them"),
    ('{"X": np.arange(4.0), "d": 2}', '{"X": np.arange(4.0)}', "exhibit has the arguments"),
    ("def errors(", "def curve(", "every exhibit needs a name of its own"),
    (
        "return np.polyfit(X, X**2, d)",
        'return "word"',
        "returns no real numbers, and only those can be drawn",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_fault_is_said_before_anyone_is_graded(
    interpreter, reference: Write, old: str, new: str, said: str
) -> None:
    """In one sentence that names the picture."""
    assert old in FIT
    with pytest.raises(OracleError, match=re.escape(said)):
        build(reference(FIT.replace(old, new)), ["fit"], 7, interpreter)


def test_a_picture_takes_no_generators_name(interpreter, reference: Write) -> None:
    """Their labels would be the same."""
    text = (
        FIT
        + """
    @fit.cases()
    def curve(rng):
        return {}
    """
    )
    with pytest.raises(OracleError, match="two groups of cases are called curve"):
        build(reference(text), ["fit"], 7, interpreter)
