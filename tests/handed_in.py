"""Little submissions, calls and limits for the sandbox's tests, and one sandbox for a module of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.model import frames
from grader.model.calls import Calls, CaseCall, Keep, QuestionCalls
from grader.model.evidence import Evidence, NotRun, Outcome
from grader.model.submission import Block, CodeFile, Submission
from grader.rubric.schema import Limits
from grader.sandbox.box import Sandbox
from grader.sandbox.interpreter import probe

LIMITS = Limits(seconds=0.4, import_seconds=1, submission_seconds=30, memory_mb=128)


def question(
    name: str,
    *cases: Mapping[str, object],
    given: Mapping[str, object] | None = None,
    keep: Keep = "all",
    starter: str = "",
    aliases: tuple[str, ...] = (),
    group: str = "case",
) -> QuestionCalls:
    """A question called with each case's arguments; without a case it takes none and is called once."""
    labels = [f"{group}/{number}" for number in range(len(cases))] or ["call"]
    packed = [frames.encode({"arguments": dict(case), "given": dict(given or {})}) for case in cases or ({},)]
    return QuestionCalls(
        name=name,
        parameters=tuple(cases[0]) if cases else (),
        cases=tuple(CaseCall(label, len(one), one, keep) for label, one in zip(labels, packed, strict=True)),
        starter=starter,
        aliases=aliases,
    )


def handed_in(*files: tuple[str, str | Sequence[str]], student: str = "ada") -> Submission:
    """A submission of files, a source each; a notebook has a source for each cell."""
    code = []
    for path, source in files:
        cells = [source] if isinstance(source, str) else source
        blocks = tuple(
            Block(textwrap.dedent(text), 1, None if isinstance(source, str) else number)
            for number, text in enumerate(cells, 1)
        )
        code.append(CodeFile(path, str(hash((path, *cells))), blocks))
    return Submission(student, tuple(code))


class Bench:
    """A sandbox and what goes into it: hand a source in, get a question's outcomes back."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box

    def evidence(
        self, submission: str | Submission, *questions: str, how: str = "shared"
    ) -> dict[str, Evidence]:
        """Evidence for the questions; fails where there is none."""
        if isinstance(submission, str):
            submission = handed_in(("hw.py", submission))
        result = self.box.run(submission, questions, self.box.budget(), how)
        evidence = {name: one for name, one in result.items() if not isinstance(one, NotRun)}
        assert len(evidence) == len(questions), result
        return evidence

    def outcomes(self, submission: str | Submission, name: str, how: str = "shared") -> list[Outcome]:
        """What each case of one question came to."""
        return list(self.evidence(submission, name, how=how)[name].outcomes.values())

    def outcome(self, submission: str | Submission, name: str, how: str = "shared") -> Outcome:
        """What the one case that ran came to."""
        (outcome,) = self.outcomes(submission, name, how)
        return outcome

    def value(self, submission: str | Submission, name: str) -> object:
        """What came back from the one case."""
        outcome = self.outcome(submission, name)
        assert hasattr(outcome, "value"), outcome
        return outcome.value


@contextmanager
def bench(
    folder: Path, *questions: QuestionCalls, workers: int = 1, require: str = "trust", **limits: Limits
) -> Iterator[Bench]:
    """A sandbox for these questions with numpy alone, as strict as this machine can; `limits` by question."""
    every = {"": LIMITS, **dict.fromkeys((one.name for one in questions), LIMITS), **limits}
    interpreter = probe(None, ["numpy"], folder / "packages")
    with Sandbox(interpreter, Calls(questions), every, workers, require) as box:
        yield Bench(box)
