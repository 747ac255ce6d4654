"""An attack is a file: dropped into the folder, it is tried by the commands and by the tests."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner
from grading import ROOT, TINY

from grader.cli.app import app
from grader.trials import attack, attacks, chosen
from grader.trials.attack import Attack
from grader.trials.proofs import Proof, facts

RUBRIC = str(TINY / "rubric.yaml")
LYING = '''"""Says that it equals everything"""


class Liar:
    def __eq__(self, other):
        return True

    __hash__ = None


def attack(*args, **kwargs):
    return Liar()
'''
BOMB = '"""Would make the naive grader sorry"""\nCONTROL = "it would end processes of other people"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of attacks in place of ours, with two files in it."""
    monkeypatch.setattr(attack, "FOLDER", tmp_path)
    (tmp_path / "newly_written.py").write_text(LYING)
    (tmp_path / "too_dangerous.py").write_text(BOMB)
    return tmp_path


def doctor(*words: str) -> dict[str, object]:
    """What the doctor says to programs about hostile submissions."""
    done = CliRunner().invoke(app, ["doctor", "-r", RUBRIC, "--json", *words])
    assert done.exit_code in (0, 4), done.output
    told = json.loads(done.stdout)["attacks"]
    assert isinstance(told, dict)
    return told


@pytest.mark.usefixtures("folder")
def test_a_new_file_is_picked_up_everywhere() -> None:
    """By the command, the doctor's corpus and the collection of the tests, with no line of Python changed."""
    names = ["newly_written", "too_dangerous"]
    assert [one.name for one in chosen(())] == names
    assert [one.name for one in attacks()] == names
    tests = runpy.run_path(str(ROOT / "tests" / "trials" / "test_attacks.py"))
    assert [one.name for one in tests["CORPUS"]] == names
    assert [mark.args[1] for mark in [tests["by_name"].mark]] == [tests["CORPUS"]]


@pytest.mark.usefixtures("folder")
def test_the_doctor_says_how_many_there_are() -> None:
    """Unasked it tries none, since that takes minutes, and says how to."""
    told = doctor()
    assert (told["shipped"], told["tried"]) == (2, [])
    assert "grader doctor --attacks" in str(told["why_not_tried"])


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_the_doctor_tries_each_beside_its_control() -> None:
    """Purpose, blocked or not, and the same without protection; what is dangerous is not tried there."""
    told = doctor("--attacks")
    if told["why_not_tried"]:
        pytest.skip(str(told["why_not_tried"]))
    tried = told["tried"]
    assert isinstance(tried, list)
    assert [(one["name"], one["purpose"], one["works"]) for one in tried] == [
        ("newly_written", "Says that it equals everything", False),
        ("too_dangerous", "Would make the naive grader sorry", False),
    ]
    assert tried[0]["unprotected"] in (True, None)  # None: as root, where nobody else may start this Python
    assert tried[1]["unprotected"] is None
    assert tried[1]["why_not_unprotected"] == "it would end processes of other people"


def test_a_program_is_told_what_works() -> None:
    """Each attack's name and purpose, and both halves of the proof."""
    one = Attack("name", "Purpose", "")
    told = facts(1, [Proof(one, True, True)])
    assert told == {
        "shipped": 1,
        "why_not_tried": "",
        "tried": [
            {
                "name": "name",
                "purpose": "Purpose",
                "works": True,
                "unprotected": True,
                "why_not_unprotected": "",
            }
        ],
    }
