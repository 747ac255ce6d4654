"""Text for an instructor's reference: a named mistake, written below the question it belongs to."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from grader.checks.show import brief
from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import QuestionCalls
from grader.oracle.catalogue import modules

__all__ = ["Addition", "Wording", "by_relation", "by_results", "call", "home", "wording"]

FOLDER = "mistakes"
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added to a module, and the file of results beside it, if there is one."""

    module: Path
    text: str  # the lines that are added
    whole: str  # the module with them
    data: tuple[Path, str] | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How the instructor names it."""

    name: str
    credit: Fraction
    hint: str


def home(reference: Path, question: str) -> Path:
    """The module that defines a question. Raises OracleError when it cannot be found by reading."""
    for file in modules(reference):
        for node in _tree(reference / file).body:
            if isinstance(node, ast.FunctionDef) and node.name == question and node.decorator_list:
                return reference / file
    raise OracleError(
        f"`{question}` is no plain function in {reference}, so a mistake cannot be added to it; "
        "write it there by hand."
    )


def by_relation(
    module: Path, question: QuestionCalls, wording: Wording, say: str, code: str, key: str | None
) -> Addition:
    """A function that makes of the reference's answer what these students made of it."""
    names = ", ".join(question.parameters)
    answer = f"{question.name}({names})"
    inner = f"answer[{_quoted(key)}]" if key else answer
    lines = [f"return {code.format(inner)}"]
    if key:
        entry = f"answer[{_quoted(key)}]"
        lines = [f"answer = dict({answer})", f"{entry} = {code.format(entry)}", "return answer"]
    body = "".join(f"    {line}\n" for line in lines)
    whole = module.read_text(encoding="utf-8")
    function = _free(wording.name, whole)
    text = (
        f"@{call(f'{question.name}.mistake', _words(wording))}\n"
        f"def {function}({names}):\n"
        f'    """{say[:1].upper()}{say[1:]}."""\n'
        f"{body}"
    )
    return _added(module, whole, text)


def by_results(
    module: Path, question: QuestionCalls, wording: Wording, results: Mapping[str, object]
) -> Addition:
    """A mistake that is known by its results alone; on other cases than these it says so."""
    digests = {case.label: hashlib.sha256(case.packed).hexdigest() for case in question.cases}
    cases = {
        label: {
            "call": digests[label],
            "shown": brief(value),
            "value": base64.b64encode(frames.encode(value)).decode("ascii"),
        }
        for label, value in results.items()
    }
    whole = module.read_text(encoding="utf-8")
    file = _file(module.parent, question.name, wording.name)
    text = f"{call(f'{question.name}.known', [*_words(wording), f'file={_quoted(file)}'])}\n"
    facts = {"question": question.name, "mistake": wording.name, "cases": cases}
    data = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    return _added(module, whole, text, (module.parent / file, data))


def wording(name: str, credit: str, hint: str) -> Wording:
    """Checked words. Raises OracleError with one sentence."""
    try:
        share = Fraction(credit)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share < 1:
        raise OracleError(f"A mistake earns a share below 1 of its criterion, as 1/2: not {credit}.")
    name, hint = " ".join(name.split()), " ".join(hint.split())
    if not name:
        raise OracleError("A mistake needs a name: add one with --name.")
    return Wording(name, share, hint)


def _words(wording: Wording) -> list[str]:
    parts = [_quoted(wording.name), f"credit={_quoted(str(wording.credit))}"]
    return [*parts, *([f"hint={_quoted(wording.hint)}"] if wording.hint else [])]


def call(function: str, arguments: Sequence[str]) -> str:
    """A call on one line, or with a line for each argument."""
    short = f"{function}({', '.join(arguments)})"
    if len(short) <= WIDTH:
        return short
    return f"{function}(\n" + "".join(f"    {one},\n" for one in arguments) + ")"


def _quoted(text: str) -> str:
    """A Python string as people write it, in double quotes where nothing needs an escape of Python's own."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def _added(module: Path, whole: str, text: str, data: tuple[Path, str] | None = None) -> Addition:
    after = f"{whole.rstrip()}\n\n\n{text}"
    try:
        ast.parse(after)
    except SyntaxError as error:
        remedy = "write the mistake by hand"
        raise OracleError(f"{module} could not be added to: {error.msg}; {remedy}.") from error
    return Addition(module, text, after, data)


def _free(name: str, whole: str) -> str:
    """A function's name made of the mistake's that nothing in the module has yet."""
    slug = "_".join(re.findall(r"[a-z0-9]+", name.lower()))[:40].strip("_") or "slip"
    if slug[0].isdigit() or keyword.iskeyword(slug):
        slug = f"mistake_{slug}"
    return _unused(slug, set(re.findall(r"\w+", whole)))


def _file(folder: Path, question: str, name: str) -> str:
    slug = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:40].strip("-") or "results"
    taken = {path.stem for path in (folder / FOLDER).glob("*.json")}
    return f"{FOLDER}/{_unused(f'{question}-{slug}', taken, '-')}.json"


def _unused(name: str, taken: set[str], between: str = "_") -> str:
    tries: Sequence[str] = [name, *(f"{name}{between}{at}" for at in range(2, 1000))]
    return next(one for one in tries if one not in taken)


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError) as error:
        raise OracleError(f"{path} cannot be read as Python: {error}.") from error
