# My answers, one function for each question of the sheet.
import numpy as np


def q1_1():
    return ["x -> z", "z -> h", "h -> y", "x -> y", "h -> R", "y -> S", "R -> L", "S -> L"]


def q1_2(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    h = 1 / (1 + np.exp(-z))
    y = x + W2 @ h + b2
    y_ = y - s
    h_ = W2.T @ y_ + r
    z_ = h_ * h * (1 - h)
    return y_ + W1.T @ z_


def q2_1():
    v = np.array([1, 2, 3])
    return np.outer(v, v)


def q2_2():
    return "n^2 for both"


def q2_3():
    v = np.array([1, 2, 3])
    y = np.array([1, 1, 1])
    return v * (v @ y)  # [6, 12, 18]


def solve_problem_3_1(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)


def solve_problem_3_2(X, t):
    return np.linalg.solve(X.T @ X, X.T @ t)


def solve_problem_3_3():
    return "2 w1 + w2 = 2", np.array([2, 1]) / np.sqrt(5), np.array([0.8, 0.4])


def solve_problem_3_4(X, t):
    return X.T @ np.linalg.solve(X @ X.T, t)


def solve_problem_3_5(X, t, degree):
    P = np.polynomial.legendre.legvander(X, degree)
    if degree < len(X):
        return solve_problem_3_2(P, t)
    return solve_problem_3_4(P, t)


def q4_1(X, t, lr=0.01, epochs=100):
    w = np.zeros(X.shape[1])
    for _ in range(epochs):
        for i in np.random.permutation(len(t)):
            w -= lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w


def q4_3(lr=0.1, eps=1e-8, steps=1000):
    x, t = np.array([2.0, 1.0]), 2.0
    w, G = np.zeros(2), np.zeros(2)
    for _ in range(steps):
        g = 2 * (x @ w - t) * x
        G += g**2
        w -= lr / (np.sqrt(G) + eps) * g
    return w  # (2/3, 2/3), so not the smallest norm
