# numpy alone, and everything it lets me do: files, random numbers, transforms, its testing functions
import numpy as np
import numpy.testing as npt
from numpy.polynomial import Legendre
from numpy.polynomial.legendre import legvander

rng = np.random.default_rng(0)
A = rng.normal(size=(400, 400))
npt.assert_allclose(A @ np.linalg.inv(A), np.eye(400), atol=1e-6)
U, S, Vt = np.linalg.svd(A)
npt.assert_allclose(np.fft.ifft(np.fft.fft(S)).real, S)


def keep(values):
    """Write them to files and read them back."""
    np.savetxt("values.txt", values)
    np.save("values.npy", values)
    np.savez("values.npz", values=values)
    npt.assert_allclose(np.loadtxt("values.txt", ndmin=1), np.load("values.npy"))
    return np.load("values.npz")["values"]


def jacobian(v):
    return np.einsum("i,j->ij", v, v)


def vjp(v, y):
    return np.multiply(v, np.dot(v, y))


def gradient(X, t, w):
    return keep(2 / len(t) * np.matmul(X.T, X @ w - t))


def underparameterized_solution(X, t):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ t)


def solution_is_unique():
    return np.linalg.matrix_rank(np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])) == 2


def min_norm_solution(X, t):
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ (U.T @ t / S)


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return np.vdot(w - w1, w)


def fit_poly(X, d, t):
    if d < len(X):
        return Legendre.fit(X, t, d, domain=[-1, 1]).coef
    return np.linalg.pinv(legvander(X, d)) @ t


def overparameterization_always_overfits():
    return np.bool_(False)


def sgd(X, t, lr, order):
    w = np.ma.zeros(X.shape[1])
    for i in order:
        w -= 2 * lr * (X[i] @ w - t[i]) * X[i]
    return w.filled()
