"""What a child tells of how its files ran, as sentences: a student's code may have written any of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.model.evidence import Missing, Outcome, Raised
from grader.model.submission import CodeFile, Submission
from grader.sandbox.messages import Failure, Message

__all__ = ["cuts", "explained", "lacks", "near", "remarks"]

Place = tuple[int, int]  # a block's index, a line
MOST = 20
OFFERS = re.compile(r"the grading machine does not offer ([^;\n]{1,80})")
UNDEFINED = re.compile(r"name '(\w+)' is not defined")
FULL = (0, 0)


def remarks(told: Message, submission: Submission, careful: frozenset[str]) -> list[str]:
    """What was done to make the files run, each in a sentence."""
    packages = [name for name in _texts(told.get("packages")) if name.isidentifier()]
    again = _texts(told.get("again"))
    bare = [pair for pair in _lists(told.get("bare")) if len(pair) == 2]
    sentences = [f"the code imports {name}, which the grading machine does not offer" for name in packages]
    sentences += [f"{where} ran a second time, because what it needs stands further down" for where in again]
    sentences += [f"{where} was defined without its decorator @{name}" for where, name in bare]
    files = {file.path: file for file in submission.code}
    sentences += [_cut(files[path], place) for path, place in cuts(told, submission, careful).items()]
    return sentences


def cuts(told: Message, submission: Submission, careful: frozenset[str]) -> dict[str, Place]:
    """By file, the place from which only definitions were taken because the time for loading was used up."""
    paths = {file.path for file in submission.code} - careful
    entries = told.get("cuts")
    found: dict[str, Place] = {}
    for entry in entries[: len(paths)] if isinstance(entries, list) else []:
        values = list(entry) if isinstance(entry, (list, tuple)) else []
        if len(values) == 3 and isinstance(values[0], str) and values[0] in paths:
            block, line = values[1:]
            if all(type(one) is int and 0 <= one < 1 << 31 for one in (block, line)):
                found[values[0]] = (block, line)
    return found


def near(told: Message, name: str) -> str:
    """What was found in place of an answer: "found `Fit_Poly`, expected `fit_poly`", or nothing."""
    entries = told.get("near")
    texts = _texts(entries.get(name)) if isinstance(entries, Mapping) else []
    if len(texts) != 2 or not texts[0].isidentifier():
        return ""
    inside = f" inside {texts[1]}" if texts[1] else ""
    return f"found `{texts[0]}`{inside}, expected `{name}`{' outside of it' if inside else ''}"


def explained(outcome: Outcome, failures: Sequence[Failure]) -> Outcome:
    """An exception for want of a name, with the statement that would have given it."""
    if not isinstance(outcome, Raised) or outcome.type != "NameError":
        return outcome
    undefined = UNDEFINED.search(outcome.message)
    for failed in failures if undefined else ():
        if undefined and undefined[1] in failed.names:
            return replace(outcome, message=f"{outcome.message[:300]}; {failed.say}"[:600])
    return outcome


def lacks(question: str, outcomes: Mapping[str, Outcome]) -> list[str]:
    """What a question met that the grading machine does not offer: a package, a process, a file."""
    said = [
        outcome.message if isinstance(outcome, Raised) else outcome.reason
        for outcome in outcomes.values()
        if isinstance(outcome, (Raised, Missing))
    ]
    found = [one.removesuffix(")") for text in said for one in OFFERS.findall(text)]
    return [f"{question}: the grading machine does not offer {what}" for what in dict.fromkeys(found)][:MOST]


def _cut(file: CodeFile, place: Place) -> str:
    if place == FULL:
        return f"only the definitions of {file.path} were taken: the files before it took too long"
    blocks = [block for block in file.blocks if block.error is None]
    block = blocks[min(place[0], len(blocks) - 1)] if blocks else None
    cell = f"cell {block.cell} " if block is not None and block.cell else ""
    return f"{file.path} took too long: from {cell}line {place[1]} on only its definitions were taken"


def _texts(value: object) -> list[str]:
    listed = value[:MOST] if isinstance(value, (list, tuple)) else []
    return [one[:120] for one in listed if isinstance(one, str)]


def _lists(value: object) -> list[list[str]]:
    return [_texts(one) for one in value[:MOST]] if isinstance(value, (list, tuple)) else []
