"""Homework 2, deep learning.

Everything that is a sum over indices is an einsum; the strings are the indices I used on paper.
"""
import numpy as np
from numpy import einsum

ein = einsum


# 1.1
def computation_graph():
    chain = [("x", "z"), ("z", "h"), ("h", "y"), ("y", "S"), ("S", "L")]
    regulariser = [("h", "R"), ("R", "L")]
    skip = [("x", "y")]
    parameters = [("W1", "z"), ("b1", "z"), ("W2", "y"), ("b2", "y"), ("r", "R"), ("s", "S")]
    return chain + regulariser + skip + parameters


# 1.2
def backprop(x, W1, b1, W2, b2, r, s):
    z = ein("ki,i->k", W1, x) + b1
    h = 1 / (1 + np.exp(-z))
    y = x + ein("ik,k->i", W2, h) + b2
    y_bar = y - s
    h_bar = ein("ik,i->k", W2, y_bar) + r
    z_bar = ein("k,k,k->k", h_bar, h, 1 - h)
    x_bar = y_bar + ein("ki,k->i", W1, z_bar)
    return dict(y=y_bar, h=h_bar, z=z_bar, x=x_bar)


# 2.1
def jacobian(v):
    return ein("i,j->ij", v, v)


# 2.2
def jacobian_cost():
    return {"time": "O(n^2)", "memory": "O(n^2)"}


# 2.3
def vjp(v, y):
    return ein("i,->i", v, ein("j,j->", v, y))


# 3.1
def gradient(X, t, w):
    n = X.shape[0]
    res = ein("ij,j->i", X, w) - t
    return 2 / n * ein("ij,i->j", X, res)


# 3.2
def underparameterized_solution(X, t):
    gram = ein("ij,ik->jk", X, X)
    moment = ein("ij,i->j", X, t)
    return np.linalg.solve(gram, moment)


def solution_is_unique():
    return True


# 3.3
x1 = np.array([2.0, 1.0])
t1 = 2.0


def solution_line():
    return (*x1, t1)


def gradient_direction():
    return -x1 / np.sqrt(ein("i,i->", x1, x1))


def direction_changes():
    return False


def gd_solution_2d():
    return x1 * t1 / ein("i,i->", x1, x1)


def pythagoras(w):
    what = gd_solution_2d()
    rest = w - what
    return ein("i,i->", what, what), ein("i,i->", rest, rest)


# 3.4
def min_norm_solution(X, t):
    outer_gram = ein("ij,kj->ik", X, X)
    return ein("ij,i->j", X, np.linalg.solve(outer_gram, t))


def orthogonality(X, t, w1):
    what = min_norm_solution(X, t)
    return ein("i,i->", what - w1, what)


# 3.5
def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    n = len(X)
    return min_norm_solution(P, t) if d >= n else underparameterized_solution(P, t)


def overparameterization_always_overfits():
    return False


# 4.1
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w - 2 * lr * (ein("j,j->", X[i], w) - t[i]) * X[i]
    return w


# 4.2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for B in batches:
        XB, tB = X[B], t[B]
        w = w - 2 * lr * ein("bj,b->j", XB, ein("bj,j->b", XB, w) - tB) / len(B)
    return w


def minibatch_finds_min_norm():
    return True


# 4.3
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros_like(w)
    for _ in range(steps):
        g = gradient(X, t, w)
        G = G + g**2
        w = w - lr * g / (np.sqrt(G) + eps)
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
