import numpy as np

sigmoid = lambda a: np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a))))


def computation_graph():
    return (('x', 'z'), ('z', 'h'), ('h', 'y'), ('x', 'y'), ('y', 'S'), ('h', 'R'), ('S', 'L'), ('R', 'L'))


def backprop(x, A, a, B, b, r, s):
    # same network, shorter letters
    z = A @ x + a
    h = sigmoid(z)
    y = x + B @ h + b
    ybar = y - s
    hbar = B.T @ ybar + r
    zbar = hbar * h * (1 - h)
    xbar = ybar + A.T @ zbar
    return {"y": ybar, "h": hbar, "z": zbar, "x": xbar}


def jacobian(v):
    return np.array([[p * q for q in v] for p in v])


def jacobian_cost():
    return {"time": "O(n*n)", "memory": "O(n*n)"}


def vjp(v, y):
    return np.multiply(v, np.vdot(v, y))


def gradient(X, t, w):
    return 2 * np.mean((X @ w - t)[:, None] * X, axis=0)


def underparameterized_solution(X, t):
    # QR: R w = Q^T t
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ t)


solution_is_unique = True


def solution_line():
    return (4, 2, 4)


def gradient_direction():
    return (2 / 5 ** .5, 1 / 5 ** .5)


direction_changes = False


def gd_solution_2d(lr=0.05, iterations=400):
    x1 = np.array([2., 1.])
    w = np.zeros(2)
    for _ in range(iterations):
        w = w - lr * 2 * (w @ x1 - 2) * x1
    return w


def pythagoras(w):
    what = np.array([4 / 5, 2 / 5])
    return [what @ what, (w - what) @ (w - what)]


def min_norm_solution(X, t):
    # n equations, so n unknowns are enough: solve for the first n weights,
    # the remaining d - n weights stay at zero where they started
    n, d = X.shape
    w = np.zeros(d)
    w[:n] = np.linalg.solve(X[:, :n], t)
    return w


def orthogonality(X, t, w1):
    what = min_norm_solution(X, t)
    return (what - w1) @ what


def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    # lstsq does the right thing for both cases
    return np.linalg.lstsq(P, t, rcond=None)[0]


overparameterization_always_overfits = False


def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w - lr * (w @ X[i] - t[i]) * X[i] / len(t)
    return w


def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for batch in batches:
        w = w - lr * sum(2 * (w @ X[i] - t[i]) * X[i] for i in batch)
    return w


minibatch_finds_min_norm = True


def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = gradient(X, t, w)
        G = G + g ** 2
        w = w - lr * g / np.sqrt(G + eps)
    return w


adagrad_finds_min_norm = False
adaptive_methods_find_min_norm = False
