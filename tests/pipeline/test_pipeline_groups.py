"""What several answered alike: found from what is kept, named beside the reference, judged again at once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from grading import TINY, Class, by_student, points, type_command

from grader.errors import GraderError, OracleError
from grader.model.answers import Alike
from grader.pipeline.export import export
from grader.pipeline.groups import grouped
from grader.pipeline.mistake import Naming, name_group
from grader.pipeline.rejudge import rejudge
from grader.pipeline.sent import NotAcceptedError
from grader.pipeline.standing import standing
from grader.sandbox.box import Sandbox

RIGHT = (TINY / "submissions" / "ada" / "hw.py").read_text(encoding="utf-8")
HALF = ["x / 4", "0.25 * x", "x * 0.25 * (1 + 1e-9)"]
LENGTH = ["float(sum(values)) / len(values)", "np.mean(values)"]
ODD = ["sum(values) + 0.1 * values[0]", "values[0] / 10 + np.sum(values)"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with equal mistakes in different words, graded once."""
    folder = tmp_path_factory.mktemp("alike") / "tiny"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    made = Class(folder, folder / "rubric.yaml", folder / "submissions")
    for at, body in enumerate(HALF):
        made.hand_in(f"half{at}", RIGHT.replace("0.5 * x", body))
    for at, body in enumerate(LENGTH):
        made.hand_in(f"mean{at}", RIGHT.replace("return result", f"return {body}"))
    for at, body in enumerate(ODD):
        made.hand_in(f"odd{at}", RIGHT.replace("return result", f"return {body}"))
    for name, body in (("zero", "0.0"), ("nan", "float('nan')"), ("word", "'half of it'")):
        made.hand_in(name, RIGHT.replace("0.5 * x", body))
    for at, number in enumerate((3, 44)):
        made.hand_in(f"stop{at}", RIGHT.replace("np.max(values)", f"values.missing + {number}"))
    made.grade()
    return folder


@pytest.fixture
def graded(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    """That class for one test, in which no student code can run."""
    folder = tmp_path / "tiny"
    shutil.copytree(once, folder)
    monkeypatch.setattr(Sandbox, "run", nothing_runs)
    return Class(folder, folder / "rubric.yaml", folder / "submissions")


def nothing_runs(*_: object, **__: object) -> None:
    """Whoever calls this has lost."""
    raise AssertionError("student code was run")


def groups(made: Class, part: str) -> tuple[Alike, ...]:
    """The groups of a part as the instructor sees them."""
    with standing(made.folder / "grades", made.rubric) as stand:
        return grouped(stand, part)[0]


def named(made: Class, part: str, group: int, credit: str = "1/2", **more: str):
    """Name a group of the class."""
    return name_group(made.folder / "grades", made.rubric, Naming(part, group, credit, **more))


def texts(made: Class) -> dict[str, bytes]:
    """Every file of the reference, byte by byte."""
    folder = made.folder / "reference"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_equal_results_are_one_group_however_they_were_written(graded: Class) -> None:
    """Near-identical numbers are one group, the largest first, with what they are to the wanted result."""
    value, _ = groups(graded, "1.2")
    assert [(group.number, group.students, group.what, group.name) for group in value.groups] == [
        (1, ("half0", "half1", "half2"), "half of the wanted result", ""),
        (2, ("nan",), "Your number is nan (not a number).", ""),
        (3, ("word",), "Your answer is text where numbers were expected.", ""),
        (4, ("zero",), "zero on every case", ""),
    ]
    assert (value.right, value.silent, value.students) == (8, 1, 15)
    first = value.groups[0]
    assert (first.case, first.want, first.got, first.points) == ("example/0", "1.5", "0.75", 0)


def test_a_factor_that_grows_with_an_argument_is_found(graded: Class) -> None:
    """A mean in place of a sum is another factor on every case, and still one relation."""
    (total,) = groups(graded, "2.1")
    found = {group.students: group.what for group in total.groups}
    assert found["mean0", "mean1"] == "the wanted result over len(values)"
    assert found["odd0", "odd1"] == "another result"


def test_crashes_are_alike_by_their_message(graded: Class) -> None:
    """One kind of error with one message is one group, whatever line and number it names."""
    (largest,) = groups(graded, "2.2")
    assert [group.students for group in largest.groups] == [("stop0", "stop1")]
    assert "AttributeError" in largest.groups[0].what


def test_a_named_mistake_gives_its_group_its_name(graded: Class) -> None:
    """What the reference names already is listed by that name."""
    (twice,) = groups(graded, "1.1")
    assert [(group.students, group.name) for group in twice.groups] == [(("bea",), "squares it")]


def test_naming_writes_a_method_and_judges_all_of_them(graded: Class, once: Path) -> None:
    """A known relation becomes a function beside the reference; its students move, and nobody's code runs."""
    written = named(graded, "1.2", 1, hint="Halve it once.", name="halves it twice")
    module = graded.folder / "reference" / "numbers_one.py"
    assert module.read_text(encoding="utf-8").endswith(
        '\n\n\n@half.mistake("halves it twice", credit="1/2", hint="Halve it once.")\n'
        "def halves_it_twice(x):\n"
        '    """Half of the wanted result."""\n'
        "    return half(x) / 2\n"
    )
    assert written.text in module.read_text(encoding="utf-8")
    # whole waits for value: half of it is enough
    assert [(move.student, move.part, str(move.before), str(move.after)) for move in written.moves] == [
        (f"half{at}", "1.2", "0.00", "0.63") for at in range(3)
    ]
    table = graded.folder / "grades" / "parts.csv"
    assert points(table, "half0")["1.2/value"] == "0.3750"
    untouched = "feedback/mean0.html"
    assert (graded.folder / "grades" / untouched).read_bytes() == (once / "grades" / untouched).read_bytes()
    assert "Halve it once." in (graded.folder / "grades" / "feedback" / "half1.html").read_text()
    assert groups(graded, "1.2")[0].groups[0].name == "halves it twice"


def test_the_sheet_after_naming_is_that_of_a_run(graded: Class) -> None:
    """Running again after a naming changes nothing: it is the same judgement."""
    named(graded, "2.1", 1, name="takes the mean")
    before = (graded.folder / "grades" / "parts.csv").read_bytes()
    graded.grade()
    assert (graded.folder / "grades" / "parts.csv").read_bytes() == before
    assert points(graded.folder / "grades" / "parts.csv", "mean1")["2.1/value"] == "1.0000"


def test_results_without_a_relation_are_named_by_themselves(graded: Class) -> None:
    """They are kept in a file beside the reference, and a new seed says that they are of another one."""
    written = named(graded, "2.1", 2, credit="1/4", name="adds a tenth")
    assert written.students == ("odd0", "odd1")
    assert written.text == (
        'total.known("adds a tenth", credit="1/4", file="mistakes/total-adds-a-tenth.json")\n'
    )
    assert (graded.folder / "reference" / "mistakes" / "total-adds-a-tenth.json").is_file()
    book = by_student(graded.folder / "grades" / "gradebook.csv")
    assert (book["odd0"]["2.1"], book["odd1"]["2.1"], book["mean0"]["2.1"]) == ("0.50", "0.50", "0.00")
    graded.edit_rubric("seed: 3", "seed: 4")
    with pytest.raises(OracleError, match=r"“adds a tenth” of `total` .* written down for another seed"):
        graded.grade()


@pytest.mark.parametrize(
    ("part", "group", "more", "said"),
    [
        ("1.1", 1, {}, "is named already, “squares it”"),
        ("2.2", 1, {"name": "stops"}, "gave no results that could be named"),
        ("1.2", 5, {"name": "says yes"}, "is a yes/no question"),
        ("1.2", 4, {"name": "nothing"}, "earns points for an answer without thought"),
        ("1.2", 2, {"name": "nan"}, "its results would not be finite"),
        ("1.2", 3, {"name": "text"}, "its results are of another kind than asked"),
        ("2.1", 4, {"name": "rounds"}, "within 100 tolerances of the right answer"),
        ("2.1", 2, {}, "A mistake needs a name"),
        ("2.1", 2, {"name": "a", "credit": "1"}, "A mistake earns a share below 1"),
        ("2.1", 9, {}, "There is no group 9 in 2.1"),
    ],
)
def test_what_cannot_be_named_is_said_in_a_sentence(
    graded: Class, part: str, group: int, more: dict[str, str], said: str
) -> None:
    """The rules of mistakes hold, and then neither reference nor sheet has changed."""
    before, sheet = texts(graded), (graded.folder / "grades" / "parts.csv").read_bytes()
    with pytest.raises(GraderError) as caught:
        named(graded, part, group, **{"credit": "1/2", **more})
    assert said in str(caught.value)
    assert tempfile.gettempdir() + "/grader-" not in str(caught.value)
    assert texts(graded) == before
    assert (graded.folder / "grades" / "parts.csv").read_bytes() == sheet


def test_judging_again_runs_nothing_and_names_what_needs_a_run(graded: Class) -> None:
    """A new weight is judged from what is kept; where the calls are others, that question is named."""
    graded.edit_rubric("points: 3/4", "points: 1/4")
    graded.edit_rubric("{id: whole, points: 1/4", "{id: whole, points: 3/4")
    with standing(graded.folder / "grades", graded.rubric) as stand:
        again = rejudge(stand)
    assert again.needs_run == {}
    assert {(move.student, str(move.after)) for move in again.moves if move.student == "bea"} == {
        ("bea", "0.25")
    }
    graded.edit_reference("lists.py", "@total.cases(count=4)", "@total.cases(count=6)")
    with standing(graded.folder / "grades", graded.rubric) as stand:
        again = rejudge(stand)
    assert list(again.needs_run) == ["total"]
    assert len(again.needs_run["total"]) == 15
    assert {move.part for move in again.moves} == {"1.2"}  # 2.1 stays as the last run left it
    with pytest.raises(GraderError, match="What students' code does for total is not known any more"):
        named(graded, "1.2", 1, name="halves it twice")


def test_the_commands_list_and_name(graded: Class) -> None:
    """`grader show --part` lists the groups, and with a group and a credit it names one."""
    listed = type_command("show", "--part", "1.2", "-r", graded.rubric, cwd=graded.folder)
    assert (listed.code, listed.err) == (0, "")
    for word in ("3 students: half of the wanted result (unnamed)", "half0, half1, half2", "--group 1"):
        assert word in listed.out
    words = ["show", "--part", "1.2", "--group", "1", "--credit", "1/3", "--name", "too small"]
    said = type_command(*words, "-r", graded.rubric, cwd=graded.folder)
    assert (said.code, said.err) == (0, "")
    assert "3 students moved" in said.out
    assert 'half.mistake("too small", credit="1/3")' in said.out
    report = (graded.folder / "grades" / "report" / "index.html").read_text(encoding="utf-8")
    assert "3 students: too small" in report
    alone = type_command("show", "--group", "1", cwd=graded.folder)
    assert (alone.code, "--credit" in alone.err) == (2, True)


@pytest.mark.parametrize("hides", ["show_want: no", "questions: {half: {show_want: no}}"])
def test_hidden_wants_stay_hidden_in_the_list(graded: Class, hides: str) -> None:
    """Where rubric or question hides what was expected, the list of groups does as well, unless asked."""
    graded.edit_rubric("homework: tiny", f"homework: tiny\n{hides}")
    listed = type_command("show", "--part", "1.2", "-r", graded.rubric, cwd=graded.folder)
    assert "Yours" in listed.out
    assert "Expected  1.5" not in listed.out
    told = type_command("show", "--part", "1.2", "--wants", "-r", graded.rubric, cwd=graded.folder)
    assert "Expected  1.5" in told.out


def test_a_relations_name_gives_no_hidden_want_away(graded: Class) -> None:
    """“Half of the wanted result” beside one's own would tell it: a hidden want asks for a name."""
    graded.edit_rubric("homework: tiny", "homework: tiny\nshow_want: no")
    before = texts(graded)
    with pytest.raises(GraderError, match="choose a name with --name"):
        named(graded, "1.2", 1)
    assert texts(graded) == before
    assert named(graded, "1.2", 1, name="a slip with the factor").moves


def test_naming_waits_where_it_changes_what_was_sent(graded: Class) -> None:
    """After an export it is shown first and takes the files back; `--accept` does it."""
    export(graded.folder / "grades", graded.rubric, "csv", "first", except_open=True)
    before, sheet = texts(graded), (graded.folder / "grades" / "gradebook.csv").read_bytes()
    with pytest.raises(NotAcceptedError, match="--accept"):
        named(graded, "1.2", 1)
    assert (texts(graded), (graded.folder / "grades" / "gradebook.csv").read_bytes()) == (before, sheet)
    naming = Naming("1.2", 1, "1/2")
    assert name_group(graded.folder / "grades", graded.rubric, naming, accept=True).moves
