"""Ctrl-C ends with a sentence that is true: what goes on, and what begins anew."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from grader.cli import check
from grader.cli.screen import Screen


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(["--attacks"], "Stopped. To begin anew:"), (["--mutants"], "Stopped. To go on:")],
)
def test_a_stopped_check_says_whether_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    """Bugs that were tried are remembered; hostile submissions are handed in from the first again."""

    def stop(self: Screen, sentence: str) -> None:
        if sentence.startswith("Rubric:"):
            self.interrupted = True

    monkeypatch.setattr(Screen, "say", stop)
    monkeypatch.setattr(check.signal, "signal", lambda *_: None)  # pytest keeps its own
    done = CliRunner().invoke(check.command, [*words, "-r", "rubrics/hw2.yaml"])
    assert (done.exit_code, sentence in done.output) == (130, True)
