# %% normal equations | right
def underparameterized_solution(X, t):
    return np.linalg.solve(X.T @ X, X.T @ t)
# %% inverse | right
def underparameterized_solution(X, t):
    return np.linalg.inv(X.T @ X) @ X.T @ t
# %% pinv | right
def underparameterized_solution(X, t):
    return np.linalg.pinv(X) @ t
# %% lstsq | right
def underparameterized_solution(X, t):
    return np.linalg.lstsq(X, t, rcond=None)[0]
# %% QR | right
def underparameterized_solution(X, t):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ t)
# %% SVD | right
def underparameterized_solution(X, t):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ ((U.T @ t) / s)
# %% scipy | right
def underparameterized_solution(X, t):
    import scipy.linalg
    return scipy.linalg.lstsq(X, t)[0]
# %% Cholesky | right
def underparameterized_solution(X, t):
    L = np.linalg.cholesky(X.T @ X)
    return np.linalg.solve(L.T, np.linalg.solve(L, X.T @ t))
# %% list | right
def underparameterized_solution(A, b):
    return list(np.linalg.solve(A.T.dot(A), A.T.dot(b)))
# %% elimination by hand | right
def underparameterized_solution(X, t):
    M = np.column_stack([X.T @ X, X.T @ t])
    d = len(M)
    for i in range(d):
        p = i + np.argmax(abs(M[i:, i]))
        M[[i, p]] = M[[p, i]]
        M[i] /= M[i, i]
        for j in range(d):
            if j != i:
                M[j] -= M[j, i] * M[i]
    return M[:, -1]
# %% mistake: leaves out the inverse | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    return (X.T @ X) @ X.T @ t
# %% mistake: has half of the normal equations | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    return X.T @ t
# %% mistake: a column | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    return np.linalg.solve(X.T @ X, X.T @ t).reshape(-1, 1)
# %% ridge | solution wrong, generalizes wrong
def underparameterized_solution(X, t):
    return np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ t)
# %% the other Gram matrix | solution crashed, generalizes crashed
def underparameterized_solution(X, t):
    return np.linalg.inv(X @ X.T + 0 * X) @ X.T @ t
# %% mistake: inverts entry by entry | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    gram = X.T.dot(X)
    return (gram ** -1).dot(X.T.dot(t))
# %% mistake: has the wrong sign | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    return np.linalg.lstsq(X, -t, rcond=None)[0]
# %% mistake: keeps a factor of the mean | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    n = X.shape[0]
    moment = sum(label * row for row, label in zip(X, t)) / n
    return np.linalg.solve(np.einsum("ki,kj->ij", X, X), moment)
# %% mistake: keeps the factor 2 | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(A, b):
    return np.linalg.inv(2 * A.T @ A) @ (A.T @ b)
# %% mistake: multiplies with the number of samples | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    covariance = X.T @ X / len(X)
    return np.linalg.solve(covariance, t @ X)
# %% mistake: doubles the weights | solution partly 1/2, generalizes partly 1/2
def underparameterized_solution(X, t):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, 2 * (Q.T @ t))
