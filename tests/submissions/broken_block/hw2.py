import numpy as np
def jacobian(v):
    return np.outer(v, v)


def vjp(v, y)
    return v * (v @ y)


def gradient(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)
