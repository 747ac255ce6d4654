"""Which stage reads which field, and digests of what one stage reads: a weight edit moves no judgement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Literal

from pydantic import BaseModel

Stage = Literal["run", "judge", "score", "show"]


def stage_digest(rubric_part: BaseModel, stages: Collection[Stage]) -> str:
    """Names what these stages read of a rubric or a piece of it: equal digests, equal readings."""
    text = json.dumps(_read(rubric_part, frozenset(stages)), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def stage_of(model: type[BaseModel], field: str) -> str | None:
    """The stage a field declares; None for one that only holds others."""
    extra = model.model_fields[field].json_schema_extra
    stage = extra.get("stage") if isinstance(extra, Mapping) else None
    return str(stage) if stage else None


def _read(value: object, stages: frozenset[str]) -> object:
    if isinstance(value, Mapping):
        return {str(key): _read(item, stages) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_read(item, stages) for item in value]
    if not isinstance(value, BaseModel):
        return None
    dumped = value.model_dump(mode="json")
    seen: dict[str, object] = {}
    for name in type(value).model_fields:
        stage = stage_of(type(value), name)
        if stage is None:
            seen[name] = _read(getattr(value, name), stages)
        elif stage in stages:
            seen[name] = dumped[name]
    return seen
