"""With wants hidden, nothing that people read holds one: recognisable values are planted, and looked for."""

from __future__ import annotations

import io
import re
import textwrap
from pathlib import Path

import pytest
from grading import Class, grade, type_command
from rich.console import Console

from grader.pipeline.recall import recall
from grader.report.receipt import print_student
from grader.report.terminal import print_sheet

# By the part whose reference returns it: no argument, no student and no sentence of the rubric holds one.
PLANTED = {
    "1.1": "48213.7",
    "1.2": "73.3125",
    "1.3": "xylophone",
    "1.4": "zanzibar",
    "1.5": "n^13",
    "1.6": "9173",
    "1.7": "0.28",
    "2.1": "61.0625",
}
REFERENCE = """
    import numpy as np
    from grader.oracle import question

    @question
    def number(x):
        return 48213.7 + 0 * x

    number.example(x=1.0)

    @number.mistake("takes half", hint="It is 48213.7, not half of it.")
    def half(x):
        return 48213.7 / 2 + 0 * x

    @number.exhibit("Your number", calls=[{"x": 1.0}], x=[0, 1, 2])
    def drawn(got, x):
        return [0.0, got, 2 * got]

    @question
    def entries(x):
        return {"first": np.array([73.3125, 1.0]), "second": x}

    entries.example(x=1.0)

    @question
    def word(x):
        return "xylophone"

    word.example(x=1.0)

    @question
    def edges(x):
        return [("a", "zanzibar"), ("zanzibar", "b")]

    edges.example(x=1.0)

    @question
    def cost(x):
        return "n^13"

    cost.example(x=1.0)

    @question
    def line(x):
        return np.array([9173.0, 1.0, 2.0])

    line.example(x=1.0)

    @question
    def direction(x):
        return np.array([0.28, 0.96])

    direction.example(x=1.0)

    @question
    def near(x):
        return 61.0625 + 0 * x

    near.example(x=1.0)

    @near.property
    def close(got, x):
        if got == 404:
            raise ValueError(f"it should be {near(x)}")
        return bool(abs(got - near(x)) < 1e-9)
"""
RUBRIC = """
    format: 1
    homework: planted
    title: Planted values
    points: 8
    reference: reference
    seed: 3
    show_want: no
    packages: [numpy]
    limits: {seconds: 1, import_seconds: 10, submission_seconds: 20, memory_mb: 512}
    problems:
      - id: 1
        title: All kinds of answers
        points: 7
        parts:
          - {id: 1.1, title: Number, points: 1, question: number, check: {kind: array}}
          - {id: 1.2, title: Entries, points: 1, question: entries, check: {kind: mapping}}
          - {id: 1.3, title: Word, points: 1, question: word, check: {kind: exact}}
          - {id: 1.4, title: Edges, points: 1, question: edges, check: {kind: graph}}
          - {id: 1.5, title: Cost, points: 1, question: cost, check: {kind: growth}}
          - {id: 1.6, title: Line, points: 1, question: line, check: {kind: line}}
          - {id: 1.7, title: Direction, points: 1, question: direction, check: {kind: direction}}
      - id: 2
        title: Claims
        points: 1
        parts:
          - {id: 2.1, title: Near, points: 1, question: near, check: {kind: property, name: close}}
"""
STUDENTS = {
    "wrong": """
        import numpy as np
        def number(x): return 48213.7 / 2
        def entries(x): return {"first": np.array([5.0, 1.0]), "second": 8.0, "third": 1}
        def word(x): return "violin"
        def edges(x): return [("a", "c"), ("a", "b")]
        def cost(x): return "n^2"
        def line(x): return [1.0, 2.0, 3.0]
        def direction(x): return [0.0, 5.0]
        def near(x): return 17.0
        """,
    "misshapen": """
        import numpy as np
        def number(x): return [1.0, 2.0, np.nan]
        def entries(x): return 3
        def word(x): return None
        def edges(x): return "nonsense"
        def cost(x): return "((("
        def line(x): return "x + y = 1"
        def direction(x): return np.array([[1.0], [2.0]])
        def near(x): return 404
        """,
    "failing": """
        def number(x): raise ValueError("no idea")
        def entries(x): return {}
        def word(x): return 3
        def edges(x): return []
        def cost(x): return x / 0
        """,
    "nearly": """
        import numpy as np
        def number(x): return 5.0
        def entries(x): return {"first": np.array([[7.0], [1.0]], np.float32), "second": x}
        def edges(x): return [("a", "b"), ("c", "d")]
        def line(x): return np.zeros(3)
        def direction(x): return np.array([np.inf, 1.0])
        """,
}
EVERYWHERE = ("*.csv", "run.log", "feedback/*.html", "report/*.html")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """A class whose every answer is wrong, and a reference whose every answer is recognised."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "reference").mkdir()
    (folder / "reference" / "answers.py").write_text(textwrap.dedent(REFERENCE), encoding="utf-8")
    for name, hides in (("rubric.yaml", "no"), ("open.yaml", "yes")):
        text = textwrap.dedent(RUBRIC).replace("show_want: no", f"show_want: {hides}")
        (folder / name).write_text(text, encoding="utf-8")
    made = Class(folder, folder / "rubric.yaml", folder / "submissions")
    for student, code in STUDENTS.items():
        made.hand_in(student, textwrap.dedent(code))
    made.grade()
    grade(made.submissions, folder / "open.yaml", folder / "open")
    return made


def texts(out: Path) -> dict[str, str]:
    """Everything a run writes for people."""
    return {
        path.relative_to(out).as_posix(): path.read_text("utf-8")
        for pattern in EVERYWHERE
        for path in out.glob(pattern)
    }


def holds(text: str, value: str) -> bool:
    """Whether a planted value stands in a text, but not as a piece of another number."""
    return re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", text) is not None


def test_no_page_table_or_log_holds_a_hidden_want(planted: Class) -> None:
    """Pages, tables and the log: not one planted value, and no picture of the expected line."""
    written = texts(planted.folder / "grades")
    assert len(written) == 3 + 1 + len(STUDENTS) + 1
    found = [(name, part) for name, text in written.items() for part in PLANTED if holds(text, PLANTED[part])]
    assert found == []
    assert "<svg" in written["feedback/nearly.html"]
    assert not re.search(r'class="line expected', "".join(written.values()))
    assert "the reference failed on an answer" in written["run.log"]


def test_the_same_class_with_wants_shown_holds_them(planted: Class) -> None:
    """The search finds what it looks for: every value but the property's stands on pages that show wants."""
    written = texts(planted.folder / "open")
    pages = "".join(text for name, text in written.items() if name.startswith("feedback/"))
    assert [part for part in PLANTED if not holds(pages, PLANTED[part])] == ["2.1"]
    assert 'class="line expected' in pages
    assert holds(written["run.log"], PLANTED["2.1"])


def test_no_terminal_holds_a_hidden_want(planted: Class) -> None:
    """The sheet at the end of a run, its JSON, and every student's receipt."""
    out = planted.folder / "grades"
    graded = planted.grade()
    console = Console(file=io.StringIO(), width=400)
    print_sheet(
        console, graded.cards, graded.source.rubric, out=out, isolation="", seconds=1.0, notes=graded.notes
    )
    for student in STUDENTS:
        recalled = recall(out, student, None, None)
        print_student(console, recalled.card, recalled.source.rubric, recalled.describe)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    told = type_command(
        "run", planted.submissions, "-r", planted.rubric, "-o", out, "--json", cwd=planted.folder
    )
    assert told.code == 0
    assert "failing" in told.out
    assert "violin" in said
    assert [part for part, value in PLANTED.items() if holds(said + told.out + told.err, value)] == []


def test_an_instructor_may_ask_for_them(planted: Class) -> None:
    """`show --wants` shows what the rubric hides, and `show` alone does not."""
    told = type_command("show", "wrong", "1.3", cwd=planted.folder)
    assert "violin" in told.out
    assert "xylophone" not in told.out
    assert "xylophone" in type_command("show", "wrong", "1.3", "--wants", cwd=planted.folder).out
