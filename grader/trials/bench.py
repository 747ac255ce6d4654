"""The bench on which a homework is looked at: rubric, reference, a sandbox, and what is remembered."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.collect import collect
from grader.errors import SandboxError
from grader.judge import Finding, judge, judge_criterion
from grader.ledger import codec
from grader.ledger.memo import Ledger
from grader.model.evidence import Evidence, Missing, NotRun, Outcome
from grader.model.grade import GradeCard
from grader.model.submission import Block, CodeFile, Submission
from grader.model.verdict import Kind, Verdict
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.findings import outlook
from grader.pipeline.fitting import asked_names
from grader.pipeline.homework import Homework, prepare
from grader.pipeline.keys import evidence_key, still_holds
from grader.rubric.load import LoadedRubric
from grader.rubric.schema import Limits, address
from grader.sandbox.box import Sandbox
from grader.sandbox.interpreter import probe
from grader.sandbox.reader import Reader
from grader.score import score
from grader.trials.cache import cache

__all__ = ["Bench", "Progress", "bench"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """A homework that is ready to be tried; `files` are the reference's own, as a student's are read."""

    homework: Homework
    box: Sandbox
    asking: Asking
    ledger: Ledger
    files: Mapping[str, CodeFile]

    @property
    def source(self) -> LoadedRubric:
        """The rubric and where it stands."""
        return self.homework.source

    def submission(self, name: str, sources: Mapping[str, str], files: Sequence[str] = ()) -> Submission:
        """The reference's files, of these names or all, with other texts in place of some."""
        code = [self.files[file] for file in files or self.files]
        return Submission(
            name, tuple(_with(one, sources[one.path]) if one.path in sources else one for one in code)
        )

    def written(self, name: str, text: str, file: str = "answers.py") -> Submission:
        """A file of one's own, read as a student's is."""
        return Submission(name, tuple(_read({file: text.encode()}, self.source).values()))

    def ran(
        self, submission: Submission, questions: Sequence[str], limits: Mapping[str, Limits] | None = None
    ) -> dict[str, Evidence]:
        """What its functions do, from before or now. Raises SandboxError where our own machinery failed."""
        limits = limits or self.homework.limits
        keys = {name: self._key(submission, name) for name in questions}
        kept = self.ledger.get_many("evidence", keys.values())
        known = {name: codec.unpack_evidence(kept[key]) for name, key in keys.items() if key in kept}
        held = {
            name: one for name, one in known.items() if still_holds(one, limits[name], self.box.candidates)
        }
        missing = [name for name in questions if name not in held]
        fresh = self.box.run(submission, missing, self.box.budget(), limits=limits) if missing else {}
        for name, one in fresh.items():
            if isinstance(one, NotRun):
                raise SandboxError(f"{name} could not be run: {one.reason}.")
            held[name] = one
        self.ledger.put_many(
            ("evidence", keys[name], codec.pack_evidence(one))
            for name, one in fresh.items()
            if isinstance(one, Evidence)
        )
        return held

    def _key(self, submission: Submission, question: str) -> str:
        call = self.homework.built.calls.question(question)
        return evidence_key(submission, call.digest, self.homework.interpreter)

    def judged(self, evidence: Evidence) -> dict[str, Verdict]:
        """Every criterion of one question by itself, by address."""
        return self.by_itself(outlook(self.homework, evidence, self.asking))

    def by_itself(self, found: Mapping[str, Finding]) -> dict[str, Verdict]:
        """Findings as verdicts, whatever else they build on."""
        criteria = {address(part, one): one for _, part, one in self.homework.rubric.walk()}
        wants = self.homework.built.wants
        return {place: judge_criterion(criteria[place], one, wants) for place, one in found.items()}

    def card(self, held: Mapping[str, Evidence]) -> GradeCard:
        """The whole sheet of one who answers like this; an absent question is missing, as is written work."""
        rubric, findings = self.homework.rubric, dict[str, Finding]()
        for name in self.homework.questions:
            findings |= outlook(self.homework, held.get(name) or self.absent(name), self.asking)
        for _, part, criterion in rubric.walk():
            if criterion.by_hand is not None:
                findings[address(part, criterion)] = Verdict(Kind.MISSING, say="No written work.")
        return score(rubric, "check", judge(rubric, findings, self.homework.built.wants))

    def absent(self, question: str) -> Evidence:
        """No such function."""
        cases = self.homework.built.calls.question(question).cases
        outcomes: dict[str, Outcome] = {case.label: Missing("there is no such function") for case in cases}
        return Evidence(question, outcomes)


@contextmanager
def bench(source: LoadedRubric, progress: Progress, workers: int = 1) -> Iterator[Bench]:
    """Everything that looking at a homework needs, for the length of a `with`. Raises GraderError."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-check-")))
        place.chmod(0o711)  # as a run's own folder: the students' user must reach the packages
        rubric = source.rubric
        progress("Reading the reference", 0, 0)
        interpreter = probe(rubric.python, rubric.packages, place / "packages")
        ledger = stack.enter_context(cache(source.path))
        homework = prepare(source, interpreter, ledger)
        calls = homework.built.every_call
        oracle = stack.enter_context(Oracle(source.reference, calls, rubric.seed, interpreter))
        files = _read({path.name: path.read_bytes() for path in source.reference.glob("*.py")}, source)
        box = Sandbox(interpreter, homework.built.calls, homework.limits, workers, "trust")  # her own code
        yield Bench(homework, stack.enter_context(box), Asking(oracle), ledger, files)


def _read(texts: Mapping[str, bytes], source: LoadedRubric) -> dict[str, CodeFile]:
    """Files handed in as a student would."""
    asked = asked_names(source.rubric)
    rule = source.rubric.submission.model_copy(update={"code": ("*.py", "*.ipynb")})
    with tempfile.TemporaryDirectory(prefix="grader-check-") as name, Reader() as reader:
        place = Path(name) / "class" / "student"
        place.mkdir(parents=True)
        for file, text in texts.items():
            (place / file).write_bytes(text)
        found = collect(
            place.parent, rule, asked, lambda path, data: reader.read(path, data, asked), "folders"
        )
    return {file.path: file for submission in found.submissions for file in submission.code}


def _with(file: CodeFile, source: str) -> CodeFile:
    digest = hashlib.sha256(source.encode()).hexdigest()
    return replace(file, digest=digest, blocks=(Block(source, 1),))
