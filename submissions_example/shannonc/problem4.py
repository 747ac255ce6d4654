"""Problem 4: the variants of gradient descent."""
import numpy as np

import my_tools


def step(X, t, w):
    """Gradient of the mean of the squares over the samples given."""
    return 2 * X.T @ (X @ w - t) / len(t)


def sgd(X, t, lr, order):
    return minibatch_sgd(X, t, lr, [[i] for i in order])


def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for batch in batches:
        w = w - lr * step(*my_tools.rows(X, t, batch), w)
    return w


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = step(X, t, w)
        G = G + g**2
        w = w - lr / (np.sqrt(G) + eps) * g
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
