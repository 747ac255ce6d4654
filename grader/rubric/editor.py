"""The JSON Schema that lets an editor complete, explain and check a rubric while it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.model.files import write
from grader.rubric.schema import SHORTHAND, Rubric

FILE = "rubric.schema.json"


def write_schema(folder: Path) -> Path:
    """Write rubric.schema.json into a folder of rubrics."""
    path = folder / FILE
    write(path, schema_text())
    return path


def schema_text() -> str:
    """The schema as it is stored beside the rubrics."""
    schema = _as_written(Rubric.model_json_schema())
    part, criterion = schema["$defs"]["Part"], schema["$defs"]["Criterion"]
    part["properties"] |= {key: criterion["properties"][key] for key in SHORTHAND}
    part["required"].remove("criteria")
    for model in schema["$defs"].values():
        if "const" in model["properties"].get("kind", {}):  # a check: its kind decides what else it may say
            model["required"] = ["kind", *(name for name in model.get("required", []) if name != "kind")]
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _as_written(node: Any) -> Any:
    """An editor types what it reads (0.5, yes, 2.1); we read everything as text: allow both."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    seen = {key: _as_written(item) for key, item in node.items() if key != "stage"}
    kind = seen.get("type")
    if kind in ("number", "integer"):
        seen["type"] = [kind, "string"]
    elif kind == "string" and not {"const", "enum"} & set(seen):
        seen["type"] = ["string", "number"]
    elif kind == "boolean":
        del seen["type"]
        seen["enum"] = [True, False, "yes", "no"]
    if "const" in seen and kind in ("number", "integer"):
        seen |= {"enum": [seen["const"], str(seen["const"])]}
        del seen["const"]
    return seen
