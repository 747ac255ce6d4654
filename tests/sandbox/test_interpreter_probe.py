"""The students' Python is asked about itself, and its guests get the rubric's packages and no more."""

from __future__ import annotations

import subprocess  # noqa: TID251 - a virtual environment is made by another process
import sys
from pathlib import Path

import pytest

from grader.errors import RubricError
from grader.sandbox.interpreter import probe


def test_only_the_packages_asked_for_are_linked(tmp_path: Path) -> None:
    """Numpy brings its own folders, and nothing else of the site-packages comes along."""
    found = probe(None, ["numpy"], tmp_path / "packages")
    linked = {path.name.partition("-")[0].partition(".")[0] for path in (tmp_path / "packages").iterdir()}
    assert linked == {"numpy"}
    assert [name for name, _ in found.packages] == ["numpy"]
    assert "numpy" in found.preload


def test_what_a_package_requires_comes_along(tmp_path: Path) -> None:
    """Pandas needs numpy and dateutil, of which the rubric need not know; extras are left out."""
    found = probe(None, ["pandas"], tmp_path / "packages")
    names = {name for name, _ in found.packages}
    assert {"pandas", "numpy", "python-dateutil"} <= names
    assert "pytest" not in names
    assert "hypothesis" not in names
    assert (tmp_path / "packages" / "numpy").is_dir()


def test_the_path_holds_no_site_packages(tmp_path: Path) -> None:
    """The standard library and one private folder: an editable install's .pth has no place to stand."""
    found = probe(None, ["numpy"], tmp_path / "packages")
    assert found.path[-1] == str(tmp_path / "packages")
    assert not [place for place in found.path if "site-packages" in place or "dist-packages" in place]
    assert not [*(tmp_path / "packages").glob("*.pth")]
    assert found.version == ".".join(map(str, sys.version_info[:3]))


def test_a_name_may_be_spelled_as_people_do(tmp_path: Path) -> None:
    """Underscores, dots and capitals name the same distribution, once."""
    found = probe(None, ["NumPy", "numpy", "python_dateutil"], tmp_path / "packages")
    names = [name for name, _ in found.packages]
    assert len(names) == len(set(names))
    assert {"numpy", "python-dateutil"} <= set(names)


def test_a_missing_package_gives_the_line_to_install_it(tmp_path: Path) -> None:
    """The instructor reads which package, in which Python, and what to type."""
    with pytest.raises(RubricError, match=r"no-such-thing.*-m pip install no-such-thing"):
        probe(None, ["numpy", "no-such-thing"], tmp_path / "packages")


@pytest.mark.parametrize("python", ["/nowhere/python3", "/bin/false", "/bin/echo"])
def test_a_python_that_is_none_is_named(tmp_path: Path, python: str) -> None:
    """A wrong `python:` gives one sentence with the key to look at."""
    with pytest.raises(RubricError, match=rf"{python}.*`python:`"):
        probe(python, [], tmp_path / "packages")


def test_a_virtual_environment_hides_what_its_system_has(tmp_path: Path) -> None:
    """In an environment of its own a package of the system is missing, as students would find it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)  # noqa: S603
    python = str(tmp_path / "venv" / "bin" / "python")
    found = probe(python, [], tmp_path / "packages")
    assert (found.executable, found.packages) == (python, ())
    with pytest.raises(RubricError, match="numpy"):
        probe(python, ["numpy"], tmp_path / "packages")


def test_the_words_of_an_interpreter_tell_its_versions(tmp_path: Path) -> None:
    """Evidence is kept by them: another numpy is another key."""
    found = probe(None, ["numpy"], tmp_path / "packages")
    assert found.words == f"{found.version} numpy=={dict(found.packages)['numpy']}"


def test_probing_again_changes_nothing(tmp_path: Path) -> None:
    """A second probe into the same folder gives the same interpreter."""
    assert probe(None, ["numpy"], tmp_path / "p") == probe(None, ["numpy"], tmp_path / "p")
