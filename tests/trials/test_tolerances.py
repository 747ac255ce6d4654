"""Calibrated tolerances: what right methods need, what mistakes allow, and cases nobody can be judged on."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from grading import HW2, TINY

from grader.checks import ArrayCheck, LineCheck, MappingCheck, Tolerance
from grader.checks.compare import Rule
from grader.cli.app import app
from grader.model.wants import Convention, Mistake, QuestionWants
from grader.rubric.load import load
from grader.trials.distances import gaps
from grader.trials.proposals import Row, propose
from grader.trials.tolerances import Calibration, calibrate

FIT = """
    import numpy as np
    from numpy.polynomial.legendre import legvander
    from grader.oracle import question

    GRID = np.linspace(0, 1, 14)
    DEGREES = (2, 3, 4, 5, 7, 10, 11, 12, 13, 14, 15, 20, 30, 50)

    @question
    def fit_poly(X, d, t):
        return np.linalg.lstsq(legvander(X, d), t, rcond=None)[0]

    @fit_poly.cases(count=len(DEGREES))
    def degrees(rng, i):
        t = np.sin(2 * np.pi * GRID) + 0.3 * rng.normal(size=14)
        return {"X": GRID.copy(), "d": DEGREES[i], "t": t.round(2)}
"""
BY_FORMULA = """
    @fit_poly.equivalent
    def by_formula(X, d, t):
        Phi = legvander(X, d)
        if d < len(X):
            return np.linalg.inv(Phi.T @ Phi) @ Phi.T @ t
        return Phi.T @ np.linalg.inv(Phi @ Phi.T) @ t
"""
RUBRIC = """\
# Kept: the first line.
format: 1
homework: trial
title: A homework to calibrate
points: 3
reference: reference
seed: 5
packages: [numpy]
problems:
  - id: 1            # kept: beside a key
    title: Answers
    points: 3
    parts:
      - {id: 1.1, title: One,   points: 1, question: QUESTION, check: {kind: array}}   # kept: spaces
      - id: 1.2
        title: Two
        points: 2
        criteria:
          - id: first
            points: 1
            question: QUESTION
            check:
              # kept: inside a check
              kind: array
              rel: 1e-14   # kept: beside a number
          - {id: second, points: 1, question: yes_or_no, check: {kind: exact}}
# Kept: the last line.
"""
YES = """
    @question
    def yes_or_no():
        return True
"""
SHIFT = """
    import numpy as np
    from grader.oracle import question

    @question
    def total(x):
        return x.sum()

    @total.cases(count=4)
    def several(rng):
        return {"x": rng.uniform(1, 2, size=50)}

    @total.mistake("drops the smallest", hint="All of them.")
    def drops(x):
        return x.sum() * (1 - 2e-3)
"""


def homework(folder: Path, reference: str, question: str, rubric: str = RUBRIC) -> Path:
    """The rubric of a homework with this reference."""
    (folder / "reference").mkdir()
    text = textwrap.dedent(reference) + textwrap.dedent(YES)
    (folder / "reference" / "answers.py").write_text(text, encoding="utf-8")
    path = folder / "rubric.yaml"
    path.write_text(rubric.replace("QUESTION", question), encoding="utf-8")
    return path


def calibrated(rubric: Path) -> Calibration:
    """What the calibration finds."""
    return calibrate(load(rubric), lambda *_: None)


def check(rubric: Path, *words: str) -> Result:
    """`grader check --tolerances` on it."""
    return CliRunner().invoke(app, ["check", "--tolerances", "-r", str(rubric), *words])


def degrees(found: Calibration, kind: str) -> set[int]:
    """The degrees a kind of warning names."""
    asked = (2, 3, 4, 5, 7, 10, 11, 12, 13, 14, 15, 20, 30, 50)
    return {asked[int(one.case.partition("/")[2])] for one in found.warnings if one.kind == kind}


def test_the_trap_between_ten_and_fifteen_is_found(tmp_path: Path) -> None:
    """With x in [0, 1] right methods part at these degrees, which is said, and they set no tolerance."""
    rubric = homework(tmp_path, FIT + BY_FORMULA, "fit_poly")
    found = calibrated(rubric)
    assert degrees(found, "disagree") == {10, 11, 12, 13, 14, 15}
    worst = {one.case: one for one in found.warnings if one.kind == "disagree"}["degrees/7"]
    assert (worst.method, worst.relative > 0.5) == ("by_formula", True)
    row = found.rows[0]
    assert 1e-9 < row.needed.rel < 1e-6
    assert row.proposed is not None
    assert row.needed.rel * 100 <= row.proposed.rel <= 1e-3
    told = check(rubric)
    assert told.exit_code == 1
    assert "degrees/7 (d = 12): " in told.output
    assert "no student should be judged on them" in told.output


def test_the_trap_is_suspected_even_without_another_method(tmp_path: Path) -> None:
    """How far the last digits of the arguments move the answer tells what normal equations would lose."""
    rubric = homework(tmp_path, FIT, "fit_poly")
    found = calibrated(rubric)
    assert degrees(found, "disagree") == set()
    suspected = degrees(found, "sensitive")
    assert {11, 12, 13, 14, 15} <= suspected
    assert suspected.isdisjoint({2, 3, 4, 5, 30, 50})
    assert not found.is_sound()
    assert all(change["rel"] <= 1e-6 for change in found.changes.values())  # cases to take out widen nothing
    told = check(rubric, "--write")
    assert (told.exit_code, "Take the cases named above out" in told.output) == (1, True)


def test_written_tolerances_leave_the_rest_of_the_rubric_alone(tmp_path: Path) -> None:
    """Every comment and every space stays; what is written is what was proposed, and then all is good."""
    rubric = homework(tmp_path, SHIFT, "total")
    rubric.chmod(0o644)
    before = rubric.read_text()
    told = check(rubric, "--write")
    assert told.exit_code == 0, told.output
    assert "Written into" in told.output
    after = rubric.read_text()
    assert after != before
    assert after.replace("rel: 1e-6   # kept", "rel: 1e-14   # kept") == before
    assert rubric.stat().st_mode & 0o777 == 0o644
    again = check(rubric, "--write")
    assert (again.exit_code, rubric.read_text()) == (0, after)
    assert "Every tolerance is good as it is." in again.output


def test_a_tolerance_keeps_a_named_mistake_a_hundred_times_away(tmp_path: Path) -> None:
    """One too loose is lowered in every check it is written in, flow or block, and the mistake is named."""
    rubric = homework(tmp_path, SHIFT, "total", RUBRIC.replace("array}", "array, rel: 1e-4}"))
    found = calibrated(rubric)
    loose = found.rows[0]
    assert (loose.status, loose.proposed) == ("change", Tolerance(rel=1e-5, abs=1e-9))
    assert loose.mistake == "drops the smallest"
    assert "drops the smallest" in loose.why
    assert loose.near >= 100
    assert check(rubric, "--write").exit_code == 0
    assert "check: {kind: array, rel: 1e-5}}   # kept: spaces" in rubric.read_text()


def test_only_numbers_have_a_tolerance(tmp_path: Path) -> None:
    """Yes and no, words and properties have no row."""
    found = calibrated(homework(tmp_path, SHIFT, "total"))
    assert [row.address for row in found.rows] == ["1.1/value", "1.2/first"]


def test_json_says_the_same(tmp_path: Path) -> None:
    """Numbers for a program: now, needed, proposed, the most different method, what was written."""
    told = check(homework(tmp_path, SHIFT, "total"), "--json")
    facts = json.loads(told.stdout)
    assert (told.exit_code, facts["sound"], facts["written"]) == (1, False, [])
    by_place = {one["address"]: one for one in facts["criteria"]}
    tight = by_place["1.2/first"]
    assert (tight["now"], tight["proposed"]) == ({"rel": 1e-14, "abs": 1e-9}, {"rel": 1e-6, "abs": 1e-9})
    assert tight["status"] == "change"
    assert 0 < tight["needed"]["rel"] < 1e-12
    assert tight["method"]
    assert by_place["1.1/value"]["status"] == "good"


def test_the_shipped_rubric_is_well_calibrated() -> None:
    """Homework 2 as it is shipped: every tolerance is good, and right methods agree on every case."""
    found = calibrated(HW2)
    assert [row.address for row in found.rows if row.status != "good"] == []
    assert [one for one in found.warnings if one.kind != "single"] == []
    assert len(found.rows) >= 18


def test_nothing_to_measure_is_said(tmp_path: Path) -> None:
    """A wish to write without measuring is a slip of the command line; so is asking for two things."""
    run = CliRunner().invoke
    for words in (["--write"], ["--attacks", "--tolerances"]):
        told = run(app, ["check", *words, "-r", str(TINY / "rubric.yaml")])
        assert told.exit_code == 2
        assert "grader check --tolerances" in told.output
    assert list(tmp_path.iterdir()) == []


LABELS = ("case/0", "case/1")


def wants(scale: float = 1.0, **more: object) -> QuestionWants:
    """Two vectors of some size."""
    want = {label: scale * np.array([3.0, 4.0 + at]) for at, label in enumerate(LABELS)}
    return QuestionWants("f", "What f is.", want, **more)  # type: ignore[arg-type]


def off(of: QuestionWants, by: float) -> dict[str, object]:
    """The same answers, a little larger."""
    return {label: value * (1 + by) for label, value in of.want.items()}  # type: ignore[operator]


def proposed(of: QuestionWants, by: float, **tolerance: float) -> Row:
    """The row for a right method that is so far off."""
    rule = Rule(ArrayCheck(**tolerance), Tolerance(), LABELS)  # type: ignore[arg-type]
    return propose("1/value", "f", rule, of, list(gaps(rule, of, "other", off(of, by))), ())


@pytest.mark.parametrize(
    ("by", "now", "rel"),
    [
        (1e-15, 1e-6, 1e-6),  # in between, and left as it is
        (1e-15, 1e-5, 1e-5),
        (2e-9, 1e-6, 1e-6),
        (2e-8, 1e-6, 1e-5),  # a hundred times what is needed, rounded up
        (1e-15, 1e-14, 1e-6),  # never tighter than usual without need
        (1e-15, 1e-2, 1e-6),  # a hundredth of an answer is no rounding
    ],
)
def test_a_tolerance_is_changed_only_with_a_reason(by: float, now: float, rel: float) -> None:
    """Good where it allows a hundred times what right methods need and no more than a thousandth."""
    row = proposed(wants(), by, rel=now)
    assert row.proposed is not None
    assert (row.proposed.rel, row.status) == (rel, "good" if rel == now else "change")
    assert row.needed.rel == pytest.approx(by, rel=0.2)


def test_an_absolute_tolerance_may_not_swallow_small_answers() -> None:
    """Answers of 1e-9 are told from nothing only by a tolerance far below them."""
    row = proposed(wants(1e-9), 1e-15)
    assert row.proposed is not None
    assert row.proposed.abs <= 1e-14
    assert "`abs`" in row.why


def test_a_mistake_nearer_than_right_methods_leaves_no_tolerance() -> None:
    """Nothing is proposed, so nothing can be written, and the sentence names the mistake."""
    of = wants()
    near = Mistake("rounds to three digits", 0, "", off(of, 3e-6))  # type: ignore[arg-type]
    row = proposed(wants(mistakes=(near,)), 1e-6)
    assert (row.proposed, row.status) == (None, "unclear")
    assert "rounds to three digits" in row.why


def test_a_mistake_that_does_not_show_in_these_cases_sets_no_bound() -> None:
    """A criterion looks at some cases only; on those a mistake may be the right answer."""
    of = wants()
    row = proposed(wants(mistakes=(Mistake("m", 0, "", off(of, 0.0)),)), 1e-15)  # type: ignore[arg-type]
    assert (row.status, row.mistake) == ("good", "")


def test_a_mistake_near_a_convention_counts_as_near() -> None:
    """Whoever follows a convention must be told from the mistake as well."""
    of = wants()
    half = Convention("half", off(of, -0.5))
    near = Mistake("nearly half", 0, "", off(of, -0.5 + 1e-6))  # type: ignore[arg-type]
    row = proposed(wants(conventions=(half,), mistakes=(near,)), 1e-16)
    assert row.mistake == "nearly half"
    assert row.proposed is not None
    assert row.proposed.rel <= 1e-8


def test_distances_are_in_the_measure_of_the_check() -> None:
    """A line at any scale, each entry of a dict by itself; another shape is infinitely far."""
    line = {"case/0": np.array([2.0, 1.0, 2.0])}
    rule = Rule(LineCheck(), Tolerance(), ("case/0",))
    of = QuestionWants("f", "", line)
    assert next(gaps(rule, of, "m", {"case/0": line["case/0"] * -3})).absolute < 1e-15
    assert next(gaps(rule, of, "m", {"case/0": np.zeros(2)})).absolute > 1e90
    pair = {"case/0": {"a": np.ones(4), "b": 1e-3}}
    rule = Rule(MappingCheck(), Tolerance(), ("case/0",))
    found = list(
        gaps(rule, QuestionWants("f", "", pair), "m", {"case/0": {"a": np.ones(4), "b": 1e-3 + 1e-9}})
    )
    assert [gap.reach for gap in found] == [2.0, 1e-3]
    assert found[0].absolute == 0
    assert found[1].relative == pytest.approx(1e-6)
