### HW2 ###
import numpy as np

### 1

computation_graph = [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L")]

def backprop(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    h = 1 / (1 + np.exp(-z))
    y = x + W2 @ h + b2
    bar = {}
    bar["y"] = y - s
    bar["h"] = W2.T @ bar["y"] + r
    bar["z"] = bar["h"] * h * (1 - h)
    bar["x"] = bar["y"] + W1.T @ bar["z"]
    return bar

### 2

def jacobian(v):
    v = np.array(v)
    return v.reshape(-1, 1) * v

jacobian_cost = {"time": "O(n^2)", "memory": "O(n^2)"}

def vjp(v, y):
    return v * v.dot(y)

### 3

def gradient(X, t, w):
    return 2 / X.shape[0] * X.T @ (X @ w - t)

def underparameterized_solution(X, t):
    return np.linalg.solve(X.T @ X, X.T @ t)

solution_is_unique = True

solution_line = (2, 1, 2)

# the line has slope -2 so the normal is (1, 2)
gradient_direction = np.array([1, 2]) / np.sqrt(5)

direction_changes = False

# gradient descent goes straight to the closest point of the line
gd_solution_2d = np.array([0.8, 0.4])

def pythagoras(w):
    return np.sum(gd_solution_2d ** 2), np.sum((w - gd_solution_2d) ** 2)

def min_norm_solution(X, t):
    return np.linalg.pinv(X) @ t

def orthogonality(X, t, w1):
    what = min_norm_solution(X, t)
    return np.sum((what - w1) * what)

def fit_poly(X, d, t):
    return np.linalg.lstsq(np.polynomial.legendre.legvander(X, d), t, rcond=None)[0]

# more parameters than data = overfitting
overparameterization_always_overfits = True

### 4

def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w

def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w - lr * 2 * X[b].T @ (X[b] @ w - t[b]) / len(b)
    return w

# the batches are random so it can end anywhere
minibatch_finds_min_norm = False

def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        G = G + g ** 2
        w = w - lr * g / (np.sqrt(G) + eps)
    return w

adagrad_finds_min_norm = False
# Adam has momentum and a bias correction
adaptive_methods_find_min_norm = True
