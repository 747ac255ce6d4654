"""Problem 3: linear regression, from few parameters to many."""
import numpy as np
from my_tools import squared_length


def gradient(X, t, w):
    return 2 * X.T @ (X @ w - t) / len(t)


def underparameterized_solution(X, t):
    return np.linalg.solve(X.T @ X, X.T @ t)


def solution_is_unique():
    return True


def solution_line():
    return 2, 1, 2


def gradient_direction():
    return np.array([2, 1]) / 5**0.5


def direction_changes():
    return False


def gd_solution_2d():
    return min_norm_solution(np.array([[2.0, 1.0]]), np.array([2.0]))


def pythagoras(w):
    w_hat = gd_solution_2d()
    return squared_length(w_hat), squared_length(w - w_hat)


def min_norm_solution(X, t):
    return X.T @ np.linalg.solve(X @ X.T, t)


def orthogonality(X, t, w1):
    w_hat = min_norm_solution(X, t)
    return np.dot(w_hat - w1, w_hat)


def fit_poly(X, d, t):
    Phi = np.polynomial.legendre.legvander(X, d)
    overparameterized = d + 1 > len(X)
    return min_norm_solution(Phi, t) if overparameterized else underparameterized_solution(Phi, t)


def overparameterization_always_overfits():
    return False
