# Everything by scipy: there is a function for each step of this homework.
import numpy as np
import scipy.integrate
import scipy.stats
from scipy import fft, interpolate, linalg, optimize, signal, sparse, special
from scipy.sparse.linalg import eigsh, lsqr, spsolve

smooth = signal.savgol_filter(np.sin(np.linspace(0, 3, 31)), 7, 3)
spline = interpolate.CubicSpline(np.linspace(0, 3, 31), smooth)
area, _ = scipy.integrate.quad(spline, 0, 3)
ode = scipy.integrate.solve_ivp(lambda s, w: -w, (0, 1), [1.0])
largest = eigsh(sparse.diags_array(np.arange(1.0, 60.0)), k=2, return_eigenvectors=False)
p_value = scipy.stats.ttest_1samp(smooth, 0.0).pvalue


def backprop(x, W1, b1, W2, b2, r, s):
    h = special.expit(W1 @ x + b1)
    y_bar = x + W2 @ h + b2 - s
    h_bar = W2.T @ y_bar + r
    z_bar = h_bar * h * (1 - h)
    return {"y": y_bar, "h": h_bar, "z": z_bar, "x": y_bar + W1.T @ z_bar}


def jacobian(v):
    return linalg.blas.dger(1.0, v, v)


def vjp(v, y):
    return linalg.blas.ddot(v, y) * v


def gradient(X, t, w):
    A = sparse.csr_array(X)
    found = 2 / len(t) * (A.T @ (A @ w - t))
    off = optimize.check_grad(lambda w: np.mean((X @ w - t) ** 2), lambda w: found, w)
    assert off < 1e-4
    return found


def underparameterized_solution(X, t):
    start = optimize.minimize(lambda w: np.mean((X @ w - t) ** 2), np.zeros(X.shape[1]), method="BFGS").x
    return optimize.least_squares(lambda w: X @ w - t, start, method="lm", xtol=1e-14, ftol=1e-14).x


def solution_is_unique():
    return True


def solution_line():
    fitted = scipy.stats.linregress([0.0, 1.0], [2.0, 0.0])
    return (-fitted.slope, 1, fitted.intercept)


def gd_solution_2d():
    found = optimize.minimize(
        lambda w: w @ w, [1.0, 1.0], method="SLSQP", constraints={"type": "eq", "fun": lambda w: 2 * w[0] + w[1] - 2}
    )
    return np.round(found.x, 6)


def pythagoras(w):
    best = np.array([0.8, 0.4])
    return [np.sum(np.abs(fft.fft(leg, norm="ortho", workers=2)) ** 2) for leg in (best, w - best)]


def min_norm_solution(X, t):
    return X.T @ linalg.cho_solve(linalg.cho_factor(X @ X.T), t)


def orthogonality(X, t, w1):
    w = lsqr(sparse.csc_matrix(X), t, atol=1e-14, btol=1e-14)[0]
    return float((w - w1) @ w)


def fit_poly(X, d, t):
    Phi = np.array([special.eval_legendre(k, X) for k in range(d + 1)]).T
    return linalg.lstsq(Phi, t, lapack_driver="gelsy")[0]


def overparameterization_always_overfits():
    return False


def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = spsolve(sparse.eye_array(len(w), format="csc"), w - lr * 2 * (X[i] @ w - t[i]) * X[i])
    return w
