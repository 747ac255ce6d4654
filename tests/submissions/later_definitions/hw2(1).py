import numpy as np

def jacobian(v):
    return 1

def gradient(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)

def jacobian(v):
    return np.outer(v, v)

if __name__ == '__main__':
    jacobian = None
    raise SystemExit
