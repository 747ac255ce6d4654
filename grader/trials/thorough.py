"""Calibrated tolerances and attacks, told in a line each beside everything else that was looked at."""

from __future__ import annotations

from collections.abc import Sequence

from grader.trials.remark import Looked, Remark
from grader.trials.stage import Trial
from grader.trials.tolerances import Calibration

__all__ = ["attacks", "tolerances"]


def tolerances(found: Calibration) -> Looked:
    """An error for each that is not as it should be, and for each case on which right methods disagree."""
    remarks = [Remark("error", row.address, row.why) for row in found.rows if row.status != "good"]
    remarks += [
        Remark(
            "error", one.question, f"Right methods disagree on {one.case}: no student should be judged on it."
        )
        for one in found.warnings
        if one.kind == "disagree"
    ]
    good = sum(row.status == "good" for row in found.rows)
    return Looked("tolerances", "Tolerances", f"{good} of {len(found.rows)} are good", tuple(remarks))


def attacks(trials: Sequence[Trial]) -> Looked:
    """An error for each that worked."""
    remarks = [Remark("error", one.attack.name, f"It {one.holes[0]}.") for one in trials if not one.blocked]
    said = f"{sum(one.blocked for one in trials)} of {len(trials)} blocked"
    return Looked("attacks", "Hostile submissions", said, tuple(remarks))
