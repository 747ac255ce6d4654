"""What a reference says about follow-through must fit what it says otherwise, before anyone is graded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import Calls, paired
from grader.model.wants import Wants
from grader.oracle.catalogue import Declared, perhaps
from grader.oracle.process import Worker, sentence
from grader.oracle.rules import same


def hold_follows(
    worker: Worker, every: Sequence[Declared], known: Collection[str], calls: Calls, wants: Wants
) -> None:
    """From the reference's own earlier answer its own answer must follow, on every case."""
    asked = {said.name for said in every}
    for said in every:
        for earlier in said.follows:
            if earlier not in known:
                text = f"the reference defines no question `{earlier}`{perhaps(earlier, known)}"
                raise OracleError(sentence(said.about("follows", earlier), "cannot be", text))
            if earlier in asked:  # a rubric need not ask all that a reference answers
                _hold(worker, said, earlier, calls, wants)


def _hold(worker: Worker, said: Declared, earlier: str, calls: Calls, wants: Wants) -> None:
    question, before = calls.question(said.name), calls.question(earlier)
    mine, own = wants.question(said.name).want, wants.question(earlier).want
    if any(isinstance(value, bool | np.bool_) for value in (*mine.values(), *own.values())):
        about = said.about("follows", earlier)
        raise OracleError(
            sentence(about, "cannot be", "a yes or no follows from nothing, and nothing from it")
        )
    pairs, scales = paired(question, before), wants.question(said.name).scales
    if not pairs:
        text = f"no case of `{earlier}` has the very same arguments; see `draws=` of its cases"
        raise OracleError(sentence(said.about("follows", earlier), "has nothing to go on from", text))
    for case in question.cases:
        about = said.about("follows", earlier, case.label)
        if case.label not in pairs or case.keep == "sketch":
            continue  # criteria that look at this case follow nothing
        worker.ask(about, "hold", {"question": said.name, "label": case.label}, case.packed)
        which = {"question": said.name, "kind": "follows", "name": earlier}
        _, frame = worker.ask(about, "look", which, frames.encode({case.label: own[pairs[case.label]]}))
        answers = frames.decode(frame)
        given = answers[case.label] if isinstance(answers, dict) else None
        if not _fits(mine[case.label], given, scales.get(case.label, 0.0)):
            text = "from the reference's own earlier answer it gives another one than the reference"
            raise OracleError(sentence(about, "does not fit", text))


def _fits(want: object, given: object, scale: float) -> bool:
    """The same answer, or some entries of it."""
    if isinstance(want, Mapping):
        return (
            isinstance(given, Mapping)
            and bool(given)
            and given.keys() <= want.keys()
            and all(same(want[key], given[key], scale) for key in given)
        )
    return same(want, given, scale)
