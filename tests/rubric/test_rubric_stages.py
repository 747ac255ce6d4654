"""A change is felt from its stage on, and not before."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import BaseModel

from grader.rubric.load import load
from grader.rubric.needs import resolved
from grader.rubric.schema import Rubric
from grader.rubric.stages import stage_digest, stage_of
from grader.rubric.tree import read


def models(annotation, found):
    """Every model of the rubric, from the top down; checks are one field of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
        found.append(annotation)
        for name, field in annotation.model_fields.items():
            if stage_of(annotation, name) is None:
                models(field.annotation, found)
    for inner in get_args(annotation):
        models(inner, found)
    return found


def test_every_field_declares_its_stage():
    """A field without a stage holds other models, and all models are reached that way."""
    seen = models(Rubric, [])
    assert {model.__name__ for model in seen} == {
        "Rubric", "SubmissionRule", "Limits", "LimitsPatch", "QuestionSettings", "FeedbackRule", "LateRule",
        "Problem", "Part", "Criterion", "ByHand", "Level",
    }  # fmt: skip
    for model in seen:
        for name in model.model_fields:
            stage = stage_of(model, name)
            holds = models(model.model_fields[name].annotation, [])
            assert stage in {"run", "judge", "score", "show"} or (stage is None and holds), (model, name)


EDITS = [
    ("points: 3/2", "points: 1.2", "score"),
    ("extra: yes", "extra: no", "score"),
    ("title: A slope", "title: The slope", "show"),
    ("It is complete.", "It is perfect.", "show"),
    ("kind: line", "kind: line, rel: 1e-3", "judge"),
    ("needs: [line]", "credit: per_case", "judge"),
    ("check: {kind: line}}", "check: {kind: line}, follow_through: 3/4}", "judge"),
    ("seed: 7", "seed: 8", "run"),
    ("memory_mb: 64", "memory_mb: 65", "run"),
    ("question: unique", "question: only", "run"),
]


@pytest.mark.parametrize(("old", "new", "stage"), EDITS)
def test_an_edit_moves_only_the_digest_of_its_stage(write, sound, old, new, stage):
    """A weight edit asks for no new judgement, a new tolerance for no new run."""
    before = load(write(sound)).rubric
    after = edited(sound, old, new)
    for one in ("run", "judge", "score", "show"):
        same = stage_digest(before, {one}) == stage_digest(after, {one})
        assert same == (one != stage), one


def edited(sound, old, new):
    """The rubric after an edit; sums are not looked at here."""
    assert old in sound
    return resolved(Rubric.model_validate(read(sound.replace(old, new, 1).encode()).data))


def test_spelling_does_not_move_a_digest(write, sound):
    """1/2 and 0.5 are the same points, and a comment is no change."""
    one = load(write(sound)).rubric
    other = load(write("# a comment\n" + sound.replace("1/2", "0.5").replace("3/2", "1.50"))).rubric
    assert stage_digest(one, {"run", "judge", "score", "show"}) == stage_digest(
        other, {"run", "judge", "score", "show"}
    )


def test_a_criterion_has_its_own_digest(write, sound):
    """Pieces of a rubric can be asked, too: two different checks read differently."""
    part = load(write(sound)).rubric.problems[1].parts[0]
    assert stage_digest(part.criteria[0], {"judge"}) != stage_digest(part.criteria[1], {"judge"})
    assert stage_digest(part.criteria[0], {"judge"}) == stage_digest(
        part.criteria[0].model_copy(update={"points": 9}), {"judge"}
    )
