"""Where each of a student's answers lives: what a page needs to say how to run it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from grader.model.calls import QuestionCalls
from grader.model.submission import CodeFile, Submission
from grader.report.again import Home

__all__ = ["Homes", "homes"]

Homes = Mapping[str, Mapping[str, Home]]  # by student, by question
NAME = re.compile(r"\*{0,2}\w*")
HEADING = r"^[ \t]*def[ \t]+{}[ \t]*\(([^()]*)\)"


def homes(submissions: Iterable[Submission], questions: Iterable[QuestionCalls]) -> Homes:
    """By student and question, the file whose definition counts; a question without one is left out."""
    asked = tuple(questions)
    return {one.id: {call.name: home for call in asked if (home := _home(one, call))} for one in submissions}


def _home(submission: Submission, call: QuestionCalls) -> Home | None:
    for name in (call.name, *call.aliases):
        for file in reversed(submission.code):
            if name in file.defines:
                return Home(file.path, file.path.endswith(".ipynb"), name, *_takes(file, name))
    return None


def _takes(file: CodeFile, name: str) -> tuple[int | None, tuple[str, ...]]:
    """How many arguments it takes by position and which by name alone, read off a heading that is plain."""
    heading = re.compile(HEADING.format(re.escape(name)), re.MULTILINE)
    found = [match[1] for block in file.blocks for match in heading.finditer(block.source)]
    if not found or any(mark in found[-1] for mark in "/#[{'\""):
        return None, ()
    words = [NAME.match(word.strip()) for word in found[-1].split(",") if word.strip()]
    names = [word[0] if word else "" for word in words]
    if any(one.startswith("*") and one != "*" for one in names):
        return None, ()
    at = names.index("*") if "*" in names else len(names)
    return at, tuple(names[at + 1 :])
