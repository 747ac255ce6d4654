"""The house's own rules, held on every file: sizes, words, docstrings, help, and what guests may import."""

from __future__ import annotations

import ast
import os
import re
import subprocess  # noqa: TID251 - runs pytest on itself
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from grading import ROOT, environment
from ruamel.yaml import YAML

from grader.cli.app import COMMANDS, app

MODULES = sorted((ROOT / "grader").rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("test_*.py") if "submissions" not in path.parts)
GUESTS = [
    *sorted((ROOT / "grader" / "sandbox" / "guests").glob("*.py")),
    ROOT / "grader" / "oracle" / "worker.py",
    ROOT / "grader" / "oracle" / "author.py",
    ROOT / "grader" / "oracle" / "blame.py",
    ROOT / "grader" / "model" / "frames.py",
    ROOT / "grader" / "model" / "marked.py",
]
TOP = {
    *(".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "benchmarks", "docs", "grader"),
    *("pyproject.toml", "reference", "rubrics", "submissions_example", "tests"),
}
READING = {"nbformat", "IPython", "charset_normalizer"}  # the reader's, which runs in our own Python
BESIDES = {"notebooks.py": READING, "mending.py": READING, "drawing.py": {"pypdfium2_raw"}}
MAKESHIFT = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
TEXTS = (".py", ".yaml", ".md", ".toml", ".html", ".css", ".json", "")


def named(path: Path) -> str:
    """A path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods and inner ones included."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def ours() -> Iterator[Path]:
    """Every text file that is ours to word: not what students hand in, nor what tools leave behind."""
    passed = {"__pycache__", "submissions_example", "submissions"}
    for top in sorted(TOP & {path.name for path in ROOT.iterdir()}):
        place = ROOT / top
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix in TEXTS and not passed & set(path.relative_to(ROOT).parts):
                yield path


ONE_FILE = {"grader/oracle/author.py": 330}  # all that references are written with, copied as one text


def test_modules_are_short() -> None:
    """No module of the harness has more than 250 lines, but for the one that must be a single file."""
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > ONE_FILE.get(name, 250)} == {}


def test_functions_are_short() -> None:
    """No function of the harness has more than 40 lines, from its `def` to its end."""
    lengths = {
        f"{named(path)}:{one.lineno} {one.name}": (one.end_lineno or 0) - one.lineno + 1
        for path in MODULES
        for one in functions(path)
    }
    assert len(lengths) > 500
    assert {name: length for name, length in lengths.items() if length > 40} == {}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    """`grader COMMAND --help` says what it does, explains each option, and shows an example to type."""
    told = CliRunner().invoke(app, [name, "--help"])
    command = app.get_command(click.Context(app), name)
    assert told.exit_code == 0
    assert command is not None
    assert re.search(rf"Example: +grader {name}\b", told.output)
    assert command.help
    assert [one.name for one in command.params if isinstance(one, click.Option) and not one.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(name: str) -> None:
    """Who reads the README has heard of every command."""
    assert re.search(rf"\bgrader {name}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_command_has_its_file_and_every_file_its_command() -> None:
    """A command is a file of its own in grader/cli, and help lists them all."""
    files = {path.stem for path in (ROOT / "grader" / "cli").glob("*.py")} - {"__init__", "app", "screen"}
    assert files == set(COMMANDS)
    told = CliRunner().invoke(app, ["--help"])
    assert [name for name in COMMANDS if name not in told.output] == []


def test_every_test_says_its_rule_and_asserts_it() -> None:
    """A test without a docstring guards nobody knows what; one that asserts nothing guards nothing."""
    tests = [(path, one) for path in TESTS for one in functions(path) if one.name.startswith("test_")]
    assert len(tests) > 300
    silent = [f"{named(path)}:{one.lineno}" for path, one in tests if not ast.get_docstring(one)]
    idle = [f"{named(path)}:{one.lineno}" for path, one in tests if not asserts(one, path)]
    assert (silent, idle) == ([], [])


def asserts(test: ast.AST, path: Path, own: dict[str, ast.FunctionDef] | None = None) -> bool:
    """Whether it asserts, expects an exception, or calls a function of its own module that does."""
    if own is None:
        own = {one.name: one for one in functions(path) if not one.name.startswith("test_")}
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"raises", "warns", "assert_allclose", "assert_array_equal", "assert_equal"}:
                return True
            if called in own and own[called] is not test and asserts(own.pop(called), path, own):
                return True
    return False


def test_nothing_is_left_for_later() -> None:
    """No file of ours holds a note to do something later: that is what issues are for."""
    left = [
        f"{named(path)}:{number}"
        for path in ours()
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MAKESHIFT.search(line)
    ]
    assert left == []


def test_the_top_folder_holds_only_what_the_design_names() -> None:
    """A new room has a place in the house; nothing gathers at its door."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line]
    found = {path.name for path in ROOT.iterdir()} - {".git"}
    strangers = {name for name in found - TOP if not any(fnmatch(name, pattern) for pattern in ignored)}
    assert strangers == set()
    assert found >= {"grader", "README.md", "pyproject.toml", "tests"}


@pytest.mark.parametrize("path", GUESTS, ids=named)
def test_guests_import_the_standard_library_alone(path: Path) -> None:
    """What runs beside student code, or in an instructor's Python, has only that; numpy inside functions."""
    tree = ast.parse(path.read_bytes())
    beside = {one.stem for one in path.parent.glob("*.py")} if path.parent.name == "guests" else set()
    standard = set(sys.stdlib_module_names)
    assert {name for node in running(tree) for name in imported(node)} <= standard | beside
    everywhere = running(tree, inside_functions=True)
    more = BESIDES.get(path.name, {"numpy"})
    assert {name for node in everywhere for name in imported(node)} <= standard | beside | more


def imported(node: ast.AST) -> list[str]:
    """The top-level packages one statement imports; a relative import is the harness's own."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["grader"] if node.level else [(node.module or "").partition(".")[0]]
    return []


def running(tree: ast.AST, *, inside_functions: bool = False) -> Iterator[ast.AST]:
    """Every statement that runs on import, or ever; what is there for the type checker never does."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not inside_functions:
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from running(node, inside_functions=inside_functions)


def test_the_harness_knows_no_homework() -> None:
    """Nothing in the harness goes by a name that a homework of this repository asks for.

    Docstrings, comments and sentences may give examples; identifiers, keys and values may not.
    """
    asked = names_of_homeworks()
    assert {"fit_poly", "min_norm_solution", "hw2", "monthly_totals", "edit_distance"} <= asked
    words = [(path, number, word) for path in MODULES for number, word in words_of(path)]
    assert [f"{named(path)}:{number} {word}" for path, number, word in words if word in asked] == []


def names_of_homeworks() -> set[str]:
    """Ids and questions of the rubrics, if of several words or with a digit: others are plain English."""
    names = set()
    for path in [*(ROOT / "rubrics").glob("*.yaml"), ROOT / "tests" / "homeworks" / "words" / "rubric.yaml"]:
        rubric = YAML(typ="safe").load(path)
        names.add(str(rubric["homework"]))
        parts = [part for problem in rubric["problems"] for part in problem["parts"]]
        for one in [*parts, *(c for part in parts for c in part.get("criteria", []))]:
            names.add(str(one.get("question", "")))
    return {name for name in names if "_" in name or any(map(str.isdigit, name))}


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every identifier, and every text as a whole, with its line."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        for name in ("id", "attr", "arg", "name", "value"):
            word = getattr(node, name, None)
            if isinstance(word, str):
                yield getattr(node, "lineno", 0), word


SKIPPING = """
import pytest


def test_skipped():
    pytest.skip("no such disk here")


@pytest.mark.optional
def test_optional():
    pytest.skip("root may open everything")


@pytest.mark.xfail(reason="known")
def test_known():
    raise AssertionError
"""


@pytest.mark.parametrize(
    ("strictly", "counts"), [("strict", "1 failed, 1 skipped, 1 xfailed"), ("", "2 skipped, 1 xfailed")]
)
def test_a_skipped_test_is_a_failure_where_nothing_may_be_skipped(
    tmp_path: Path, strictly: str, counts: str
) -> None:
    """With GRADER_CI=strict a skip is a failure with its reason, unless the test is marked optional."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    done = subprocess.run(  # noqa: S603 - ourselves
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rA",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
            str(tmp_path),
        ],
        env=environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}", GRADER_CI=strictly),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1].startswith(counts)
    assert ("skipped where nothing may be" in done.stdout) == bool(strictly)
