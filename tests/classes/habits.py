"""What habits, word processors and other programs make of the text itself; none may cost a point."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from classes.writing import NUMPY, Write, book, joined, put

CONTRACT = (  # by keyword a function can only be called where its parameters have the homework's names
    "jacobian(v)",
    "vjp(v, y)",
    "gradient(X, t, w)",
    "underparameterized_solution(X, t)",
    "pythagoras(w)",
    "min_norm_solution(X, t)",
    "orthogonality(X, t, w1)",
    "fit_poly(X, d, t)",
    "sgd(X, t, lr, order)",
    "minibatch_sgd(X, t, lr, batches)",
    "adagrad(X, t, lr, eps, steps)",
)


def curly_quotes(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Quotation marks as word processors set them."""
    text = re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", joined(answers))
    put(folder, "hw2.py", re.sub(r"'([^'\n]*)'", "\u2018\\1\u2019", text))


def wide_coding(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Two bytes a character, as some shells write what is sent to a file."""
    put(folder, "hw2.py", joined(answers).replace("\n", "\r\n").encode("utf-16"))


def keyword_only(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Parameters that can only be given by name, where the names are the homework's."""
    put(folder, "hw2.py", joined([_by_keyword(answer) for answer in answers]))


def _by_keyword(answer: str) -> str:
    for signature in CONTRACT:
        name = signature.partition("(")[0]
        if f"def {signature}:" in answer and answer.count(f"{name}(") == 1:
            return answer.replace(f"def {name}(", f"def {name}(*, ")
    return answer


def other_names(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Written under names of one's own, and given the homework's at the end."""
    mine, given = [], []
    for answer in answers:
        name = _defined(answer)
        mine.append(answer.replace(f"def {name}(", f"def my_{name}(") if name else answer)
        given += [f"{name} = my_{name}\n"] if name else []
    rng.shuffle(given)
    put(folder, "hw2.py", joined([*mine, *given]))


def decorated(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A decorator of one's own around everything, which prints at every call."""
    decorator = (
        "import functools, time\n"
        "def timed(f):\n"
        "    @functools.wraps(f)\n"
        "    def inner(*args, **kwargs):\n"
        "        start = time.time()\n"
        "        result = f(*args, **kwargs)\n"
        "        print(f.__name__, 'took', time.time() - start)\n"
        "        return result\n"
        "    return inner\n"
    )
    put(folder, "hw2.py", joined([decorator, *map(_decorated, answers)]))


def _decorated(answer: str) -> str:
    name = _defined(answer)
    return answer.replace(f"def {name}(", f"@timed\ndef {name}(") if name else answer


def typed(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A docstring, an import from the future, and annotations with names that nobody imports."""
    head = '"""Homework 2."""\nfrom __future__ import annotations\n'
    noted = [
        re.sub(r"^(def \w+\([^)=]*)\):", r"\1) -> NDArray[Any]:", one, flags=re.MULTILINE) for one in answers
    ]
    put(folder, "hw2.py", head + joined(noted))


def exported_notebook(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A notebook saved as a script."""
    cells = [NUMPY, "get_ipython().run_line_magic('matplotlib', 'inline')\n", *answers]
    numbered = [f"# In[{number}]:\n\n\n{cell}\n\n" for number, cell in enumerate(cells, start=1)]
    put(folder, "hw2.py", "#!/usr/bin/env python\n# coding: utf-8\n\n# # Homework 2\n\n" + "".join(numbered))


def timed_cells(folder: Path, answers: Sequence[str], rng: random.Random) -> None:
    """Cells that say %%time or %%capture on top, and answers below it."""
    cells = [f"{rng.choice(['%%time', '%%capture'])}\n{answer}" for answer in answers]
    put(folder, "hw2.ipynb", book([NUMPY, *cells]))


def endless(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """A loop at top level that never ends: definitions behind it count all the same."""
    before = [answer for answer in answers if not _defined(answer)]
    defined = [answer for answer in answers if _defined(answer)]
    loop = "loss = 1.0\nwhile loss > 0:\n    loss = loss / 2 + 0.1\n"
    third = len(defined) // 3
    put(folder, "hw2.py", joined([*before, *defined[:third], loop, *defined[third:]]))


def endless_elsewhere(folder: Path, answers: Sequence[str], rng: random.Random) -> None:  # noqa: ARG001
    """Such a loop in a file of experiments between those with the answers."""
    put(folder, "answers.py", joined([answer for answer in answers if not _defined(answer)]))
    put(folder, "experiments.py", NUMPY + "w = np.zeros(2)\nwhile True:\n    w = w - 0.1 * (w - 1)\n")
    put(folder, "hw2.py", joined([answer for answer in answers if _defined(answer)]))


def _defined(answer: str) -> str:
    """The name of the question it defines a function for, which is the last one it defines."""
    found = re.findall(r"^def (\w+)\(", answer, flags=re.MULTILINE)
    return found[-1] if found else ""


HABITS: dict[str, Write] = {
    write.__name__: write
    for write in (
        curly_quotes,
        wide_coding,
        keyword_only,
        other_names,
        decorated,
        typed,
        exported_notebook,
        timed_cells,
    )
}
COSTLY: dict[str, Write] = {  # they take all the time there is: one student each
    write.__name__: write for write in (endless, endless_elsewhere)
}
