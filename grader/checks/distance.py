"""How far numbers are from those wanted, over what is allowed: at any size, without overflow."""

from __future__ import annotations

import math

import numpy as np

from grader.checks.base import Tolerance
from grader.checks.numeric import Numbers

__all__ = ["FARTHEST", "allowed_by", "margin_of", "unit_of"]

ORDINARY = 1e-200, 1e200  # between these, no square of a difference overflows or vanishes
FARTHEST = 1e99  # margins stay finite, so that they can be stored and sorted


def margin_of(want: Numbers, got: Numbers, tolerance: Tolerance, scale: float | None) -> float:
    """How far apart they are over what is allowed."""
    with np.errstate(all="ignore"):
        gap = (got.values - want.values).reshape(-1)
        if gap.dtype.kind == "c":
            gap = np.abs(gap)
        square, unit = float(gap.dot(gap)), 1.0
        if not (ORDINARY[0] < square < ORDINARY[1] and want.ordinary):
            if not want.sketched and not gap.any():
                return 0.0
            unit = unit_of(want, got)
            gap = np.abs(got.values / unit - want.values / unit).reshape(-1)
            square = float(gap.dot(gap))
        margin = _ratio(math.sqrt(square), allowed_by(want, tolerance, scale, unit))
        if want.sketched and (math.isfinite(want.norm) or math.isfinite(got.norm)):
            whole = want.norm if scale is None else scale
            allowed = tolerance.rel * whole + tolerance.abs
            margin = max(margin, _ratio(abs(got.norm - want.norm), allowed))
    return margin


def unit_of(want: Numbers, got: Numbers) -> float:
    """A power of two by which numbers are divided, so that no square overflows or vanishes."""
    size = max(want.size, got.size)
    return 2.0 ** max(math.frexp(size)[1] - 1, -1000) if size and not 1e-100 < size < 1e100 else 1.0


def allowed_by(want: Numbers, tolerance: Tolerance, scale: float | None, unit: float) -> float:
    """The distance that is allowed, for numbers divided by `unit`."""
    if scale is not None:
        reach = scale / unit
    else:
        reach = want.reach if unit == 1.0 else float(np.linalg.norm((want.values / unit).reshape(-1)))
    return (tolerance.rel and tolerance.rel * reach) + tolerance.abs / unit


def _ratio(distance: float, allowed: float) -> float:
    if distance == 0 or (math.isinf(allowed) and math.isfinite(distance)):
        return 0.0
    if allowed == 0 or not math.isfinite(distance):
        return FARTHEST
    return min(distance / allowed, FARTHEST)
