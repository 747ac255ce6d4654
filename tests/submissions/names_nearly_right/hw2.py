import numpy as np

def Jacobian(v):
    return np.outer(v, v)

def gradeint(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)

def vjp(v, y):
    return v * (v @ y)
