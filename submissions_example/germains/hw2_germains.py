import numpy as np

# Problem 1 -----------------------------------------------------------------

def computation_graph():
    # x feeds z, z feeds h, h feeds both y and R, and the loss collects S and R
    arrows = "x z, z h, h y, h R, y S, S L, R L"
    return [tuple(a.split()) for a in arrows.split(",")]

def backprop(x, W1, b1, W2, b2, r, s):
    # forward pass
    z = np.matmul(W1, x) + b1
    h = 1 / (1 + np.exp(-z))
    y = x + np.matmul(W2, h) + b2
    # L = S + R, so dL/dS = dL/dR = 1
    y_bar = y - s
    h_bar = np.matmul(W2.T, y_bar) + r
    z_bar = h_bar * (h * (1 - h))
    x_bar = np.matmul(W1.T, z_bar)
    return {'x': x_bar, 'z': z_bar, 'h': h_bar, 'y': y_bar}

# Problem 2 -----------------------------------------------------------------

def jacobian(v):
    return v[:, None] * v[None, :]

def jacobian_cost():
    # n*n products, n*n numbers to keep
    return {'time': 'n*n', 'memory': 'n*n'}

def vjp(v, y):
    # J is symmetric, J^T y = v (v^T y)
    return np.inner(v, y) * v

# Problem 3 -----------------------------------------------------------------

def gradient(X, t, w):
    error = np.matmul(X, w) - t
    return (2.0 / len(t)) * np.matmul(error, X)

def underparameterized_solution(X, t):
    XtX = np.matmul(X.T, X)
    Xtt = np.matmul(X.T, t)
    return np.linalg.solve(XtX, Xtt)

def solution_is_unique():
    return True     # X^T X is invertible

def solution_line():
    # w2 = 2 - 2 w1
    return [-2, -1, -2]

def gradient_direction():
    return np.array([-2, -1]) / 5 ** 0.5

def direction_changes():
    return False

def gd_solution_2d():
    # foot of the perpendicular from the origin
    return np.array([4, 2]) / 5

def pythagoras(w):
    foot = gd_solution_2d()
    return (float(np.sum(foot ** 2)), float(np.sum((w - foot) ** 2)))

def min_norm_solution(X, t):
    lam = np.linalg.solve(np.matmul(X, X.T), t)    # Lagrange multipliers
    return np.matmul(X.T, lam)

def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return float(np.matmul(w - w1, w))

def fit_poly(X, d, t):
    V = np.polynomial.legendre.legvander(X, d)
    if d < len(X):
        return underparameterized_solution(V, t)
    else:
        return min_norm_solution(V, t)

def overparameterization_always_overfits():
    return False

# Problem 4 -----------------------------------------------------------------

def sgd(X, t, lr, order):
    # step of the full objective's i-th summand, 1/n kept
    n, d = X.shape
    w = np.zeros(d)
    for i in order:
        w = w - lr * (2.0 / n) * (np.matmul(X[i], w) - t[i]) * X[i]
    return w

def minibatch_sgd(X, t, lr, batches):
    n, d = X.shape
    w = np.zeros(d)
    for b in batches:
        b = list(b)
        error = np.matmul(X[b], w) - t[b]
        w = w - lr * (2.0 / len(b)) * np.matmul(error, X[b])
    return w

def minibatch_finds_min_norm():
    return True

def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for k in range(steps):
        g = gradient(X, t, w)
        G += g ** 2
        w -= lr * g / (np.sqrt(G) + eps)
    return w

def adagrad_finds_min_norm():
    return False

def adaptive_methods_find_min_norm():
    return False
