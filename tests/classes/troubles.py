"""How a student's answers reach the grader: styles of files, and all that goes wrong with them.

Each writes the same answers into a folder; none may cost a point.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Write = Callable[[Path, Sequence[str], random.Random], None]
NUMPY = "import numpy as np\n"


def plain(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """One tidy file."""
    _put(folder, "hw2.py", _joined(answers))


def windows(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Line ends and byte order mark of another system."""
    _put(folder, "hw2.py", "\ufeff" + _joined(answers).replace("\n", "\r\n"))


def declared_coding(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """A declared coding, and a comment that needs it."""
    text = "# -*- coding: latin-1 -*-\n# Müller, Übung 2\n" + _joined(answers)
    try:
        _put(folder, "hw2.py", text.encode("latin-1"))
    except UnicodeEncodeError:  # what cannot be written that way was not
        plain(folder, answers, rng)


def undeclared_coding(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """A comment in another coding that nobody declared."""
    if any(not answer.isascii() for answer in answers):
        return plain(folder, answers, rng)
    return _put(folder, "hw2.py", b"# r\xe9gression, exercice de Ren\xe9e\n" + _joined(answers).encode())


def blanks(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Spaces that do not break, as web pages have them."""
    _put(folder, "hw2.py", _joined(answers).replace("    return", "\u00a0\u00a0\u00a0\u00a0return"))


def tabs(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Indented with tabs."""
    _put(folder, "hw2.py", _joined(answers).replace("    ", "\t"))


def several_files(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Three files, and one that takes names from another."""
    third = len(answers) // 3
    _put(folder, "part1.py", _joined(answers[:third]))
    _put(folder, "part2.py", _joined(answers[third:-third]))
    _put(folder, "main.py", "from part1 import *\nimport part2\n" + _joined(answers[-third:]))


def package(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A package with a relative import."""
    half = len(answers) // 2
    _put(folder, "hw/__init__.py", "from .first import *\n")
    _put(folder, "hw/first.py", _joined(answers[:half]))
    _put(folder, "solutions.py", "from hw import *\n" + _joined(answers[half:]))


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
    _put(folder, "hw2.py", _joined(_strewn(answers, failures, rng)))


def syntax_errors(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Blocks that nobody asked for and that are no Python."""
    broken = [
        "def scratch(x):\n    return (x +\n\n",
        "def later(x)\n    return x\n",
        "if True:\n    # todo\n\n",
    ]
    _put(folder, "hw2.py", _joined(_strewn(answers, broken, rng)))


def main_guard(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """What runs when the file is started as a program never does here."""
    guard = 'if __name__ == "__main__":\n    raise SystemExit(input("name? "))\n'
    _put(folder, "hw2.py", _joined([*answers, guard]))


def missing_packages(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Packages that are not offered, imported and left alone."""
    head = "import tensorflow as tf\nfrom google.colab import drive\nimport jax.numpy as jnp\n"
    used = ["model = tf.keras.Sequential()\n", "drive.mount('/content')\n"]
    _put(folder, "hw2.py", head + _joined(_strewn(answers, used, rng)))


def plots(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Figures at top level."""
    figure = "import matplotlib.pyplot as plt\nplt.plot([0, 1], [1, 0])\nplt.legend(['w'])\nplt.show()\n"
    _put(folder, "hw2.py", _joined(_strewn(answers, [figure], rng)))


def chatter(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Prints, warnings and changed settings."""
    noise = [
        "print('x' * 100000)\n",
        "import warnings\nwarnings.warn('careful')\n",
        "np.set_printoptions(precision=1)\n",
        "np.random.seed(0)\n",
    ]
    _put(folder, "hw2.py", _joined(_strewn(answers, noise, rng)))


def notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A cell for each answer."""
    _put(folder, "hw2.ipynb", _book([NUMPY, *answers]))


def old_notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """The notebook format of long ago."""
    cells = [
        {"cell_type": "code", "input": source, "language": "python", "metadata": {}, "outputs": []}
        for source in (NUMPY, *answers)
    ]
    book = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}
    _put(folder, "hw2.ipynb", json.dumps(book))


def copied_notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A name as file managers make them, and large outputs of another run."""
    _put(folder, "Copy of hw2 (1).ipynb", _book([NUMPY, *answers], output="0.0 " * 200_000))


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
    _put(folder, "hw2.ipynb", _book([NUMPY, *_strewn(answers, extra, rng)]))


def out_of_order(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Cells ran in another order than they stand in: numpy is imported at the end."""
    shuffled = list(answers)
    rng.shuffle(shuffled)
    _put(folder, "hw2.ipynb", _book([*shuffled, NUMPY]))


def broken_cell(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Cells that are no Python, or fail."""
    broken = ["def draft(:\n    pass\n", "1 / 0\n", "for i in range(3)\n    print(i)\n"]
    _put(folder, "hw2.ipynb", _book([NUMPY, *_strewn(answers, broken, rng)]))


def answered_twice(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """First attempts stand above; the later definition counts."""
    drafts = "def jacobian(v):\n    return None\n\ndef sgd(X, t, lr, order):\n    return 1 / 0\n"
    _put(folder, "hw2.py", NUMPY + drafts + _joined(answers))


TROUBLES: dict[str, Write] = {
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
    )
}


def _joined(answers: Sequence[str]) -> str:
    return NUMPY + "\n" + "\n\n".join(answers)


def _strewn(answers: Sequence[str], extra: Sequence[str], rng: random.Random) -> list[str]:
    mixed = list(answers)
    for text in extra:
        mixed.insert(rng.randrange(len(mixed) + 1), text)
    return mixed


def _book(sources: Sequence[str], output: str = "") -> str:
    def cell(number: int, source: str) -> dict[str, Any]:
        outputs = [{"output_type": "stream", "name": "stdout", "text": [output]}] if output else []
        return {
            "cell_type": "code",
            "execution_count": number,
            "metadata": {},
            "outputs": outputs if number == 1 else [],
            "source": source.splitlines(keepends=True),
        }

    cells = [cell(number, source) for number, source in enumerate(sources, start=1)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _put(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
