# Homework 2
# Convention: all vectors are columns, exactly like in the lecture.
import numpy as np


def col(a):
    return np.asarray(a, dtype=float).reshape(-1, 1)


# ============================================================ 1
def computation_graph():
    G = []
    G += [("x", "z"), ("W1", "z"), ("b1", "z")]
    G += [("z", "h")]
    G += [("x", "y"), ("h", "y"), ("W2", "y"), ("b2", "y")]
    G += [("h", "R"), ("r", "R"), ("y", "S"), ("s", "S")]
    G += [("R", "L"), ("S", "L")]
    return G


def backprop(x, W1, b1, W2, b2, r, s):
    x, b1, b2, r, s = col(x), col(b1), col(b2), col(r), col(s)
    z = W1 @ x + b1
    h = 1.0 / (1.0 + np.exp(-z))
    y = x + W2 @ h + b2
    y_bar = y - s
    h_bar = W2.T @ y_bar + r
    z_bar = h_bar * h * (1.0 - h)
    x_bar = y_bar + W1.T @ z_bar
    # back to flat vectors, the sheet gives their shapes
    return {"y": y_bar.ravel(), "h": h_bar.ravel(), "z": z_bar.ravel(), "x": x_bar.ravel()}


# ============================================================ 2
def jacobian(v):
    v = col(v)
    return v @ v.T


def jacobian_cost():
    return {"time": "O(n²)", "memory": "O(n²)"}


def vjp(v, y):
    v, y = col(v), col(y)
    return v @ (v.T @ y)  # (n,1)(1,1): stays linear


# ============================================================ 3
def gradient(X, t, w):
    n = X.shape[0]
    return 2.0 / n * X.T @ (X @ col(w) - col(t))


def underparameterized_solution(X, t):
    return np.linalg.inv(X.T @ X) @ X.T @ col(t)


def solution_is_unique():
    return True


def solution_line():
    return np.array([2.0, 1.0, 2.0])


def gradient_direction():
    return np.array([2.0, 1.0]) / np.sqrt(5.0)


def direction_changes():
    return False


def gd_solution_2d():
    x1 = col([2, 1])
    return x1 * 2.0 / (x1.T @ x1)


def pythagoras(w):
    w_hat = gd_solution_2d()
    d = col(w) - w_hat
    return (w_hat.T @ w_hat).item(), (d.T @ d).item()


def min_norm_solution(X, t):
    return X.T @ np.linalg.inv(X @ X.T) @ col(t)


def orthogonality(X, t, w1):
    w_hat = min_norm_solution(X, t)
    return (w_hat - col(w1)).T @ w_hat


def fit_poly(X, d, t):
    Phi = np.polynomial.legendre.legvander(np.ravel(X), d)
    if d + 1 > len(X):
        W = min_norm_solution(Phi, t)
    else:
        W = underparameterized_solution(Phi, t)
    return W.ravel()


def overparameterization_always_overfits():
    return False


# ============================================================ 4
def sgd(X, t, lr, order):
    t = col(t)
    w = np.zeros((X.shape[1], 1))
    for i in order:
        xi = X[i:i + 1]
        w = w - lr * 2.0 * xi.T @ (xi @ w - t[i:i + 1])
    return w


def minibatch_sgd(X, t, lr, batches):
    t = col(t)
    w = np.zeros((X.shape[1], 1))
    for rows in batches:
        B = X[rows]
        w = w - lr * 2.0 / len(rows) * B.T @ (B @ w - t[rows])
    return w


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    w = np.zeros((X.shape[1], 1))
    G = np.zeros((X.shape[1], 1))
    for k in range(steps):
        g = gradient(X, t, w)
        G = G + g ** 2
        w = w - lr / (np.sqrt(G) + eps) * g
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
