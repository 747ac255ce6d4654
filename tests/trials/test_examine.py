"""Would the rubric notice? Each fault that a homework may have is planted in a small one, and found."""

from __future__ import annotations

import json
import os
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from grading import ROOT, Class

from grader.authoring.kit import texts
from grader.cli.app import app
from grader.errors import GraderError
from grader.rubric.load import load
from grader.trials import attack
from grader.trials.bench import bench
from grader.trials.cache import cache, place
from grader.trials.examine import examine
from grader.trials.handed import starter
from grader.trials.remark import Looked, Remark
from grader.trials.thorough import tolerances
from grader.trials.tolerances import calibrate

SILENT = lambda *_: None  # noqa: E731 - nobody looks at the progress


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from anywhere else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def add(tiny: Class, text: str, name: str = "numbers_one.py") -> None:
    """More lines for a module of the reference."""
    path = tiny.folder / "reference" / name
    path.write_text(path.read_text(encoding="utf-8") + textwrap.dedent(text), encoding="utf-8")


def said(tiny: Class) -> dict[str, Looked]:
    """Everything that was looked at, by name."""
    with bench(load(tiny.rubric), SILENT) as one:
        return {looked.name: looked for looked in examine(one, SILENT)}


def found(tiny: Class, name: str) -> list[tuple[str, str]]:
    """Level and place of the remarks of one look."""
    return [(remark.level, remark.place) for remark in said(tiny)[name].remarks]


def typed(tiny: Class, *words: str) -> Result:
    """`grader check` on the tiny homework."""
    return CliRunner().invoke(app, ["check", "-r", str(tiny.rubric), *words])


def test_a_sound_rubric_gets_a_line_for_each_look_and_a_last_sentence(tiny: Class) -> None:
    """The reference earns everything, a starter and thoughtless answers nothing; exit code 0."""
    told = typed(tiny)
    assert told.exit_code == 0, told.output
    assert "✓ The reference" in told.output
    assert "earns 5 of 5" in told.output
    assert "earns nothing: 6 kinds were tried" in told.output
    assert "1 of 1 earn what they declare" in told.output
    last = told.output.strip().splitlines()[-1]
    assert last == "Your rubric would notice: nothing of this would go wrong for students."


def test_the_kit_itself_is_handed_in(tiny: Class) -> None:
    """Both of its files, read as a student's are; one that answers already is an error with its name."""
    given = "def twice(x):\n    return 2 * x\n"
    book = {"cells": [{"cell_type": "code", "metadata": {}, "source": given, "outputs": []}]}
    notebook = json.dumps({**book, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    with bench(load(tiny.rubric), SILENT) as one:
        blank = starter(one, lambda one: texts(one.source.rubric, one.source.reference, one.homework.built))
        assert (blank.said, blank.remarks) == ("earns 0", ())
        told = starter(one, lambda _: {"tiny.py": "", "tiny.ipynb": notebook})
    (remark,) = told.remarks
    assert (remark.level, remark.place) == ("error", "1.1/value")
    assert remark.say == "tiny.ipynb, which nobody touched, earns 1."


def test_a_kit_that_cannot_be_written_is_said(tiny: Class) -> None:
    """The sentence of `grader starter` is a warning, and plain stubs are handed in instead."""

    def kit(_: object) -> dict[str, str]:
        raise GraderError("a stub has no name.")

    with bench(load(tiny.rubric), SILENT) as one:
        told = starter(one, kit)
    assert [(remark.level, remark.say) for remark in told.remarks] == [
        ("warning", "`grader starter` cannot write a kit: a stub has no name.")
    ]
    assert told.said == "earns 0"


def test_json_says_the_same(tiny: Class) -> None:
    """Each look with its outcome and remarks, for a program; nothing else on stdout."""
    facts = json.loads(typed(tiny, "--json").stdout)
    assert facts["sound"] is True
    names = [one["name"] for one in facts["looked_at"]]
    assert names == ["rubric", "reference", "starter", "lazy", "methods", "mistakes", "claims"]
    assert {one["outcome"] for one in facts["looked_at"]} == {"good"}


def test_a_yes_or_no_that_stands_alone_is_a_coin_toss(tiny: Class) -> None:
    """Without `needs` it can be guessed: a warning, which decides nothing about the exit code."""
    tiny.edit_rubric("question: half_is_whole, needs: [value],", "question: half_is_whole,")
    told = typed(tiny)
    assert ("warning", "1.2/whole") in found(tiny, "rubric")
    assert told.exit_code == 0
    assert "A yes or no is a coin toss worth 0.25 points" in " ".join(told.output.split())
    assert "2 warnings are for you to decide" in " ".join(told.output.split())


def test_an_answer_that_is_always_the_same_can_be_guessed(tiny: Class) -> None:
    """Thoughtless answers that earn more than next to nothing are an error."""
    add(
        tiny,
        '''
        @question
        def rest(x):
            """What is left of x without x."""
            return x - x


        rest.example(x=1.5)
        rest.example(x=2.5)
        ''',
    )
    tiny.edit_rubric("question: twice,", "question: rest,")
    looked = said(tiny)
    assert Remark("error", "1.1/value", "Who answers 0 or zeros earns 1 here.") in looked["lazy"].remarks
    assert ("warning", "1.1/value") in [(one.level, one.place) for one in looked["rubric"].remarks]
    assert typed(tiny).exit_code == 1


def test_what_no_criterion_looks_at_is_named(tiny: Class) -> None:
    """Questions, groups of cases, properties and helpers that nothing uses."""
    tiny.edit_rubric("question: total, check: {kind: array, rel: 1e-6}", "question: total, cases: [several], "
                     "check: {kind: array}")  # fmt: skip
    add(
        tiny,
        '''
        @question
        def third(x):
            """A third of x."""
            return x / 3


        third.example(x=1.0)


        @half.property
        def small(got, x):
            """Whether it is less."""
            return bool(got < x)


        def forgotten(x):
            """Helps nobody."""
            return x
        ''',
    )
    says = " ".join(remark.say for remark in said(tiny)["rubric"].remarks)
    assert "no criterion asks for it" in says
    assert "the cases `example` of total" in says
    assert "the property `small` of half" in says
    assert "Nothing uses the function forgotten." in says


def test_two_cases_that_are_one_call_are_named(tiny: Class) -> None:
    """The second says nothing that the first did not."""
    add(tiny, "\ntwice.example(x=1.5)\n")
    assert [remark.say for remark in said(tiny)["rubric"].remarks] == [
        "The cases example/0 and example/1 of twice are the same call."
    ]


@pytest.mark.parametrize(("credit", "level"), [("per_case", "warning"), ("all_or_nothing", "note")])
def test_a_case_that_agrees_by_accident_is_named(tiny: Class, credit: str, level: str) -> None:
    """2 · 2 is 2²: where each case earns by itself, the mistake earns too much."""
    add(tiny, "\ntwice.example(x=2.0)\n")
    tiny.edit_rubric("question: twice, check", f"question: twice, credit: {credit}, check")
    (remark,) = said(tiny)["rubric"].remarks
    assert (remark.level, remark.place) == (level, "1.1/value")
    assert remark.say == "On example/1 who squares it is right by accident; other cases show it."


def test_a_right_method_that_is_refused_is_an_error(tiny: Class) -> None:
    """Every `.equivalent` and every convention must earn everything."""
    add(
        tiny,
        """
        @half.equivalent
        def by_tenths(x):
            return 0.5001 * x
        """,
    )
    assert found(tiny, "methods") == [("error", "1.2/value")]


def test_a_mistake_no_criterion_can_tell_is_an_error(tiny: Class) -> None:
    """It differs on cases that nobody looks at."""
    tiny.edit_rubric("question: total, check", "question: total, cases: [several], check")
    add(
        tiny,
        """
        @total.mistake("forgets the smallest of three")
        def but_one(values):
            return float(np.sum(values) - (np.min(values) if len(values) == 3 and values[0] == 1 else 0))
        """,
        "lists.py",
    )
    says = [remark.say for remark in said(tiny)["mistakes"].remarks]
    assert says == ["No criterion can tell it from a right answer."]


def test_a_mistake_that_earns_another_share_is_told(tiny: Class) -> None:
    """One that equals a better paid one everywhere is taken for that."""
    add(
        tiny,
        """
        @twice.mistake("multiplies it with itself", credit="1/4")
        def itself(x):
            return x * x
        """,
    )
    (remark,) = said(tiny)["mistakes"].remarks
    assert remark.level == "warning"
    assert remark.say == "On these cases it is also “squares it”, which earns more: 50 %."


CLAIM = """
    @half.property
    def sized(got, x):
        BODY
"""


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("return bool(abs(2 * got - x) < 1e-9)", {"note"}),
        ("return True", {"warning"}),
        ("return bool(10 ** int(got) > 0) if abs(got) < 1e3 else 1 / 0 > 0", {"error", "note"}),
        ("return 'too much' if not abs(got) < 1e9 else got[0] > 0", {"note"}),
    ],
)
def test_a_property_must_stand_odd_values(tiny: Class, body: str, levels: set[str]) -> None:
    """It may not hold of nonsense, and where what students return reaches it, it may not fail."""
    add(tiny, CLAIM.replace("BODY", body))
    tiny.edit_rubric(
        "question: half, check: {kind: array}", "question: half, check: {kind: property, name: sized}"
    )
    looked = said(tiny)["claims"]
    assert {remark.level for remark in looked.remarks} == levels
    assert "of 7 odd values are answered" in looked.said


def test_what_cannot_be_loaded_is_said_to_programs_too(tiny: Class) -> None:
    """A sum that does not add up is one sentence on stderr, or in the JSON; exit code 1."""
    tiny.edit_rubric("points: 4\n", "points: 5\n")
    facts = json.loads(typed(tiny, "--json").stdout)
    assert facts["sound"] is False
    assert "add up to 4" in facts["error"]
    assert typed(tiny).exit_code == 1


def test_what_was_found_is_remembered_in_a_folder_of_ones_own(tiny: Class) -> None:
    """In the cache, private, nothing beside the rubric; where it is in use, the check only forgets."""
    before = sorted(tiny.folder.rglob("*"))
    typed(tiny)
    folder = place(tiny.rubric)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.is_relative_to(os.environ["XDG_CACHE_HOME"])
    with cache(tiny.rubric) as one, cache(tiny.rubric) as other:
        assert one.folder == folder
        assert other.folder != folder
    assert [path for path in sorted(tiny.folder.rglob("*")) if path not in before] == []


def test_thorough_is_everything_with_one_last_sentence(tiny: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick look, bugs, tolerances and attacks; one attack that works is an error like any other."""
    folder = tiny.folder / "attacks"
    folder.mkdir()
    for name, answer in (("thief", "'took everything'"), ("idler", "'nothing'")):
        text = f'"""Tries something."""\ndef attack(*args, **kwargs):\n    return {answer}\n'
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(attack.chosen, "__defaults__", (folder,))
    told = typed(tiny, "--thorough", "--json")
    facts = json.loads(told.stdout)
    assert [one["name"] for one in facts["looked_at"]][-3:] == ["mutants", "tolerances", "attacks"]
    assert {one["name"]: one["said"] for one in facts["looked_at"]}["tolerances"] == "4 of 4 are good"
    assert facts["mutants"]["score"] == 1
    assert (facts["attacks"]["worked"], facts["tolerances"]["sound"], facts["sound"]) == (1, True, False)
    assert told.exit_code == 1


def test_a_tolerance_that_is_off_would_go_wrong(tiny: Class) -> None:
    """A row that is not good is an error with its reason."""
    tiny.edit_rubric("rel: 1e-6", "rel: 1e-16, abs: 1e-16")
    (remark,) = tolerances(calibrate(load(tiny.rubric), SILENT)).remarks
    assert (remark.level, remark.place) == ("error", "2.1/value")
    assert remark.say


@pytest.mark.slow
@pytest.mark.parametrize("rubric", ["hw2.yaml", "hw2-with-derivations.yaml"])
def test_homework_2_has_nothing_to_remark(rubric: str) -> None:
    """No error and no warning in either rubric."""
    with bench(load(ROOT / "rubrics" / rubric), SILENT) as one:
        looked = examine(one, SILENT)
    assert [remark for one in looked for remark in one.remarks if remark.level != "note"] == []
    assert len(looked) == 7
