"""What a sound rubric becomes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.errors import RubricError
from grader.rubric.load import load
from grader.rubric.schema import Rubric, address


def test_every_scalar_is_typed_by_its_field(write, sound):
    """3.10 stays an id, no is a boolean, 3/2 an exact fraction and 1e-6 a number."""
    text = sound.replace("id: 1.1", "id: 3.10").replace("seed: 7", "seed: 7\nshow_want: no")
    text = text.replace("packages:", "tolerance: {rel: 1e-4}\npackages:").replace("hw9", "0900")
    rubric = load(write(text)).rubric
    assert rubric.problems[0].parts[0].id == "3.10"
    assert rubric.homework == "0900"
    assert rubric.show_want is False
    assert rubric.tolerance.rel == 1e-4
    assert rubric.problems[1].parts[0].criteria[0].points == Fraction(3, 2)


def test_a_part_without_criteria_is_one_called_value(write, sound):
    """The short form means a criterion of the part's own points."""
    part = load(write(sound)).rubric.problems[0].parts[0]
    assert [address(part, c) for c in part.criteria] == ["1.1/value"]
    assert part.criteria[0].points == part.points == 1
    by_hand = load(write(sound)).rubric.problems[1].parts[1].criteria[0].by_hand
    assert by_hand is not None
    assert [(level.id, level.points) for level in by_hand.levels] == [("full", 1), ("half", Fraction(1, 2))]


def test_needs_become_full_addresses(write, sound):
    """A short name means the same part, a full address itself, and a part's id all that part is for."""
    rubric = load(write(sound.replace("needs: [line]", "needs: [line, 1.1, 1.1/value]"))).rubric
    unique = rubric.problems[1].parts[0].criteria[1]
    assert unique.needs == ("2.1/line", "1.1/value", "1.1/value")


def test_lines_are_known_by_address(write, sound):
    """Later messages can point at the line of a problem, part or criterion."""
    loaded = load(write(sound))
    lines = sound.splitlines()
    assert lines[loaded.lines["2"] - 1].strip() == "- id: 2"
    assert lines[loaded.lines["2.1"] - 1].strip() == "- id: 2.1"
    assert lines[loaded.lines["2.1/unique"] - 1].strip() == "- id: unique"
    assert loaded.lines["1.1/value"] == loaded.lines["1.1"] == 13


def test_the_reference_is_seen_from_the_rubric(write, sound, tmp_path):
    """It does not matter in which folder the command is typed."""
    assert load(write(sound)).reference == (tmp_path / "answers").resolve()


def test_walk_possible_and_names(write, sound):
    """Extra credit stays out of what is possible; questions come in order of first use."""
    rubric = load(write(sound)).rubric
    assert [(p.id, part.id, c.id) for p, part, c in rubric.walk()] == [
        ("1", "1.1", "value"),
        ("2", "2.1", "line"),
        ("2", "2.1", "unique"),
        ("2", "2.2", "value"),
    ]
    assert rubric.possible == 3
    assert rubric.question_names == ("slope", "line", "unique")


def test_limits_of_a_question_lie_over_the_rubrics(write, sound):
    """Only what a question names differs."""
    rubric = load(write(sound)).rubric
    assert rubric.limits_for("slope") == rubric.limits.model_copy(update={"memory_mb": 64})
    assert rubric.limits_for("line") == rubric.limits
    assert rubric.aliases_for("slope") == ("gradient",)
    assert rubric.aliases_for("line") == ()


def test_a_rubric_comes_back_from_its_own_json(write, sound):
    """A stored rubric is the one that was loaded, fractions and needs included."""
    rubric = load(write(sound)).rubric
    assert Rubric.model_validate_json(rubric.model_dump_json()) == rubric


def test_aliases_of_yaml_are_followed(write, sound):
    """An anchor saves typing and is not an error."""
    text = sound.replace("check: {kind: array}}", "check: &same {kind: array}}", 1)
    rubric = load(write(text.replace("check: {kind: exact}", "check: *same"))).rubric
    assert rubric.problems[1].parts[0].criteria[1].check == rubric.problems[0].parts[0].criteria[0].check


def test_a_byte_order_mark_is_no_fault(write, sound):
    """Editors on Windows write one."""
    assert load(write(b"\xef\xbb\xbf" + sound.replace("\n", "\r\n").encode())).rubric.homework == "hw9"


def test_models_are_frozen_and_refuse_the_unknown(write, sound):
    """Nothing changes a rubric once it is loaded."""
    rubric = load(write(sound)).rubric
    with pytest.raises(ValueError, match="frozen"):
        rubric.points = Fraction(5)
    with pytest.raises(ValueError, match="Extra inputs"):
        Rubric.model_validate(rubric.model_dump() | {"colour": "red"})


def test_a_missing_file_and_a_folder_are_said_so(tmp_path):
    """There is no line to name, but the file and the remedy."""
    with pytest.raises(RubricError) as error:
        load(tmp_path / "none.yaml")
    assert str(error.value) == f"{tmp_path / 'none.yaml'}: there is no such file; name the rubric with -r."
    with pytest.raises(RubricError) as error:
        load(tmp_path)
    assert str(error.value) == f"{tmp_path}: this is a folder; name the rubric's file with -r."
