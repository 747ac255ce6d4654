"""What a rubric may write under `check:`."""

import pytest
from pydantic import TypeAdapter, ValidationError

from grader.checks import Check, PropertyCheck, Tolerance
from grader.errors import OracleError

CHECKS = TypeAdapter(Check)


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ({"kind": "array", "rel": "1e-5", "column": "mistake"}, "rel", 1e-5),
        ({"kind": "array", "abs": "0"}, "abs", 0.0),
        ({"kind": "exact", "choices": ["left", "right"]}, "choices", ("left", "right")),
        ({"kind": "growth", "variables": {"n": ["n", "N", "d"]}}, "variables", {"n": ("n", "N", "d")}),
        ({"kind": "graph", "distinct": [["r", "R"]]}, "distinct", (("r", "R"),)),
        ({"kind": "line"}, "rel", None),
        ({"kind": "direction", "sign": "either"}, "sign", "either"),
        ({"kind": "mapping", "rel": "1e-4"}, "rel", 1e-4),
        ({"kind": "property", "name": "in_row_space"}, "name", "in_row_space"),
    ],
)
def test_scalars_arrive_as_text(written, field, value):
    """`kind` picks the check and text becomes what the field is."""
    check = CHECKS.validate_python(written)
    assert check.kind == written["kind"]
    assert getattr(check, field) == value


@pytest.mark.parametrize(
    "written",
    [
        {"kind": "telepathy"},
        {"rel": "1e-5"},
        {"kind": "array", "rtol": "1e-5"},
        {"kind": "array", "rel": "-1"},
        {"kind": "array", "rel": "nan"},
        {"kind": "array", "abs": "inf"},
        {"kind": "array", "column": "maybe"},
        {"kind": "property"},
        {"kind": "property", "name": ""},
        {"kind": "exact", "rel": "1"},
    ],
)
def test_what_is_unknown_or_impossible_is_refused(written):
    """Unknown kinds and fields, and tolerances that are none, are the rubric's error."""
    with pytest.raises(ValidationError):
        CHECKS.validate_python(written)


@pytest.mark.parametrize("bound", ["-1e-9", "nan", "inf", "about 1"])
def test_a_tolerance_is_finite_and_not_negative(bound):
    """Both bounds are sizes."""
    for name in ("rel", "abs"):
        with pytest.raises(ValidationError):
            Tolerance.model_validate({name: bound})
    assert Tolerance.model_validate({"rel": "1e-4"}) == Tolerance(rel=1e-4, abs=1e-9)


def test_every_field_is_described():
    """An editor that shows the schema has a sentence for every field."""
    schema = CHECKS.json_schema()
    fields = [
        (name, field, described)
        for name, model in schema["$defs"].items()
        for field, described in model["properties"].items()
    ]
    assert len(schema["$defs"]) == 12
    for name, field, described in fields:
        assert described.get("description"), f"{name}.{field}"


def test_models_are_frozen():
    """A check is a value."""
    with pytest.raises(ValidationError):
        Tolerance().rel = 1.0


def test_a_property_is_judged_by_its_answer():
    """True is right; anything else is the sentence; there is no value to compare with."""
    check = PropertyCheck(name="in_row_space")
    assert check.judge(True).share == 1
    assert (check.judge("Not in it.").equal, check.judge("Not in it.").say) == (False, "Not in it.")
    assert check.judge(False).say
    assert check.judge("").say
    with pytest.raises(OracleError, match="in_row_space"):
        check.compare(None, 1, Tolerance())
