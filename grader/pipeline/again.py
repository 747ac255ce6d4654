"""One mark run anew: the student's code alone in the sandbox, judged beside what is kept of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.judge import judge
from grader.ledger import codec
from grader.model.behind import Anew
from grader.model.evidence import Evidence, NotRun
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.model.verdict import Verdict
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.collecting import collected_from
from grader.pipeline.findings import Held, find
from grader.pipeline.gather import Gathered, Gatherer
from grader.pipeline.homework import Homework
from grader.pipeline.housing import housed
from grader.pipeline.keys import REPEAT_PATIENCE
from grader.pipeline.looking import settled
from grader.pipeline.recall import chosen, expect_part
from grader.pipeline.rejudge import NothingRuns, prepared
from grader.pipeline.run import Progress, Request
from grader.pipeline.standing import Standing, standing
from grader.sandbox.box import Sandbox
from grader.sandbox.isolation.plan import STRONG

__all__ = ["again"]


def again(
    out: Path | None, rubric: Path | None, student: str, part: str, progress: Progress = lambda *_: None
) -> tuple[Anew, ...]:
    """What each criterion of a part came to, and comes to now. Nothing is kept; raises GraderError."""
    with standing(out, rubric) as stand:
        card = chosen(stand.cards, student, stand.folder)
        expect_part(card, part)
        request = Request(
            submissions=Path(stand.record.submissions),
            rubric=stand.source.path,
            out=stand.folder,
            layout=stand.record.layout,  # type: ignore[arg-type]
            trust=stand.record.isolation not in STRONG,
        )
        submission = _submission(stand, card, request, progress)
        with prepared(stand) as homework:
            verdicts = _verdicts(stand, homework, submission, _asked(homework, card, part), request, progress)
        return tuple(
            Anew(grade.address, grade.judged, verdicts[grade.address])
            for one in card.parts
            for grade in one.criteria
            if part in (grade.part, grade.address) and grade.address in verdicts and not grade.by_hand
        )


def _submission(stand: Standing, card: GradeCard, request: Request, progress: Progress) -> Submission:
    """The student's files as they are today, if they are those that were graded."""
    graded = next(one.submission for one in stand.handed if one.submission.id == card.student)
    if not request.submissions.exists():
        raise GraderError(f"{request.submissions} is not there any more, so nothing can be run anew.")
    progress("Reading submissions", 0, 0)
    collected = collected_from(request.submissions, stand.source, request.layout)
    every = (*collected.submissions, *collected.earlier)
    found = next((one for one in every if (one.id, one.digest) == (card.student, graded.digest)), None)
    if found is None:
        raise GraderError(
            f"The files of {card.student} are not those that were graded; "
            f"type `grader run {stand.record.submissions}` to grade today's."
        )
    return found


def _asked(homework: Homework, card: GradeCard, part: str) -> list[str]:
    questions = dict(homework.by_code)
    grades = [grade for one in card.parts for grade in one.criteria if part in (grade.part, grade.address)]
    asked = list(dict.fromkeys(questions[one.address] for one in grades if one.address in questions))
    if not asked:
        raise GraderError(f"{part} is marked by a person: there is nothing to run anew.")
    return asked


def _verdicts(
    stand: Standing,
    homework: Homework,
    submission: Submission,
    asked: Sequence[str],
    request: Request,
    progress: Progress,
) -> Mapping[str, Verdict]:
    source, calls = stand.source, homework.built.every_call
    progress("Running it anew", 0, 0)
    with (
        Oracle(source.reference, calls, source.rubric.seed, homework.interpreter) as oracle,
        housed(homework, request, progress) as (here, box),
    ):
        asking = Asking(oracle)
        kept, _ = Gatherer(
            here, stand.ledger, NothingRuns.standing(stand.record, stand.source), asking
        ).gather(submission)
        held: dict[str, Held | NotRun] = dict(kept)
        for name in [*asked, *(name for name, one in kept.items() if isinstance(one, NotRun))]:
            held[name] = _alone(box, submission, name, kept)
        decided = submission.id in settled(stand.ledger.cleared(), [submission])
        found = find(here, stand.ledger, asking, submission, held, decided)
    return judge(homework.rubric, found.findings, homework.built.wants)


def _alone(box: Sandbox, submission: Submission, name: str, kept: Gathered) -> Held | NotRun:
    """A fresh process for one question; what was repeated with more time gets as much again."""
    before = kept.get(name)
    repeated = isinstance(before, Held) and before.evidence.how == "repeat"
    patience = REPEAT_PATIENCE if repeated else 1.0
    one = box.run(submission, [name], box.budget(), "alone", patience)[name]
    return Held(one, codec.pack_evidence(one)) if isinstance(one, Evidence) else one
