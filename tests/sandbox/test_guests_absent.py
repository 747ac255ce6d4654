"""Packages that are not installed: named when they are used, not when they are imported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handed_in import Bench, bench, handed_in, question

from grader.model.evidence import Missing, Raised, Returned

OFFERS = "the grading machine does not offer"
IMPORTED = f"the code imports torch, which {OFFERS}"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One warm process for all of these."""
    questions = [question(name, {"x": 1.0}) for name in ("f", "g")]
    with bench(tmp_path_factory.mktemp("absent"), *questions) as one:
        yield one


@pytest.mark.parametrize(
    "top",
    [
        "import torch",
        "import torch.nn as nn",
        "from torch import nn",
        "from torch.nn import functional as F, Module",
        "import torch\nclass Net(torch.nn.Module):\n    def __init__(self): super().__init__()",
        "import torch\ndef h(x: torch.Tensor, *more: 'list[torch.Tensor]') -> torch.Tensor | None: return x",
        "import torch\nfrom typing import Optional\ndef h(x: Optional[torch.Tensor]): return x",
        "import torch\ntorch.backends.cudnn.deterministic = True",
        "import torch\nDEVICE = torch.cpu",
    ],
)
def test_naming_what_is_absent_is_no_failure(box: Bench, top: str) -> None:
    """Imports, classes that derive from it, annotations and settings cost nothing; the import is flagged."""
    got = box.evidence(f"{top}\ndef f(x): return 1.0", "f")["f"]
    assert (list(got.outcomes.values()), got.flags) == ([Returned(1.0)], (IMPORTED,))


@pytest.mark.parametrize(
    "use",
    [
        "torch.tensor([x])",
        "torch.nn.functional.relu(x)",
        "x + torch.pi",
        "torch.pi * x",
        "list(torch.cuda)",
        "float(torch.pi)",
        "Net()",
        "torch.__version__",
        "[a for a in torch.things]",
    ],
)
def test_using_what_is_absent_says_so(box: Bench, use: str) -> None:
    """The function crashes with the sentence, and the question is flagged with it; others are not touched."""
    source = f"import torch\nclass Net(torch.nn.Module): pass\ndef f(x): return {use}\ndef g(x): return 2.0\n"
    got = box.evidence(source, "f", "g")
    (raised,) = got["f"].outcomes.values()
    assert isinstance(raised, Raised)
    assert (raised.type, raised.message) == ("NotOfferedError", f"{OFFERS} torch")
    assert got["f"].flags == (IMPORTED, f"f: {OFFERS} torch")
    assert (list(got["g"].outcomes.values()), got["g"].flags) == ([Returned(2.0)], (IMPORTED,))


def test_what_a_value_may_be_is_asked_without_harm(box: Bench) -> None:
    """`isinstance(x, torch.Tensor)` is False: nothing can be one."""
    source = (
        "import torch\ndef f(x):\n    if isinstance(x, torch.Tensor):\n        x = x.numpy()\n    return x\n"
    )
    assert box.outcome(source, "f") == Returned(1.0)


@pytest.mark.parametrize("decorator", ["numba.njit", "numba.njit(parallel=True)", "jit", "numba.core.jit()"])
def test_a_decorator_that_is_absent_is_left_out(box: Bench, decorator: str) -> None:
    """The function below it is there without it, and that is said with its line."""
    source = f"import numba\nfrom numba import jit\n@{decorator}\ndef f(x):\n    return 2 * x\n"
    got = box.evidence(source, "f")["f"]
    assert list(got.outcomes.values()) == [Returned(2.0)]
    assert got.flags[1] == f"hw.py line 4 was defined without its decorator @{decorator}"


def test_a_statement_that_uses_it_costs_itself(box: Bench) -> None:
    """And what depends on it says which statement that was, and is flagged."""
    source = (
        "import torch\ntorch.manual_seed(0)\nW = torch.zeros(3)\ndef f(x): return x\ndef g(x): return W + x\n"
    )
    got = box.evidence(source, "f", "g")
    assert list(got["f"].outcomes.values()) == [Returned(1.0)]
    (raised,) = got["g"].outcomes.values()
    assert isinstance(raised, Raised)
    assert raised.message == (
        f"name 'W' is not defined; hw.py line 3 failed: NotOfferedError: {OFFERS} torch"
    )
    assert f"g: {OFFERS} torch" in got["g"].flags
    assert f"g: {OFFERS} torch" not in got["f"].flags


def test_an_answer_made_of_it_is_missing_for_that_reason(box: Bench) -> None:
    """`f = torch.compile(h)` fails, and `from torch import f` is no answer."""
    outcome = box.outcome("import torch\nf = torch.compile(abs)", "f")
    assert isinstance(outcome, Missing)
    assert outcome.reason == f"hw.py line 2 failed: NotOfferedError: {OFFERS} torch"
    assert isinstance(box.outcome("from torch import f", "f"), Missing)


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n",
        "try:\n    import torch.nn as nn\nexcept:\n    torch = None\n",
        "try:\n    from torch import nn\nexcept (ValueError, ModuleNotFoundError):\n    torch = None\n",
        "import importlib.util\ntorch = importlib.util.find_spec('torch')\n",
    ],
)
def test_who_thought_of_its_absence_is_told_the_truth(box: Bench, source: str) -> None:
    """An import that is tried fails as it does anywhere, and nothing is flagged."""
    got = box.evidence(f"{source}def f(x): return 1.0 if torch is None else 2.0", "f")["f"]
    assert (list(got.outcomes.values()), got.flags) == ([Returned(1.0)], ())


def test_libraries_are_told_the_truth(box: Bench) -> None:
    """What an installed package tries to import is not there: only a student's own line gets a stand-in."""
    source = "import importlib\ndef f(x):\n    importlib.import_module('torch')\n"
    (raised,) = box.evidence(source, "f")["f"].outcomes.values()
    assert isinstance(raised, Raised)
    assert raised.type == "ModuleNotFoundError"
    assert raised.message.endswith(f" ({OFFERS} torch)")


def test_what_only_shows_does_nothing(box: Bench) -> None:
    """Progress bars give what they go through; what a notebook would display is not displayed."""
    source = (
        "from tqdm import tqdm, trange\nfrom tqdm.notebook import tqdm as bar\nimport tqdm as t\n"
        "from IPython.display import display, clear_output, HTML\n"
        "def f(x):\n    display(HTML('a')); clear_output(wait=True)\n    total = 0\n"
        "    for i in tqdm(range(3), desc='x'): total += i\n    for i in trange(2): total += i\n"
        "    tqdm.write('x')\n"
        "    for i in t.tqdm(bar([5])): total += i\n"
        "    with tqdm(total=3) as progress: progress.update(1)\n    return total\n"
    )
    assert box.outcome(source, "f") == Returned(9)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("open('data.csv')", "the file data.csv"),
        ("import numpy; numpy.loadtxt('/content/data.csv')", "that file"),
        ("import subprocess; subprocess.run(['ls'])", "other processes"),
        ("import multiprocessing as m; m.Process(target=print).start()", "other processes"),
        ("import urllib.request as u; u.urlopen('http://example.org')", "a network"),
        ("import socket; socket.create_connection(('example.org', 80))", "a network"),
        ("import os; os.fork()", "what was asked of the operating system"),
        ("input()", "a keyboard, so input() is not answered"),
    ],
)
def test_restrictions_are_named(box: Bench, body: str, what: str) -> None:
    """A refused file, process, network or keyboard is the reason given, and the question is flagged."""
    got = box.evidence(f"def f(x):\n    {body}\n", "f")["f"]
    (raised,) = got.outcomes.values()
    assert isinstance(raised, Raised)
    assert f"{OFFERS} {what}" in raised.message
    assert got.flags == (f"f: {OFFERS} {what}",)


def test_what_is_told_of_packages_is_not_believed_blindly(box: Bench) -> None:
    """A child that makes up names, or floods with them, gives no sentence of its own."""
    source = (
        "import sys\nguest = sys.modules.get('_guest_importing')\nif guest:\n"
        "    guest.Importer.report = lambda self: {'failures': [], 'packages': ['a b', 3, *'xyz' * 99], "
        "'again': 7, 'bare': [['x']], 'cuts': [['hw.py', -1, 'x'], ['other.py', 1, 1], 5]}\n"
        "def f(x): return 1.0\n"
    )
    got = box.evidence(handed_in(("hw.py", source)), "f")["f"]
    assert list(got.outcomes.values()) == [Returned(1.0)]
    assert all(flag.startswith("the code imports ") for flag in got.flags)
    assert len(got.flags) <= 20
