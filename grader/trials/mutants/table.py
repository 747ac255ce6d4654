"""What became of the deliberate bugs: survivors as a diff, who should have noticed, a case that would."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.model.text import line
from grader.trials.mutants.acknowledged import FILE, entry
from grader.trials.mutants.survey import Fate, Survey
from grader.trials.remark import Looked, Remark

__all__ = ["facts", "looked", "print_survey"]

ENOUGH = 0.95
SIGNS = {"-": "red", "+": "green"}


def looked(survey: Survey) -> Looked:
    """The score in a line. A bug that earns full points though an allowed case would show it is an error."""
    remarks = [_remark(fate) for fate in survey.of("survived", "refuted")]
    for one, text, why in survey.stale:
        say = f"Take “{line(text, 120)}” out of {FILE}: {why}."
        remarks.append(Remark("warning", one.where, say))
    if survey.score < ENOUGH:
        say = f"Only {100 * survey.score:.0f} % of the bugs are caught; 95 % should be."
        remarks.insert(0, Remark("warning", "all", say))
    return Looked("mutants", "Deliberate bugs", _said(survey), tuple(remarks))


def _said(survey: Survey) -> str:
    said = f"{survey.caught} of {survey.counted} deliberate bugs caught"
    aside = []
    if count := len(survey.of("acknowledged")):
        aside.append(f"{count} more change no answer, as {FILE} says")
    if count := len(survey.of("reading")):
        aside.append(f"{count} are right by another convention")
    return f"{said} ({'; '.join(aside)})" if aside else said


def _remark(fate: Fate) -> Remark:
    mutant = fate.mutant
    by = ", ".join(fate.by)
    place = f"{mutant.file}:{mutant.line}"
    if fate.status == "refuted":
        return Remark("error", place, f"{FILE} says that this bug changes no answer, but one changes ({by}).")
    shown = fate.example is not None and not fate.example.beyond
    words = "A bug earns full points" if shown else "A bug changes no answer on any case"
    return Remark("error" if shown else "warning", place, f"{words}; {by} should have caught it.")


def print_survey(console: Console, survey: Survey) -> None:
    """Every survivor, and how to acknowledge those that change no answer."""
    survivors = survey.of("refuted", "survived")
    for fate in survivors:
        _print_fate(console, survey, fate)
    silent = [fate for fate in survivors if fate.status == "survived" and fate.example is None]
    if silent:
        words = (
            f"Where a bug changes no answer that the question allows, say why in {FILE} beside the reference:"
        )
        console.print(Text(words, "dim"))
        for text in _entries(silent):
            console.print(Text(indent(text, "    ")), soft_wrap=True)
        console.print()


def _print_fate(console: Console, survey: Survey, fate: Fate) -> None:
    mutant = fate.mutant
    head = f"{mutant.file}:{mutant.line}  {mutant.where}  ({mutant.what})"
    console.print(Text(head, "bold"))
    for text in mutant.diff(survey.originals[mutant.file]).splitlines():
        console.print(Text(f"    {text}", SIGNS.get(text[:1], "")), soft_wrap=True)
    console.print(
        Padding(Text(f"should have been caught by {', '.join(fate.by)}"), (0, 0, 0, 4), expand=False)
    )
    if fate.words:
        console.print(Padding(Text(f"{FILE} says: {line(fate.words, 300)}"), (0, 0, 0, 4), expand=False))
    for text in _example(fate):
        console.print(Text(f"    {text}"), soft_wrap=True)
    console.print()


def _example(fate: Fate) -> Iterable[str]:
    if fate.example is None:
        return
    allowed = ", if the question allows it" if fate.example.beyond else ""
    if fate.example.line:
        yield f"a case that would{allowed}:"
        yield f"    {fate.example.line}"
    else:
        yield f"a case that would{allowed}: one like {fate.example.label} of {fate.example.question}"


def _entries(fates: Iterable[Fate]) -> Iterable[str]:
    """Those of one line together."""
    groups: dict[tuple[str, str, str], list[Fate]] = {}
    for fate in fates:
        groups.setdefault(fate.mutant.name[:3], []).append(fate)
    return [entry([fate.mutant for fate in group]) for group in groups.values()]


def facts(survey: Survey) -> dict[str, object]:
    """The same, for a program."""
    return {
        "caught": survey.caught,
        "counted": survey.counted,
        "score": survey.score,
        "bugs": [
            {
                "file": fate.mutant.file,
                "line": fate.mutant.line,
                "where": fate.mutant.where,
                "what": fate.mutant.what,
                "diff": fate.mutant.diff(survey.originals[fate.mutant.file]),
                "outcome": fate.status,
                "criteria": list(fate.by),
                "say": fate.words,
                "example": None if fate.example is None else fate.example.line,
            }
            for fate in survey.fates
        ],
        "stale": [{"in": one.where, "becomes": text, "why": why} for one, text, why in survey.stale],
    }
