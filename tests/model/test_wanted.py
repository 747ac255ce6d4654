"""The label of what derives from wants."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import get_type_hints

import pytest

from grader.model.exhibit import Exhibit, Line, Plot
from grader.model.verdict import CaseComparison, Comparison, Kind, Match, Verdict
from grader.model.wanted import LABEL, Wanted, without_wants


def test_what_is_labelled_is_dropped_and_nothing_else() -> None:
    """Case, answer, sentence and hint stay; the expected value is as if there were none."""
    verdict = Verdict(Kind.WRONG, say="It differs.", case="a/0", want="[1]", got="[2]", hint="Again.")
    assert without_wants(verdict) == Verdict(
        Kind.WRONG, say="It differs.", case="a/0", got="[2]", hint="Again."
    )


def test_it_is_dropped_at_any_depth() -> None:
    """Inside tuples and inside other values, too."""
    match = Match(False, Fraction(0), want="[1]", got="[2]")
    bare = without_wants(Comparison((CaseComparison("a/0", None, match),)))
    assert bare.cases[0].match == Match(False, Fraction(0), got="[2]")
    exhibit = Exhibit("f", "curve", "A curve", ("curve/0",), (0.0, 1.0), reference=(Line("", (1.0, 2.0)),))
    plot = Plot(exhibit, (Line("", (3.0, 4.0)),))
    assert without_wants(plot).exhibit.reference == ()
    assert without_wants(plot).yours == plot.yours


def test_what_carries_no_label_is_the_same_object() -> None:
    """Nothing is copied for nothing's sake."""
    line = Line("", (1.0,))
    assert without_wants((line, "text", 3)) == (line, "text", 3)


@pytest.mark.parametrize("kind", [Match, Verdict])
def test_expected_values_are_labelled_where_they_are_declared(kind: type) -> None:
    """The field that people read as Expected is labelled, and the student's own is not."""
    hints = get_type_hints(kind, include_extras=True)
    assert LABEL in hints["want"].__metadata__
    labelled = [one.name for one in fields(kind) if LABEL in getattr(hints[one.name], "__metadata__", ())]
    assert labelled == ["want"]


@dataclass(frozen=True)
class Bare:
    """A value whose labelled field cannot be left out."""

    want: Wanted[str]


def test_a_labelled_field_needs_a_default() -> None:
    """Else there would be nothing to put in its place."""
    with pytest.raises(TypeError, match="needs a default"):
        without_wants(Bare("[1]"))
