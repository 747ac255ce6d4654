from typing import Sequence

import numpy as np
from numpy.typing import NDArray

Vec = NDArray[np.float64]
Mat = NDArray[np.float64]


# ---- helpers ----

def sigmoid(a: Vec) -> Vec:
    return 1 / (1 + np.exp(-a))


def sigmoid_prime(a: Vec) -> Vec:
    return sigmoid(a) * (1 - sigmoid(a))


# ---- 1.1: gradients travel from L back to x ----

def computation_graph() -> list[tuple[str, str]]:
    return [
        ("L", "S"),
        ("L", "R"),
        ("S", "y"),
        ("R", "h"),
        ("y", "x"),
        ("y", "h"),
        ("h", "z"),
        ("z", "x"),
    ]


# ---- 1.2 ----

def backprop(x: Vec, W1: Mat, b1: Vec, W2: Mat, b2: Vec, r: Vec, s: Vec) -> dict[str, Vec]:
    z = W1 @ x + b1
    h = sigmoid(z)
    y = x + W2 @ h + b2

    dL_dy = y - s
    dL_dh = W2.T @ dL_dy + r
    dL_dz = dL_dh * sigmoid_prime(h)
    dL_dx = dL_dy + W1.T @ dL_dz
    return {"y": dL_dy, "h": dL_dh, "z": dL_dz, "x": dL_dx}


# ---- 2 ----

def jacobian(v: Vec) -> Mat:
    return np.multiply.outer(v, v)


def jacobian_cost() -> dict[str, str]:
    return {"time": "Θ(n^2)", "memory": "Θ(n^2)"}


def vjp(v: Vec, y: Vec) -> Vec:
    inner: float = float(v @ y)
    return inner * v


# ---- 3 ----

def gradient(X: Mat, t: Vec, w: Vec) -> Vec:
    n = len(t)
    return (2 / n) * X.T @ (X @ w - t)


def underparameterized_solution(X: Mat, t: Vec) -> Vec:
    return np.linalg.solve(X.T @ X, X.T @ t)


def solution_is_unique() -> bool:
    return True


def solution_line() -> tuple[float, float, float]:
    return 2.0, 1.0, 2.0


def gradient_direction() -> Vec:
    return np.array([-2.0, -1.0]) / np.sqrt(5.0)


def direction_changes() -> bool:
    return False


def gd_solution_2d() -> Vec:
    return np.array([0.8, 0.4])


def pythagoras(w: Vec) -> tuple[float, float]:
    w_hat = gd_solution_2d()
    return float(w_hat @ w_hat), float((w - w_hat) @ (w - w_hat))


def min_norm_solution(X: Mat, t: Vec) -> Vec:
    return X.T @ np.linalg.solve(X @ X.T, t)


def orthogonality(X: Mat, t: Vec, w1: Vec) -> float:
    w_hat = min_norm_solution(X, t)
    return float((w_hat - w1) @ w_hat)


def fit_poly(X: Vec, d: int, t: Vec) -> Vec:
    A = np.polynomial.legendre.legvander(X, d)
    n, p = A.shape
    return min_norm_solution(A, t) if p > n else underparameterized_solution(A, t)


def overparameterization_always_overfits() -> bool:
    return False


# ---- 4 ----

def sgd(X: Mat, t: Vec, lr: float, order: Sequence[int]) -> Vec:
    w = np.zeros(X.shape[1])
    for i in order:
        w -= lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w


def minibatch_sgd(X: Mat, t: Vec, lr: float, batches: Sequence[Sequence[int]]) -> Vec:
    w = np.zeros(X.shape[1])
    for batch in batches:
        w -= lr * gradient(X[list(batch)], t[list(batch)], w)
    return w


def minibatch_finds_min_norm() -> bool:
    return True


def adagrad(X: Mat, t: Vec, lr: float, eps: float, steps: int) -> Vec:
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        G += g**2
        w -= lr / (np.sqrt(G) + eps) * g
    return w


def adagrad_finds_min_norm() -> bool:
    return False


def adaptive_methods_find_min_norm() -> bool:
    return False
