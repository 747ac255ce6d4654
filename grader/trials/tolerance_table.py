"""Calibrated tolerances as a table for people and as plain facts for programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.checks.base import Tolerance
from grader.checks.show import brief
from grader.model.calls import Calls
from grader.model.text import line
from grader.oracle.rules import unpack
from grader.report.cases import describe
from grader.rubric.rewrite import plain
from grader.trials.proposals import WORDS, Row
from grader.trials.tolerances import Calibration, Warned

__all__ = ["facts", "print_calibration"]

STYLES = {"good": "green", "change": "yellow", "unclear": "bold red"}
SAID = {
    "disagree": "Right methods disagree on these cases; no student should be judged on them",
    "sensitive": "These cases are sensitive: a right method that squares the condition number, as normal "
    "equations do, may be this far off",
    "single": "In single precision the answers to these cases are farther off than such answers may be",
}
LEGEND = (
    "Each pair is relative and absolute, as `rel` and `abs` in the rubric. Needed is how far right methods "
    "are apart: a tolerance should be a hundred times that, and a hundredth of what any mistake is off.\n"
)
SHORT = 24


def print_calibration(console: Console, found: Calibration, written: Sequence[str]) -> None:
    """A row a criterion with a sentence of what it means, the cases to think about, and what to do."""
    head = [Text(name, "bold") for name in ("Criterion", "Now", "Needed", "Proposed", "Most different")]
    body = [_cells(row) for row in found.rows]
    widths = [max(len(cells[at].plain) for cells in [head, *body]) for at in range(len(head) - 1)]
    console.print(_line(head, widths))
    for row, cells in zip(found.rows, body, strict=True):
        console.print(_line(cells, widths))
        console.print(Padding(Text(line(row.why, 300), "dim"), (0, 0, 0, 4), expand=False))
    console.print()
    console.print(Text(LEGEND, "dim"))
    for kind in SAID:
        _print_warnings(
            console, kind, [one for one in found.warnings if one.kind == kind], found.homework.built.calls
        )
    console.print(Text(conclusion(found, written), "bold"))


def _cells(row: Row) -> list[Text]:
    who = f"{WORDS.get(row.method, row.method)} ({row.case})" if row.method else "none differs"
    return [
        Text(row.address, "cyan"),
        Text(_pair(row.now)),
        Text(_pair(row.needed)),
        _proposal(row),
        Text(line(who)),
    ]


def _line(cells: Sequence[Text], widths: Sequence[int]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for width in widths:
        table.add_column(width=width, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(*cells)
    return table


def conclusion(found: Calibration, written: Sequence[str]) -> str:
    """What it comes to, in a sentence or two."""
    if not found.rows:
        return "No criterion compares numbers, so there is no tolerance to choose."
    said = []
    if written:
        said.append(f"Written into {found.homework.source.path}: {', '.join(written)}.")
    elif found.changes:
        said.append(f"{_count(len(found.changes))} should change: type the command again with --write.")
    unclear = [row.address for row in found.rows if row.status == "unclear"]
    if unclear:
        said.append(f"No tolerance is right for {', '.join(unclear)}: choose other cases.")
    if any(one.is_trap for one in found.warnings):
        said.append("Take the cases named above out of the reference.")
    return " ".join(said) or "Every tolerance is good as it is."


def facts(found: Calibration, written: Sequence[str]) -> dict[str, object]:
    """The same, for a program."""
    calls = found.homework.built.calls
    return {
        "rubric": str(found.homework.source.path),
        "sound": found.is_sound(written),
        "written": list(written),
        "criteria": [
            {
                "address": row.address,
                "question": row.question,
                "now": row.now.model_dump(),
                "needed": row.needed.model_dump(),
                "proposed": None if row.proposed is None else row.proposed.model_dump(),
                "method": row.method,
                "case": row.case,
                "mistake": row.mistake,
                "mistake_distance": row.near if row.mistake else None,
                "status": row.status,
                "why": row.why,
            }
            for row in found.rows
        ],
        "warnings": [
            {
                "kind": one.kind,
                "question": one.question,
                "case": one.case,
                "arguments": _told(calls, one),
                "method": one.method,
                "relative": one.relative,
            }
            for one in found.warnings
        ],
    }


def _print_warnings(console: Console, kind: str, warnings: Sequence[Warned], calls: Calls) -> None:
    if not warnings:
        return
    console.print(Text(f"{SAID[kind]}:", "yellow"))
    for question, some in groupby(warnings, key=lambda one: one.question):
        console.print(Text(f"  {question}", "bold"))
        for one in some:
            told = _told(calls, one)
            who = f", {WORDS.get(one.method, one.method)}" if kind == "disagree" else ""
            said = f"{one.case}{f' ({told})' if told else ''}: {_share(one.relative)}{who}"
            console.print(Padding(Text(line(said, 300)), (0, 0, 0, 4), expand=False))
    console.print()


def _told(calls: Calls, one: Warned) -> str:
    """What tells the case from the others: its short arguments, or all of them cut."""
    case = next(case for case in calls.question(one.question).cases if case.label == one.case)
    short = {name: brief(value) for name, value in unpack(case.packed).items()}
    told = ", ".join(f"{name} = {text}" for name, text in short.items() if len(text) <= SHORT)
    return told or describe(calls, one.question, one.case, 80)


def _share(relative: float) -> str:
    """How far off, in percent where that reads well."""
    if relative >= 100:
        return "wholly off"
    if relative >= 0.1:
        return f"{100 * relative:.0f} % off"
    return (
        f"{100 * relative:.2g} % off" if relative >= 1e-4 else f"{plain(float(f'{relative:.0e}'))} of it off"
    )


def _pair(tolerance: Tolerance) -> str:
    rel, abs_ = (plain(float(f"{value:.1g}")) for value in (tolerance.rel, tolerance.abs))
    return f"{rel}  {abs_}"


def _proposal(row: Row) -> Text:
    if row.proposed is None:
        return Text("none", STYLES["unclear"])
    return Text("as now" if row.status == "good" else _pair(row.proposed), STYLES[row.status])


def _count(number: int) -> str:
    return "One tolerance" if number == 1 else f"{number} tolerances"
