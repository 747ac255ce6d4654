# %% own solution | right
def orthogonality(X, t, w1):
    w = X.T @ np.linalg.solve(X @ X.T, t)
    return (w - w1) @ w
# %% pinv | right
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X) @ t
    return np.dot(w - w1, w)
# %% lstsq | right
def orthogonality(X, t, w1):
    w = np.linalg.lstsq(X, t, rcond=None)[0]
    return float(np.sum((w - w1) * w))
# %% zero | right
def orthogonality(X, t, w1):
    return 0.0
# %% two products | right
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X).dot(t)
    return w.dot(w) - w1.dot(w)
# %% an array of one | right
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X) @ t
    return (w - w1)[None, :] @ w
# %% loop | right
def orthogonality(X, t, w1):
    w = np.linalg.inv(X @ X.T) @ t @ X
    return sum((a - b) * a for a, b in zip(w, w1))
# %% vdot | right
def orthogonality(A, b, other):
    w = np.linalg.lstsq(A, b, rcond=None)[0]
    return np.vdot(w, w - other)
# %% einsum | right
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X) @ t
    return np.einsum("i,i->", w - w1, w)
# %% inner | right
def orthogonality(X, t, w1):
    w = X.T @ np.linalg.inv(X @ X.T) @ t
    return np.inner(w, w - w1)
# %% mistake: multiplies with the other solution | orthogonal partly 1/2
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X) @ t
    return (w - w1) @ w1
# %% mistake: adds the two solutions | orthogonal partly 1/2
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X) @ t
    return (w + w1) @ w
# %% mistake: uses a ŵ that does not fit the data | orthogonal partly 1/2
def orthogonality(X, t, w1):
    w = X.T @ t
    return (w - w1) @ w
# %% a vector | orthogonal wrong
def orthogonality(X, t, w1):
    return np.linalg.pinv(X) @ t - w1
# %% yes | orthogonal wrong
def orthogonality(X, t, w1):
    return True
# %% mistake: multiplies the two solutions | orthogonal partly 1/2
def orthogonality(X, t, w1):
    shortest = np.linalg.lstsq(X, t, rcond=None)[0]
    return sum(a * b for a, b in zip(shortest, w1))
# %% mistake: takes the squared distance | orthogonal partly 1/2
def orthogonality(X, t, w1):
    w = X.T @ np.linalg.inv(X @ X.T) @ t
    return np.linalg.norm(w - w1) ** 2
# %% mistake: does not add up the products | orthogonal partly 1/2
def orthogonality(X, t, w1):
    w = np.linalg.pinv(X).dot(t)
    return [a * (a - b) for a, b in zip(w, w1)]
