"""The Python whose isolation is looked at, once for all tests of this room."""

from __future__ import annotations

import pytest

from grader.model.interpreter import Interpreter
from grader.sandbox.interpreter import probe


@pytest.fixture(scope="session")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Interpreter:
    """The one that runs the tests, with numpy."""
    return probe(None, ["numpy"], tmp_path_factory.mktemp("isolation") / "packages")
