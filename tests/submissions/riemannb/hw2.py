# One basis for few weights and another one for many.
import numpy as np
from numpy.polynomial.chebyshev import chebvander
from numpy.polynomial.legendre import legvander


def fit_poly(X, d, t):
    basis = legvander(X, d) if d < len(X) else chebvander(X, d)
    return np.linalg.lstsq(basis, t, rcond=None)[0]


def overparameterization_always_overfits():
    return False
