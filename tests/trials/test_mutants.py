"""Deliberate bugs: which are made, which a rubric notices, and what is said of those it does not."""

from __future__ import annotations

import ast
import json
import textwrap
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from grading import HW2, ROOT, TINY, Class

from grader.cli.app import app
from grader.errors import RubricError
from grader.rubric.load import load
from grader.sandbox.box import Sandbox
from grader.trials.bench import bench
from grader.trials.mutants.acknowledged import FILE, acknowledged, entry
from grader.trials.mutants.beyond import tweaks
from grader.trials.mutants.edits import Text, edits
from grader.trials.mutants.make import mutants
from grader.trials.mutants.operators import OPERATORS
from grader.trials.mutants.sources import files_of, pieces, read
from grader.trials.mutants.survey import STAGE, Survey, survey

SILENT = lambda *_: None  # noqa: E731 - nobody looks at the progress


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from anywhere else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def bugs(source: str) -> set[str]:
    """Every text that one edit makes of a function's body."""
    text = Text(f"def f():\n    {source}\n")
    node = ast.parse(text.source).body[0]
    return {text.edited(edit).partition("\n    ")[2].rstrip("\n") for edit in edits(text, node, OPERATORS)}


def surveyed(rubric: Path) -> Survey:
    """Every bug tried in this process."""
    with bench(load(rubric), SILENT) as one:
        return survey(one, SILENT)


def typed(rubric: Path, *words: str) -> Result:
    """`grader check --mutants` on a rubric."""
    return CliRunner().invoke(app, ["check", "--mutants", "-r", str(rubric), *words])


def add(tiny: Class, text: str, name: str = "lists.py") -> None:
    """More lines for a module of the reference."""
    path = tiny.folder / "reference" / name
    path.write_text(path.read_text(encoding="utf-8") + textwrap.dedent(text), encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("return a - b", {"return a + b", "return a", "return -b", "return b - a", "return -(a - b)"}),
        (
            "return a * (b + c)",
            {"return a / (b + c)", "return a * (b - c)", "return b + c", "return a * (b)"},
        ),
        ("x = A.T @ b", {"x = A @ b", "x = A.T * b", "x = A.T", "x = b", "x = b @ A.T", "x = A @ b.T"}),
        ("x = 3", {"x = 4", "x = 2"}),
        ("x = 0.0", {"x = 1.0", "x = -1.0"}),
        ("x = True", {"x = False"}),
        ("x = a < b", {"x = a <= b", "x = a > b"}),
        ("x = a and not b", {"x = a or not b", "x = a", "x = not b", "x = a and b"}),
        ("x = a if c else b", {"x = a if True else b", "x = a if False else b"}),
        ("for i in order: g(i)", {"for i in list(order)[:-1]: g(i)", "for i in list(order)[::-1]: g(i)"}),
        ("for _ in range(n): g(n)", {"for _ in range(n - 1): g(n)", "for _ in list(range(n))[:0]: g(n)"}),
        ("w -= lr * g", {"w += lr * g", "w = lr * g", "pass", "w -= lr", "w -= lr / g"}),
        ("w = w + g", {"pass", "w = w - g", "w = w", "w = g"}),
        ("x = v[:n]", {"x = v[:n + 1]", "x = v[:n - 1]", "x = v"}),
        ("x = np.sum(v, axis=0)", {"x = np.mean(v, axis=0)", "x = np.sum(v, axis=1)", "x = np.sum(v, **{})"}),
        ("x = np.solve(a, b)", {"x = np.solve(b, a)"}),
        ("x = np.sqrt(a)", {"x = a"}),
        ("x = [a, b]", {"x = [a]", "x = [b]", "x = [b, a]"}),
        ("x = {'a': a, 'b': b}", {"x = {'a': a}", "x = {'ax': a, 'b': b}"}),
    ],
)
def test_a_bug_is_one_small_edit(source: str, made: set[str]) -> None:
    """Operators, signs, constants, branches, loops, transposes, slices, calls and entries are got wrong."""
    assert made <= bugs(source)


def test_what_only_readers_see_is_left_alone() -> None:
    """A docstring and an annotation hold no bug."""
    text = Text('def f(x: int = 1):\n    """Adds 1."""\n    y: "Text" = x\n    return y\n')
    assert {edit.text for edit in edits(text, ast.parse(text.source).body[0], OPERATORS)} == {"-y"}


def test_bugs_of_homework_2_are_different_programs_of_one_edit() -> None:
    """Each can be parsed, is another program than the reference, and has a name of its own."""
    modules = read(ROOT / "reference" / "hw2")
    made = mutants(modules, load(HW2).rubric.question_names)
    trees = {file: ast.dump(ast.parse(module.source)) for file, module in modules.items()}
    assert len(made) > 300
    assert len({one.name for one in made}) == len(made)
    assert all(ast.dump(ast.parse(one.source)) != trees[one.file] for one in made)
    assert all(one.was != one.becomes for one in made)


def test_a_helper_belongs_to_every_question_that_leans_on_it() -> None:
    """Answers are made of helpers and constants, in their file and in others; wrong methods are no part."""
    modules = read(ROOT / "reference" / "hw2")
    found = pieces(modules, load(HW2).rubric.question_names)
    assert found["adaptive.py", "mean_gradient"] == ("adagrad",)
    assert found["plane.py", "LABEL"] == ("solution_line", "gd_solution_2d", "pythagoras")
    assert ("adaptive.py", "walk") not in found
    assert files_of(modules, ["pythagoras"]) == ("plane.py", "triangle.py")


def test_a_rubric_that_notices_everything_says_so(tiny: Class) -> None:
    """All bugs caught, in one line, and the exit code of a rubric that can be used."""
    told = typed(tiny.rubric)
    assert told.exit_code == 0, told.output
    assert "deliberate bugs caught" in told.output
    assert "Your rubric would notice" in told.output


WEAK = '''
@question
def size(x):
    """The size of a number."""
    return abs(x)


@size.cases(count=1)
def anything(rng):
    """DOC"""
    return {"x": float(rng.uniform(LOW, 9))}
'''


def weak(tiny: Class, low: str) -> None:
    """A question whose only case is a positive number at this seed, but not at others when `low` is none."""
    add(tiny, WEAK.replace("LOW", low), "numbers_one.py")
    tiny.edit_rubric("question: twice,", "question: size,")


def test_a_survivor_is_shown_with_its_criterion_and_a_case(tiny: Class) -> None:
    """What another seed draws would have noticed: a wrong answer earns full points, which is an error."""
    weak(tiny, "-9")
    told = typed(tiny.rubric)
    assert told.exit_code == 1, told.output
    assert "-    return abs(x)" in told.output
    assert "+    return x" in told.output
    assert "should have been caught by 1.1/value" in told.output
    assert "a case that would:" in told.output
    assert "size.example(x=-" in told.output


def test_a_case_that_no_generator_draws_is_said_to_be_one(tiny: Class) -> None:
    """Where only an odd argument shows it, the question may not allow it: a warning, and an entry to copy."""
    weak(tiny, "1")
    told = typed(tiny.rubric, "--json")
    facts = json.loads(told.stdout)
    alive = [bug for bug in facts["mutants"]["bugs"] if bug["outcome"] == "survived"]
    assert [bug["diff"].splitlines()[1] for bug in alive] == ["+    return x"]
    assert alive[0]["example"].startswith("size.example(x=-")
    assert [one["level"] for one in facts["looked_at"][-1]["remarks"]] == ["warning", "warning"]
    assert told.exit_code == 0
    assert "if the question allows it" in typed(tiny.rubric).output


def acknowledge(tiny: Class, text: str) -> None:
    """The file beside the reference."""
    (tiny.folder / "reference" / FILE).write_text(textwrap.dedent(text), encoding="utf-8")


def test_what_changes_no_answer_is_acknowledged(tiny: Class) -> None:
    """An entry takes the bug out of the count, and its reason is kept with it."""
    weak(tiny, "1")
    alive = surveyed(tiny.rubric).of("survived")
    acknowledge(
        tiny, entry([fate.mutant for fate in alive]).replace("…", "The question takes no negative numbers.")
    )
    found = surveyed(tiny.rubric)
    assert [fate.words for fate in found.of("acknowledged")] == ["The question takes no negative numbers."]
    assert (found.of("survived"), found.stale, found.score) == ((), (), 1.0)
    assert found.counted == found.caught


def test_an_acknowledgement_that_a_case_refutes_is_an_error(tiny: Class) -> None:
    """A reason has to hold on all that the generators may draw, not only on what they drew."""
    weak(tiny, "-9")
    acknowledge(
        tiny,
        "[{in: numbers_one.py, was: return abs(x), becomes: return x, because: Nobody goes below zero.}]",
    )
    told = typed(tiny.rubric)
    assert told.exit_code == 1
    assert "says that this bug changes no answer, but one changes" in " ".join(told.output.split())


def test_an_acknowledgement_of_nothing_is_said(tiny: Class) -> None:
    """What is noticed by now, or stands nowhere any more, should be taken out."""
    acknowledge(
        tiny,
        """
        - in: numbers_one.py:twice
          was: return 2 * x
          becomes: [return 2 / x, return 7 * x]
          because: There was a reason once.
        """,
    )
    why = [(text, why) for _, text, why in surveyed(tiny.rubric).stale]
    assert why == [("return 2 / x", "the rubric notices it"), ("return 7 * x", "there is no such bug")]


@pytest.mark.parametrize(
    "text", ["in: x", "- in: x\n", "- 1\n", "- {in: a, was: b, becomes: [], because: c}", ": ["]
)
def test_a_faulty_file_names_itself(tmp_path: Path, text: str) -> None:
    """One sentence with the file and what an entry holds."""
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RubricError, match=rf"{FILE} cannot be read: each entry"):
        acknowledged(tmp_path)


def test_another_right_reading_is_no_survivor(tiny: Class) -> None:
    """A bug that gives what a convention gives is right by it, and counts neither way."""
    add(
        tiny,
        """
        @total.convention("the other sign")
        def minus(values):
            return -total(values)
        """,
    )
    found = surveyed(tiny.rubric)
    assert "return -float(np.sum(values))" in {fate.mutant.becomes for fate in found.of("reading")}
    assert {fate.words for fate in found.of("reading")} == {"the other sign"}


def test_a_stopped_survey_goes_on(tiny: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was tried is remembered: after Ctrl-C only the rest runs, and a third time nothing does."""
    ran: list[str] = []
    run = Sandbox.run

    def counted(
        box: Sandbox, submission: object, questions: object, *more: object, **named: object
    ) -> object:
        ran.append(str(questions))
        time.sleep(0.2 if len(ran) > 5 and slowly else 0)
        return run(box, submission, questions, *more, **named)  # type: ignore[arg-type]

    def stops(stage: str, done: int, _of: int) -> None:
        if stage == STAGE and done == 5:
            raise KeyboardInterrupt

    slowly = True
    monkeypatch.setattr(Sandbox, "run", counted)
    with pytest.raises(KeyboardInterrupt), bench(load(tiny.rubric), SILENT) as one:
        survey(one, stops)
    first, slowly = len(ran), False
    found = surveyed(tiny.rubric)
    assert 5 <= first < len(found.fates)
    assert len(ran) - first <= len(found.fates) - 5
    whole = len(ran)
    assert surveyed(tiny.rubric) == found
    assert len(ran) == whole


def test_a_bug_that_does_not_end_is_caught(tiny: Class) -> None:
    """It costs a second, and is noticed as too slow."""
    add(
        tiny,
        '''
        @question
        def steps(n):
            """How many halvings lead to zero."""
            count = 0
            while n > 0:
                n = n // 2
                count += 1
            return count


        steps.example(n=9)
        ''',
        "numbers_one.py",
    )
    tiny.edit_rubric("question: twice,", "question: steps,")
    fates = {fate.mutant.becomes: fate for fate in surveyed(tiny.rubric).fates}
    assert fates["pass"].status == "caught"
    assert "did not finish" in fates["n = n"].words


def test_odd_arguments_change_one_at_a_time() -> None:
    """Nothing, ones, other signs and sizes in place of one argument; the others stay."""
    found = list(tweaks({"n": 3, "x": 0.5, "name": "a"}))
    assert all(
        sum(case[name] != old for name, old in (("n", 3), ("x", 0.5), ("name", "a"))) == 1 for case in found
    )
    assert {case["n"] for case in found} >= {0, 1, 4, -3}


@pytest.mark.slow
@pytest.mark.parametrize("rubric", ["hw2.yaml", "hw2-with-derivations.yaml"])
def test_homework_2_notices(rubric: str) -> None:
    """At least 95 % of the bugs that change an answer are caught, and every acknowledged reason holds."""
    found = surveyed(ROOT / "rubrics" / rubric)
    assert found.score >= 0.95
    assert found.caught > 300
    assert found.of("refuted") == ()
    assert found.stale == ()
    assert found.of("survived") == ()


def test_tiny_is_what_these_tests_think() -> None:
    """The homework they edit asks for these questions."""
    assert load(TINY / "rubric.yaml").rubric.question_names == (
        "twice",
        "half",
        "half_is_whole",
        "total",
        "largest",
    )
