"""HW 2, everything in one file. Run with python -i hw2.py to play with the functions."""

from math import e, hypot

import numpy as np

# handy constants for the 2D example
X_1 = (2.0, 1.0)
T_1 = 2.0


# (1.1)
def computation_graph():
    nodes_into = {
        "z": ("x",),
        "h": ("z",),
        "y": ("x", "h"),
        "R": ("h",),
        "S": ("y",),
        "L": ("R", "S"),
    }
    return [(start, end) for end, starts in nodes_into.items() for start in starts]


# (1.2)
def backprop(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    h = 1 / (1 + e ** -z)
    y = x + W2 @ h + b2
    dy = y - s
    dh = dy @ W2 + r
    dz = dh * h * (1 - h)
    dx = dy + dz @ W1
    return {"x": dx, "y": dy, "z": dz, "h": dh}


# (2.1)
def jacobian(v):
    return np.kron(v, v).reshape(len(v), len(v))


# (2.2)
def jacobian_cost():
    return {"time": "O(n**2)", "memory": "O(n**2)"}


# (2.3)
def vjp(v, y):
    return (y @ v) * v


# (3.1)
def gradient(X, t, w):
    n, _ = X.shape
    return 2 * (X @ w - t) @ X / n


# (3.2)
def underparameterized_solution(X, t):
    Q, R = np.linalg.qr(X)
    return np.linalg.inv(R) @ (Q.T @ t)


def solution_is_unique():
    return True


# (3.3)
def solution_line():
    return X_1 + (T_1,)


def gradient_direction():
    length = hypot(*X_1)
    return (X_1[0] / length, X_1[1] / length)


def direction_changes():
    return False


def gd_solution_2d():
    # let gradient descent find it
    lr = 0.01
    w1, w2 = 0.0, 0.0
    loss = (X_1[0] * w1 + X_1[1] * w2 - T_1) ** 2
    while loss != 0:
        residual = X_1[0] * w1 + X_1[1] * w2 - T_1
        w1 -= lr * 2 * residual * X_1[0]
        w2 -= lr * 2 * residual * X_1[1]
        loss = (X_1[0] * w1 + X_1[1] * w2 - T_1) ** 2
    return np.array([w1, w2])


def pythagoras(w):
    # right angle at (4/5, 2/5), the foot of the perpendicular
    return 0.8**2 + 0.4**2, (w[0] - 0.8) ** 2 + (w[1] - 0.4) ** 2


# (3.4)
def min_norm_solution(X, t):
    # X^T = QR, then w = Q R^-T t
    Q, R = np.linalg.qr(X.T)
    return Q @ np.linalg.solve(R.T, t)


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return (w - w1) @ w


# (3.5)
def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    rows, columns = P.shape
    if columns > rows:
        return min_norm_solution(P, t)
    return underparameterized_solution(P, t)


def overparameterization_always_overfits():
    return False


# (4.1)
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w + 2 * lr * (t[i] - X[i] @ w) * X[i]
    return w


# (4.2)
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w + 2 * lr * (t[b] - X[b] @ w) @ X[b] / len(b)
    return w


def minibatch_finds_min_norm():
    return True


# (4.3)
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        G += g * g
        w -= lr * g / (G**0.5 + eps)
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
