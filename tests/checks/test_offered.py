"""Whoever asks for what the grading machine does not offer is told so, and so is the instructor."""

from __future__ import annotations

import pytest

from grader.checks.offered import asked_too_much, not_offered
from grader.model.evidence import Evidence, Raised, Returned

OTHERS = "other programs, processes of one's own or a network"


@pytest.mark.parametrize(
    ("name", "message", "what"),
    [
        ("PermissionError", "[Errno 1] Operation not permitted", OTHERS),
        ("PermissionError", "[Errno 13] Permission denied", OTHERS),
        ("URLError", "<urlopen error [Errno 1] Operation not permitted>", OTHERS),
        ("PermissionError", "[Errno 13] Permission denied: '/etc/passwd'", "this file"),
        ("gaierror", "[Errno -3] Temporary failure in name resolution", "a network"),
        ("ModuleNotFoundError", "No module named 'torch.nn'", "the package torch.nn"),
        ("RuntimeError", "can't start new thread", "so many threads"),
        ("EOFError", "EOF when reading a line", "anybody who answers input()"),
        ("ValueError", "No module named 'torch'", ""),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'data.csv'", ""),
        ("EOFError", "Ran out of input", ""),
        ("KeyError", "1", ""),
    ],
)
def test_an_error_tells_what_was_asked_for(name: str, message: str, what: str) -> None:
    """Processes, packages, files, networks, threads and a keyboard are named; other errors are its own."""
    assert not_offered(Raised(name, message, "hw.py line 3")) == what


def test_a_question_is_flagged_once_for_each_thing() -> None:
    """However many cases asked for it; what returned asked for nothing."""
    refused = Raised("PermissionError", "[Errno 1] Operation not permitted")
    outcomes = {"a/0": Returned(1), "a/1": refused, "b/0": refused}
    assert asked_too_much(Evidence("f", outcomes)) == [f"f: the grading machine does not offer {OTHERS}"]
    assert asked_too_much(Evidence("f", {"a/0": Returned(1)})) == []
