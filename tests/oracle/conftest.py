"""A bare interpreter, one with numpy, and small references to ask."""

import platform
import subprocess  # noqa: TID251 - asks an interpreter for its own path
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from grader.model.interpreter import Interpreter
from grader.oracle.build import Built, build

VJP = """
    import numpy as np
    from grader.oracle import question

    @question
    def vjp(v, y):
        \"\"\"The product of the Jacobian's
        transpose with y.

        It stays linear.\"\"\"
        return v * (v @ y)

    vjp.example(v=np.array([1.0, 2.0, 3.0]), y=np.ones(3))

    @vjp.cases(count=11)
    def small(rng):
        n = int(rng.integers(2, 4))
        return dict(v=rng.normal(size=n), y=rng.normal(size=n))

    @vjp.cases(keep="sketch")
    def large(rng):
        return dict(v=rng.normal(size=5000), y=rng.normal(size=5000))

    @vjp.equivalent
    def by_outer(v, y):
        return np.outer(v, v) @ y

    @vjp.mistake("forgets the second v", credit="1/3", hint="Multiply once more.")
    def forgets(v, y):
        return np.full_like(v, v @ y)
"""


def _interpreter(*more: str) -> Interpreter:
    command = [sys.executable, "-I", "-S", "-c", "import sys; print('\\n'.join(sys.path))"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    packages = (("numpy", np.__version__),) if more else ()
    path = (*listed.stdout.split("\n")[:-1], *more)
    return Interpreter(sys.executable, platform.python_version(), path, packages, ())


@pytest.fixture(scope="session")
def bare() -> Interpreter:
    """Python alone."""
    return _interpreter()


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    """Python and the folder numpy lies in."""
    return _interpreter(str(Path(np.__file__).parents[1]))


@pytest.fixture
def reference(tmp_path):
    """Write a reference of one file (`answers.py`) or of several by name, and give its folder."""

    def write(text: str = "", **files: str) -> Path:
        folder = tmp_path / "hw"
        folder.mkdir(exist_ok=True)
        for name, content in ({"answers": text} if text else files).items():
            (folder / f"{name}.py").write_text(textwrap.dedent(content), encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def vjp_source() -> str:
    """The reference that `built` is made of."""
    return VJP


@pytest.fixture(scope="session")
def built(interpreter, tmp_path_factory) -> Built:
    """What the oracle makes of one question with all there is to it."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "answers.py").write_text(textwrap.dedent(VJP), encoding="utf-8")
    return build(folder, ["vjp"], 7, interpreter)
