"""Students' code in one container: the command line, and all that passes through it.

The Docker here only runs what it is told to, on this machine.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess  # noqa: TID251 - a grader of its own, to be killed
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest
from grading import Class, environment, rows, type_command
from handed_in import LIMITS, Bench, question

from grader.errors import IsolationError
from grader.model.calls import Calls
from grader.model.evidence import Died, OutOfMemory, Raised, Returned, TimedOut
from grader.sandbox import container as containers
from grader.sandbox.box import Sandbox
from grader.sandbox.container import Container
from grader.sandbox.isolation.probe import probe

QUESTIONS = (question("f", {"x": 1.0}), question("g", {"x": np.ones(400_000)}))
DOCKER = """#!{python}
import json, os, sys
words = sys.argv[1:]
with open({log!r}, "a") as file:
    file.write(json.dumps(sys.argv) + "\\n")
if words[0] == "run":
    rest = words[words.index("--entrypoint") + 3:]
elif words[0] == "exec":
    rest = words[4:]
else:
    sys.exit(0)
os.execv({python!r}, [{python!r}, *rest])
"""


@pytest.fixture(scope="module")
def docker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `docker` that runs Python here and keeps what it was asked in `log`."""
    return pretend(tmp_path_factory.mktemp("docker"), "docker")


def pretend(folder: Path, name: str) -> Path:
    """Put such a program there."""
    program = folder / name
    program.write_text(DOCKER.format(python=sys.executable, log=str(folder / "log")))
    program.chmod(0o755)
    return folder


def asked(folder: Path) -> list[list[str]]:
    """All it was asked, oldest first."""
    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


@contextmanager
def contained(folder: Path, *packages: str, require: str = "trust") -> Iterator[Bench]:
    """A sandbox in a container of the program in that folder."""
    limits = dict.fromkeys(("", *(one.name for one in QUESTIONS)), LIMITS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        with (
            Container("an/image:1", packages or ("numpy",), 1, 2048) as container,
            Sandbox(container.interpreter, Calls(QUESTIONS), limits, 1, require, container.way) as box,
        ):
            yield Bench(box)


@pytest.fixture(scope="module")
def box(docker: Path) -> Iterator[Bench]:
    """One for the tests that only ask."""
    with contained(docker) as one:
        yield one


def test_the_command_line_gives_nothing_away() -> None:
    """No network, no powers, no file of this machine, nothing to write but memory, and bounds on the rest."""
    words = containers.command("/usr/bin/docker", "an/image:1", "grader-1", 2, 3328)
    assert " ".join(words) == (
        "/usr/bin/docker run --rm --interactive --name grader-1 --network none --ipc none --hostname grader "
        "--log-driver none --read-only --tmpfs /tmp:rw,nosuid,nodev,noexec,mode=1777,size=192m "
        "--user 61000:61000 --cap-drop ALL --security-opt no-new-privileges --pids-limit 88 "
        "--memory 3328m --memory-swap 3328m --ulimit core=0 --workdir / --env HOME=/tmp "
        "--entrypoint python3 an/image:1"
    )
    assert not {"-v", "--volume", "--mount", "--privileged", "--device", "--pid"} & set(words)


OUTCOMES = {
    "an answer": ("def f(x): return x + 1", Returned(2.0)),
    "a loop": ("def f(x):\n    while True: pass", TimedOut(0.4)),
    "a sleeper": ("import time\ndef f(x): time.sleep(60)", TimedOut(0.4)),
    "memory": ("import numpy as np\ndef f(x): return np.ones(200_000_000).sum().item()", OutOfMemory(128)),
    "a signal": ("import ctypes\ndef f(x): ctypes.string_at(0)", Died(signal.SIGSEGV)),
    "an exit": ("import os\ndef f(x): os._exit(3)", Died(0)),
}


@pytest.mark.parametrize(("source", "wanted"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcomes_are_the_same_as_outside(box: Bench, source: str, wanted: object) -> None:
    """Answers, time, memory and deaths are told apart by what is told of them."""
    assert box.outcome(source, "f") == wanted
    assert isinstance(box.outcome("def f(x): return 1 / 0", "f"), Raised)
    assert box.value("def f(x): return 7.0", "f") == 7.0


def test_large_arguments_and_answers_pass_in_pieces(box: Bench) -> None:
    """Three megabytes go in once and come out whole."""
    got = box.value("def g(x): return x * 3", "g")
    assert isinstance(got, np.ndarray)
    np.testing.assert_array_equal(got, np.full(400_000, 3.0))


def test_what_was_said_before_an_end_is_not_lost(box: Bench) -> None:
    """A child that ends at once after a long answer has answered."""
    source = "import numpy as np\ndef g(x): return x + 1\ndef f(x):\n    import os; os._exit(0)"
    got = box.evidence(source, "g", "f")
    assert [type(one).__name__ for each in got.values() for one in each.outcomes.values()] == [
        "Returned",
        "Died",
    ]


def test_a_flood_costs_the_child_alone(box: Bench) -> None:
    """Bytes without an end are taken piece by piece until its time is up."""
    source = "import os\ndef f(x):\n    while True: os.write(3, b'x' * 65536)"
    assert not isinstance(box.outcome(source, "f"), Returned)
    assert box.value("def f(x): return 7.0", "f") == 7.0


def test_its_children_are_held_to_what_is_asked(docker: Path) -> None:
    """Strong by default: what is inside the container withstands every attempt without its help."""
    with contained(docker, require="strong") as one:
        assert one.value("def f(x): return 7.0", "f") == 7.0
        assert one.box.tier == "mid"
    with pytest.raises(IsolationError, match="leave --container out"), contained(docker, require="full"):
        pass


def test_the_attempts_are_made_in_there(docker: Path) -> None:
    """The bait lies where the students' code runs, and without a filter it is taken."""
    with contained(docker) as one:
        one.value("def f(x): return 7.0", "f")
        warm = one.box.opened[0]
        with warm.bait() as facts:
            assert facts["parent"] != os.getpid()
            assert Path(facts["secret"]).read_text() == "secret"  # this container is no container
            folder = Path(facts["folder"])
        assert probe(warm).sound
        until = time.monotonic() + 15
        while folder.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert not folder.exists()
        one.box.candidates, one.box.tier = ("floor",), "floor"
        lax = one.box._warm(0, "floor")
        assert "read a file of the instructor's" in probe(lax).holes


def test_a_class_is_graded_in_one_container_that_is_told_nothing(tiny: Class, tmp_path: Path) -> None:
    """One container; one sheet, the same as without; and no word of where anything lies goes into it."""
    docker = pretend(tmp_path, "docker")
    words = ["run", tiny.submissions, "-r", tiny.rubric, "-j", "2", "-o"]
    path = f"{docker}:{os.environ['PATH']}"
    done = type_command(*words, tiny.folder / "in", "--container", cwd=tiny.folder, PATH=path)
    assert (done.code, done.err) == (0, "")
    assert "in a container from" in " ".join(done.out.split())
    assert type_command(*words, tiny.folder / "out", cwd=tiny.folder).code == 0
    assert rows(tiny.folder / "in" / "parts.csv") == rows(tiny.folder / "out" / "parts.csv")
    told = asked(docker)
    assert [one[1] for one in told] == ["run", *["exec"] * (len(told) - 1)]
    assert {one[3] for one in told[1:]} == {told[0][told[0].index("--name") + 1]}
    assert [one for one in told if str(tiny.folder) in " ".join(one[1:])] == []


def test_without_docker_and_podman_a_sentence_says_so(tiny: Class) -> None:
    """Exit code 4; and an image without a container is a slip of the one who types."""
    words = ["run", tiny.submissions, "-r", tiny.rubric, "-o", tiny.folder / "grades"]
    refused = type_command(*words, "--container", cwd=tiny.folder, PATH="/nowhere")
    assert refused.code == 4
    assert refused.sentence.startswith("--container needs Docker or Podman")
    slip = type_command(*words, "--image", "an/image:1", cwd=tiny.folder)
    assert (slip.code, "add --container" in slip.err) == (2, True)


def test_podman_will_do(tmp_path: Path) -> None:
    """Where there is no docker, the other one is called in the same words."""
    pretend(tmp_path, "podman")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        with Container("an/image:1", ("numpy",), 1, 2048) as container:
            assert container.interpreter.version == sys.version.split()[0]
    assert asked(tmp_path)[0][:2] == [str(tmp_path / "podman"), "run"]


def test_a_container_that_does_not_start_is_told_in_dockers_words(tmp_path: Path) -> None:
    """The last line it said is what an instructor can act on."""
    program = tmp_path / "docker"
    program.write_text(
        "#!/bin/sh\necho pulling >&2\necho Cannot connect to the Docker daemon >&2\nexit 125\n"
    )
    program.chmod(0o755)
    wanted = "docker could not start the container from an/image:1: Cannot connect to the Docker daemon"
    with pytest.raises(IsolationError, match=wanted), contained(tmp_path):
        pass


def test_an_image_that_lacks_a_package_is_named(docker: Path) -> None:
    """And the container is ended."""
    before = len(psutil.Process().children())
    wanted = "an/image:1 lacks nosuchpackage"
    with pytest.raises(IsolationError, match=wanted), contained(docker, "nosuchpackage"):
        pass
    assert len(psutil.Process().children()) == before


def test_a_worker_whose_line_breaks_is_replaced(docker: Path) -> None:
    """That is our machinery's fault: the submission is asked again, and nobody else notices."""
    with contained(docker) as one:
        assert one.value("def f(x): return 7.0", "f") == 7.0
        one.box.opened[0].process.kill()
        assert one.value("def f(x): return 8.0", "f") == 8.0


def test_nothing_is_left_when_it_closes(docker: Path) -> None:
    """Neither a process nor a descriptor."""
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    with contained(docker) as one:
        assert one.value("def f(x): return 7.0", "f") == 7.0
        inside = psutil.Process().children(recursive=True)
        assert len(inside) >= 3
    until = time.monotonic() + 15
    while time.monotonic() < until and any(one.is_running() for one in inside if one.pid not in before):
        time.sleep(0.05)
    assert [one for one in inside if one.is_running() and one.pid not in before] == []


def test_it_ends_with_the_grader(docker: Path) -> None:
    """Killed outright, the grader can say nothing: the container sees its input close."""
    script = (
        "import sys, time\nfrom grader.sandbox.container import Container\n"
        "with Container('an/image:1', ['numpy'], 1, 2048) as one:\n"
        "    print(one.process.pid, flush=True)\n    time.sleep(60)\n"
    )
    path = f"{docker}:{os.environ['PATH']}"
    head = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", script], env=environment(PATH=path), stdout=subprocess.PIPE
    )
    assert head.stdout is not None
    pid = int(head.stdout.readline())
    head.kill()
    head.wait()
    head.stdout.close()
    until = time.monotonic() + 15
    while time.monotonic() < until and psutil.pid_exists(pid):
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)
