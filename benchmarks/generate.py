"""Makes a class of homework 2 by rule: right answers in several styles, one in six with a mistake."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

from ruamel.yaml import YAML

from grader.errors import GraderError

EXAMPLES = Path(__file__).parent.parent / "submissions_example"
STYLES = ("lovelac1", "noethere", "turinga1", "shannonc", "hypatia2")  # each fully right
WRONG_EVERY = 6

# by style: what a mistaken student wrote instead; every function still returns on every case
MISTAKES = {
    "lovelac1": (
        ("2.0 / n * residual", "residual / n"),
        ("dh[k] * h[k] * (1 - h[k])", "dh[k] * z[k] * (1 - z[k])"),
    ),
    "noethere": (
        ('x + ein("ik,k->i", W2, h) + b2', 'ein("ik,k->i", W2, h) + b2'),
        ("-x1 / np.sqrt", "x1 * np.sqrt"),
    ),
    "turinga1": (
        ("np.outer(v, v)", "np.dot(v, v) * np.eye(len(v))"),
        ("v * np.dot(v, y)", "y * np.dot(v, v)"),
    ),
    "shannonc": (
        ('{"time": "n^2", "memory": "n^2"}', '{"time": "n^2", "memory": "n"}'),
        ("scalar * v", "scalar * y"),
    ),
    "hypatia2": (("return 2, 1, 2", "return 1, 2, 2"), ("np.array([0.8, 0.4])", "np.array([0.4, 0.8])")),
}


def generate(folder: Path, size: int) -> frozenset[str]:
    """Write `size` submissions into `folder`; the names of those with a mistake."""
    mistaken = set()
    for number in range(size):
        name = f"student{number:04}"
        style = STYLES[number % len(STYLES)]
        wrong = number % WRONG_EVERY == WRONG_EVERY - 1
        swap = MISTAKES[style][number // WRONG_EVERY % len(MISTAKES[style])] if wrong else None
        _write(folder / name, EXAMPLES / style, name, swap)
        if wrong:
            mistaken.add(name)
    return frozenset(mistaken)


def without_million(rubric: Path, reference: Path, folder: Path) -> Path:
    """A copy of rubric and reference in which nobody asks for the vector of a million entries."""
    shutil.copytree(reference, folder / "reference", ignore=shutil.ignore_patterns("__pycache__"))
    module = folder / "reference" / "vjp.py"
    tree = ast.parse(module.read_text())
    tree.body = [node for node in tree.body if getattr(node, "name", "") != "million"]
    module.write_text(ast.unparse(tree))
    yaml = YAML(typ="safe", pure=True)
    content = yaml.load(rubric.read_text())
    part = next(one for problem in content["problems"] for one in problem["parts"] if one["id"] == 2.3)
    part["criteria"] = [{**part["criteria"][0], "points": part["points"]}]
    content["reference"] = "reference"
    copy = folder / "rubric.yaml"
    with copy.open("w") as file:
        yaml.dump(content, file)
    return copy


def _write(place: Path, example: Path, name: str, swap: tuple[str, str] | None) -> None:
    """The example's code under another student's name, so that no two files are alike."""
    place.mkdir(parents=True)
    swapped = 0
    for path in sorted(example.glob("*.py")) + sorted(example.glob("*.ipynb")):
        book = json.loads(path.read_text()) if path.suffix == ".ipynb" else None
        texts = _cells(book) if book else [path.read_text()]
        if swap:
            swapped += sum(text.count(swap[0]) for text in texts)
            texts = [text.replace(*swap) for text in texts]
        texts[-1] += f"\n# handed in by {name}\n"
        if book:
            _put(book, texts)
        (place / path.name).write_text(json.dumps(book, indent=1) if book else texts[0])
    if swap and swapped != 1:
        raise GraderError(
            f"The mistake {swap[0]!r} stands {swapped} times in {example.name}; it should once."
        )


def _cells(book: dict) -> list[str]:  # type: ignore[type-arg]
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]


def _put(book: dict, texts: list[str]) -> None:  # type: ignore[type-arg]
    code = (cell for cell in book["cells"] if cell["cell_type"] == "code")
    for cell, text in zip(code, texts, strict=True):
        cell["source"] = text.splitlines(keepends=True)
