"""Guest: answers that are there under almost the right name, or inside a class or another function.

Runs in the student's child after the fork. They are reported; they count where the rubric says so.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import absent, importing

SHORT = 5  # letters; a typo in a shorter name makes another name
SAME, INSIDE, TYPO = range(3)


@dataclass(frozen=True, slots=True)
class Near:
    """What was found, under which name and where; `home` are its module's globals."""

    rank: int
    name: str
    where: str
    value: Any
    home: dict[str, Any]


def search(
    importer: importing.Importer, wanted: list[str], taken: frozenset[str], takes: bool
) -> Near | None:
    """The nearest thing to the wanted names; of several names with a typo, none."""
    found: list[Near] = []
    for module in reversed(importer.modules):
        for key, value in list(module.__dict__.items()):
            if key not in taken:
                found += _at_top(key, value, module, wanted, takes)
                found += _inside(key, value, module, wanted) if takes else []
    best = min([one.rank for one in found], default=None)
    nearest = [one for one in found if one.rank == best]
    if not nearest or (best == TYPO and len({one.name for one in nearest}) > 1):
        return None
    return nearest[0]


def _at_top(key: str, value: Any, module: types.ModuleType, wanted: list[str], takes: bool) -> list[Near]:
    ranks = [rank for name in wanted if (rank := _rank(key, name)) is not None]
    if not ranks or not _is_theirs(value, module, takes):
        return []
    return [Near(min(ranks), key, "", value, module.__dict__)]


def _is_theirs(value: Any, module: types.ModuleType, takes: bool) -> bool:
    if isinstance(value, types.FunctionType):
        return value.__globals__ is module.__dict__
    other = (type, types.ModuleType, types.BuiltinFunctionType, absent.Stub)
    return not takes and not isinstance(value, other) and not callable(value)


def _inside(key: str, value: Any, module: types.ModuleType, wanted: list[str]) -> list[Near]:
    if isinstance(value, type) and value.__module__ == module.__name__:
        names = [name for name in wanted if isinstance(value.__dict__.get(name), _METHODS)]
        return [Near(INSIDE, name, f"class {key}", (value, name), module.__dict__) for name in names]
    if isinstance(value, types.FunctionType) and value.__globals__ is module.__dict__:
        codes = [code for code in value.__code__.co_consts if isinstance(code, types.CodeType)]
        return [
            Near(INSIDE, code.co_name, f"{key}()", code, module.__dict__)
            for code in codes
            if code.co_name in wanted
        ]
    return []


_METHODS = (types.FunctionType, staticmethod, classmethod)


def taken_out(near: Near) -> Any:
    """The answer itself: of a class a method of an instance, of a function the function it would define."""
    if near.rank != INSIDE:
        return near.value
    if isinstance(near.value, types.CodeType):
        return None if near.value.co_freevars else types.FunctionType(near.value, near.home, near.name)
    kind, name = near.value
    try:
        return getattr(kind, name) if not _needs_self(kind.__dict__[name]) else getattr(kind(), name)
    except BaseException:  # a class that cannot be made holds no answer
        return None


def _needs_self(method: Any) -> bool:
    if not isinstance(method, types.FunctionType):
        return False
    code = method.__code__
    return code.co_argcount > 0 and code.co_varnames[0] in ("self", "this", "_self")


def _rank(name: str, wanted: str) -> int | None:
    one, other = _squashed(name), _squashed(wanted)
    if one == other:
        return SAME
    return TYPO if len(other) >= SHORT and _one_typo(one, other) else None


def _squashed(name: str) -> str:
    return name.replace("_", "").casefold()


def _one_typo(one: str, other: str) -> bool:
    """One letter more, less or another, or two that changed places; a number is no typo."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None)
    start = min(len(one), len(other)) if start is None else start
    here, there = one[start:], other[start:]
    if re.search(r"\d", here[:1] + there[:1]):
        return False
    swapped = here[:2] == there[:2][::-1] and here[2:] == there[2:]
    return swapped or here[1:] == there[1:] or here[1:] == there or here == there[1:]
