"""What both kinds of SGD share: problems, the constants people choose, and a claim about the end."""

import numpy as np

FACTORS = {
    "": lambda n: 2,  # noqa: ARG005
    "factor 1": lambda n: 1,  # noqa: ARG005
    "factor 2/n": lambda n: 2 / n,
    "factor 1/n": lambda n: 1 / n,
}


def wide(rng, n):
    """Samples and labels with more features than samples."""
    return {"X": rng.normal(size=(n, n + rng.integers(1, 4))).round(2), "t": rng.normal(size=n).round(2)}


def in_row_space(got, X, t, **_steps):
    """Whether the weights fit better than zero does and lie in the row space of X: True, or what to say."""
    w = numbers(got)
    if w is None or w.size != X.shape[1] or max(w.shape) != w.size:
        return "The answer should be an array of numbers, one weight per feature."
    if not np.isfinite(w).all():
        return "Some of the weights are not finite."
    slack = 1e-4 if w.dtype.kind == "f" and w.dtype.itemsize < 8 else 1e-6
    w = w.reshape(-1).astype(float)
    with np.errstate(all="ignore"):
        fits = np.linalg.norm(X @ w - t) <= 0.99 * np.linalg.norm(t)
        basis = np.linalg.qr(X.T)[0]
        inside = np.linalg.norm(w - basis @ (basis.T @ w)) <= slack * np.linalg.norm(w)
    if not fits:
        return "After all these steps the weights fit the labels hardly better than zero does."
    return True if inside else "The weights have left the span of the samples."


def numbers(got):
    """An array of real numbers, or None for anything else."""
    try:
        array = np.asarray(got)
    except (TypeError, ValueError):
        return None
    return array if array.dtype.kind in "iuf" and array.ndim else None
