"""A rubric's text as plain data: every scalar stays text, every key knows its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

MOST_BYTES = 1 << 20
MOST_NODES = 20_000  # aliases count each time they are used
MOST_DEPTH = 30
NOTHING = ("", "~", "null", "Null", "NULL")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to put right: its line, and a sentence for the instructor."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain data, the line of every key and list item, and what was wrong on the way."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(data: bytes) -> Tree:
    """The tree of a rubric's bytes; a text that is no YAML gives no data and one finding."""
    if len(data) > MOST_BYTES:
        return _broken(1, "a rubric has at most 1 MB; this file is something else")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _broken(line, "this line is not UTF-8 text; save the file with the encoding UTF-8")
    node = _composed(text)
    if isinstance(node, Tree):
        return node
    if node is None:
        return _broken(1, "the rubric is empty; `grader new` writes one to start from")
    return _plain_tree(node)


def _composed(text: str) -> Node | Tree | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        return _syntax(error, text)
    except YAMLError as error:
        at = getattr(error, "position", 0)
        line = text.count("\n", 0, at if isinstance(at, int) else 0) + 1
        return _broken(line, "there is a character that cannot stand in YAML; delete it")
    except RecursionError:
        return _broken(1, "lists and braces are nested too deeply to be a rubric")
    return node


class _TooMuch(Exception):  # noqa: N818 - a way out, not a fault of ours
    """The text unfolds to more than a rubric can be."""


def _plain_tree(node: Node) -> Tree:
    walk = _Walk()
    try:
        data = walk.value(node, (), 0)
    except _TooMuch as end:
        return _broken(node.start_mark.line + 1, str(end))
    return Tree(data, walk.lines, tuple(walk.findings))


class _Walk:
    """Counts what it unfolds, so that aliases of aliases end early."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.findings: list[Finding] = []
        self.count = 0

    def value(self, node: Node, path: Path, depth: int) -> Any:
        self.count += 1
        self.lines.setdefault(path, node.start_mark.line + 1)
        if self.count > MOST_NODES or depth > MOST_DEPTH:
            raise _TooMuch(
                "this unfolds to far more than a rubric holds; write out what anchors and aliases repeat"
            )
        if isinstance(node, ScalarNode):
            return None if node.style is None and node.value in NOTHING else str(node.value)
        if isinstance(node, MappingNode):
            return self.mapping(node, path, depth)
        return [self.value(item, (*path, at), depth + 1) for at, item in enumerate(node.value)]

    def mapping(self, node: MappingNode, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self.findings.append(Finding(line, "a key must be one word, not a list or a group"))
            elif key.value in data:
                first = self.lines[*path, key.value]
                where = "on this line" if first == line else f"first in line {first}"
                sentence = f"`{key.value}` is given twice ({where}); keep one of them"
                self.findings.append(Finding(line, sentence))
            else:
                self.lines[*path, key.value] = line
                data[key.value] = self.value(item, (*path, key.value), depth + 1)
        return data


def _broken(line: int, sentence: str) -> Tree:
    return Tree(findings=(Finding(line, sentence),))


def _syntax(error: MarkedYAMLError, text: str) -> Tree:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    opened = error.context_mark.line + 1 if error.context_mark else line
    problem = f"{error.context or ''} {error.problem or ''}"
    written = (text.splitlines() or [""])[min(line, len(text.splitlines()) or 1) - 1]
    if re.match(r"[ \t]*\t", written) or "'\\t'" in problem:
        return _broken(line, "a tab stands where YAML wants spaces; replace it with spaces")
    if "unexpected end of stream" in problem and "quoted" in problem:
        return _broken(opened, "a quotation mark opens on this line and is never closed")
    for clue, sentence in SYNTAX.items():
        if clue in problem:
            return _broken(line, sentence.format(opened=opened, problem=error.problem))
    return _broken(line, f"this line cannot be read as YAML ({error.problem})")


SYNTAX = {
    "mapping values are not allowed": "a colon stands where none can; put the text in quotes, or check the "
    "indentation of this line and the one above",
    "expected ',' or ']'": "the list that opens in line {opened} is not closed with ] before this line",
    "expected ',' or '}'": "the braces that open in line {opened} are not closed before this line",
    "expected <block end>": "the indentation of this line does not fit the lines above",
    "expected '<document start>'": "the indentation of this line does not fit the lines above",
    "could not find expected ':'": "a key on this line lacks its colon",
    "cannot start any token": "this text begins with a character that means something in YAML; "
    "put it in quotes",
    "found undefined alias": "an alias (*name) is used, but no anchor (&name) of that name stands before it",
    "but found another document": "a rubric is one document; delete the line --- in its middle",
    "unexpected end of stream": "the text ends in the middle of something that opens in line {opened}",
}
