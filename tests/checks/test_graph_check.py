"""A graph earns its share edge by edge."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grader.checks import GraphCheck, Tolerance
from grader.errors import OracleError

WANT = [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L")]
CHECK = GraphCheck(ignore=("W1", "b1", "r", "s"), distinct=(("r", "R"), ("s", "S")))


def match(got, want=WANT, check=CHECK):
    """Compare as homework 2 does."""
    return check.compare(want, got, Tolerance())


@pytest.mark.parametrize(
    "got",
    [
        WANT,
        set(WANT),
        tuple(WANT),
        [list(pair) for pair in WANT],
        WANT + WANT,
        [("X", "Z"), *WANT[1:]],
        [(a.replace("L", "𝓛"), b.replace("L", "ℒ")) for a, b in WANT],
        [(a.replace("L", "\\mathcal{L}"), b.replace("L", "$l$")) for a, b in WANT],
        [*WANT, ("W1", "z"), ("W_1", "z"), ("W₁", "z"), ("r", "R"), ("s", "S"), ("b1", "nonsense")],
        [f"{a}->{b}" for a, b in WANT],
        [f"{a} → {b}" for a, b in WANT],
        ["x->z->h->y", "x --> y", "h => R -> L", "y → S \\to L"],
        "x->z, z->h, h->y; x->y\nh->R, y->S, R->L, S->L",
        {"x": ["z", "y"], "z": "h", "h": ("y", "R"), "y": {"S"}, "R": ["L"], "S": ["L"]},
    ],
)
def test_one_graph_in_many_forms(got):
    """Lists, sets, text and adjacency mean the same graph; duplicates and ignored names do not count."""
    result = match(got)
    assert result.equal, result.say
    assert result.share == 1


def test_other_forms_leave_a_note():
    """Text and dictionaries are accepted with a note, pairs without."""
    assert not match(WANT).notes
    assert match(["x->z"]).notes
    assert match({"x": ["z"]}).notes


def test_credit_per_edge_less_one_per_wrong_edge():
    """Each wanted edge earns its share, each wrong one costs as much, and nothing goes below zero."""
    assert match(WANT[:6]).share == Fraction(6, 8)
    assert match([*WANT, ("h", "x")]).share == Fraction(7, 8)
    assert match([*WANT[:2], *[("L", name) for name in "abc"]]).share == 0
    assert match([]).share == 0
    assert match([(b, a) for a, b in WANT]).share == 0


def test_wrong_edges_are_named_and_missing_ones_are_not():
    """The sentence counts what is there and names only what the student wrote."""
    say = match([*WANT[:7], ("h", "x")]).say
    assert say == "7 of 8 edges are there; 1 is not part of the graph: h→x."
    assert "S→L" not in match(WANT[:7]).say
    assert "2 are not part" in match([*WANT, ("h", "x"), ("h", "z")]).say


def test_distinct_names_keep_their_case():
    """Names such as r and R are two things while every other name folds case."""
    swapped = [(a, "r") if b == "R" else (a, b) for a, b in WANT]
    assert match(swapped).share < 1
    assert match([(a.lower(), b) if a == "S" else (a, b) for a, b in WANT]).share < 1
    folded = GraphCheck()
    assert folded.compare([("a", "R")], [("A", "r")], Tolerance()).equal


@pytest.mark.parametrize(
    "piece", [("x",), ("x", "z", "h"), "xz", 3, None, ("x", 1), [], {"x": "z"}, "->", "x->"]
)
def test_what_is_no_pair_counts_as_a_wrong_edge(piece):
    """An item that cannot be read costs one edge and is said."""
    result = match([*WANT, piece])
    assert result.share == Fraction(7, 8)
    assert "1 could not be read" in result.say


@pytest.mark.parametrize("got", [None, 3, 1.5, True, b"x->z"])
def test_what_is_no_graph_is_told_so(got):
    """A result of another kind is wrong with a sentence."""
    result = match(got)
    assert (result.equal, result.share) == (False, 0)
    assert result.say


@pytest.mark.parametrize("want", [None, [], [("x",)], 3, [("r", "W1")], ["xz"]])
def test_an_unusable_want_is_the_references_fault(want):
    """A want without a single readable edge, or with an unreadable one, raises."""
    with pytest.raises(OracleError):
        match(WANT, want=want)


@pytest.mark.parametrize("group", [("r",), ("r", "r"), ("R", "𝐑")])
def test_distinct_groups_must_differ(group):
    """Names that cannot be told apart cannot be kept apart."""
    with pytest.raises(ValidationError):
        GraphCheck(distinct=(group,))


def test_a_long_text_is_cut_not_chewed():
    """Half a million spaces take no time to refuse."""
    assert not match([" " * 500_000 + "-" * 1000]).equal
    assert not match("-" * 500_000).equal


@given(
    st.lists(st.tuples(*[st.sampled_from(["x", "z", "h", "y", "R", "S", "L", "W1", "q"])] * 2), max_size=12)
)
def test_share_is_right_less_wrong(got):
    """The share is (right − wrong) / wanted, never negative, and 1 only for the very graph."""
    counted = {pair for pair in got if "W1" not in pair}
    right, astray = len(counted & set(WANT)), len(counted - set(WANT))
    result = match(got)
    assert result.share == Fraction(max(0, right - astray), 8)
    assert result.equal == (counted == set(WANT))
