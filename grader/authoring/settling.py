"""Which example and which check each question gets: tried in the process that holds references."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader.authoring.drafting import Draft, packages_of, reference_text
from grader.authoring.examples import Example
from grader.checks.numeric import read_numbers
from grader.errors import OracleError
from grader.model.interpreter import Interpreter
from grader.model.tabular import read_table
from grader.oracle.build import build
from grader.sandbox.interpreter import probe

__all__ = ["Settled", "check_for", "settle"]

SECONDS = 20.0
NO_QUESTION = ("returns nothing", "gives something that cannot be kept", "not finite")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settled:
    """The draft as it is written: the chosen examples, each question's check, and what is left to say."""

    draft: Draft
    chosen: dict[str, Example | None]
    checks: dict[str, str]
    packages: tuple[str, ...]
    notes: tuple[str, ...]
    open: tuple[str, ...]  # questions that still want a case


def settle(drafted: Draft, title: str, progress: Progress) -> Settled:
    """Try each question's choices until one gives an answer; what gives none is no question."""
    packages = packages_of(drafted.pieces)
    chosen: dict[str, Example | None] = {one.name: None for one in drafted.asked}
    checks, notes, wanting, dropped = dict[str, str](), list(drafted.notes), list[str](), set[str]()
    with tempfile.TemporaryDirectory(prefix="grader-new-") as folder:
        interpreter = probe(None, packages, Path(folder) / "packages")
        for done, asked in enumerate(drafted.asked):
            progress("Trying the solution", done, len(drafted.asked))
            single = replace(drafted, asked=(asked,))
            choices: Sequence[Example | None] = asked.choices or (None,)
            if not asked.function.args.args:
                choices = (None,)
            found, faults = _first(single, choices, title, interpreter, Path(folder))
            if found is not None:
                chosen[asked.name], checks[asked.name] = found
                notes += _doubts(asked.name, found[0])
            elif any(word in fault for fault in faults for word in NO_QUESTION):
                dropped.add(asked.name)
                notes.append(f"{asked.name} {_why(faults[-1])}, and stays a helper")
            else:
                wanting.append(asked.name)
                checks[asked.name] = "{kind: array}"
                notes += [f"{asked.name} wants an example: {_short(fault)}" for fault in faults[-1:]]
    kept = tuple(one for one in drafted.asked if one.name not in dropped)
    return Settled(
        replace(drafted, asked=kept),
        {one.name: chosen[one.name] for one in kept},
        checks,
        packages,
        tuple(notes),
        tuple(wanting),
    )


def check_for(want: object) -> str:
    """The check that fits what the reference returns, as it stands in a rubric."""
    if read_table(want) is not None:
        return "{kind: table}"
    bare = want.item() if isinstance(want, np.generic) else want
    if isinstance(bare, (bool, int)):
        return "{kind: exact}"
    if isinstance(bare, Mapping):
        numbers = all(
            isinstance(key, str) and not isinstance(read_numbers(value), str) for key, value in bare.items()
        )
        # of counts, whoever answers 1 everywhere would have many entries right
        counts = all(isinstance(value, (int, np.integer)) for value in bare.values())
        return "{kind: mapping}" if numbers and not counts else "{kind: data}"
    return "{kind: data}" if isinstance(read_numbers(bare), str) else "{kind: array}"


def _first(
    single: Draft,
    choices: Sequence[Example | None],
    title: str,
    interpreter: Interpreter,
    folder: Path,
) -> tuple[tuple[Example | None, str] | None, list[str]]:
    """The first choice that gives an answer, with the check for it, and what the others came to."""
    name, faults = single.asked[0].name, list[str]()
    for at, choice in enumerate(choices):
        reference = folder / f"{name}_{at}"
        reference.mkdir()
        (reference / "answers.py").write_text(reference_text(single, {name: choice}, title), encoding="utf-8")
        try:
            built = build(reference, [name], 0, interpreter, SECONDS)
        except OracleError as error:
            faults.append(str(error).replace(f"{reference}/", ""))
            continue
        want = next(iter(built.wants.question(name).want.values()))
        return (choice, check_for(want)), faults
    return None, faults


def _doubts(name: str, example: Example | None) -> list[str]:
    if example is None or example.doubt < 4:
        return []
    return [f"{name} is called nowhere, so its example is a guess: look at it"]


def _why(fault: str) -> str:
    return next(word for word in NO_QUESTION if word in fault).replace(
        "not finite", "returns nan or infinity"
    )


def _short(fault: str) -> str:
    return re.sub(r" \(answers\.py:\d+\)", "", fault)[:200].rstrip(".")
