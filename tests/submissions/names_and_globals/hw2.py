import numpy as np

def jacobian(vector):
    return np.outer(vector, vector)

def vjp(*, v, y):
    return v * (v @ y)

def gradient(A, b, *, w):
    return 2 / len(b) * A.T @ (A @ w - b)

def fit_poly(X, d):
    X_expand = poly_expand(X, d=d, poly_type=poly_type)
    if d > n:
        return X_expand.T @ np.linalg.solve(X_expand @ X_expand.T, t)
    return np.linalg.lstsq(X_expand, t, rcond=None)[0]

overparameterization_always_overfits = False
