"""What the stages found comes back from its bytes exactly as it went in."""

import dataclasses
from decimal import Decimal
from fractions import Fraction
from typing import get_args, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.errors import GraderError
from grader.ledger import codec, record
from grader.ledger.record import RunRecord
from grader.model import evidence as ev
from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.sketch import Sketch, sketch
from grader.model.verdict import CaseComparison, Comparison, Match, Verdict

texts = st.text(max_size=12) | st.sampled_from(["σ′(z)", "\ud800 broken", "\x1b[31m", "a\0b"])
numbers = st.integers() | st.floats() | st.complex_numbers()
dtypes = st.sampled_from(["?", "i1", "u2", "i8", "f2", "f4", "f8", "c8", "c16"])
arrays = npst.arrays(dtypes, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
# the text of a value came in a frame, which mends broken halves
told = texts.filter(str.isprintable) | st.just("a\0b")
atoms = st.none() | st.booleans() | numbers | told | st.binary(max_size=9)
hashables = st.booleans() | st.integers() | told
plain = st.recursive(
    atoms | arrays | arrays.map(lambda a: a.reshape(-1)[0] if a.size else np.float64(1)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.sets(hashables, max_size=4)
        | st.dictionaries(hashables, inner, max_size=3)
        | st.lists(st.floats(), max_size=5)
    ),
    max_leaves=8,
)
sketches = st.builds(
    Sketch,
    dtype=dtypes,
    shape=st.lists(st.integers(0, 9), max_size=3).map(tuple),
    digest=st.text("0123456789abcdef"),
    norm=st.floats(),
    finite=st.booleans(),
    entries=arrays,
)
flags = st.lists(texts, max_size=3).map(tuple)
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
HINTS = {str: texts, tuple[str, ...]: flags, tuple[tuple[str, str], ...]: pairs}


def full(kind: type, **known: st.SearchStrategy) -> st.SearchStrategy:
    """Values of a dataclass with something in *every* field, so that a new field cannot be forgotten."""
    hints = get_type_hints(kind)
    return st.builds(
        kind, **{f.name: known.get(f.name, HINTS.get(hints[f.name], ...)) for f in dataclasses.fields(kind)}
    )


def some(items: st.SearchStrategy) -> st.SearchStrategy:
    """A few of them, as a tuple."""
    return st.lists(items, max_size=3).map(tuple)


faults = [full(kind) for kind in get_args(ev.Outcome) if kind is not ev.Returned]
outcomes = st.one_of(st.builds(ev.Returned, plain | sketches), *faults)
evidences = full(ev.Evidence, outcomes=st.dictionaries(texts, outcomes, max_size=5), cost=full(ev.Cost))
cases = some(full(CaseComparison, match=full(Match)))
alone = full(Comparison, cases=cases, follow=st.none())
comparisons = full(Comparison, cases=cases, follow=st.none() | alone)
criteria = full(CriterionGrade, verdict=full(Verdict))
cards = full(GradeCard, parts=some(full(PartGrade, criteria=some(criteria))))


def same(one: object, other: object) -> bool:
    """Equal in type and to the last bit, not-a-numbers and minus zeros included."""
    return picture(one) == picture(other)


def picture(value: object) -> object:
    """What there is to see of a value, comparable by `==`."""
    if isinstance(value, np.ndarray | np.generic):
        return type(value), value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, list | tuple):
        return type(value), [picture(item) for item in value]
    if isinstance(value, dict):
        return dict, [(picture(key), picture(item)) for key, item in value.items()]
    if isinstance(value, set):
        return set, value
    if dataclasses.is_dataclass(value):
        return type(value), [picture(getattr(value, field.name)) for field in dataclasses.fields(value)]
    return type(value), repr(value)


@given(evidences)
def test_evidence_comes_back_as_it_went_in(evidence: ev.Evidence) -> None:
    """Every outcome, value, type and order survives, to the last bit."""
    assert same(codec.unpack_evidence(codec.pack_evidence(evidence)), evidence)


@given(comparisons)
def test_comparisons_come_back_as_they_went_in(comparison: Comparison) -> None:
    """A comparison survives whole, shares as exact fractions."""
    assert same(codec.unpack_comparison(codec.pack_comparison(comparison)), comparison)


@given(cards)
def test_cards_come_back_as_they_went_in(card: GradeCard) -> None:
    """Grades survive whole: fractions, decimals and blanks stay what they are."""
    assert same(codec.unpack_card(codec.pack_card(card)), card)


@given(full(RunRecord))
def test_runs_come_back_as_they_went_in(run: RunRecord) -> None:
    """A run's facts survive whole, names that are no valid text included."""
    assert same(record.unpack_run(record.pack_run(run)), run)


def test_published_points_keep_their_two_places() -> None:
    """0.50 is not turned into 0.5 on the way: a sheet prints what was published."""
    card = GradeCard(
        "ada", "", "", (PartGrade("1", "", "1", Decimal("0.50"), Fraction(1), False, ()),), Fraction(1)
    )
    assert str(codec.unpack_card(codec.pack_card(card)).parts[0].points) == "0.50"


def test_a_sketch_is_told_from_a_dict_that_looks_like_one() -> None:
    """A student's own dict or tuple with a sketch's facts stays a dict or tuple."""
    real = sketch(np.arange(1000.0), "million/0")
    fake = {field.name: getattr(real, field.name) for field in dataclasses.fields(Sketch)}
    values = {"a/0": real, "a/1": fake, "a/2": tuple(fake.values())}
    evidence = ev.Evidence("vjp", {label: ev.Returned(value) for label, value in values.items()})
    back = codec.unpack_evidence(codec.pack_evidence(evidence)).outcomes
    assert [type(outcome.value) for outcome in back.values()] == [Sketch, dict, tuple]
    assert same(back["a/0"], ev.Returned(real))


def test_each_case_has_a_cap_of_its_own() -> None:
    """Two results that fit a frame each may together be larger than one frame takes."""
    value = np.zeros(5 << 20)
    evidence = ev.Evidence("vjp", {"a/0": ev.Returned(value), "a/1": ev.Returned(value)})
    back = codec.unpack_evidence(codec.pack_evidence(evidence))
    assert same(back.outcomes["a/1"], ev.Returned(value))


def test_what_is_not_data_is_refused_with_question_and_case() -> None:
    """A value that no frame takes is named, not kept in some other form."""
    with pytest.raises(GraderError, match=r"vjp returned for small/3 cannot be kept: it is a object object"):
        codec.pack_evidence(ev.Evidence("vjp", {"small/3": ev.Returned(object())}))


BYTES = {
    codec.unpack_evidence: codec.pack_evidence(
        ev.Evidence("q", {"a/0": ev.Returned(np.eye(2)), "a/1": ev.Refused("no")})
    ),
    codec.unpack_comparison: codec.pack_comparison(Comparison((), "", ("flag",))),
    codec.unpack_card: codec.pack_card(GradeCard("ada", "", "", (), Fraction(1))),
    record.unpack_run: record.pack_run(RunRecord("r", "s", "full", "t")),
}


@pytest.mark.parametrize("unpack", BYTES, ids=lambda unpack: unpack.__name__)
def test_cut_long_or_foreign_bytes_are_one_sentence(unpack) -> None:
    """Bytes cut anywhere, with something behind them, of another format or another kind give no value."""
    data = BYTES[unpack]
    wrong = [data[:at] for at in range(len(data))] + [data + b"x", b"Z9" + data[2:]]
    for bad in [*wrong, *(other for other in BYTES.values() if other is not data)]:
        with pytest.raises(GraderError, match="damaged or was made by another version"):
            unpack(bad)


@settings(max_examples=300)
@given(st.sampled_from(sorted(BYTES.items(), key=lambda item: item[1])), st.binary(max_size=60))
def test_noise_never_ends_in_anything_but_a_value_or_a_sentence(pair, noise: bytes) -> None:
    """Whatever follows a right mark, no other exception comes out."""
    unpack, data = pair
    try:
        unpack(data[:2] + noise)
    except GraderError as error:
        assert "damaged" in str(error)  # noqa: PT017 -- noise may also happen to be a value


def test_evidence_takes_little_room() -> None:
    """Ten small arrays take little more than their numbers."""
    rng = np.random.default_rng(0)
    labels = [f"random_problems/{i}" for i in range(10)]
    evidence = ev.Evidence("gradient", {label: ev.Returned(rng.normal(size=(3, 4))) for label in labels})
    assert len(codec.pack_evidence(evidence)) < 2 * 10 * 12 * 8 + 200
