# CSE 891 homework 2
# I wrote most of it with loops so that I can follow the indices of my derivation.
import math

import numpy as np


# ---------- Problem 1 ----------
def computation_graph():
    edges = []
    edges.append(("x", "z"))
    edges.append(("z", "h"))
    edges.append(("h", "y"))
    edges.append(("x", "y"))  # the skip connection
    edges.append(("h", "R"))
    edges.append(("y", "S"))
    edges.append(("R", "L"))
    edges.append(("S", "L"))
    return edges


def sigmoid(a):
    return 1.0 / (1.0 + math.exp(-a))


def backprop(x, W1, b1, W2, b2, r, s):
    N = len(x)
    K = len(b1)

    # forward
    z = np.zeros(K)
    h = np.zeros(K)
    for k in range(K):
        z[k] = b1[k]
        for i in range(N):
            z[k] += W1[k][i] * x[i]
        h[k] = sigmoid(z[k])
    y = np.zeros(N)
    for i in range(N):
        y[i] = x[i] + b2[i]
        for k in range(K):
            y[i] += W2[i][k] * h[k]

    # backward
    dy = np.zeros(N)
    for i in range(N):
        dy[i] = y[i] - s[i]
    dh = np.zeros(K)
    for k in range(K):
        dh[k] = r[k]
        for i in range(N):
            dh[k] += W2[i][k] * dy[i]
    dz = np.zeros(K)
    for k in range(K):
        dz[k] = dh[k] * h[k] * (1 - h[k])
    dx = np.zeros(N)
    for i in range(N):
        dx[i] = dy[i]
        for k in range(K):
            dx[i] += W1[k][i] * dz[k]

    return {"y": dy, "h": dh, "z": dz, "x": dx}


# ---------- Problem 2 ----------
def jacobian(v):
    n = len(v)
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = v[i] * v[j]
    return J


def jacobian_cost():
    return {"time": "n^2", "memory": "n^2"}


def vjp(v, y):
    # no loop here: a million Python iterations would be slow
    v = np.asarray(v, dtype=float)
    return v * np.sum(v * y)


# ---------- Problem 3 ----------
def gradient(X, t, w):
    n, d = X.shape
    g = np.zeros(d)
    for i in range(n):
        residual = -t[i]
        for j in range(d):
            residual += X[i, j] * w[j]
        for j in range(d):
            g[j] += 2.0 / n * residual * X[i, j]
    return g


def solve(A, b):
    """Gaussian elimination with row exchanges."""
    A = np.array(A, dtype=float)
    b = np.array(b, dtype=float)
    m = len(b)
    for c in range(m):
        p = c
        for row in range(c + 1, m):
            if abs(A[row, c]) > abs(A[p, c]):
                p = row
        if p != c:
            A[[c, p]] = A[[p, c]]
            b[[c, p]] = b[[p, c]]
        for row in range(c + 1, m):
            f = A[row, c] / A[c, c]
            for k in range(c, m):
                A[row, k] -= f * A[c, k]
            b[row] -= f * b[c]
    w = np.zeros(m)
    for row in range(m - 1, -1, -1):
        total = b[row]
        for k in range(row + 1, m):
            total -= A[row, k] * w[k]
        w[row] = total / A[row, row]
    return w


def gram(rows):
    m = len(rows)
    G = np.zeros((m, m))
    for i in range(m):
        for j in range(m):
            G[i, j] = np.sum(rows[i] * rows[j])
    return G


def underparameterized_solution(X, t):
    n, d = X.shape
    c = np.zeros(d)
    for j in range(d):
        for i in range(n):
            c[j] += X[i, j] * t[i]
    return solve(gram(X.T), c)


def solution_is_unique():
    return True


def solution_line():
    # 2 w1 + w2 = 2
    return (2, 1, 2)


def gradient_direction():
    length = math.sqrt(2**2 + 1**2)
    return [2 / length, 1 / length]


def direction_changes():
    return False


def gd_solution_2d():
    # go from the origin along [2, 1] until the line is met: (2*2 + 1*1) a = 2
    a = 2 / 5
    return [2 * a, 1 * a]


def pythagoras(w):
    best = gd_solution_2d()
    leg1 = 0.0
    leg2 = 0.0
    for k in range(2):
        leg1 += best[k] ** 2
        leg2 += (w[k] - best[k]) ** 2
    return leg1, leg2


def min_norm_solution(X, t):
    n, d = X.shape
    a = solve(gram(X), t)
    w = np.zeros(d)
    for i in range(n):
        for j in range(d):
            w[j] += a[i] * X[i, j]
    return w


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    total = 0.0
    for j in range(len(w)):
        total += (w[j] - w1[j]) * w[j]
    return total


def fit_poly(X, d, t):
    # Legendre polynomials by their recurrence, constant first
    n = len(X)
    Phi = np.ones((n, d + 1))
    if d >= 1:
        Phi[:, 1] = X
    for k in range(2, d + 1):
        Phi[:, k] = ((2 * k - 1) * X * Phi[:, k - 1] - (k - 1) * Phi[:, k - 2]) / k
    if d + 1 > n:
        return min_norm_solution(Phi, t)
    return underparameterized_solution(Phi, t)


def overparameterization_always_overfits():
    return False


# ---------- Problem 4 ----------
def sgd(X, t, lr, order):
    d = X.shape[1]
    w = np.zeros(d)
    for i in order:
        residual = -t[i]
        for j in range(d):
            residual += X[i, j] * w[j]
        for j in range(d):
            w[j] -= lr * 2 * residual * X[i, j]
    return w


def minibatch_sgd(X, t, lr, batches):
    d = X.shape[1]
    w = np.zeros(d)
    for batch in batches:
        g = np.zeros(d)
        for i in batch:
            residual = -t[i]
            for j in range(d):
                residual += X[i, j] * w[j]
            for j in range(d):
                g[j] += 2 * residual * X[i, j]
        for j in range(d):
            w[j] -= lr * g[j] / len(batch)
    return w


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    d = X.shape[1]
    w = np.zeros(d)
    G = np.zeros(d)
    for _ in range(steps):
        g = gradient(X, t, w)
        for j in range(d):
            G[j] += g[j] ** 2
            w[j] -= lr / (math.sqrt(G[j]) + eps) * g[j]
    return w


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
