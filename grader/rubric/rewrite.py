"""Puts tolerances into a rubric's text: the numbers change, every other character stays where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from grader.errors import RubricError
from grader.rubric.schema import Rubric, address
from grader.rubric.tree import read

__all__ = ["plain", "with_tolerances"]

Edit = tuple[int, int, str]  # from, to, the new text


def with_tolerances(text: str, changes: Mapping[str, Mapping[str, float]]) -> str:
    """The text with these `rel` and `abs` in the checks of criteria, by address. Raises RubricError."""
    root: Any = YAML(typ="safe", pure=True).compose(text)
    checks = dict(_checks(root))
    edits: list[Edit] = []
    all_checks = list(map(id, checks.values()))
    for place, values in changes.items():
        if place not in checks:
            raise RubricError(f"{place} has no check of its own in the rubric; write its tolerance by hand.")
        if all_checks.count(id(checks[place])) > 1:
            raise RubricError(f"{place} shares its check by a YAML alias; give it its own, then write again.")
        edits += _edits(checks[place], values)
    for begin, end, new in sorted(edits, reverse=True):
        text = text[:begin] + new + text[end:]
    _expect_written(text, changes)
    return text


def plain(value: float) -> str:
    """1e-6 as one writes it: 1e-6, not 1e-06."""
    if not 0 < value < 0.01:
        return f"{value:g}"
    mantissa, _, exponent = f"{value:.5e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def _expect_written(text: str, changes: Mapping[str, Mapping[str, float]]) -> None:
    """What is read back must say what was meant: rather nothing is written than something else."""
    rubric = Rubric.model_validate(read(text.encode()).data)
    checks = {address(part, criterion): criterion.check for _, part, criterion in rubric.walk()}
    for place, values in changes.items():
        if any(getattr(checks[place], key) != float(plain(value)) for key, value in values.items()):
            raise RubricError(
                f"The check of {place} is written in a way that cannot be changed here; edit it by hand."
            )


def _checks(root: Node) -> Iterator[tuple[str, MappingNode]]:
    """Every criterion's check by its address; a part without criteria is one, called value."""
    for problem in _items(_get(root, "problems")):
        for part in _items(_get(problem, "parts")):
            criteria = _get(part, "criteria")
            for criterion in [part] if criteria is None else _items(criteria):
                name = "value" if criteria is None else _text(_get(criterion, "id"))
                check = _get(criterion, "check")
                if isinstance(check, MappingNode):
                    yield f"{_text(_get(part, 'id'))}/{name}", check


def _edits(check: MappingNode, values: Mapping[str, float]) -> Iterator[Edit]:
    new = {}
    for key, value in values.items():
        old = _get(check, key)
        if old is None:
            new[key] = value
        else:
            yield old.start_mark.index, old.end_mark.index, plain(value)
    if not new:
        return
    beside = [pair for pair in check.value if _text(pair[0]) in ("rel", "abs")]
    key, value = [check.value[0], *beside][-1]
    if check.flow_style:
        at = value.end_mark.index
        yield at, at, "".join(f", {name}: {plain(number)}" for name, number in new.items())
    else:  # above its first key, whose comments then stay beside it
        at, indent = key.start_mark.index, " " * key.start_mark.column
        yield at, at, "".join(f"{name}: {plain(number)}\n{indent}" for name, number in new.items())


def _get(node: Node | None, name: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for key, value in node.value if _text(key) == name), None)


def _items(node: Node | None) -> list[Node]:
    return list(node.value) if isinstance(node, SequenceNode) else []


def _text(node: Node | None) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else ""
