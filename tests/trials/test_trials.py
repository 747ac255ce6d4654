"""The trial itself must see what it looks for: an attack that works is told as one."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from grading import TINY

from grader.cli.app import app
from grader.errors import GraderError, IsolationError
from grader.model.evidence import Evidence, NotRun, Raised, Returned
from grader.pipeline.findings import Held
from grader.rubric.load import load
from grader.trials import Attack, Stage, chosen, findings, inert, traces
from grader.trials.attack import read
from grader.trials.hostile import attacked, groups, hostile_source

RUBRIC = TINY / "rubric.yaml"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The tiny homework, as strictly as this machine can."""
    with Stage(RUBRIC) as one:
        yield one


def hostile(tmp_path: Path, source: str, name: str = "mallory") -> Attack:
    """An attack from a text."""
    path = tmp_path / f"{name}.py"
    path.write_text(f'"""Tries something."""\n{textwrap.dedent(source)}', encoding="utf-8")
    return read(path)


def test_an_attack_is_read_and_never_run(tmp_path: Path) -> None:
    """What a file brings along is taken from its text; one that would end the process is harmless."""
    attack = hostile(tmp_path, "import os\nREACH = 'one'\nFILES = {'a.py': ['x', 3]}\nos._exit(3)\n")
    assert (attack.name, attack.purpose, attack.reach) == ("mallory", "Tries something", "one")
    assert attack.files == {"a.py": ["x", 3]}
    assert attack.is_safe


def test_an_attack_says_what_it_is_for(tmp_path: Path) -> None:
    """A file without its one line, or one that is no Python, is named with the remedy."""
    for text in ("x = 1\n", '"""One.\n\nTwo."""\n', "def"):
        path = tmp_path / "nameless.py"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(GraderError, match=r"nameless\.py"):
            read(path)


def test_an_attack_is_chosen_by_name() -> None:
    """A name that is none is answered with the nearest."""
    assert [attack.name for attack in chosen(["frame_walk"])] == ["frame_walk"]
    with pytest.raises(GraderError, match="did you mean frame_walk"):
        chosen(["frame_wolk"])


def test_questions_that_need_each_other_are_attacked_together() -> None:
    """Otherwise an innocent criterion would fall with the one it builds on."""
    rubric = load(RUBRIC).rubric
    assert frozenset({"half", "half_is_whole"}) in groups(rubric)
    attack = Attack("any", "any", "")
    assert 0 < len(attacked(attack, rubric)) < len(rubric.question_names)


def test_a_hostile_source_compiles_with_its_questions() -> None:
    """An attack without a function of its own still answers."""
    source = hostile_source(Attack("any", "any", "x = 1"), ["twice"], {"mark": "m"})
    namespace: dict[str, object] = {}
    exec(compile(source, "hostile", "exec"), namespace)  # noqa: S102 - our own text
    assert namespace["twice"](3) == "nothing"  # type: ignore[operator]
    assert namespace["TARGETS"] == {"mark": "m"}


@pytest.mark.parametrize(
    ("source", "hole"),
    [
        ("def attack(*args, **kwargs):\n    return 'took the answers'\n", "took the answers"),
        ("def attack(*args, **kwargs):\n    print('took a print')\n", "took a print"),
        ("def attack(*args, **kwargs):\n    raise ValueError('took an error')\n", "took an error"),
        ("import numpy as np\nnp.asarray = np.sum = None\n__builtins__['sum'] = None\n", "lost its honest"),
    ],
    ids=["answer", "print", "error", "own answers"],
)
def test_what_an_attack_manages_is_told(stage: Stage, tmp_path: Path, source: str, hole: str) -> None:
    """Loot in answers, prints and errors, and honest points that were lost, each make it one that worked."""
    name = next(
        f"m{n}" for n in range(99) if "total" not in attacked(Attack(f"m{n}", "", ""), load(RUBRIC).rubric)
    )
    trial = stage.attempt(hostile(tmp_path, source, name))
    assert not trial.blocked
    assert any(hole in found for found in trial.holes), trial.holes


def test_right_answers_are_points_gained(stage: Stage, tmp_path: Path) -> None:
    """An attack that answers right where it attacks has worked; the honest one shows that it can be seen."""
    source = "def attack(*args, **kwargs):\n    return 2 * args[0] if len(args) == 1 else None\n"
    name = next(
        f"m{n}" for n in range(99) if "twice" in attacked(Attack(f"m{n}", "", ""), load(RUBRIC).rubric)
    )
    trial = stage.attempt(hostile(tmp_path, source, name))
    assert any(found.startswith("earned 1 for 1.1") for found in trial.holes), trial.holes


def test_an_innocent_file_is_blocked(stage: Stage, tmp_path: Path) -> None:
    """The positive control: what tries nothing leaves no trace and costs nothing."""
    trial = stage.attempt(hostile(tmp_path, "x = 1\n"))
    assert trial.holes == ()
    assert trial.came_to


def test_a_student_never_vanishes_for_a_file_of_theirs(stage: Stage, tmp_path: Path) -> None:
    """A folder that holds answers is somebody's, whatever else lies in it."""
    for name in ("pyvenv.cfg", "ledger.sqlite"):
        trial = stage.attempt(hostile(tmp_path, f"FILES = {{{name!r}: 'x'}}\n"))
        assert trial.holes == ()


def test_a_stopped_sandbox_is_replaced(stage: Stage, tmp_path: Path) -> None:
    """After an attack that had to be stopped from outside, the next one is tried like any other."""
    stage.box.stop()
    assert stage.attempt(hostile(tmp_path, "x = 1\n")).holes == ()


def test_a_neighbours_changed_byte_is_seen() -> None:
    """One byte of one question of one neighbour is enough."""
    expected = {"anna": {"f": b"1", "g": b"2"}, "zoe": {"f": b"1"}}
    assert findings.of_neighbours(expected, expected) == []
    got = {"anna": {"f": b"1", "g": b"3"}, "zoe": {}}
    assert len(findings.of_neighbours(expected, got)) == 2  # type: ignore[arg-type]


def test_loot_is_looked_for_in_what_ran() -> None:
    """Not in what did not run, nor in honest texts."""
    held = {
        "f": Held(Evidence("f", {"a": Returned("took it"), "b": Raised("E", "took that")}, "took this"), b""),
        "g": Held(Evidence("g", {"a": Returned("forged")}), b""),
        "h": NotRun("h", "took us down"),
    }
    assert sorted(findings.of_loot(held)) == ["took it", "took that", "took this"]


def test_what_is_left_behind_is_seen(stage: Stage, tmp_path: Path) -> None:
    """A marked file, a changed and a deleted one, a file in the scratch folder, a process of ours."""
    mark = f"mark-{os.getpid()}-test"
    assert traces.left_behind(stage.box, mark, [tmp_path]) == []
    (tmp_path / mark).touch()
    assert traces.left_behind(stage.box, mark, [tmp_path]) == [f"wrote {tmp_path / mark}"]
    before = traces.digests(tmp_path)
    (tmp_path / mark).write_text("more")
    assert traces.changed(before, traces.digests(tmp_path)) == [f"changed {tmp_path / mark}"]
    (tmp_path / mark).unlink()
    assert traces.changed(before, traces.digests(tmp_path)) == [f"deleted {tmp_path / mark}"]
    work = Path(stage.box.folder) / "test" / "work"
    work.mkdir(parents=True)
    (work / "left").touch()
    assert "left left in the scratch folder" in traces.left_behind(stage.box, mark, [])
    (work / "left").unlink()
    assert traces.bearing(b"no process bears this text in its environment") == []
    assert os.getpid() in traces.bearing(os.fsencode(f"HOME={os.environ['HOME']}"))


def test_what_acts_in_a_page_or_a_table_is_seen() -> None:
    """Tags that run, attributes that run, controls and formulas; plain and escaped text is none of them."""
    assert set(inert._tags("<p onclick=x>a</p><script>1</script><a href='javascript:1'>")) == {
        "an attribute onclick",
        "a <script>",
        "an attribute href",
    }
    assert list(inert._tags("<p class='x'>&lt;script&gt;</p>")) == []
    assert set(inert._controls("a\x1b\u202eb\n")) == {"the character U+001B", "the character U+202E"}
    assert list(inert._formulas("a,-1.5\n'=1,b\n")) == []
    assert len(list(inert._formulas("a,=1+1\n@x,+1\n"))) == 2


def test_the_command_tries_prints_and_counts(tmp_path: Path) -> None:
    """A table with purpose and outcome, the counts last; JSON has the same; 0 when all are blocked."""
    run = CliRunner().invoke
    words = ["check", "--only", "always_equal", "--only", "exit_in_call", "-r", str(RUBRIC)]
    told = run(app, words)
    assert told.exit_code == 0, told.output
    assert "blocked" in told.output
    assert "2 blocked, 0 worked." in told.output
    told = run(app, [*words, "--json"])
    facts = json.loads(told.stdout)
    assert (facts["attacks"], facts["blocked"], facts["worked"]) == (2, 2, 0)
    assert {trial["name"] for trial in facts["trials"]} == {"always_equal", "exit_in_call"}
    assert list(tmp_path.iterdir()) == []


def test_an_attack_that_works_ends_the_command_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beside the others is an attack like them, and one that works is said so."""
    from grader.trials import attack

    hostile(tmp_path, "def attack(*args, **kwargs):\n    return 'took everything'\n", "thief")
    monkeypatch.setattr(attack.chosen, "__defaults__", (tmp_path,))
    told = CliRunner().invoke(app, ["check", "--attacks", "-r", str(RUBRIC)])
    assert told.exit_code == 1
    assert "WORKED" in told.output
    assert "took everything" in told.output
    assert "Worked: thief" in told.output


def test_two_wishes_at_once_are_answered_with_what_there_is() -> None:
    """One sentence, and the exit code of a command line that cannot be followed."""
    told = CliRunner().invoke(app, ["check", "--attacks", "--mutants"])
    assert told.exit_code == 2
    assert "grader check --attacks" in told.output
    assert "grader check --thorough" in told.output


def test_no_attack_is_tried_where_code_is_not_shut_off() -> None:
    """Anything weaker than the two strong ways would let them loose on the instructor's machine."""
    with pytest.raises(IsolationError), Stage(RUBRIC, "floor"):
        pass
