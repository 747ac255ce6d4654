"""Problem 3.5: polynomials of few and of many degrees through the same points."""

import numpy as np
from numpy.polynomial.chebyshev import chebvander
from numpy.polynomial.legendre import legvander
from regression import reciprocals

from grader.oracle import question

POINTS = 14
GRID = np.linspace(-1, 1, POINTS)
CHEBYSHEV = "chebyshev basis"


@question
def fit_poly(X, d, t):
    """The weights of a polynomial of degree d fitted to the points (X, t), the shortest if there are many."""
    return np.linalg.lstsq(legvander(X, d), t, rcond=None)[0]


fit_poly.given(
    values=lambda X, d, t: {"poly_type": "legendre", "n": len(X), "t": t},  # noqa: ARG005
    source="starter_poly.py",
)

fit_poly.example(X=GRID, d=2, t=2 - GRID + 3 * GRID**2)


@fit_poly.cases(count=5)
def under(rng, i):
    """Degrees well below the number of points, where every right method agrees."""
    return points(rng) | {"d": (2, 3, 4, 5, 7)[i]}


@fit_poly.cases(count=4)
def over(rng, i):
    """Degrees well above it: in between, the textbook's formula loses all its digits."""
    return points(rng) | {"d": (20, 50, 100, 200)[i]}


def points(rng):
    """A noisy wave at equal distances; d keeps its place between X and t."""
    t = np.sin(np.pi * GRID + rng.uniform(0, 2 * np.pi)) + 0.3 * rng.normal(size=POINTS)
    return {"X": GRID.copy(), "d": 0, "t": t.round(2)}


@fit_poly.convention(CHEBYSHEV)
def in_chebyshev(X, d, t):
    """The other basis of the notebook."""
    return np.linalg.lstsq(chebvander(X, d), t, rcond=None)[0]


@fit_poly.equivalent
def by_formula(X, d, t):
    """The textbook's two formulas."""
    Phi = legvander(X, d)
    if d < len(X):
        return np.linalg.inv(Phi.T @ Phi) @ Phi.T @ t
    return Phi.T @ np.linalg.inv(Phi @ Phi.T) @ t


@fit_poly.equivalent
def by_pseudoinverse(X, d, t):
    """The pseudoinverse."""
    return np.linalg.pinv(legvander(X, d)) @ t


def expanded(X, d, convention):
    """The basis a convention reads."""
    return (chebvander if convention == CHEBYSHEV else legvander)(X, d)


@fit_poly.mistake(
    "leaves out the inverse", hint="Use your solutions of the earlier parts.", each_convention=True
)
def lost_inverse(X, d, t, convention=""):
    """Multiplies with the Gram matrix where its inverse belongs."""
    Phi = expanded(X, d, convention)
    return Phi.T @ (Phi @ (Phi.T @ t))


@fit_poly.mistake(
    "stops after one product",
    hint="Do these weights fit the points?",
    each_convention=True,
)
def only_projected(X, d, t, convention=""):
    """Stops after one product."""
    return expanded(X, d, convention).T @ t


@fit_poly.mistake(
    "has the highest degree first", hint="In which order are the weights?", each_convention=True
)
def highest_first(X, d, t, convention=""):
    """The order of np.polyfit."""
    return np.linalg.lstsq(expanded(X, d, convention), t, rcond=None)[0][::-1].copy()


@fit_poly.mistake("fits plain powers of x", hint="Which polynomials does poly_expand give you?")
def monomials(X, d, t):
    """Expands in 1, x, x² and so on."""
    return np.linalg.lstsq(np.vander(X, d + 1, increasing=True), t, rcond=None)[0]


@fit_poly.mistake(
    "is one degree short", hint="How many weights has a polynomial of degree d?", each_convention=True
)
def one_degree_short(X, d, t, convention=""):
    """Takes d for the number of weights."""
    return np.linalg.lstsq(expanded(X, d - 1, convention), t, rcond=None)[0]


@fit_poly.mistake(
    "goes one degree too far", hint="How many weights has a polynomial of degree d?", each_convention=True
)
def one_degree_more(X, d, t, convention=""):
    """Counts the constant twice."""
    return np.linalg.lstsq(expanded(X, d + 1, convention), t, rcond=None)[0]


@fit_poly.mistake("has the wrong sign", hint="Do these weights fit the points?", each_convention=True)
def turned(X, d, t, convention=""):
    """A sign lost on the way."""
    return -np.linalg.lstsq(expanded(X, d, convention), t, rcond=None)[0]


@fit_poly.mistake("leaves out the constant", hint="Which polynomial has degree 0?", each_convention=True)
def no_constant(X, d, t, convention=""):
    """Fits without the first column, and gives it no weight."""
    return np.concatenate([[0.0], np.linalg.lstsq(expanded(X, d, convention)[:, 1:], t, rcond=None)[0]])


@fit_poly.mistake(
    "inverts entry by entry", hint="In numpy, ** -1 is not the inverse of a matrix.", each_convention=True
)
def entrywise(X, d, t, convention=""):
    """Reciprocals in place of the inverse."""
    Phi = expanded(X, d, convention)
    return reciprocals(Phi.T @ Phi) @ Phi.T @ t if d < len(X) else Phi.T @ reciprocals(Phi @ Phi.T) @ t


@fit_poly.mistake(
    "uses as many weights as points", hint="It fits. Would gradient descent get there?", each_convention=True
)
def first_columns(X, d, t, convention=""):
    """Interpolates with the first polynomials and gives the others no weight: right where there are few."""
    Phi = expanded(X, min(d, len(X) - 1), convention)
    return np.concatenate([np.linalg.lstsq(Phi, t, rcond=None)[0], np.zeros(d + 1 - Phi.shape[1])])


FLOOR = 1e-4  # of a training error: what is left of an exact fit is rounding, and would stretch the axis
FINE = np.linspace(-1, 1, 141)
TRUTH = np.sin(np.pi * FINE + 0.4)
WAVE = np.round(np.sin(np.pi * GRID + 0.4) + 0.3 * np.random.default_rng(4).normal(size=POINTS), 2)
DEGREES = (1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40)
BASES = [(expand(GRID, max(DEGREES)), expand(FINE, max(DEGREES))) for expand in (legvander, chebvander)]


@fit_poly.exhibit(
    "A fit of degree 20 through 14 points",
    calls=[{"X": GRID, "d": 20, "t": WAVE}],
    x=FINE,
    x_label="x",
    y_label="t",
    points=(GRID, WAVE),
)
def curve(got, X, d, t):  # noqa: ARG001
    """The polynomial with these weights."""
    return fitted(got, t)[1]


@fit_poly.exhibit(
    "Error against the degree",
    calls=[{"X": GRID, "d": d, "t": WAVE} for d in DEGREES],
    x=DEGREES,
    x_label="degree d",
    y_label="mean squared error",
    log="xy",
    marks={POINTS - 1: "as many weights as points"},
)
def descent(got, X, d, t):  # noqa: ARG001
    """What is left at the points, and how far the wave itself is between them."""
    at_points, between = fitted(got, t)
    return {
        "training": max(np.mean((at_points - t) ** 2), FLOOR),
        "test": np.mean((between - TRUTH) ** 2),
    }


def fitted(got, t):
    """Values at the points and between them, in the notebook's basis that is nearer to the points."""
    both = [(points[:, : len(got)] @ got, fine[:, : len(got)] @ got) for points, fine in BASES]
    return min(both, key=lambda values: np.linalg.norm(values[0] - t))


@question
def overparameterization_always_overfits():
    """Whether a higher degree always means a larger test error."""
    return False
