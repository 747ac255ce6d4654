"""One axis of a picture: where a number stands, and where the ticks are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Axis"]

FARTHEST = 5000.0  # beyond the picture it does not matter where
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high` in numbers, from `start` to `end` in the picture's own units."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @classmethod
    def over(cls, values: Iterable[float], start: float, end: float, log: bool, room: float = 0.0) -> Axis:
        """An axis that shows all of these, and some `room` (a share of its length) at either end."""
        shown = [value for value in values if not log or value > 0]
        low, high = min(shown, default=1.0), max(shown, default=1.0)
        if log:
            wide = max(math.log10(high / low), 0.1) * room
            return cls(low / 10**wide, high * 10**wide, start, end, True)
        wide = (high - low) * room if high > low else abs(high) * 0.1 or 1.0
        return cls(low - wide, high + wide, start, end)

    def at(self, value: float) -> float:
        """Where a number stands; a number that no logarithm takes is far below."""
        if self.log and value <= 0:
            share = -math.inf
        elif self.log:
            span = math.log10(self.high / self.low) or 1.0
            share = math.log10(value / self.low) / span
        else:
            share = (value - self.low) / ((self.high - self.low) or 1.0)
        place = self.start + share * (self.end - self.start)
        return max(-FARTHEST, min(FARTHEST, place))

    def shows(self, value: float) -> bool:
        """Whether a number stands inside."""
        return self.low <= value <= self.high

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """A few round numbers and their texts."""
        return _decades(self.low, self.high) if self.log else _round(self.low, self.high)


def _round(low: float, high: float) -> list[tuple[float, str]]:
    rough = (high - low) / 5
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [(step * count, _plain(step * count)) for count in range(first, last + 1)]


def _decades(low: float, high: float) -> list[tuple[float, str]]:
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    if last - first < 2:
        inner = [factor * 10.0**power for power in range(first - 1, last + 1) for factor in (1, 2, 5)]
        inside = [(value, _plain(value)) for value in inner if low <= value <= high]
        return inside if len(inside) > 1 else _round(low, high)
    every = max(1, math.ceil((last - first) / 6))
    return [(10.0**power, _power(power)) for power in range(first, last + 1, every)]


def _power(power: int) -> str:
    return _plain(10.0**power) if -3 <= power <= 4 else f"10{str(power).translate(RAISED)}"


def _plain(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
