#!/usr/bin/env python3
# Homework 2
#
# Notation: I write the loss as 1/n * |Xw - t|^2 and differentiate row by row.

import numpy as np


def sigma(a):
    return 1.0 / (1.0 + np.exp(-a))


def dsigma(a):
    s = sigma(a)
    return s * (1.0 - s)


class Net:
    """The little network of problem 1, forward pass kept for the backward pass."""

    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x):
        self.x = x
        self.z = self.W1.dot(x) + self.b1
        self.h = sigma(self.z)
        self.y = x + self.W2.dot(self.h) + self.b2
        return self.y

    def backward(self, r, s):
        y_bar = self.y - s
        h_bar = r + self.W2.T.dot(y_bar)
        z_bar = h_bar * dsigma(self.z)
        x_bar = y_bar + self.W1.T.dot(z_bar)
        return y_bar, h_bar, z_bar, x_bar


def computation_graph():
    return [["x", "z"], ["z", "h"], ["h", "y"], ["x", "y"],
            ["h", "R"], ["y", "S"], ["R", "L"], ["S", "L"]]


def backprop(x, W1, b1, W2, b2, r, s):
    net = Net(W1, b1, W2, b2)
    net.forward(x)
    return dict(zip("yhzx", net.backward(r, s)))


def jacobian(v):
    column = np.reshape(v, (-1, 1))
    return column @ column.T


def jacobian_cost():
    return {"time": "quadratic", "memory": "quadratic"}


def vjp(v, y):
    alpha = v.dot(y)  # a number first, then scale the vector
    return alpha * v


def gradient(X, t, w):
    n = X.shape[0]
    return X.T.dot(X.dot(w) - t) / n


def underparameterized_solution(X, t):
    return np.linalg.inv(X.T.dot(X)).dot(X.T).dot(t)


def solution_is_unique():
    return True


def solution_line():
    return (2.0, 1.0, 2.0)


def gradient_direction():
    return np.array([2.0, 1.0]) / np.sqrt(5.0)


def direction_changes():
    return False


def gd_solution_2d():
    return np.array([0.8, 0.4])


def pythagoras(w):
    w_hat = gd_solution_2d()
    return w_hat.dot(w_hat), (w - w_hat).dot(w - w_hat)


def min_norm_solution(X, t):
    return X.T.dot(np.linalg.inv(X.dot(X.T))).dot(t)


def orthogonality(X, t, w1):
    w_hat = min_norm_solution(X, t)
    return (w_hat - w1).dot(w_hat)


def fit_poly(X, d, t):
    A = np.polynomial.legendre.legvander(X, d)
    if A.shape[1] > A.shape[0]:
        return min_norm_solution(A, t)
    return underparameterized_solution(A, t)


def overparameterization_always_overfits():
    return False


def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w - lr * gradient(X[i:i + 1], t[i:i + 1], w)
    return w


def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for batch in batches:
        rows = np.asarray(batch)
        w = w - lr * gradient(X[rows], t[rows], w)
    return w


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for step in range(steps):
        g = gradient(X, t, w)
        G = G + g * g
        w = w - lr * g / (np.sqrt(G) + eps)
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False


if __name__ == "__main__":
    print(jacobian(np.array([1.0, 2.0, 3.0])))
    print(vjp(np.array([1.0, 2.0, 3.0]), np.ones(3)))
