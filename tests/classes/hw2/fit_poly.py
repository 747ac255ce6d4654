# %% lstsq | right
from numpy.polynomial.legendre import legvander
def fit_poly(X, d, t):
    return np.linalg.lstsq(legvander(X, d), t, rcond=None)[0]
# %% pinv | right
def fit_poly(X, d, t):
    return np.linalg.pinv(np.polynomial.legendre.legvander(X, d)) @ t
# %% branches | right
def fit_poly(X, d, t):
    Phi = poly_expand(X, d=d, poly_type=poly_type)
    if d > n:
        return Phi.T @ np.linalg.inv(Phi @ Phi.T) @ t
    return np.linalg.inv(Phi.T @ Phi) @ Phi.T @ t
# %% branches with solve | right
from numpy.polynomial import legendre
def fit_poly(X, d, t):
    P = legendre.legvander(X, d)
    if P.shape[1] > P.shape[0]:
        return P.T @ np.linalg.solve(P @ P.T, t)
    return np.linalg.solve(P.T @ P, P.T @ t)
# %% two arguments | right
def fit_poly(X, d):
    return np.linalg.pinv(poly_expand(X, d, poly_type)) @ t
# %% SVD | right
def fit_poly(X, d, t):
    U, s, Vt = np.linalg.svd(np.polynomial.legendre.legvander(X, d), full_matrices=False)
    return Vt.T @ ((U.T @ t) / s)
# %% scipy | right
def fit_poly(x, degree, labels):
    from scipy.linalg import lstsq
    return lstsq(np.polynomial.legendre.legvander(x, degree), labels)[0]
# %% recurrence | right
def fit_poly(X, d, t):
    P = [np.ones_like(X), X]
    for k in range(1, d):
        P.append(((2 * k + 1) * X * P[k] - k * P[k - 1]) / (k + 1))
    return np.linalg.lstsq(np.stack(P[: d + 1], axis=1), t, rcond=None)[0]
# %% chebyshev by itself | right
def fit_poly(X, d, t):
    return np.linalg.lstsq(np.polynomial.chebyshev.chebvander(X, d), t, rcond=None)[0]
# %% QR | right
def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    if d < len(X):
        Q, R = np.linalg.qr(P)
        return np.linalg.solve(R, Q.T @ t)
    Q, R = np.linalg.qr(P.T)
    return Q @ np.linalg.solve(R.T, t)
# %% mistake: leaves out the inverse | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    return P.T @ P @ P.T @ t
# %% mistake: stops after one product | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    return np.polynomial.legendre.legvander(X, d).T @ t
# %% mistake: has the highest degree first | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    return np.linalg.pinv(np.polynomial.legendre.legvander(X, d)[:, ::-1]) @ t
# %% mistake: fits plain powers of x | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    return np.linalg.lstsq(np.vander(X, d + 1)[:, ::-1], t, rcond=None)[0]
# %% mistake: a column | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    return np.linalg.pinv(np.polynomial.legendre.legvander(X, d)) @ t.reshape(-1, 1)
# %% only the first branch | over crashed
def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    if d > len(X):
        raise NotImplementedError("no idea")
    return np.linalg.solve(P.T @ P, P.T @ t)
# %% mistake: is one degree short | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    return np.linalg.pinv(np.polynomial.legendre.legvander(X, d - 1)) @ t
# %% mistake: goes one degree too far | under partly 1/2, over partly 1/2
from numpy.polynomial import chebyshev
def fit_poly(X, d, t):
    columns = [chebyshev.chebval(X, np.eye(d + 2)[k]) for k in range(d + 2)]
    return np.linalg.pinv(np.stack(columns, axis=1)) @ t
# %% mistake: has the wrong sign | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    Phi = poly_expand(X, d, poly_type)
    w = np.linalg.lstsq(Phi, t, rcond=None)[0]
    return 0 - w
# %% mistake: leaves out the constant | under partly 1/2, over partly 1/2
def fit_poly(X, d, t):
    P = np.polynomial.legendre.legvander(X, d)
    w = np.zeros(d + 1)
    w[1:] = np.linalg.pinv(P[:, 1:]) @ t
    return w
# %% mistake: inverts entry by entry | under ?, over partly 1/2
def fit_poly(X, d, t):
    A = poly_expand(X, d, poly_type)
    if d > n:
        return A.T @ ((A @ A.T) ** -1) @ t
    return ((A.T @ A) ** -1) @ A.T @ t
# %% mistake: uses as many weights as points | over partly 1/2
def fit_poly(X, d, t):
    P = np.polynomial.chebyshev.chebvander(X, d)
    size = min(P.shape)
    w = np.linalg.lstsq(P[:, :size], t, rcond=None)[0]
    return np.append(w, [0.0] * (d + 1 - size))
