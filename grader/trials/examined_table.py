"""What a check of a rubric came to: a line for each thing that was looked at, and what there is to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.model.text import line
from grader.trials.remark import Looked, Remark

__all__ = ["facts", "is_sound", "print_looked", "verdict"]

MARKS = {"good": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "bold red")}
STYLES = {"error": "red", "warning": "yellow", "note": "dim"}
MOST = 12  # remarks shown of one kind and level


def print_looked(console: Console, looked: Sequence[Looked]) -> None:
    """One line each, with its remarks below."""
    width = max(len(one.title) for one in looked)
    for one in looked:
        mark, style = MARKS[one.level]
        row = Text.assemble((mark, style), " ", (one.title.ljust(width), "bold"), "  ", one.said)
        console.print(row, soft_wrap=False)
        for level in ("error", "warning", "note"):
            _print_remarks(console, level, list(one.of(level)))
    console.print()


def _print_remarks(console: Console, level: str, remarks: list[Remark]) -> None:
    for remark in remarks[:MOST]:
        text = Text.assemble(
            (f"{level}  ", STYLES[level]), (remark.place, "cyan"), "  ", line(remark.say, 400)
        )
        console.print(Padding(text, (0, 0, 0, 4), expand=False))
    if len(remarks) > MOST:
        more = f"and {len(remarks) - MOST} more like these (all of them with --json)"
        console.print(Padding(Text(more, "dim"), (0, 0, 0, 4), expand=False))


def is_sound(looked: Iterable[Looked]) -> bool:
    """Whether nothing would go wrong for students."""
    return not any(one.level == "error" for one in looked)


def verdict(looked: Sequence[Looked]) -> str:
    """The last sentence."""
    errors, warnings = (sum(len(list(one.of(level))) for one in looked) for level in ("error", "warning"))
    decide = f"{_count(warnings, 'warning')} {'is' if warnings == 1 else 'are'} for you to decide."
    if errors:
        gone = f"Not yet: {_count(errors, 'error')} would go wrong for students."
        return f"{gone} {decide}" if warnings else gone
    good = "Your rubric would notice: nothing of this would go wrong for students."
    return f"{good} {decide}" if warnings else good


def facts(looked: Sequence[Looked]) -> dict[str, object]:
    """The same, for a program."""
    return {
        "sound": is_sound(looked),
        "looked_at": [
            {
                "name": one.name,
                "title": one.title,
                "outcome": one.level,
                "said": one.said,
                "remarks": [
                    {"level": remark.level, "place": remark.place, "say": remark.say}
                    for remark in one.remarks
                ],
            }
            for one in looked
        ],
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
