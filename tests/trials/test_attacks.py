"""Every hostile submission that comes with the harness, against a real homework, with its control."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from grading import HW2, ROOT

from grader.errors import IsolationError
from grader.trials import Attack, Stage, attacks
from grader.trials.control import UnavailableError, control

CORPUS = attacks()
SAMPLE = (  # one of each kind, and quick
    "always_equal patched_closeness frame_walk heap_scan read_reference write_grades leave_in_scratch "
    "exit_hard_at_import segfault_in_call fork_daemon kill_parent network zero_strides forged_answers "
    "faked_breakdown shadow_numpy links hostile_names html_text terminal_text formula_text "
    "changed_interpreter"
).split()

by_name = pytest.mark.parametrize("attack", CORPUS, ids=[attack.name for attack in CORPUS])


@contextmanager
def staged(rubric: str, isolation: str) -> Iterator[Stage]:
    """A rubric of this repository at a way of shutting code off, where this machine has it."""
    stage = Stage(ROOT / "rubrics" / rubric, isolation)
    try:
        stage.__enter__()
    except IsolationError as error:
        pytest.skip(f"{isolation}: {error}")
    with stage.stack:
        yield stage


@pytest.fixture(scope="module", params=["full", "mid"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Homework 2 with its honest students, at one of the two strong ways of shutting code off."""
    with staged("hw2.yaml", request.param) as one:
        yield one


@pytest.mark.slow
@by_name
def test_every_attack_is_blocked(stage: Stage, attack: Attack) -> None:
    """It gains nothing, keeps its honest points, costs nobody a byte, and leaves nothing behind."""
    trial = stage.attempt(attack)
    assert trial.holes == ()
    assert trial.questions


@pytest.mark.parametrize("isolation", ["full", "mid"])
def test_one_attack_of_each_kind_is_blocked_on_the_rubric_with_derivations(isolation: str) -> None:
    """The same holds where a person marks half of the points."""
    with staged("hw2-with-derivations.yaml", isolation) as stage:
        holes = {one.name: stage.attempt(one).holes for one in CORPUS if one.name in SAMPLE}
    assert set(holes) == set(SAMPLE)
    assert {name: found for name, found in holes.items() if found} == {}


@pytest.mark.optional  # as root it needs a Python that somebody else may start, too
@by_name
def test_every_attack_works_where_nothing_stops_it(attack: Attack) -> None:
    """A blocked attack proves something only if it harms a naive grader, or its file says why it may not."""
    if not attack.is_safe:
        assert len(attack.control) > 20
        return
    try:
        tried = control(attack)
    except UnavailableError as error:
        pytest.skip(str(error))
    assert tried.worked, attack.name


def test_the_corpus_reaches_every_question() -> None:
    """Over all attacks every question of the homework is attacked, and none is attacked by all."""
    from grader.rubric.load import load
    from grader.trials.hostile import attacked

    rubric = load(HW2).rubric
    aimed = [set(attacked(attack, rubric)) for attack in CORPUS]
    assert set().union(*aimed) == set(rubric.question_names)
    assert set.intersection(*aimed) == set()
    assert len(CORPUS) >= 60
