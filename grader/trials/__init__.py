"""Hands in hostile submissions against a rubric of the instructor's own, and watches what they gain."""

from grader.trials.attack import Attack, attacks, chosen
from grader.trials.stage import Stage, Trial

__all__ = ["Attack", "Stage", "Trial", "attacks", "chosen"]
