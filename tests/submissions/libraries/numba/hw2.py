# Loops, compiled.
import numpy as np
from numba import float64, guvectorize, njit, prange, vectorize


@vectorize([float64(float64)])
def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def backprop(x, W1, b1, W2, b2, r, s):
    h = sigmoid(W1 @ x + b1)
    y_bar = x + W2 @ h + b2 - s
    h_bar = W2.T @ y_bar + r
    z_bar = h_bar * h * (1 - h)
    return {"y": y_bar, "h": h_bar, "z": z_bar, "x": y_bar + W1.T @ z_bar}


@njit(parallel=True)
def jacobian(v):
    J = np.empty((len(v), len(v)))
    for i in prange(len(v)):
        for j in range(len(v)):
            J[i, j] = v[i] * v[j]
    return J


@njit(parallel=True, fastmath=True)
def dot(a, b):
    total = 0.0
    for i in prange(len(a)):
        total += a[i] * b[i]
    return total


def vjp(v, y):
    return v * dot(v, y)


@njit(cache=True)
def residuals(X, t, w):
    out = np.empty(len(t))
    for i in range(len(t)):
        out[i] = -t[i]
        for j in range(len(w)):
            out[i] += X[i, j] * w[j]
    return out


@njit
def gradient(X, t, w):
    return 2 / len(t) * residuals(X, t, w) @ np.ascontiguousarray(X)


@njit
def min_norm_solution(X, t):
    X = np.ascontiguousarray(X)
    return X.T.copy() @ np.linalg.solve(X @ X.T.copy(), t)


@guvectorize(["void(float64[:], float64[:], float64[:])"], "(n),(n)->()")
def inner(a, b, out):
    out[0] = 0.0
    for i in range(len(a)):
        out[0] += a[i] * b[i]


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return inner(w - w1, w)


@njit("float64[:](float64[:,:], float64[:], float64, int64[:])", nogil=True)
def descend(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        error = -t[i]
        for j in range(len(w)):
            error += X[i, j] * w[j]
        for j in range(len(w)):
            w[j] -= 2 * lr * error * X[i, j]
    return w


def sgd(X, t, lr, order):
    return descend(np.array(X), np.array(t), lr, np.array(order))


@njit
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        G += g**2
        w -= lr / (np.sqrt(G) + eps) * g
    return w
