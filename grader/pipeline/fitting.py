"""Whether this rubric is the one that this folder was handed in for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.errors import RubricError, SubmissionError
from grader.model.submission import Submission
from grader.rubric.load import LoadedRubric, load
from grader.rubric.schema import Rubric

FEW = 0.1


def asked_names(rubric: Rubric) -> frozenset[str]:
    """Every name a question may go by."""
    return frozenset(
        name for question in rubric.question_names for name in (question, *rubric.aliases_for(question))
    )


def expect_fitting(source: LoadedRubric, submissions: Sequence[Submission]) -> None:
    """Refuse, before anything is written, a rubric whose functions almost nobody defines."""
    with_code = [submission for submission in submissions if submission.code]
    ours = _answering(source.rubric, with_code)
    if not with_code or ours > FEW * len(with_code):
        return
    likelier = _likelier(source.path, with_code, ours)
    if likelier is None and len(with_code) < 3:
        return  # one or two students without a known name may simply need a look
    who = "None" if not ours else f"Only {ours}"
    remedy = (
        f"{likelier} fits better: try -r {likelier}."
        if likelier
        else "Name the right rubric with -r, or look at how the functions are called."
    )
    raise SubmissionError(
        f"{who} of {len(with_code)} submissions defines any function that {source.path} asks for. "
        f"{remedy} Nothing was written."
    )


def _answering(rubric: Rubric, submissions: Sequence[Submission]) -> int:
    names = asked_names(rubric)
    lost = [{name for file in one.code for name, _ in file.lost} for one in submissions]
    return sum(bool(names & (one.defines | gone)) for one, gone in zip(submissions, lost, strict=True))


def _likelier(path: Path, submissions: Sequence[Submission], ours: int) -> Path | None:
    best, found = ours, None
    for other in sorted([*path.parent.glob("*.yaml"), *path.parent.glob("*.yml")]):
        if other.resolve() == path.resolve():
            continue
        try:
            fits = _answering(load(other).rubric, submissions)
        except RubricError:
            continue
        if fits > best:
            best, found = fits, other
    return found
