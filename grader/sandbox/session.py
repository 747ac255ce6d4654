"""One submission's questions, from the first fork to evidence: whatever hangs or dies costs itself alone."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import SandboxError
from grader.model import frames
from grader.model.calls import Calls
from grader.model.evidence import Cost, Evidence, Missing, Outcome, OutOfMemory, Refused, Returned, TimedOut
from grader.model.submission import Submission
from grader.rubric.schema import Limits
from grader.sandbox import messages, missing, remarks
from grader.sandbox.budget import Budget, Doubted
from grader.sandbox.child import Allowance, Child, Fault
from grader.sandbox.warm import Warm

MAX_PRINTS, MAX_CAREFUL = 8000, 4  # characters of one question's printing; files that may fail singly
Group = tuple[str, tuple[str, ...]]  # question, labels


@dataclass(slots=True)
class Session:
    """The state of one submission's run; `run` is all there is to call."""

    zygote: Warm
    submission: Submission
    calls: Calls
    limits: Mapping[str, Limits]  # by question; "" for the submission's own
    budget: Budget
    how: str = "shared"
    outcomes: dict[str, dict[str, Outcome]] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    failures: list[messages.Failure] = field(default_factory=list)
    running: str = ""  # the file that was being run, as far as the child has told

    def run(self, questions: Sequence[str]) -> dict[str, Evidence]:
        """Evidence for every question asked. Raises SandboxError when our own machinery fails."""
        first = self.budget.first
        while True:
            try:
                return self._whole(questions)
            except Doubted:  # from the first question on, so that the same code has run before each
                self.budget.take_back(first)
                for learned in (self.outcomes, self.prints, self.costs, self.flags, self.failures):
                    learned.clear()

    def _whole(self, questions: Sequence[str]) -> dict[str, Evidence]:
        groups = deque(self._plan(questions))
        first, careful = self.how == "shared", self.budget.careful
        while groups:
            before = len(groups)
            if not self._one_child(groups, first, careful):
                before_that, careful = careful, self._more_careful(careful)
                if careful == before_that:
                    self._give_up(groups)
            first = first and len(groups) == before
        self.flags += self._cut(careful)
        return {name: self._evidence(name) for name in questions}

    def _more_careful(self, careful: frozenset[str]) -> frozenset[str]:
        """The files to take only definitions from: also the one that was being run, at last all."""
        every = frozenset(file.path for file in self.submission.code)
        more = careful | ({self.running} & every)
        more = every if more == careful or len(more) > MAX_CAREFUL else more
        self.budget.learn(careful, more)
        return more

    def _cut(self, careful: frozenset[str]) -> list[str]:
        """What to say of files that were not run as they are."""
        if len(careful) == len(self.submission.code):
            return ["running the files failed; only their definitions were taken"] if careful else []
        return [f"running {path} failed; only its definitions were taken" for path in sorted(careful)]

    def _plan(self, questions: Sequence[str]) -> list[Group]:
        plan: list[Group] = []
        for name in questions:
            self.outcomes[name] = {}
            call = self.calls.question(name)
            reason = missing.known(self.submission, (name, *call.aliases))
            if reason is not None:
                self.outcomes[name] = {case.label: reason for case in call.cases}
                continue
            plan += [
                (name, tuple(case.label for case in call.cases if case.group == group))
                for group in call.groups
            ]
        return plan

    def _one_child(self, groups: deque[Group], first: bool, careful: frozenset[str]) -> bool:
        """Run groups in one child until they are done or one of them ends it; False when importing failed."""
        limits = self.limits[""]
        most = max([limits.memory_mb, *(self.limits[name].memory_mb for name, _ in groups)])
        child = Child(self.zygote, {"memory_mb": most})
        try:
            allowance = Allowance(limits.import_seconds, limits.memory_mb)
            report = self._import(child, groups, allowance, careful)
            self.budget.spend(child.mark().seconds, first)
            self.budget.cuts |= remarks.cuts(report, self.submission, careful)
            self._take_missing(groups, report, careful)
            while groups:
                if not self._one_group(child, groups):
                    return True
        except _ImportFailed:
            return False
        finally:
            child.close()
        return True

    def _import(
        self, child: Child, groups: deque[Group], allowance: Allowance, careful: frozenset[str]
    ) -> messages.Message:
        files = [
            [
                file.path,
                [[b.source, b.line, b.cell] for b in file.blocks if b.error is None],
                sorted(file.untouched),
                [0, 0] if file.path in careful else self.budget.cuts.get(file.path),
            ]
            for file in self.submission.code
        ]
        plan = [[name, list(labels)] for name, labels in groups]
        seconds = self.limits[""].import_seconds
        memory = {name: self.limits[name].memory_mb for name, _ in groups}  # by question, in their order
        request = {"files": files, "plan": plan, "memory": memory, "seconds": seconds}
        text = json.dumps(request).encode()  # ours, and as long as the files are
        self._expect_confined(child, allowance)
        self.running = ""
        try:
            child.send(frames.HEADER.pack(len(text), 0) + text, allowance)
            for _ in range(4 * len(files) + 1):  # each is told of when it begins, and going on in it
                told = messages.message(child.frame(allowance))
                if messages.word(told, "at") != "importing":
                    break
                self.running = messages.word(told, "file", 1000)
        except Fault as fault:
            self.budget.expect_own(fault.outcome, self.how, "", self.running)
            raise _ImportFailed from fault
        if messages.found(told) is None:
            raise _ImportFailed
        return told

    def _expect_confined(self, child: Child, allowance: Allowance) -> None:
        """Nothing of a student's is sent before the process says that it is shut off. Raises SandboxError."""
        try:
            told = messages.message(child.frame(allowance))
        except Fault as fault:
            self.budget.expect_own(fault.outcome, self.how, "", "not ready")
            raise SandboxError("a student's process ended before it was ready") from fault
        if messages.word(told, "at") != "confined":
            why = messages.word(told, "error", 300)
            raise SandboxError(f"a student's process could not be shut off: {why}")

    def _take_missing(self, groups: deque[Group], report: messages.Message, careful: frozenset[str]) -> None:
        """Strike out what the import did not bring, with the reason why; say what was done to make it run."""
        self.failures, found = messages.failures(report), messages.found(report) or {}
        said = [failed.say for failed in self.failures]
        said += remarks.remarks(report, self.submission, careful)
        for name in dict.fromkeys(name for name, _ in groups):
            near = remarks.near(report, name)
            said += [near] if near else []
            if found.get(name) != "found":
                reason = Missing(missing.why(name, found.get(name, ""), self.failures, near))
                self.outcomes[name] = {case.label: reason for case in self.calls.question(name).cases}
        self.flags += dict.fromkeys(one for one in said if one not in self.flags)
        kept = [group for group in groups if found.get(group[0]) == "found"]
        groups.clear()
        groups.extend(kept)

    def _one_group(self, child: Child, groups: deque[Group]) -> bool:
        """Run the next group and strike it out; False when the child ended with it."""
        name, labels = groups[0]
        first = self.how == "shared"  # a fresh child after a fault goes on with the first budget
        if (self.budget.first if first else self.budget.again) <= 0:
            self._out_of_time(groups)
            return False
        groups.popleft()
        outcomes = self.outcomes[name]
        try:
            prints = self.prints.get(name, "") + self._cases(child, name, labels)
        except Fault as fault:
            last = next((label for label in labels if label not in outcomes), labels[-1])
            self.budget.expect_own(fault.outcome, self.how, name, last)
            outcomes[last] = fault.outcome
            self._note_cost(name, child.mark())
            return False
        self.prints[name] = prints[:MAX_PRINTS]
        cost = child.mark()
        self.budget.spend(cost.seconds, first)
        self._note_cost(name, cost)
        return True

    def _cases(self, child: Child, name: str, labels: Sequence[str]) -> str:
        """Take the outcomes of a group as they come, then what was printed. Raises Fault."""
        limits, call, outcomes = self.limits[name], self.calls.question(name), self.outcomes[name]
        allowance, waiting = Allowance(limits.seconds, limits.memory_mb), deque(labels)
        outcome: Outcome | None = None
        while True:
            frame = child.frame(allowance)
            told = messages.message(frame)
            if messages.word(told, "at") == "done":
                break
            label = waiting.popleft() if waiting else None
            outcome = messages.outcome(told, len(frame), label, call, limits.memory_mb, self.submission)
            if label is None or isinstance(outcome, OutOfMemory):
                raise Fault(outcome)  # the child may be past saving
            outcomes[label] = remarks.explained(outcome, self.failures)
        if waiting and (outcome is None or isinstance(outcome, Returned)):
            raise Fault(Refused(messages.NO_ANSWER))  # only a case that failed ends a group early
        return messages.word(told, "prints", MAX_PRINTS)

    def _note_cost(self, name: str, cost: Cost) -> None:
        before = self.costs.get(name, Cost())
        megabytes = max(before.megabytes, cost.megabytes)
        self.costs[name] = Cost(before.seconds + cost.seconds, megabytes)

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
            cost=self.costs.get(name, Cost()),
            how=self.how,
            isolation=self.zygote.tier,
            flags=(*self.flags, *remarks.lacks(name, got)),
        )


class _ImportFailed(Exception):  # noqa: N818 - leads to a second, careful try
    pass
