"""One submission's questions, from the first fork to evidence: whatever hangs or dies costs itself alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.model import frames
from grader.model.calls import Calls, QuestionCalls
from grader.model.evidence import (
    Cost,
    Evidence,
    Missing,
    Outcome,
    OutOfMemory,
    Raised,
    Refused,
    Returned,
    TimedOut,
)
from grader.model.sketch import sketch
from grader.model.submission import Submission
from grader.rubric.schema import Limits
from grader.sandbox.child import Allowance, Child, Fault
from grader.sandbox.zygote import Zygote

MAX_KEPT = 4 << 20  # bytes of one result that is kept whole

Group = tuple[str, tuple[str, ...]]  # question, labels


@dataclass(slots=True)
class Budget:
    """Processor seconds one submission may use: on its first run, and again on everything that repeats it."""

    first: float
    again: float

    def spend(self, seconds: float, first: bool) -> None:
        """Take what was used."""
        if first:
            self.first -= seconds
        else:
            self.again -= seconds


@dataclass(slots=True)
class Session:
    """The state of one submission's run; `run` is all there is to call."""

    zygote: Zygote
    submission: Submission
    calls: Calls
    limits: Mapping[str, Limits]  # by question; "" for the submission's own
    budget: Budget
    how: str = "shared"
    outcomes: dict[str, dict[str, Outcome]] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def run(self, questions: Sequence[str]) -> dict[str, Evidence]:
        """Evidence for every question asked. Raises SandboxError when our own machinery fails."""
        groups = deque(self._plan(questions))
        first, careful = self.how == "shared", False
        while groups:
            before = len(groups)
            imported = self._one_child(groups, first, careful)
            if not imported and careful:
                self._give_up(groups)
            elif not imported:
                careful = True  # a second try takes only definitions from the files
                self.flags.append("running the files failed; only their definitions were taken")
            first = first and len(groups) == before
        return {name: self._evidence(name) for name in questions}

    def _plan(self, questions: Sequence[str]) -> list[Group]:
        plan: list[Group] = []
        for name in questions:
            self.outcomes[name] = {}
            call = self.calls.question(name)
            reason = _known_missing(self.submission, (name, *call.aliases))
            if reason is not None:
                self.outcomes[name] = {case.label: reason for case in call.cases}
                continue
            plan += [
                (name, tuple(case.label for case in call.cases if case.group == group))
                for group in call.groups
            ]
        return plan

    def _one_child(self, groups: deque[Group], first: bool, careful: bool) -> bool:
        """Run groups in one child until they are done or one of them ends it; False when importing failed."""
        limits = self.limits[""]
        memory = {name: self.limits[name].memory_mb for name, _ in groups}
        child = Child(self.zygote, max([limits.memory_mb, *memory.values()]), memory)
        try:
            allowance = Allowance(limits.import_seconds, limits.memory_mb)
            report = self._import(child, groups, allowance, careful)
            self.budget.spend(child.mark(), first)
            self._take_missing(groups, report)
            while groups:
                if not self._one_group(child, groups, first):
                    return True
        except _ImportFailed:
            return False
        finally:
            child.close()
        return True

    def _import(
        self, child: Child, groups: deque[Group], allowance: Allowance, careful: bool
    ) -> dict[str, Any]:
        files = [
            [
                file.path,
                [[b.source, b.line, b.cell] for b in file.blocks if b.error is None],
                sorted(file.untouched),
            ]
            for file in self.submission.code
        ]
        plan = [[name, list(labels)] for name, labels in groups]
        questions = list(dict.fromkeys(name for name, _ in groups))
        request = {"files": files, "definitions_only": careful, "plan": plan, "questions": questions}
        try:
            child.send(frames.encode(request), allowance)
            message = _message(child.frame(allowance))
        except Fault as fault:
            raise _ImportFailed from fault
        if message.get("at") != "imported" or not isinstance(message.get("found"), dict):
            raise _ImportFailed
        return message

    def _take_missing(self, groups: deque[Group], report: dict[str, Any]) -> None:
        """Strike out what the import did not bring, with the reason why."""
        failures = [f for f in report.get("failures", []) if isinstance(f, dict)]
        for failed in failures:
            flag = f"{failed.get('where')} failed: {failed.get('type')}: {failed.get('message')}"
            if flag not in self.flags:
                self.flags.append(flag)
        for name in dict.fromkeys(name for name, _ in groups):
            found = report["found"].get(name)
            if found == "found":
                continue
            call = self.calls.question(name)
            reason = _why_missing(name, str(found), failures)
            self.outcomes[name] = {case.label: Missing(reason) for case in call.cases}
        kept = [group for group in groups if report["found"].get(group[0]) == "found"]
        groups.clear()
        groups.extend(kept)

    def _one_group(self, child: Child, groups: deque[Group], first: bool) -> bool:
        """Run the next group and strike it out; False when the child ended with it."""
        name, labels = groups[0]
        left = self.budget.first if first else self.budget.again
        if left <= 0:
            self._out_of_time(groups)
            return False
        limits, at = self.limits[name], 0
        allowance = Allowance(limits.seconds, limits.memory_mb)
        try:
            while True:
                message = _message(child.frame(allowance))
                if message.get("at") == "done":
                    break
                outcome = self._outcome(name, message, labels[at] if at < len(labels) else None)
                self.outcomes[name][labels[at]] = outcome
                if isinstance(outcome, OutOfMemory):
                    raise Fault(outcome)  # noqa: TRY301 - the child may be past saving
                at += 1
        except Fault as fault:
            self.outcomes[name][labels[min(at, len(labels) - 1)]] = fault.outcome
            self._note_cost(name, child.mark(), child)
            groups.popleft()
            return False
        self.prints[name] = (self.prints.get(name, "") + str(message.get("prints", "")))[:8000]
        seconds = child.mark()
        self.budget.spend(seconds, first)
        self._note_cost(name, seconds, child)
        groups.popleft()
        return True

    def _outcome(self, name: str, message: dict[str, Any], expected: str | None) -> Outcome:
        if message.get("at") != "case" or message.get("label") != expected or expected is None:
            raise Fault(Refused("what came back was not an answer"))
        what = message.get("what")
        if what == "returned":
            return _returned(message.get("value"), expected, self.calls.question(name))
        if what == "memory":
            return OutOfMemory(self.limits[name].memory_mb)
        if what == "raised":
            where = _where(message.get("trail"), self.submission)
            return Raised(str(message.get("type"))[:80], str(message.get("message"))[:300], where)
        return Refused(str(message.get("reason"))[:200])

    def _note_cost(self, name: str, seconds: float, child: Child) -> None:
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds
        self.megabytes[name] = max(self.megabytes.get(name, 0.0), child.peak / (1 << 20))

    def _out_of_time(self, groups: deque[Group]) -> None:
        for name, labels in groups:
            self.outcomes[name].setdefault(labels[0], TimedOut(self.limits[""].submission_seconds))
        self.flags.append("the submission's time was used up")
        groups.clear()

    def _give_up(self, groups: deque[Group]) -> None:
        for name, labels in groups:
            reason = Missing("your files could not be run: importing them did not end, or ended the process")
            self.outcomes[name].update(dict.fromkeys(labels, reason))
        groups.clear()

    def _evidence(self, name: str) -> Evidence:
        order = [case.label for case in self.calls.question(name).cases]
        got = self.outcomes[name]
        return Evidence(
            question=name,
            outcomes={label: got[label] for label in order if label in got},
            prints=self.prints.get(name, ""),
            cost=Cost(self.seconds.get(name, 0.0), self.megabytes.get(name, 0.0)),
            how=self.how,
            flags=tuple(self.flags),
        )


class _ImportFailed(Exception):  # noqa: N818 - leads to a second, careful try
    pass


def _known_missing(submission: Submission, names: Sequence[str]) -> Missing | None:
    """What reading alone tells: nothing handed in, an untouched starter, or a block that does not compile."""
    if not submission.code:
        return Missing("no code was handed in")
    files = [(file, dict(file.lost)) for file in submission.code]
    for name in names:
        if any(name in file.defines - file.untouched and name not in lost for file, lost in files):
            return None
    for name in names:
        for _, lost in reversed(files):
            if name in lost:
                return Missing(lost[name])
    if any(name in file.untouched for file, _ in files for name in names):
        return Missing("the starter is as it was handed out", untouched=True)
    return None


def _why_missing(name: str, found: str, failures: Sequence[Mapping[str, Any]]) -> str:
    if found.startswith("not a function"):
        return f"`{name}` is {found}"
    for failed in failures:
        if name in failed.get("names", ()):
            return f"{failed.get('where')} failed: {failed.get('type')}: {failed.get('message')}"
    return f"there is no `{name}` in the code"


def _message(frame: bytearray) -> dict[str, Any]:
    """A child's frame as a message. Raises Fault(Refused) when it is none."""
    try:
        message = frames.decode(frame)
    except frames.FrameError as error:
        raise Fault(Refused(str(error))) from error
    if not isinstance(message, dict):
        raise Fault(Refused("what came back was not an answer"))
    return message


def _returned(value: object, label: str, call: QuestionCalls) -> Outcome:
    case = next(case for case in call.cases if case.label == label)
    if case.keep == "sketch":
        return Returned(sketch(value, label))
    size = getattr(value, "nbytes", 0)
    if size > MAX_KEPT:
        return Refused(f"it is larger than {MAX_KEPT >> 20} MB")
    return Returned(value)


def _where(trail: object, submission: Submission) -> str:
    """The innermost line of the student's own files in a trail."""
    paths = tuple(file.path for file in submission.code)
    lines = [str(line) for line in trail] if isinstance(trail, list) else []
    own = [line for line in lines if line.startswith(paths)]
    return own[-1] if own else ""
