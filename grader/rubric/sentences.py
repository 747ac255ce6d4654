"""What pydantic found, in an instructor's words and at her line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from grader.rubric.schema import ID, NAME, SHORTHAND, Criterion, Part, Rubric
from grader.rubric.tree import Finding, Path, Tree

PATTERNS = {
    ID: "may hold only letters, digits, dots, dashes and underscores, and starts with a letter or digit",
    NAME: "must be a name as in Python: letters, digits and underscores",
}
WANTED = {
    "string": "must be a text",
    "tuple": "must be a list, as in [one, two]",
    "dict": "must be a group of keys",
    "model": "must be a group of keys",
    "float": "must be a number",
    "finite": "must be a finite number",
    "int": "must be a whole number",
    "bool": "must be yes or no",
}


def translate(error: ValidationError, tree: Tree) -> list[Finding]:
    """A finding for each fault, at the line of the key it speaks of."""
    faults = error.errors(include_url=False)
    return [_finding(fault, tree) for fault in faults if not _follows(fault, tree)]


def named(tree: Tree, path: Path) -> str:
    """The problem, part or criterion around a path, and a colon; nothing at the top."""
    words = ""
    for depth, word in ((2, "problem"), (4, "part"), (6, "criterion")):
        if len(path) < depth or path[depth - 2] != ("problems", "parts", "criteria")[depth // 2 - 1]:
            break
        item = at(tree.data, path[:depth])
        identity = item.get("id") if isinstance(item, dict) else None
        number = path[depth - 1]
        place = f" of {words}" if words else ""
        if not isinstance(identity, str):
            words = f"{word} number {int(number) + 1}{place}"
        elif word == "criterion":
            words = f"criterion {words.removeprefix('part ')}/{identity}"
        else:
            words = f"{word} {identity}"
    return f"{words}: " if words else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """A question that names the likely intended word, or nothing."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def at(data: Any, path: Path) -> Any:
    """What stands at a path; None when there is nothing."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _follows(fault: Mapping[str, Any], tree: Tree) -> bool:
    """A list whose items are all faulty counts as too short, which is no fault of its own."""
    return fault["type"] == "too_short" and bool(at(tree.data, _locate(fault["loc"], tree.data)[0]))


def _finding(fault: Mapping[str, Any], tree: Tree) -> Finding:
    path, left = _locate(fault["loc"], tree.data)
    kind = fault["type"]
    if kind == "missing":
        where = (*path, left[-1]) if left else path
        sentence = f"{named(tree, path)}`{_dotted(tree, where)}` is missing"
        return Finding(tree.line(path), sentence)
    if kind == "extra_forbidden":
        return Finding(tree.line(path), _unknown(tree, path))
    if kind == "union_tag_not_found":
        return Finding(tree.line(path), f"{named(tree, path)}`{_dotted(tree, path)}.kind` is missing")
    if kind == "union_tag_invalid":
        path = (*path, "kind")
    key = _dotted(tree, path)
    subject = f"`{key}` " if key else ""
    return Finding(tree.line(path), f"{named(tree, path)}{subject}{_clause(fault, at(tree.data, path))}")


def _locate(loc: tuple[str | int, ...], data: Any) -> tuple[Path, list[str | int]]:
    """Pydantic's place as a path of the text: names of alternatives and folded parts are not in it."""
    path: Path = ()
    left: list[str | int] = []
    for step in loc:
        here = at(data, path)
        if (isinstance(here, dict) and step in here) or (isinstance(here, list) and isinstance(step, int)):
            path, left = (*path, step), []
        else:
            left.append(step)
    return path, left


def _dotted(tree: Tree, path: Path) -> str:
    """The keys below the problem, part or criterion: check.rel, by_hand.levels.half.points, cases.2."""
    depth = 0
    for level, word in enumerate(("problems", "parts", "criteria")):
        if len(path) >= 2 * level + 2 and path[2 * level] == word:
            depth = 2 * level + 2
        else:
            break
    words = []
    for end in range(depth, len(path)):
        step = path[end]
        item = at(tree.data, path[: end + 1])
        identity = item.get("id") if isinstance(item, dict) and isinstance(step, int) else None
        words.append(
            identity if isinstance(identity, str) else str(step + 1 if isinstance(step, int) else step)
        )
    return ".".join(words)


def _unknown(tree: Tree, path: Path) -> str:
    key, around = str(path[-1]), named(tree, path)
    if key in SHORTHAND and len(path) == 5:
        return f"{around}the part has criteria, so `{key}` belongs inside one of them"
    fields = _fields(tree, path[:-1])
    hint = nearest(key, fields) or f"; possible are {', '.join(fields)}"
    return f"{around}there is no key `{_dotted(tree, path)}`{hint}"


def _fields(tree: Tree, path: Path) -> list[str]:
    """The keys a place of the rubric may have."""
    models: list[type[BaseModel]] = [Rubric]
    for depth, step in enumerate(path):
        model = Criterion if models == [Part] and step in SHORTHAND else models[0]
        if not isinstance(step, str) or step not in model.model_fields:
            continue  # a list's number, or a question's name
        models = _models(model.model_fields[step].annotation) or models
        if len(models) > 1:
            kind = at(tree.data, (*path[: depth + 1], "kind"))
            models = [m for m in models if kind in get_args(m.model_fields["kind"].annotation)] or models
    return [*models[0].model_fields, *(SHORTHAND if models == [Part] else ())]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def _clause(fault: Mapping[str, Any], got: object) -> str:
    """What is wrong with a value, to follow its name."""
    kind, context = str(fault["type"]), fault.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if got is None:
        return "is empty; give it a value, or leave the key out"
    if kind in ("literal_error", "union_tag_invalid"):
        wanted = str(context.get("expected", context.get("expected_tags", ""))).replace("'", "")
        hint = nearest(str(got), wanted.replace(" or ", ", ").split(", "))
        return f"must be {_one_of(wanted)}, not {_shown(got)}{hint}"
    if kind == "string_pattern_mismatch":
        return f"{PATTERNS.get(context['pattern'], 'is not spelled as it must be')}; this is {_shown(got)}"
    return _bounds(kind, context, got)


def _bounds(kind: str, context: Mapping[str, Any], got: object) -> str:
    if kind.endswith("too_short"):
        return (
            "is an empty list" if isinstance(got, list) else "is empty; give it a value, or leave the key out"
        )
    for limit, words in (("gt", "more than"), ("ge", "at least"), ("lt", "less than"), ("le", "at most")):
        if limit in context:
            return f"must be {words} {context[limit]:g}, not {_shown(got)}"
    return f"{WANTED.get(kind.partition('_')[0], 'cannot be read')}, not {_shown(got)}"


def _one_of(wanted: str) -> str:
    names = wanted.replace(" or ", ", ").split(", ")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _shown(got: object) -> str:
    if isinstance(got, str):
        return f"“{got[:40]}”"
    return "a list" if isinstance(got, list) else "a group of keys"
