import numpy as np

def jacobian(v):
    if len(v):
	return np.outer(v, v)
    return v

def jacobian_cost():
    return {“time”: ‘n^2’, ‘memory’: ‘n^2’}

def gradient(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)
