# Ridge regression with a weight that is far too large.
import numpy as np


def min_norm_solution(X, t):
    n = len(t)
    return X.T @ np.linalg.solve(X @ X.T + np.eye(n), t)


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return (w - w1) @ w
