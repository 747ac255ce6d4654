"""The reference as these tests see it: its questions, and every case each of them is asked."""

import importlib
import inspect
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from grader.oracle.author import Question

FOLDER = Path(__file__).parents[2] / "reference" / "hw2"
SEED = 20260929


def _load():
    """Import every module by its plain name, as the reference does itself, and leave no name behind."""
    files = [path.stem for path in sorted(FOLDER.glob("*.py")) if not path.stem.startswith("starter")]
    sys.path.insert(0, str(FOLDER))
    try:
        modules = {name: importlib.import_module(name) for name in files}
    finally:
        sys.path.remove(str(FOLDER))
        for name in files:
            sys.modules.pop(name, None)
    return SimpleNamespace(
        **{
            name: value
            for module in modules.values()
            for name, value in vars(module).items()
            if isinstance(value, Question)
        }
    )


REFERENCE = _load()


def cases_of(question):
    """Every case of a question as {label: arguments}, made the way the worker makes them."""
    if not question.parameters:
        return {"call/0": {}}
    made = {f"example/{i}": example for i, example in enumerate(question.examples)}
    for generator in question.generators:
        for i in range(generator.count):
            rng = np.random.default_rng(question.seeds(generator.name, i, SEED))
            extra = (i,) if len(inspect.signature(generator.make).parameters) > 1 else ()
            made[f"{generator.name}/{i}"] = generator.make(rng, *extra)
    return made


@pytest.fixture(scope="session")
def hw2():
    """The questions by name."""
    return REFERENCE


@pytest.fixture(scope="session")
def cases():
    """`cases(question, group="")`: the arguments of its cases by label, made once and never to be changed."""
    made = {name: cases_of(question) for name, question in vars(REFERENCE).items()}

    def choose(question, group=""):
        return {
            label: arguments
            for label, arguments in made[question.name].items()
            if not group or label.startswith(f"{group}/")
        }

    return choose


def pytest_generate_tests(metafunc):
    """A test that takes `question` runs once per question."""
    if "question" in metafunc.fixturenames:
        metafunc.parametrize("question", vars(REFERENCE).values(), ids=vars(REFERENCE))
