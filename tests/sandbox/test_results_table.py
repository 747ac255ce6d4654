"""docs/results.md is a promise: every row of its table is made, copied and compared here."""

from __future__ import annotations

from array import array
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from grading import ROOT, Class, points
from pydantic import TypeAdapter
from scipy import sparse

from grader.checks import Check, Tolerance
from grader.model import frames, marked
from grader.model.verdict import Match
from grader.sandbox.guests import converting

TABLE = ROOT / "docs" / "results.md"
BECOMES = ("accepted", "a note", "half", "refused")


class Tensor:
    """A tensor as torch makes them: it gives its numbers only when it is let off its graph."""

    def __init__(self, values: object, graph: bool = True) -> None:
        self.values = np.asarray(values)
        self.graph = graph

    def detach(self) -> Tensor:
        """The same without a graph."""
        return Tensor(self.values, graph=False)

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """What numpy asks for."""
        if self.graph:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.values


@dataclass(frozen=True)
class Row:
    """One row of the table: Python, Python, a check in the rubric's words, and what becomes of it."""

    value: str
    want: str
    check: str
    becomes: str

    @property
    def outcome(self) -> str:
        """One of the four words."""
        return self.becomes.partition(";")[0]

    @property
    def words(self) -> str:
        """What is in the sentence."""
        return self.becomes.partition(";")[2].strip()


def table() -> Iterator[Row]:
    """The rows as they stand in the document."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            value, want, check, becomes = (cell.strip() for cell in line.strip("|").split(" | "))
            yield Row(value.strip("`"), want.strip("`"), check, becomes)


def names() -> dict[str, Any]:
    """What the expressions of the table may use."""
    return {
        "np": np,
        "pd": pd,
        "sparse": sparse,
        "Fraction": Fraction,
        "Decimal": Decimal,
        "Tensor": Tensor,
        "deque": deque,
        "array": array,
        "OrderedDict": OrderedDict,
        "V": np.array([1.0, 2.0, 3.0]),
        "M": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "T": marked.packed(pd.DataFrame({"a": ["x", None], "b": [1.0, 2.0]})),
    }


def evaluated(expression: str) -> Any:
    """An expression of the document; libraries that need not be there skip the row."""
    known = names()
    for library in ("torch", "sympy"):
        if f"{library}." in expression:
            known[library] = pytest.importorskip(library)
    return eval(expression, known)  # noqa: S307 - our own document


def compared(row: Row, monkeypatch: pytest.MonkeyPatch) -> Match | str:
    """What the check says of the value after the guest and the codec had it, or why it ends there."""
    monkeypatch.setattr(converting, "frames", frames, raising=False)
    monkeypatch.setattr(converting, "marked", marked, raising=False)
    kind, _, more = row.check.partition(", ")
    facts = dict(item.split(": ") for item in more.split(", ") if item)
    check = TypeAdapter(Check).validate_python({"kind": kind, **facts})
    try:
        value = frames.decode(frames.encode(converting.plain(evaluated(row.value))))
    except frames.FrameError as error:
        return str(error)
    return check.compare(evaluated(row.want), value, Tolerance())


def with_marks(row: Row) -> Any:
    """A row that needs a library nobody has to have is optional."""
    marks = [pytest.mark.optional] if "torch." in row.value or "sympy." in row.value else []
    if "np.matrix" in row.value:
        marks.append(pytest.mark.filterwarnings("ignore:the matrix subclass"))
    return pytest.param(row, marks=marks, id=f"{row.value} for {row.want}, {row.check}"[:90])


@pytest.mark.parametrize("row", [with_marks(row) for row in table()])
def test_every_row_holds(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the document says becomes of a value becomes of it, with the words it names."""
    assert row.outcome in BECOMES
    match = compared(row, monkeypatch)
    if isinstance(match, str):
        outcome, said = "refused", match
    else:
        said = " ".join([match.say, *match.notes])
        wrong = "half" if match.slip else "refused"
        outcome = ("a note" if match.notes else "accepted") if match.equal else wrong
    assert (outcome, row.words in said) == (row.outcome, True), said


def test_the_table_is_whole() -> None:
    """Every way it can go, and every check that reads values in it, no row twice."""
    rows = list(table())
    assert len(rows) > 90
    assert len({(row.value, row.want, row.check) for row in rows}) == len(rows)
    assert {row.outcome for row in rows} == set(BECOMES)
    assert {row.check.partition(",")[0] for row in rows} == {"array", "exact", "mapping", "table", "data"}


@pytest.mark.parametrize(
    ("twice", "earned"),
    [
        ("Fraction(x) * 2", "1.0000"),
        ("Decimal(x) * 2", "1.0000"),
        ("[Fraction(x) * 2]", "1.0000"),
        ("str(2 * x)", "0.0000"),
    ],
)
def test_students_results_go_that_way(tiny: Class, twice: str, earned: str) -> None:
    """The same in a real run: a fraction counts as the number it is, its text does not."""
    head = "from fractions import Fraction\nfrom decimal import Decimal\n"
    tiny.hand_in("ada", f"{head}def twice(x):\n    return {twice}\n")
    tiny.grade()
    assert points(tiny.folder / "grades" / "parts.csv", "ada")["1.1/value"] == earned


class Deep:
    """Stands for itself as an array."""

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """An array that holds the object again."""
        made = np.empty(2, dtype=object)
        made[:] = [self, self]
        return made


class Failing:
    """Raises whatever is asked of it."""

    def __float__(self) -> float:
        raise ValueError("no")


def loop() -> list[object]:
    """A list that holds itself twice."""
    made: list[object] = [Fraction(1)]
    made += [made, made]
    return made


@pytest.mark.parametrize(
    "value", [Deep(), Failing(), [Failing()], loop(), {Fraction(1): loop()}], ids=range(5)
)
def test_what_does_not_end_or_answer_is_refused(value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects that unfold for ever, raise, or hold themselves end in a short sentence, and soon."""
    monkeypatch.setattr(converting, "frames", frames, raising=False)
    monkeypatch.setattr(converting, "marked", marked, raising=False)
    with pytest.raises(frames.FrameError) as caught:
        frames.encode(converting.plain(value))
    assert len(str(caught.value)) < 100


def test_plain_values_are_passed_on_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is copied that the codec would take as it is."""
    monkeypatch.setattr(converting, "frames", frames, raising=False)
    monkeypatch.setattr(converting, "marked", marked, raising=False)
    for value in (1.5, "x", [1.0] * 9, (1, "a"), np.ones(3), np.float32(1), range(3), {1, 2}, None):
        assert converting.plain(value) is value
