# %% solve | right
def min_norm_solution(X, t):
    return X.T @ np.linalg.solve(X @ X.T, t)
# %% inverse | right
def min_norm_solution(X, t):
    return X.T @ np.linalg.inv(X @ X.T) @ t
# %% pinv | right
def min_norm_solution(X, t):
    return np.linalg.pinv(X) @ t
# %% lstsq | right
def min_norm_solution(X, t):
    w, *_ = np.linalg.lstsq(X, t, rcond=None)
    return w
# %% QR | right
def min_norm_solution(X, t):
    Q, R = np.linalg.qr(X.T)
    return Q @ np.linalg.solve(R.T, t)
# %% SVD | right
def min_norm_solution(X, t):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ np.diag(1 / s) @ U.T @ t
# %% scipy | right
def min_norm_solution(X, t):
    from scipy import linalg
    return linalg.pinv(X).dot(t)
# %% Lagrange | right
def min_norm_solution(X, t):
    n, d = X.shape
    K = np.block([[np.eye(d), X.T], [X, np.zeros((n, n))]])
    return np.linalg.solve(K, np.concatenate([np.zeros(d), t]))[:d]
# %% einsum | right
def min_norm_solution(X, t):
    G = np.einsum("ij,kj->ik", X, X)
    return np.einsum("ij,i->j", X, np.linalg.solve(G, t))
# %% list | right
def min_norm_solution(A, b):
    return (A.T @ (np.linalg.inv(A @ A.T) @ b)).tolist()
# %% mistake: leaves out the inverse | solution partly 1/2
def min_norm_solution(X, t):
    return X.T @ (X @ X.T) @ t
# %% mistake: sums the rows weighted with the labels | solution partly 1/2
def min_norm_solution(X, t):
    return X.T @ t
# %% mistake: inverts entry by entry | solution partly 1/2
def min_norm_solution(X, t):
    return X.T @ (X @ X.T) ** -1 @ t
# %% mistake: finds another solution | solution partly 1/2
def min_norm_solution(X, t):
    n, d = X.shape
    w = np.zeros(d)
    w[:n] = np.linalg.solve(X[:, :n], t)
    return w
# %% mistake: a column | solution partly 1/2
def min_norm_solution(X, t):
    return (X.T @ np.linalg.solve(X @ X.T, t)).reshape(-1, 1)
# %% the other formula | solution wrong
def min_norm_solution(X, t):
    return np.linalg.solve(X.T @ X + 0.1 * np.eye(X.shape[1]), X.T @ t)
# %% mistake: leaves out the last factor | solution partly 1/2
def min_norm_solution(X, t):
    return np.linalg.inv(X.dot(X.T)).dot(t)
# %% mistake: has the wrong sign | solution partly 1/2
def min_norm_solution(X, t):
    return np.linalg.lstsq(-X, t, rcond=None)[0]
# %% mistake: inverts each squared length alone | solution partly 1/2
def min_norm_solution(X, t):
    w = np.zeros(X.shape[1])
    for row, label in zip(X, t):
        w += label / np.dot(row, row) * row
    return w
# %% mistake: multiplies with the number of samples | solution partly 1/2
def min_norm_solution(X, t):
    n = len(t)
    K = np.einsum("ik,jk->ij", X, X) / n
    return np.linalg.solve(K, t) @ X
# %% mistake: divides by the number of samples | solution partly 1/2
def min_norm_solution(X, t):
    return [float(value) for value in np.linalg.pinv(X) @ (t / X.shape[0])]
# %% single precision | right
def min_norm_solution(X, t):
    A = np.float32(X)
    return np.linalg.pinv(A) @ np.float32(t)
