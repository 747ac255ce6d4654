"""What a command shows while it works: progress with an ETA on a terminal, silence elsewhere."""

from __future__ import annotations

import shlex
from contextlib import suppress
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

GRADING = "Grading"  # the stage at whose steps a student is done


class Screen:
    """The terminal for the length of one command; a context manager."""

    def __init__(self, quiet: bool = False) -> None:
        self.console = Console(stderr=quiet, highlight=False)
        self.quiet = quiet
        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.console,
            transient=True,
            disable=quiet or not self.console.is_terminal,
        )
        self.task = self.bar.add_task("", total=None)
        self.stage, self.kept = "", ""
        self.interrupted = False

    def __enter__(self) -> Screen:
        """Begin to show progress."""
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        self.rest()

    def say(self, sentence: str) -> None:
        """One quiet line."""
        if not self.quiet:
            self.console.print(sentence, style="dim", markup=False, soft_wrap=True)

    def tell(self, sentence: str) -> None:
        """A line to read."""
        self.console.print(sentence, markup=False, soft_wrap=True)

    def ask(self, words: str) -> str:
        """One line from the instructor; nothing moves meanwhile."""
        import click

        self.bar.stop()
        answer = str(click.prompt(words, err=True))
        self.bar.start()
        return answer

    def progress(self, stage: str, done: int, total: int) -> None:
        """How far a stage has come; `total` 0 when nobody can tell."""
        if self.interrupted:
            raise KeyboardInterrupt
        if stage != self.stage:
            self.bar.reset(self.task, total=total or None, description=stage)
        self.bar.update(self.task, completed=done, total=total or None, description=stage)
        self.stage = stage
        if stage == GRADING and total:
            self.kept = f" {done} of {total} are graded and kept."

    def interrupt(self, *_: object) -> None:
        """Ctrl-C, a closed terminal, a polite kill: stop here, or at the next step if a library hid it."""
        self.interrupted = True
        raise KeyboardInterrupt

    def rest(self) -> None:
        """No more progress: what follows is for reading."""
        with suppress(OSError):  # the terminal may be closed
            self.bar.stop()

    def stopped(self, command: list[str], anew: bool = False) -> None:
        """After Ctrl-C: what is safe, and how to go on, or to begin anew where nothing is kept."""
        self.rest()
        said = f"Stopped.{self.kept} {'To begin anew' if anew else 'To go on'}:  {shlex.join(command)}"
        with suppress(OSError):
            self.console.print(said, markup=False, soft_wrap=True)
