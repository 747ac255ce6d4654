"""Calls and wants as the reference makes them."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import frames
from grader.model.sketch import Sketch
from grader.oracle.build import build, dump, natural, reference_digest

HW2 = Path(__file__).parents[2] / "reference" / "hw2"
ADD = """
    from grader.oracle import question

    @question
    def add(a, b):
        return a + b

    @add.cases(count=3)
    def pairs(rng, i):
        return dict(b=rng.random(), a=float(i))
"""


def arguments(case):
    """The arguments of a case, as a student's function gets them."""
    return frames.decode(case.packed)["arguments"]


def test_calls_hold_labels_arguments_and_order(built):
    """Groups stay together, smallest first; inside a group by size and then by natural label."""
    calls = built.calls.question("vjp")
    assert calls.parameters == ("v", "y")
    assert calls.groups == ("small", "example", "large")
    small = [case for case in calls.cases if case.group == "small"]
    assert [case.size for case in small] == sorted(case.size for case in small)
    pairs = [arguments(case)["v"] for case in small if case.size == 32]
    assert len(pairs) > 1
    numbers = [int(case.label.split("/")[1]) for case in small if case.size == 32]
    assert numbers == sorted(numbers)
    assert [case.keep for case in calls.cases[-2:]] == ["all", "sketch"]
    assert list(arguments(calls.cases[-1])) == ["v", "y"]


def test_wants_hold_everything_declared(built):
    """The want of each case is the reference's own answer, beside mistakes, equivalents and the title."""
    wants = built.wants.question("vjp")
    np.testing.assert_array_equal(wants.want["example/0"], [6.0, 12.0, 18.0])
    assert wants.title == "The product of the Jacobian's transpose with y."
    (mistake,) = wants.mistakes
    assert (mistake.credit, mistake.hint, mistake.under) == (Fraction(1, 3), "Multiply once more.", "")
    np.testing.assert_array_equal(mistake.results["example/0"], [6.0, 6.0, 6.0])
    (equivalent,) = wants.equivalents
    assert equivalent.name == "by_outer"
    for case in built.calls.question("vjp").cases[:-1]:
        np.testing.assert_allclose(equivalent.results[case.label], wants.want[case.label], rtol=1e-12)
    assert isinstance(wants.want["large/0"], Sketch)
    assert list(wants.want) == [case.label for case in built.calls.question("vjp").cases]


def test_building_twice_gives_the_same_bytes(built, vjp_source, reference, interpreter):
    """Calls and wants depend on the reference and the seed, and on nothing else, not even its folder."""
    assert dump(build(reference(vjp_source), ["vjp"], 7, interpreter)) == dump(built)


def test_chance_and_sets_come_out_the_same_every_time(reference, bare):
    """`random` is reseeded before every call, and a set of texts has the same order in every process."""
    folder = reference("""
        import random
        from grader.oracle import question

        LUCK = random.random()

        @question
        def draw(names):
            return [LUCK, random.random(), *{"a", "b", "c", "d", "e"}]

        @draw.cases()
        def sets(rng):
            return dict(names={"x", "y", "z", rng.random()})
    """)
    assert dump(build(folder, ["draw"], 1, bare)) == dump(build(folder, ["draw"], 1, bare))


def test_another_case_moves_no_other(built, vjp_source, reference, interpreter):
    """Raising a generator's count, or adding a generator, leaves every case that was there as it was."""
    more = (
        vjp_source.replace("count=11", "count=12")
        + """
    @vjp.cases(count=2)
    def another(rng):
        return dict(v=rng.normal(size=2), y=rng.normal(size=2))
    """
    )
    now = {
        case.label: case
        for case in build(reference(more), ["vjp"], 7, interpreter).calls.question("vjp").cases
    }
    before = {case.label: case for case in built.calls.question("vjp").cases}
    assert now.keys() - before.keys() == {"small/11", "another/0", "another/1"}
    assert {label: now[label] for label in before} == before


def test_another_seed_gives_other_cases(reference, bare):
    """The seed reaches every generator, and no example."""
    folder = reference(ADD + "\n    add.example(a=1.0, b=2.0)")
    one, two = (
        {case.label: case.packed for case in build(folder, ["add"], seed, bare).calls.question("add").cases}
        for seed in (1, 2)
    )
    assert {label for label in one if one[label] == two[label]} == {"example/0"}


def test_arguments_come_in_the_parameters_order(reference, bare):
    """A generator may write its dict in any order, and may take the case's number."""
    cases = build(reference(ADD), ["add"], 1, bare).calls.question("add").cases
    assert [list(arguments(case)) for case in cases] == [["a", "b"]] * 3
    assert [arguments(case)["a"] for case in cases] == [0.0, 1.0, 2.0]


def test_a_question_without_arguments_has_one_case(reference, bare):
    """Its label is `call/0`."""
    folder = reference("""
        from grader.oracle import question

        @question
        def unique():
            return True
    """)
    made = build(folder, ["unique"], 1, bare)
    assert [case.label for case in made.calls.question("unique").cases] == ["call/0"]
    assert made.wants.question("unique").want == {"call/0": True}


def test_a_reference_that_writes_into_its_arguments_spoils_nothing(reference, interpreter):
    """Every function gets arguments of its own, and students get them as the generator made them."""
    folder = reference("""
        import numpy as np
        from grader.oracle import question

        @question
        def double(x, names):
            x *= 2
            names.append("done")
            return x

        double.example(x=np.array([1.0, 2.0]), names=["a"])

        @double.mistake("doubles twice")
        def twice(x, names):
            x *= 4
            return x * len(names)
    """)
    made = build(folder, ["double"], 1, interpreter)
    (case,) = made.calls.question("double").cases
    np.testing.assert_array_equal(arguments(case)["x"], [1.0, 2.0])
    assert arguments(case)["names"] == ["a"]
    np.testing.assert_array_equal(made.wants.question("double").want["example/0"], [2.0, 4.0])
    np.testing.assert_array_equal(made.wants.question("double").mistakes[0].results["example/0"], [4.0, 8.0])


CONVENTIONS = """
    from grader.oracle import question

    @question
    def step(x):
        return 2.0 * x

    @step.cases(count=3)
    def numbers(rng):
        return dict(x=1 + rng.random())

    @step.convention("factor 1")
    def plain(x):
        return 1.0 * x * 1.5

    @step.mistake("goes up", credit="1/4", each_convention=True)
    def up(x, convention):
        return -(1.5 * x if convention == "factor 1" else 2.0 * x)

    @step.mistake("goes twice")
    def twice(x):
        return 4.0 * x

    @step.scale
    def size(x):
        return 10 * x

    step.given(values=lambda x: dict(n=3, twice_x=2 * x), source="starter_step.py")
"""


def test_mistakes_are_tried_under_each_convention_that_asks_for_it(reference, bare):
    """Conventions have wants of their own; a mistake with `each_convention` has results under every one."""
    folder = reference(CONVENTIONS)
    (folder / "starter_step.py").write_text("raise RuntimeError('never imported')\n")
    made = build(folder, ["step"], 1, bare)
    wants = made.wants.question("step")
    assert [(m.name, m.under) for m in wants.mistakes] == [
        ("goes up", ""),
        ("goes up", "factor 1"),
        ("goes twice", ""),
    ]
    for case in made.calls.question("step").cases:
        x = arguments(case)["x"]
        assert wants.conventions[0].results[case.label] == pytest.approx(1.5 * x)
        assert [m.results[case.label] for m in wants.mistakes] == pytest.approx([-2 * x, -1.5 * x, 4 * x])
        assert wants.scales[case.label] == pytest.approx(10 * x)
        assert frames.decode(case.packed)["given"] == {"n": 3, "twice_x": 2 * x}
    assert made.calls.question("step").starter.startswith("raise RuntimeError")


def test_the_questions_come_in_the_rubrics_order(reference, bare):
    """Once each, however often the rubric names them, and whichever file defines them."""
    one, two = ADD, ADD.replace("def add", "def sub").replace("add.", "sub.").replace("@add", "@sub")
    made = build(reference(one=one, two=two), ["sub", "add", "sub"], 1, bare)
    assert [question.name for question in made.calls.questions] == ["sub", "add"]
    assert [question.name for question in made.wants.questions] == ["sub", "add"]


def test_one_file_may_use_another(reference, bare):
    """The reference's folder is on the path; a question that is imported is not defined twice."""
    one = "from two import add as other_add\nFIVE = other_add(2, 3)\n"
    made = build(reference(one=one, two=ADD), ["add"], 1, bare)
    assert len(made.calls.question("add").cases) == 3


def test_the_harness_is_not_to_be_had_in_the_worker(reference, bare):
    """A reference can import `grader.oracle` and nothing else of ours, and sees a clean environment."""
    folder = reference("""
        import os, sys
        from grader.oracle import question
        from grader.oracle.author import Question

        def missing(name):
            try:
                __import__(name)
            except ImportError:
                return True
            return False

        @question
        def seen():
            names = ["grader.model", "grader.errors", "grader.oracle.build", "pandas", "pytest", "numpy"]
            mine = isinstance(seen, Question)
            return [all(map(missing, names)), mine, " ".join(sorted(os.environ)), sys.stdin.read()]
    """)
    want = build(folder, ["seen"], 1, bare).wants.question("seen").want["call/0"]
    names = "LANG MKL_NUM_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS PYTHONHASHSEED"
    assert want == [True, True, names, ""]


def test_the_head_never_imports_the_reference(reference, bare):
    """What is built in a process of its own leaves no module here and no compiled file there."""
    folder = reference(only_in_the_worker=ADD)
    before = set(sys.modules)
    build(folder, ["add"], 1, bare)
    assert not {name for name in set(sys.modules) - before if "only_in_the_worker" in name}
    assert [path.name for path in folder.iterdir()] == ["only_in_the_worker.py"]


def test_what_a_reference_prints_disturbs_nobody(reference, bare, capfd):
    """A flood on both streams is thrown away."""
    flood = ADD.replace(
        "return a + b", "print('x' * 10_000_000); print('y' * 10, file=sys.stderr); return a + b"
    )
    build(reference("import sys\n" + "\n".join(line[4:] for line in flood.splitlines())), ["add"], 1, bare)
    assert capfd.readouterr() == ("", "")


def test_the_digest_names_all_that_answers_depend_on(reference, bare, interpreter):
    """A file's bytes or name, the seed, the packages or the questions: each gives another digest."""
    folder = reference(ADD)
    keys = [reference_digest(folder, 1, bare, ["add"])]
    keys.append(reference_digest(folder, 2, bare, ["add"]))
    keys.append(reference_digest(folder, 1, interpreter, ["add"]))
    keys.append(reference_digest(folder, 1, bare, ["add", "sub"]))
    (folder / "data.txt").write_text("1")
    keys.append(reference_digest(folder, 1, bare, ["add"]))
    (folder / "data.txt").rename(folder / "datum.txt")
    keys.append(reference_digest(folder, 1, bare, ["add"]))
    assert len(set(keys)) == len(keys)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "answers.cpython-311.pyc").write_bytes(b"x")
    assert reference_digest(folder, 1, bare, ["add"]) == keys[-1]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_natural_order_is_the_order_of_the_numbers(numbers):
    """`small/10` follows `small/9`."""
    labels = sorted((f"small/{number}" for number in numbers), key=natural)
    assert labels == [f"small/{number}" for number in sorted(numbers)]


def test_homework_2_builds(interpreter):
    """The example homework keeps every rule, and a question's million numbers are kept as a sketch."""
    made = build(HW2, ["vjp", "jacobian_cost", "gradient"], 20260929, interpreter)
    assert [question.name for question in made.wants.questions] == ["vjp", "jacobian_cost", "gradient"]
    assert {case.keep for case in made.calls.question("vjp").cases} == {"all", "sketch"}
