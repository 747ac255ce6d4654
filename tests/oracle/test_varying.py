"""Arguments in other clothes: the same numbers but for the last digit, their type or their order."""

from __future__ import annotations

import numpy as np
import pytest

from grader.oracle.varying import vary

ARGUMENTS = {"X": np.arange(1.0, 13.0).reshape(4, 3), "t": np.array([1.0, 0.0, -3.0, 7.5]), "d": 3, "lr": 0.1}


def varied(way: str, names: list[str] | None = None, seed: int = 1) -> dict[str, object]:
    """The arguments in one way."""
    copies = {
        key: np.copy(value) if isinstance(value, np.ndarray) else value for key, value in ARGUMENTS.items()
    }
    return vary(copies, way, names or [], seed, np)


def test_a_nudge_is_one_step_of_every_number() -> None:
    """Up or down by the last digit; zeros and whole numbers of Python stay what they are."""
    made = varied("nudged")
    for name in ("X", "t", "lr"):
        old, new = np.asarray(ARGUMENTS[name]), np.asarray(made[name])
        moved = old != 0
        assert np.all(np.abs(new - old)[moved] <= np.spacing(np.abs(old))[moved])
        assert np.all((new != old) == moved)
    assert made["d"] == 3
    assert not np.array_equal(made["X"], varied("nudged", seed=2)["X"])


def test_other_precisions_are_of_arrays() -> None:
    """float32 and long double, with the same values where those have room for them."""
    assert varied("single")["X"].dtype == np.float32  # type: ignore[attr-defined]
    assert varied("extended")["X"].dtype == np.longdouble  # type: ignore[attr-defined]
    assert np.array_equal(varied("extended")["t"], ARGUMENTS["t"])


def test_another_layout_holds_the_same_numbers() -> None:
    """Columns first, or with gaps: the same array in another order of memory."""
    made = varied("layout")
    for name in ("X", "t"):
        assert np.array_equal(made[name], ARGUMENTS[name])  # type: ignore[arg-type]
        assert not made[name].flags.c_contiguous  # type: ignore[attr-defined]


def test_rows_move_together() -> None:
    """A sample keeps its label."""
    made = varied("rows", ["X", "t"])
    pairs = {tuple(row): label for row, label in zip(ARGUMENTS["X"], ARGUMENTS["t"], strict=True)}  # type: ignore[call-overload]
    assert not np.array_equal(made["X"], ARGUMENTS["X"])  # type: ignore[arg-type]
    assert {tuple(row): label for row, label in zip(made["X"], made["t"], strict=True)} == pairs  # type: ignore[call-overload]


def test_where_nothing_can_vary_it_says_so() -> None:
    """Whole numbers and texts have no last digit, one row has no order."""
    for way, arguments in {
        "nudged": {"n": 3, "s": "x"},
        "single": {"n": 1.5},
        "rows": {"X": np.ones((1, 2))},
    }.items():
        with pytest.raises(ValueError, match=r"nothing|one row"):
            vary(arguments, way, ["X"], 1, np)


def test_it_works_without_numpy() -> None:
    """Numbers, and lists and dicts of them."""
    made = vary({"x": [1.0, {"y": 2.0}], "n": 4}, "nudged", [], 1, None)
    assert made != {"x": [1.0, {"y": 2.0}], "n": 4}
    assert made["x"][0] == pytest.approx(1.0, rel=1e-15)
