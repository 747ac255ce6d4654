"""`grader starter`: what students begin with holds their way to all points, and none of the answers."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess  # noqa: TID251 - runs the self-test as a student does
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from grading import HW2, ROOT, by_student, environment, grade, rows, type_command

from grader.authoring.kit import cells, texts, write_kit
from grader.errors import GraderError
from grader.oracle.build import Built, build
from grader.rubric.load import load
from grader.sandbox.interpreter import probe

WORDS = ROOT / "tests" / "homeworks" / "words" / "rubric.yaml"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kits of both homeworks."""
    out = tmp_path_factory.mktemp("kit")
    write_kit(HW2, out)
    write_kit(WORDS, out)
    return out


def said(file: Path) -> str:
    """What a student reads who runs the file."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-W", "error", str(file)],
        env=environment(),
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


def filled(kit: Path, rubric: Path) -> str:
    """The kit with each stub replaced by what the reference's modules say; they need no more."""
    text = kit.read_text(encoding="utf-8")
    source = load(rubric)
    answers = [path for path in sorted(source.reference.glob("*.py")) if not path.name.startswith("starter")]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in answers}
    own = re.compile(rf"^from ({'|'.join(texts)}) import .*\n", re.MULTILINE)
    leaned_on = {name for text in texts.values() for name in own.findall(text)}
    order = sorted(texts, key=lambda name: name not in leaned_on)
    whole = own.sub("", "\n\n".join(texts[name] for name in order))
    tree, lines = ast.parse(text), text.split("\n")
    stubs = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in source.rubric.question_names
    ]
    for node in reversed(stubs):
        lines[node.lineno - 1 : node.end_lineno] = []
    head, test, tail = "\n".join(lines).partition("# The self-test")
    return f"{head}\n{whole}\n\n{test}{tail}"


@pytest.mark.parametrize("rubric", [HW2, WORDS], ids=lambda path: load(path).rubric.homework)
def test_both_files_parse_untouched(kit: Path, rubric: Path) -> None:
    """STUDENT stands in the first cell, the self-test in the last, and stubs raise NotImplementedError."""
    name = load(rubric).rubric.homework
    tree = ast.parse((kit / f"{name}.py").read_text(encoding="utf-8"))
    assert ast.unparse(tree.body[0]) == "STUDENT = 'netid'"
    book = nbformat.read(kit / f"{name}.ipynb", as_version=4)
    nbformat.validate(book)
    code = [cell.source for cell in book.cells if cell.cell_type == "code"]
    assert code[0].startswith("STUDENT = ")
    assert "_self_test" in code[-1]
    assert [ast.parse(text) for text in code]
    assert sum("raise NotImplementedError" in text for text in code) == len(
        load(rubric).rubric.question_names
    )


@pytest.mark.parametrize("ending", ["py", "ipynb"])
@pytest.mark.parametrize("rubric", [HW2, WORDS], ids=lambda path: load(path).rubric.homework)
def test_the_kit_untouched_is_not_attempted(kit: Path, rubric: Path, ending: str, tmp_path: Path) -> None:
    """Handed back as it was handed out it earns 0, and every criterion says so."""
    name = load(rubric).rubric.homework
    folder = tmp_path / "class" / "abel"
    folder.mkdir(parents=True)
    (folder / f"{name}.{ending}").write_bytes((kit / f"{name}.{ending}").read_bytes())
    grade(tmp_path / "class", rubric, tmp_path / "grades", layout="folders")
    assert {row["verdict"] for row in rows(tmp_path / "grades" / "parts.csv")} == {"not_attempted"}
    assert by_student(tmp_path / "grades" / "gradebook.csv")["abel"]["total"] == "0.00"


@pytest.mark.parametrize("rubric", [HW2, WORDS], ids=lambda path: load(path).rubric.homework)
def test_the_kit_filled_with_the_references_answers_passes(kit: Path, rubric: Path, tmp_path: Path) -> None:
    """Its own self-test finds everything and has nothing to say of it, and it earns all points."""
    name = load(rubric).rubric.homework
    whole = filled(kit / f"{name}.py", rubric)
    folder = tmp_path / "class" / "gauss"
    folder.mkdir(parents=True)
    (folder / f"{name}.py").write_text(whole, encoding="utf-8")
    desk = tmp_path / "desk"  # `given` looks for the starter's text beside the reference
    shutil.copytree(load(rubric).reference, desk, ignore=shutil.ignore_patterns("__pycache__", "[!s]*.py"))
    (desk / f"{name}.py").write_text(whole, encoding="utf-8")
    lines = said(desk / f"{name}.py").splitlines()
    count = len(load(rubric).rubric.question_names)
    assert lines[0] == f"{count} of {count} found, 0 not yet"
    assert [line for line in lines[1:] if "STUDENT" not in line and "written part" not in line] == []
    grade(tmp_path / "class", rubric, tmp_path / "grades", layout="folders")
    assert {row["verdict"] for row in rows(tmp_path / "grades" / "parts.csv")} == {"right"}


def test_the_self_test_says_what_to_look_at(kit: Path, tmp_path: Path) -> None:
    """A missing function, a wrong form, too few arguments, an error, and the name of the written part."""
    text = (kit / "hw2.py").read_text(encoding="utf-8").replace('"netid"', '"gaussc1"')
    head, test, tail = text.partition("# The self-test")
    head += (
        "\n\ndel sgd\n\n\ndef jacobian(v):\n    return v\n\n\ndef vjp(v):\n    return v\n\n\n"
        "def gradient(X, t, w):\n    return 1 / 0\n\n\ndirection_changes = False\n\n\n"
    )
    file = tmp_path / "hw2.py"
    file.write_text(head + test + tail, encoding="utf-8")
    told = said(file)
    assert told.startswith("3 of 23 found, 20 not yet\n")
    assert "  sgd: there is no such name\n" in told
    assert "  jacobian: it gives numbers of shape (3,); expected is numbers of shape (3, 3)\n" in told
    assert "  vjp: it takes 1 arguments; expected are v, y\n" in told
    assert "  gradient: it stops with ZeroDivisionError: division by zero\n" in told
    assert "written-assignment-2-gaussc1.pdf; not here yet" in told
    (tmp_path / "written-assignment-2-gaussc1.pdf").write_bytes(b"%PDF")
    assert "written-assignment-2-gaussc1.pdf; it is here" in said(file)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What the oracle makes of the homework of words."""
    source = load(WORDS)
    interpreter = probe(None, source.rubric.packages, tmp_path_factory.mktemp("packages"))
    return build(source.reference, source.rubric.question_names, source.rubric.seed, interpreter)


@pytest.mark.parametrize("answers", [False, True])
def test_no_result_of_a_hidden_case_is_in_it(words: Built, answers: bool) -> None:
    """Whatever the reference gives elsewhere, the kit is the same."""
    source = load(WORDS)
    public = ("example", "call") if answers else ()
    questions = tuple(
        replace(
            one,
            want={
                label: want if label.partition("/")[0] in (*public, "example", "call") else "a secret"
                for label, want in one.want.items()
            },
            mistakes=(),
        )
        for one in words.wants.questions
    )
    spoiled = replace(words, wants=replace(words.wants, questions=questions))
    kits = [
        [cell.text for cell in cells(source.rubric, source.reference, built, answers)]
        for built in (words, spoiled)
    ]
    assert kits[0] == kits[1]
    told = "A. K. L." in "".join(kits[0])
    assert told == answers


def test_results_are_told_only_where_the_rubric_lets_them_be(words: Built) -> None:
    """`show_want: no` holds in the kit, too."""
    source = load(WORDS)
    hidden = source.rubric.model_copy(update={"show_want": False})
    text = "".join(cell.text for cell in cells(hidden, source.reference, words, answers=True))
    assert "A. K. L." not in text


def test_nothing_is_overwritten_unless_it_is_said(tmp_path: Path) -> None:
    """A kit that somebody has worked on stays, and --replace says what it replaced."""
    first = type_command("starter", "-r", WORDS, "kit", cwd=tmp_path)
    assert first.code == 0, first.err
    assert first.out.count("Written: kit/words.") == 2
    (tmp_path / "kit" / "words.py").write_text("mine")
    second = type_command("starter", "-r", WORDS, "kit", cwd=tmp_path)
    assert second.code == 1
    assert "kit/words.py is there already" in second.sentence
    assert (tmp_path / "kit" / "words.py").read_text() == "mine"
    third = type_command("starter", "-r", WORDS, "kit", "--replace", cwd=tmp_path)
    assert third.out.count("Replaced: kit/words.") == 2
    assert json.loads((tmp_path / "kit" / "words.ipynb").read_text())["nbformat"] == 4


def test_a_kit_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "kit").write_text("a file")
    with pytest.raises(GraderError, match=r"file, not a folder|in the way"):
        write_kit(WORDS, tmp_path / "kit")


def test_check_hands_in_what_the_command_writes(kit: Path, tmp_path: Path) -> None:
    """The texts that a rubric is tried with are the files of the kit, byte for byte."""
    source = load(WORDS)
    interpreter = probe(source.rubric.python, source.rubric.packages, tmp_path)
    built = build(source.reference, source.rubric.question_names, source.rubric.seed, interpreter)
    made = texts(source.rubric, source.reference, built)
    assert {name: (kit / name).read_text() for name in made} == made
    assert [Path(name).suffix for name in made] == [".py", ".ipynb"]
