"""Would your rubric notice? All that can be asked in seconds."""

from __future__ import annotations

from collections.abc import Callable

from grader import engine
from grader.trials import claims, handed, lazy, lint, methods
from grader.trials.bench import Bench, Progress
from grader.trials.mutants import sources
from grader.trials.remark import Looked

__all__ = ["examine"]

STAGE = "Looking at the rubric"
AT_A_TIME = 2  # one judges here while students' process answers


def examine(bench: Bench, progress: Progress, kit: handed.Kit | None = None) -> tuple[Looked, ...]:
    """Everything, in the order in which it is told; `kit` is what students get. Raises GraderError."""
    modules = sources.read(bench.source.reference)
    looks: dict[str, Callable[[], Looked]] = {
        "rubric": lambda: lint.lint(bench.homework, modules),
        "reference": lambda: handed.reference(bench),
        "starter": lambda: handed.starter(bench, kit),
        "lazy": lambda: lazy.lazy(bench),
        "methods": lambda: methods.right_methods(bench),
        "mistakes": lambda: methods.mistakes(bench),
        "claims": lambda: claims.claims(bench),
    }
    longest = sorted(looks, key=lambda name: name not in ("mistakes", "reference"))
    found: dict[str, Looked] = {}
    progress(STAGE, 0, len(looks))
    for name, looked in engine.each(longest, lambda name: looks[name](), AT_A_TIME, bench.box.stop):
        found[name] = looked
        progress(STAGE, len(found), len(looks))
    return tuple(found[name] for name in looks)
