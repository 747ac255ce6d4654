import numpy as np
from numpy.linalg import lstsq, norm, pinv
from scipy.special import expit

STUDENT = "turinga1"


# --- problem 1

def computation_graph():
    return {
        ("x", "z"), ("x", "y"),
        ("z", "h"),
        ("h", "y"), ("h", "R"),
        ("y", "S"),
        ("R", "L"), ("S", "L"),
    }

def backprop(x, W1, b1, W2, b2, r, s):
    h = expit(W1 @ x + b1)
    y = x + W2 @ h + b2
    grads = {}
    grads["y"] = y - s
    grads["h"] = W2.T @ grads["y"] + r
    grads["z"] = grads["h"] * h * (1 - h)
    grads["x"] = grads["y"] + W1.T @ grads["z"]
    return grads


# --- problem 2

def jacobian(v): return np.outer(v, v)

def jacobian_cost(): return {"time": "n**2", "memory": "n**2"}

def vjp(v, y): return v * np.dot(v, y)


# --- problem 3

def gradient(X, t, w): return 2 * X.T @ (X @ w - t) / X.shape[0]

def underparameterized_solution(X, t): return lstsq(X, t, rcond=None)[0]

def solution_is_unique(): return True

X2, T2 = np.array([[2.0, 1.0]]), np.array([2.0])

def solution_line(): return 2.0, 1.0, 2.0

def gradient_direction():
    g = gradient(X2, T2, np.zeros(2))
    return g / norm(g)

def direction_changes(): return False

def gd_solution_2d(): return pinv(X2) @ T2

def pythagoras(w):
    w_hat = gd_solution_2d()
    return norm(w_hat) ** 2, norm(w - w_hat) ** 2

def min_norm_solution(X, t): return pinv(X) @ t

def orthogonality(X, t, w1):
    w_hat = min_norm_solution(X, t)
    return (w_hat - w1) @ w_hat

def fit_poly(X, d, t):
    # pinv is right on both sides of d = n, no if needed
    return pinv(poly_expand(X, d=d, poly_type=poly_type)) @ t

def overparameterization_always_overfits(): return False


# --- problem 4

def sgd(X, t, lr, order):
    n, d = X.shape
    w = np.zeros(d)
    for i in order:
        w -= lr * gradient(X[[i]], t[[i]], w)
    return w

def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for idx in batches:
        w -= lr * gradient(X[idx], t[idx], w)
    return w

def minibatch_finds_min_norm(): return True

def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    acc = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        acc += np.square(g)
        w -= lr / (np.sqrt(acc) + eps) * g
    return w

def adagrad_finds_min_norm(): return bool(np.allclose(adagrad(X2, T2, 0.1, 1e-12, 5000), gd_solution_2d()))

def adaptive_methods_find_min_norm(): return np.False_
