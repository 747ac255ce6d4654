"""The label of what derives from wants, and the one function that drops whatever carries it."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from typing import Annotated, Any, TypeVar, get_origin, get_type_hints

__all__ = ["Wanted", "without_wants"]

LABEL = "derives from a want"

Value = TypeVar("Value")
Wanted = Annotated[Value, LABEL]  # Wanted[str]: a text that gives away what the reference returns


def without_wants(value: Value) -> Value:
    """The value with every field so labelled as it is by default, at whatever depth."""
    if isinstance(value, tuple):
        return tuple(map(without_wants, value))  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    blank = _labelled(type(value))
    kept = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in blank}
    inner = {name: without_wants(item) for name, item in kept.items()}
    return replace(value, **blank, **{name: item for name, item in inner.items() if item is not kept[name]})


@cache
def _labelled(kind: type) -> dict[str, Any]:
    """A dataclass's labelled fields, and what stands in them when nothing does."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: _default(field) for field in fields(kind) if _is_labelled(hints[field.name])}


def _is_labelled(hint: Any) -> bool:
    return get_origin(hint) is Annotated and LABEL in hint.__metadata__


def _default(field: Field[Any]) -> object:
    if field.default is MISSING:
        raise TypeError(f"{field.name} derives from a want, so it needs a default")
    return field.default
