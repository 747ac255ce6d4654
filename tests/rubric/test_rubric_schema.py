"""The JSON Schema as an editor uses it: it completes, explains and refuses."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
from grading import HW2, ROOT
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from grader.checks import Check
from grader.rubric.editor import schema_text

SCHEMA = json.loads(schema_text())
RUBRICS = [
    *sorted((ROOT / "rubrics").glob("*.yaml")),
    *sorted((ROOT / "tests" / "homeworks").glob("*/rubric.yaml")),
]
KINDS = [model.model_fields["kind"].default for model in get_args(get_args(Check)[0])]


def faults(rubric: Any) -> list[str]:
    """What an editor underlines."""
    return [error.json_path for error in Draft7Validator(SCHEMA).iter_errors(rubric)]


def loaded(path: Path) -> Any:
    """A rubric as an editor reads it."""
    return YAML(typ="safe", pure=True).load(path)


def test_the_schema_itself_is_one() -> None:
    """By the rules of its own version."""
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft7Validator.META_SCHEMA["$schema"].rstrip("#") + "#"


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_good_rubrics_have_no_fault(path: Path) -> None:
    """Nothing is underlined that loads."""
    assert faults(loaded(path)) == []


def criterion(rubric: Any) -> Any:
    """A part that is one criterion."""
    return next(part for part in rubric["problems"][1]["parts"] if part["id"] == 2.1)


BAD = {
    "a check without a kind": lambda r: criterion(r).update(check={}),
    "a kind that is none": lambda r: criterion(r).update(check={"kind": "arrays"}),
    "a parameter of another kind": lambda r: criterion(r).update(check={"kind": "exact", "column": "note"}),
    "a parameter that is none": lambda r: criterion(r).update(check={"kind": "table", "rowz": "any"}),
    "a word that is none": lambda r: criterion(r).update(check={"kind": "table", "rows": "sorted"}),
    "a column's tolerance with a slip": lambda r: criterion(r).update(
        check={"kind": "table", "tolerances": {"price": {"relative": 1}}}
    ),
    "a key that is none": lambda r: r.update(pionts=10),
    "no problems": lambda r: r.update(problems=[]),
    "a list for a text": lambda r: r.update(title=["a"]),
    "a truth value that is none": lambda r: r.update(show_want="maybe"),
    "a question's limit with a slip": lambda r: r["questions"].update(vjp={"limits": {"second": 1}}),
}


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_slips_are_underlined(spoil: Any) -> None:
    """At the moment they are typed."""
    rubric = loaded(HW2)
    spoil(rubric)
    assert faults(rubric) != []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_offered_with_its_parameters_and_words_for_them(kind: str) -> None:
    """An editor offers `kind` first; what may stand beside it has a description."""
    models = [
        model
        for model in SCHEMA["$defs"].values()
        if model.get("properties", {}).get("kind", {}).get("const") == kind
    ]
    (model,) = models
    assert "kind" in model["required"]
    assert model["additionalProperties"] is False
    for name, field in model["properties"].items():
        assert len(field.get("description", "")) > 8, f"{kind}.{name}"
    rubric = loaded(HW2)
    check = {"kind": kind, **({"name": "p"} if kind == "property" else {})}
    criterion(rubric).update(check=check)
    assert faults(rubric) == []


def test_every_kind_of_check_stands_in_the_schema() -> None:
    """None is forgotten when one is added."""
    assert len(KINDS) == 11
    told = deepcopy(SCHEMA["$defs"]["Criterion"]["properties"]["check"])
    assert "oneOf" in json.dumps(told)
