"""Which rubric is meant: -r, the environment, the project, the only one."""

from __future__ import annotations

import re

import pytest

from grader.errors import RubricError
from grader.rubric.find import find


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a project above it, two rubrics elsewhere and no setting in the environment."""
    monkeypatch.delenv("GRADER_RUBRIC", raising=False)
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.grader]\nrubric = "c.yaml"\n', encoding="utf-8")
    (tmp_path / "inner").mkdir()
    return tmp_path / "inner"


def only(folder, *names):
    """A folder rubrics/ with these files and a schema."""
    (folder / "rubrics").mkdir()
    for name in (*names, "rubric.schema.json"):
        (folder / "rubrics" / name).write_text("", encoding="utf-8")


def test_each_place_gives_way_to_the_one_before(place, monkeypatch):
    """-r wins over GRADER_RUBRIC, which wins over the project, which wins over rubrics/."""
    only(place, "d.yaml")
    top = place.parent
    monkeypatch.setenv("GRADER_RUBRIC", str(top / "b.yaml"))
    assert find(str(top / "a.yaml"), place) == (top / "a.yaml", "given with -r")
    assert find(None, place) == (top / "b.yaml", "from GRADER_RUBRIC")
    monkeypatch.setenv("GRADER_RUBRIC", "")
    assert find(None, place) == (top / "c.yaml", f"from [tool.grader] in {top / 'pyproject.toml'}")
    (top / "pyproject.toml").unlink()
    assert find(None, place) == (place / "rubrics" / "d.yaml", f"the only rubric in {place / 'rubrics'}")


def test_the_nearest_project_counts_even_when_it_is_silent(place):
    """A project without a setting leaves the choice to its rubrics/, from any folder inside it."""
    (place / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    (place / "deep").mkdir()
    only(place, "d.yml")
    assert find(None, place / "deep")[0] == place / "rubrics" / "d.yml"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[tool.grader]\nrubric = "none.yaml"', r"none\.yaml, from \[tool\.grader\] in .*, does not exist"),
        (
            "[tool.grader]\nrubric = 3",
            r"`rubric` in \[tool\.grader\] must be the path of a rubric, in quotes",
        ),
        ("[tool", r"pyproject\.toml cannot be read"),
    ],
)
def test_a_project_that_misleads_says_so(place, settings, said):
    """The file that named the rubric is named, and the remedy."""
    (place / "pyproject.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(RubricError, match=said):
        find(None, place)


def test_no_rubric_and_several_are_told_apart(place):
    """Several are listed, so that one can be chosen."""
    (place.parent / "pyproject.toml").unlink()
    with pytest.raises(RubricError, match="No rubric was found; name one with -r"):
        find(None, place)
    only(place, "x.yaml", "y.yaml")
    with pytest.raises(RubricError, match=re.escape("holds 2 rubrics (x.yaml, y.yaml); choose one with -r")):
        find(None, place)


def test_what_is_named_must_be_a_file(place):
    """A folder after -r is a slip, and said to be one."""
    with pytest.raises(RubricError, match="given with -r, is a folder, not a file; name another with -r"):
        find(str(place), place)
