# Derived by computer algebra, then made into functions.
from functools import lru_cache

import numpy as np
import sympy as sp
from sympy.abc import a, u

w1, w2, lam = sp.symbols("w1 w2 lambda", real=True)
sigma = 1 / (1 + sp.exp(-u))
slope = sp.lambdify(u, sp.simplify(sp.diff(sigma, u)), "numpy")
logistic = sp.lambdify(u, sigma, "numpy")
print(sp.integrate(sp.sin(u) ** 2, (u, 0, sp.pi)), sp.latex(sigma))


def backprop(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    y_bar = x + W2 @ logistic(z) + b2 - s
    h_bar = W2.T @ y_bar + r
    z_bar = h_bar * slope(z)
    return {"y": y_bar, "h": h_bar, "z": z_bar, "x": y_bar + W1.T @ z_bar}


def jacobian(v):
    x = sp.Matrix(sp.symbols(f"x:{len(v)}"))
    column = sp.Matrix([float(one) for one in v])
    f = column * (column.T * x)
    return np.array(f.jacobian(x)).astype(float)


def jacobian_cost():
    n = sp.Symbol("n", positive=True)
    return {"time": str(n * n), "memory": str(sp.O(n**2, (n, sp.oo)).expr)}


@lru_cache
def gradient_of_loss(n, d):
    X = sp.MatrixSymbol("X", n, d).as_explicit()
    t, w = sp.Matrix(sp.symbols(f"t:{n}")), sp.Matrix(sp.symbols(f"w:{d}"))
    residual = X * w - t
    loss = (residual.T * residual)[0] / n
    return sp.lambdify([list(X), list(t), list(w)], [sp.diff(loss, one) for one in w], "numpy")


def gradient(X, t, w):
    return gradient_of_loss(*X.shape)(X.ravel(), t, w)


def solution_line():
    line = sp.Eq(2 * w1 + w2, 2)
    left = sp.Poly(line.lhs - line.rhs, w1, w2)
    return (float(left.coeff_monomial(w1)), float(left.coeff_monomial(w2)), float(-left.coeff_monomial(1)))


def gradient_direction():
    g = sp.Matrix([sp.diff((2 * w1 + w2 - 2) ** 2, one) for one in (w1, w2)])
    return np.array(g.subs({w1: 0, w2: 0}).normalized().evalf(), dtype=float).ravel()


def direction_changes():
    return False


def gd_solution_2d():
    lagrangian = w1**2 + w2**2 + lam * (2 * w1 + w2 - 2)
    found = sp.solve([sp.diff(lagrangian, one) for one in (w1, w2, lam)], [w1, w2, lam], dict=True)[0]
    return [float(found[w1]), float(found[w2])]


def pythagoras(w):
    best = [sp.Rational(4, 5), sp.Rational(2, 5)]
    return sum(b**2 for b in best).evalf(), sum((sp.Float(float(x)) - b) ** 2 for x, b in zip(w, best))


def min_norm_solution(X, t):
    M = sp.Matrix(X.tolist())
    return np.array((M.T * (M * M.T).LUsolve(sp.Matrix(t.tolist()))).evalf(), dtype=float).ravel()
