"""Guest: imports what children will import, and calls once what is slow, or asks for too much, on first use.

Runs in the warm process before it shuts itself off, so nothing here may start a thread.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any


def warm(modules: list[str]) -> None:
    """Import them and call each library's lazy parts; a library that lacks a part does without."""
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:  # a submodule some version lacks; the packages themselves were checked before
            continue
    for name, first_use in FIRST_USES.items():
        if name in sys.modules:
            first_use(sys.modules[name])


def _numpy(numpy: Any) -> None:
    square = numpy.eye(2)
    numpy.linalg.lstsq(square, square[0], rcond=None)
    numpy.linalg.inv(square) @ square
    numpy.einsum("ij,j", square, square[0])
    numpy.random.default_rng(0).normal(size=2)


def _pyplot(pyplot: Any) -> None:
    pyplot.figure()
    pyplot.plot([0, 1])
    pyplot.close("all")
    _hide(pyplot)


def _hide(pyplot: Any) -> None:
    """Plots are drawn and never shown: no window, no warning that there is none, no waiting for one."""
    matplotlib = sys.modules["matplotlib"]
    matplotlib.rcParams["figure.max_open_warning"] = 0
    for place, name in (
        (pyplot, "show"),
        (pyplot, "pause"),
        (pyplot, "ginput"),
        (pyplot, "waitforbuttonpress"),
        (pyplot, "switch_backend"),
        (matplotlib, "use"),
        (pyplot.Figure, "show"),
        (pyplot.Figure, "ginput"),
        (pyplot.Figure, "waitforbuttonpress"),
    ):
        setattr(place, name, lambda *_, **__: None)


def _sklearn(parallel: Any) -> None:
    """It looks through /proc/self/maps for thread pools, once, and no child may read that."""
    find = getattr(parallel, "_get_threadpool_controller", None)
    if find is not None:
        find()


def _numba(numba: Any) -> None:
    """Compiled code is kept beside its source, and a submission has no file here: nothing is kept."""
    numba.core.dispatcher.Dispatcher.enable_caching = lambda _: None
    import numpy as np

    numba.njit(_loop)(np.zeros(2))


def _loop(values: Any) -> Any:
    """What most compiled functions do: a loop over entries, and arithmetic with a whole array."""
    total = 0.0
    for at in range(len(values)):
        total += values[at]
    return 2 * values, total


def _torch(torch: Any) -> None:
    """The first step of an optimizer and the first derivative import and build what all others use."""
    weights = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=0.1)
    (weights @ weights).backward()
    optimizer.step()


FIRST_USES: dict[str, Callable[[Any], None]] = {
    "numpy": _numpy,
    "matplotlib.pyplot": _pyplot,
    "sklearn.utils.parallel": _sklearn,
    "numba": _numba,
    "torch": _torch,
}
