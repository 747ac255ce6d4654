"""The rubrics that come with the project, and the schema beside them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from grader.rubric.editor import FILE, schema_text, write_schema
from grader.rubric.load import load

RUBRICS = Path(__file__).parents[2] / "rubrics"
HW2, WRITTEN = RUBRICS / "hw2.yaml", RUBRICS / "hw2-with-derivations.yaml"

SPLIT = {
    "1.1": "edges 1", "1.2": "equations 1",
    "2.1": "value 0.5", "2.2": "time 0.25 · memory 0.25", "2.3": "value 0.5 · linear 0.5",
    "3.1": "value 0.5", "3.2": "solution 0.25 · generalizes 0.15 · unique 0.1",
    "3.3": "line 0.25 · direction 0.2 · changes 0.1 · solution 0.25 · legs 0.2",
    "3.4": "solution 0.7 · orthogonal 0.3", "3.5": "under 0.35 · over 0.4 · overfits 0.25",
    "4.1": "path 0.6 · span 0.4", "4.2": "path 0.5 · span 0.2 · answer 0.3",
    "4.3": "path 0.5 · adagrad 0.25 · others 0.25",
}  # fmt: skip
DERIVED = ("1.2", "2.3", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3")


@pytest.mark.parametrize("path", [HW2, WRITTEN], ids=lambda path: path.stem)
def test_the_homeworks_sums(path):
    """2 + 2 + 3 + 3 points, and one more that is extra."""
    rubric = load(path).rubric
    assert [problem.points for problem in rubric.problems] == [2, 2, 3, 3]
    assert rubric.possible == rubric.points == 10
    parts = [part for problem in rubric.problems for part in problem.parts]
    assert [(part.id, part.points) for part in parts if part.extra] == [("3.5", 1)]
    assert rubric.limits_for("vjp").memory_mb == 256


def test_the_default_split():
    """Each part's points split as the homework's contract says."""
    parts = [part for problem in load(HW2).rubric.problems for part in problem.parts]
    split = {part.id: " · ".join(f"{c.id} {float(c.points):g}" for c in part.criteria) for part in parts}
    assert split == SPLIT


def test_a_yes_or_no_needs_its_computation():
    """A coin toss alone earns nothing; 2.3's cost and 3.4's zero lean on their values, too."""
    needs = {f"{part.id}/{c.id}": c.needs for _, part, c in load(HW2).rubric.walk() if c.needs}
    assert needs == {
        "2.3/linear": ("2.3/value",),
        "3.2/unique": ("3.2/solution",),
        "3.3/changes": ("3.3/direction",),
        "3.4/orthogonal": ("3.4/solution",),
        "3.5/overfits": ("3.5/over",),
        "4.2/answer": ("4.2/span",),
        "4.3/adagrad": ("4.3/path",),
        "4.3/others": ("4.3/path",),
    }


def test_columns_are_a_mistake_where_the_contract_says_so():
    """A table with one column is half right for 3.1, 3.2, 3.4, 3.5 and the paths, a note elsewhere."""
    strict = {
        f"{part.id}/{c.id}"
        for _, part, c in load(HW2).rubric.walk()
        if getattr(c.check, "column", "note") == "mistake"
    }
    assert strict == {
        "3.1/value", "3.2/solution", "3.2/generalizes", "3.4/solution", "3.5/under", "3.5/over",
        "4.1/path", "4.2/path", "4.3/path",
    }  # fmt: skip


def test_derivations_take_half_and_leave_the_rest_as_it_was():
    """Code criteria keep their ids, checks and proportions; two to four levels go down from full credit."""
    code = {f"{part.id}/{c.id}": (part, c) for _, part, c in load(HW2).rubric.walk()}
    seen = set()
    for _, part, criterion in load(WRITTEN).rubric.walk():
        address = f"{part.id}/{criterion.id}"
        if criterion.by_hand is None:
            whole, same = code[address]
            factor = Fraction(1, 2) if part.id in DERIVED else Fraction(1)
            update = {"points": same.points * factor, "title": criterion.title}
            assert criterion == same.model_copy(update=update)
            assert part.points == whole.points
            seen.add(address)
        else:
            assert part.id in DERIVED
            points = [level.points for level in criterion.by_hand.levels]
            assert criterion.points == part.points / 2 == points[0]
            assert 2 <= len(points) <= 4
            assert points == sorted(set(points), reverse=True)
    assert seen == set(code)


def test_the_schema_file_is_in_sync(tmp_path):
    """What the editor knows is what the models say."""
    assert write_schema(tmp_path).read_text(encoding="utf-8") == schema_text()
    assert (RUBRICS / FILE).read_text(encoding="utf-8") == schema_text()
    for path in (HW2, WRITTEN):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={FILE}"


def test_every_key_is_explained():
    """An instructor who rests on a key reads what it means."""
    schema = json.loads(schema_text())
    for name, model in [("Rubric", schema), *schema["$defs"].items()]:
        for key, field in model["properties"].items():
            model_of = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
            assert len(field.get("description") or model_of.get("description", "")) > 8, f"{name}.{key}"
            assert "stage" not in field


@pytest.mark.parametrize("path", [HW2, WRITTEN], ids=lambda path: path.stem)
def test_an_editor_finds_no_fault_with_them(path):
    """Every key that the rubrics use stands in the schema, with a type that YAML gives it."""
    from ruamel.yaml import YAML

    schema = json.loads(schema_text())
    faults = list(against(YAML(typ="safe", pure=True).load(path), schema, schema, ""))
    assert faults == []


def against(value, rule, schema, place):
    """The few words of JSON Schema that the rubric's uses, checked by hand."""
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].rpartition("/")[2]]
    options = rule.get("anyOf") or rule.get("oneOf")
    if options:
        if all(list(against(value, option, schema, place)) for option in options):
            yield f"{place}: no alternative fits"
        return
    yield from misfit(value, rule, place)
    if isinstance(value, dict):
        yield from (f"{place}: no {key}" for key in rule.get("required", []) if key not in value)
        others = rule.get("additionalProperties") or next(
            iter(rule.get("patternProperties", {}).values()), None
        )
        for key, inner in value.items():
            known = rule.get("properties", {}).get(key) or others
            yield from against(inner, known, schema, f"{place}.{key}") if known else (f"{place}: {key}",)
    if isinstance(value, list):
        for at, inner in enumerate(value):
            yield from against(inner, rule["items"], schema, f"{place}[{at}]")


def misfit(value, rule, place):
    """A type or a word that the rule does not allow."""
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}
    allowed = rule.get("type", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    kind = kinds.get(type(value), "null")
    if allowed and kind not in allowed and not (kind == "integer" and "number" in allowed):
        yield f"{place}: {kind} is not {allowed}"
    if value not in rule.get("enum", [value]) or value != rule.get("const", value):
        yield f"{place}: {value!r}"
