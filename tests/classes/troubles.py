"""How a student's answers reach the grader: styles of files, and all that goes wrong with them.

Each writes the same answers into a folder; none may cost a point. What habits and other programs make of
the text itself is in `habits`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from classes.writing import NUMPY, Write, book, joined, put, strewn


def plain(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """One tidy file."""
    put(folder, "hw2.py", joined(answers))


def windows(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Line ends and byte order mark of another system."""
    put(folder, "hw2.py", "\ufeff" + joined(answers).replace("\n", "\r\n"))


def declared_coding(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """A declared coding, and a comment that needs it."""
    text = "# -*- coding: latin-1 -*-\n# Müller, Übung 2\n" + joined(answers)
    try:
        put(folder, "hw2.py", text.encode("latin-1"))
    except UnicodeEncodeError:  # what cannot be written that way was not
        plain(folder, answers, rng)


def undeclared_coding(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """A comment in another coding that nobody declared."""
    if any(not answer.isascii() for answer in answers):
        return plain(folder, answers, rng)
    return put(folder, "hw2.py", b"# r\xe9gression, exercice de Ren\xe9e\n" + joined(answers).encode())


def blanks(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Spaces that do not break, as web pages have them."""
    put(folder, "hw2.py", joined(answers).replace("    return", "\u00a0\u00a0\u00a0\u00a0return"))


def tabs(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Indented with tabs."""
    put(folder, "hw2.py", joined(answers).replace("    ", "\t"))


def several_files(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Three files, and one that takes names from another."""
    third = len(answers) // 3
    put(folder, "part1.py", joined(answers[:third]))
    put(folder, "part2.py", joined(answers[third:-third]))
    put(folder, "main.py", "from part1 import *\nimport part2\n" + joined(answers[-third:]))


def package(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A package with a relative import."""
    half = len(answers) // 2
    put(folder, "hw/__init__.py", "from .first import *\n")
    put(folder, "hw/first.py", joined(answers[:half]))
    put(folder, "solutions.py", "from hw import *\n" + joined(answers[half:]))


def top_level_failures(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Statements between the answers that fail, each alone."""
    failures = [
        "raise RuntimeError('not ready')\n",
        "data = open('/home/me/data.csv').read()\n",
        "assert 1 == 2\n",
        "undefined_name.train()\n",
        "answer = input('which part? ')\n",
        "import sys\nsys.exit(0)\n",
    ]
    put(folder, "hw2.py", joined(strewn(answers, failures, rng)))


def syntax_errors(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Blocks that nobody asked for and that are no Python."""
    broken = [
        "def scratch(x):\n    return (x +\n\n",
        "def later(x)\n    return x\n",
        "if True:\n    # todo\n\n",
    ]
    put(folder, "hw2.py", joined(strewn(answers, broken, rng)))


def main_guard(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """What runs when the file is started as a program never does here."""
    guard = 'if __name__ == "__main__":\n    raise SystemExit(input("name? "))\n'
    put(folder, "hw2.py", joined([*answers, guard]))


def missing_packages(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Packages that are not offered, imported and left alone."""
    head = "import tensorflow as tf\nfrom google.colab import drive\nimport jax.numpy as jnp\n"
    used = ["model = tf.keras.Sequential()\n", "drive.mount('/content')\n"]
    put(folder, "hw2.py", head + joined(strewn(answers, used, rng)))


def plots(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Figures at top level."""
    figure = "import matplotlib.pyplot as plt\nplt.plot([0, 1], [1, 0])\nplt.legend(['w'])\nplt.show()\n"
    put(folder, "hw2.py", joined(strewn(answers, [figure], rng)))


def chatter(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Prints, warnings and changed settings."""
    noise = [
        "print('x' * 100000)\n",
        "import warnings\nwarnings.warn('careful')\n",
        "np.set_printoptions(precision=1)\n",
        "np.random.seed(0)\n",
    ]
    put(folder, "hw2.py", joined(strewn(answers, noise, rng)))


def notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A cell for each answer."""
    put(folder, "hw2.ipynb", book([NUMPY, *answers]))


def old_notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """The notebook format of long ago."""
    cells = [
        {"cell_type": "code", "input": source, "language": "python", "metadata": {}, "outputs": []}
        for source in (NUMPY, *answers)
    ]
    told = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}
    put(folder, "hw2.ipynb", json.dumps(told))


def copied_notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A name as file managers make them, and large outputs of another run."""
    put(folder, "Copy of hw2 (1).ipynb", book([NUMPY, *answers], output="0.0 " * 200_000))


def magics(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Lines that speak to the notebook, and cells of other languages."""
    extra = [
        "%matplotlib inline\n!pip install torch\n",
        "%%time\nx = 1\n",
        "%%html\n<b>hello</b>\n",
        "files = !ls\n",
        "np.linalg.norm?\n",
        "%load_ext autoreload\n%autoreload 2\n",
    ]
    put(folder, "hw2.ipynb", book([NUMPY, *strewn(answers, extra, rng)]))


def out_of_order(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Cells ran in another order than they stand in: numpy is imported at the end."""
    shuffled = list(answers)
    rng.shuffle(shuffled)
    put(folder, "hw2.ipynb", book([*shuffled, NUMPY]))


def broken_cell(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Cells that are no Python, or fail."""
    broken = ["def draft(:\n    pass\n", "1 / 0\n", "for i in range(3)\n    print(i)\n"]
    put(folder, "hw2.ipynb", book([NUMPY, *strewn(answers, broken, rng)]))


def answered_twice(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """First attempts stand above; the later definition counts."""
    drafts = "def jacobian(v):\n    return None\n\ndef sgd(X, t, lr, order):\n    return 1 / 0\n"
    put(folder, "hw2.py", NUMPY + drafts + joined(answers))


def zero_byte_twin(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A second notebook of no bytes, as a full disk leaves it, beside the good one."""
    put(folder, "hw2.ipynb", book([NUMPY, *answers]))
    put(folder, "hw2-Copy1.ipynb", b"")


def left_behind(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """What notebooks and file managers leave beside the files: older states and their own notes."""
    draft = "def gradient(X, t, w):\n    return 0 * w\n\ndef vjp(v, y):\n    return v\n"
    put(folder, "hw2(3).ipynb", book([NUMPY, *answers]))
    put(folder, ".ipynb_checkpoints/hw2(3)-checkpoint.ipynb", book([NUMPY, draft]))
    put(folder, "__MACOSX/._hw2(3).ipynb", b"\x00\x05\x16\x07\x00\x02")
    put(folder, ".DS_Store", b"\x00\x00\x00\x01Bud1")
    put(folder, "__pycache__/hw2.cpython-311.pyc", b"\xa7\r\r\n\x00")


def starter_kept(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """The starter's cells with their empty functions stay above the answers; some of them do not parse."""
    first = 'STUDENT = "netid"\n'
    given = (
        "from numpy.polynomial.chebyshev import chebvander\n"
        "from numpy.polynomial.legendre import legvander\n\n"
        "def poly_expand(X, d, poly_type):\n"
        "    return legvander(X, d) if poly_type == 'legendre' else chebvander(X, d)\n"
    )
    stub = "def gradient(X, t, w):\n    pass\n"
    unfinished = "def fit_poly(X, d, t):\n    if d > n:\n        # your code here\n    return W\n"
    put(folder, "hw2.ipynb", book([first, NUMPY, given, stub, unfinished, *answers]))


def training(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Experiments at top level with the names of the homework, progress bars and a loop of a second."""
    experiments = [
        "from tqdm import tqdm\nimport torch\n",
        "X = np.random.randn(5, 3)\nt = np.ones(5)\nn, d = X.shape\npoly_type = 'chebyshev'\n",
        "losses = []\nfor epoch in tqdm(range(200)):\n    losses.append(np.ones(20) @ np.ones(20))\n",
        "model = torch.nn.Linear(3, 1)\n",
        "x, y, w = 1.0, 2.0, np.zeros(3)\nfor i in range(200_000):\n    x = x * 0.5 + y\n",
        "try:\n    import jax\nexcept ImportError:\n    jax = None\n",
    ]
    put(folder, "hw2.ipynb", book([NUMPY, *strewn(answers, experiments, rng)]))


FILES: dict[str, Write] = {
    write.__name__: write
    for write in (
        plain,
        windows,
        declared_coding,
        undeclared_coding,
        blanks,
        tabs,
        several_files,
        package,
        top_level_failures,
        syntax_errors,
        main_guard,
        missing_packages,
        plots,
        chatter,
        notebook,
        old_notebook,
        copied_notebook,
        magics,
        out_of_order,
        broken_cell,
        answered_twice,
        zero_byte_twin,
        left_behind,
        starter_kept,
        training,
    )
}
