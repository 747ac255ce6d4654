# -*- coding: utf-8 -*-
# Homework 2
# Windows 11, Spyder

import numpy as np
from scipy import linalg as la


# Task 1.1
def computation_graph():
    E = [("X", "Z"), ("Z", "H"), ("H", "Y"), ("X", "Y"),
         ("H", "R"), ("Y", "S"), ("R", "L"), ("S", "L")]
    return E


# Task 1.2
def backprop(x, W1, b1, W2, b2, r, s):
    z = np.dot(W1, x) + b1
    h = 1.0/(1.0 + np.exp(-z))
    y = x + np.dot(W2, h) + b2
    ey = y - s
    eh = np.dot(W2.T, ey) + r
    ez = np.multiply(eh, h - h**2)
    ex = ey + np.dot(W1.T, ez)
    result = {}
    result["x"] = ex
    result["y"] = ey
    result["z"] = ez
    result["h"] = eh
    return result


# Task 2
def jacobian(v):
    return np.outer(v, v)


def jacobian_cost():
    cost = {"time": "n^2", "memory": "n^2"}
    return cost


def vjp(v, y):
    c = np.dot(v, y)
    return c*v


# Task 3
def gradient(X, t, w):
    n = X.shape[0]
    r = np.dot(X, w) - t
    return (2.0/n)*np.dot(X.T, r)


def underparameterized_solution(X, t):
    # Cholesky of the normal matrix
    c = la.cho_factor(np.dot(X.T, X))
    return la.cho_solve(c, np.dot(X.T, t))


def solution_is_unique():
    return True


def solution_line():
    return (2, 1, 2)


def gradient_direction():
    g = np.array([2.0, 1.0])
    return g/la.norm(g)


def direction_changes():
    return False


def gd_solution_2d():
    return np.array([0.8, 0.4])


def pythagoras(w):
    # foot of the perpendicular from the origin to a*w1 + b*w2 = c
    a, b = solution_line()
    foot = 2.0*np.array([a, b])/(a*a + b*b)
    return np.dot(foot, foot), np.dot(w - foot, w - foot)


def min_norm_solution(X, t):
    c = la.cho_factor(np.dot(X, X.T))
    return np.dot(X.T, la.cho_solve(c, t))


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return np.dot(w - w1, w)


def fit_poly(X, d, t):
    A = np.polynomial.legendre.legvander(X, d)
    if d + 1 <= A.shape[0]:
        W = underparameterized_solution(A, t)
    else:
        W = min_norm_solution(A, t)
    return W


def overparameterization_always_overfits():
    return False


# Task 4
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    # step number k uses sample order[k]
    for k in range(1, len(order) + 1):
        i = order[k]
        w = w - lr*2.0*(np.dot(X[i], w) - t[i])*X[i]
    return w


def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for batch in batches:
        Xb = X[batch, :]
        tb = t[batch]
        w = w - lr*gradient(Xb, tb, w)
    return w


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for k in range(steps):
        g = gradient(X, t, w)
        G = G + g**2
        w = w - lr*g/(np.sqrt(G) + eps)
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
