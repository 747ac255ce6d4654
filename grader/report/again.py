"""How a student runs a case again: at most three lines of Python, with the very inputs."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.checks.show import clean
from grader.model.calls import Calls, QuestionCalls
from grader.model.frames import FrameError, decode
from grader.report.literal import TooLarge, call_text, literal, sizes

__all__ = ["Again", "Home", "run_again"]

LIMIT = 2400  # characters of all inputs together


@dataclass(frozen=True, slots=True)
class Home:
    """Where a student's answer lives: its file and its name there.

    `takes` is how many arguments it takes by position, if known, `named` those it takes only by name.
    """

    file: str
    notebook: bool
    name: str
    takes: int | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The lines, where to type them, and what else there is to say; no lines when they would be too long."""

    lines: str
    where: str
    note: str = ""


def run_again(calls: Calls, home: Home, question: str, label: str) -> Again | None:
    """The lines for one case; None when there is no such case."""
    try:
        call = calls.question(question)
        case = decode(next(one.packed for one in call.cases if one.label == label))
    except (KeyError, StopIteration, FrameError):
        return None
    if not isinstance(case, Mapping):
        return None
    arguments, given = dict(case["arguments"]), dict(case["given"])
    file = clean(home.file)
    top = file.partition("/")[0]
    where = f"in a new cell at the end of {file}" if home.notebook else f"in the folder that holds {top}"
    try:
        lines = _lines(home, _taken(arguments, given, home), given, bool(call.parameters))
    except TooLarge:
        return Again("", where, f"The inputs of this case are too large to print here ({sizes(arguments)}).")
    return Again(lines, where, _note(call))


def _taken(
    arguments: Mapping[str, object], given: Mapping[str, object], home: Home
) -> list[tuple[str, object]]:
    """What is passed: trailing arguments that are given by name, too, are left out where none takes them."""
    names = [name for name in arguments if name not in home.named]
    while home.takes is not None and len(names) > home.takes and names[-1] in given:
        names.pop()
    by_name = [(f"{name}=", arguments[name]) for name in home.named if name in arguments]
    return [*(("", arguments[name]) for name in names), *by_name]


def _lines(home: Home, values: list[tuple[str, object]], given: Mapping[str, object], called: bool) -> str:
    texts = [f"{name}{literal(value, LIMIT)}" for name, value in values]
    set_ = {name: literal(value, LIMIT) for name, value in given.items()}
    if sum(map(len, [*texts, *set_.values()])) > LIMIT:
        raise TooLarge
    name = home.name
    module = None if home.notebook else _module(home.file)
    if home.notebook:
        first, answer = [], name
        globals_ = [f"{', '.join(set_)} = {', '.join(set_.values())}"] if set_ else []
    elif module and set_:
        first, answer = [f"import {module}"], f"{module}.{name}"
        globals_ = [f"{call_text(f'vars({module}).update', set_)}"]
    elif module:
        first, answer, globals_ = [f"from {module} import {name}"], name, []
    else:
        first, answer = ["import runpy", f'{name} = runpy.run_path({home.file!a})["{name}"]'], name
        globals_ = [call_text(f"{name}.__globals__.update", set_)] if set_ else []
    last = f"print({answer}({', '.join(texts)}))"
    if not called:
        last = f"print({answer}() if callable({answer}) else {answer})"
    return _joined(first, globals_, last)


def _joined(first: list[str], globals_: list[str], last: str) -> str:
    """At most three lines: imports share one, and so do a file's run and the globals it is given."""
    imports = [line for line in first if line.startswith("import ")]
    rest = [line for line in first if line not in imports]
    for package, name in (("pandas", "pd"), ("numpy", "np")):
        if any(f"{name}." in line for line in (*globals_, last)):
            imports.insert(0, f"import {package} as {name}")
    if len(imports) > 1:
        imports = [", ".join([imports[0], *(line.removeprefix("import ") for line in imports[1:])])]
    middle = ["; ".join([*rest, *globals_])] if rest or globals_ else []
    return "\n".join([*imports, *middle, last])


def _module(file: str) -> str | None:
    """A file's name as it is imported; None where it cannot be, or another module is called so."""
    steps = PurePosixPath(file).with_suffix("").parts
    fine = all(step.isascii() and step.isidentifier() and not keyword.iskeyword(step) for step in steps)
    known = {*sys.stdlib_module_names, "numpy", "np", "pandas", "pd"}
    return ".".join(steps) if fine and steps and steps[0] not in known else None


def _note(call: QuestionCalls) -> str:
    """A course's own functions stand in place of the student's."""
    own = re.findall(r"^def (\w+)", call.starter, re.MULTILINE)
    return f"We grade with the course's own {' and '.join(f'`{name}`' for name in own)}." if own else ""
