# %% outer | right
def jacobian(v):
    return np.outer(v, v)
# %% loops | right
def jacobian(v):
    n = len(v)
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = v[i] * v[j]
    return J
# %% nested lists | right
def jacobian(v):
    return [[a * b for b in v] for a in v]
# %% broadcasting | right
def jacobian(v):
    return v[:, None] * v[None, :]
# %% einsum | right
def jacobian(v):
    return np.einsum("i,j->ij", v, v)
# %% kron | right
def jacobian(v):
    return np.kron(v.reshape(-1, 1), v)
# %% columns | right
def jacobian(v):
    return np.stack([v * value for value in v], axis=1)
# %% reshape | right
def jacobian(vec):
    column = np.reshape(vec, (-1, 1))
    return column @ column.T
# %% multiply.outer | right
def jacobian(v):
    return np.multiply.outer(v, v)
# %% matrix class | right
def jacobian(v):
    V = np.matrix(v).T
    return V * V.T
# %% mistake: swaps the two factors of v vᵀ | value partly 1/2
def jacobian(v):
    return v.T @ v * np.eye(len(v))
# %% mistake: comes out as one number | value partly 1/4
def jacobian(v):
    return v.T @ v
# %% mistake: keeps the diagonal alone | value partly 1/2
def jacobian(v):
    return np.diag(v ** 2)
# %% mistake: differentiates a square | value partly 1/2
def jacobian(v):
    return 2 * np.outer(v, v)
# %% identity | value wrong
def jacobian(v):
    return np.eye(len(v))
# %% the argument | value wrong
def jacobian(v):
    return v
# %% mistake: divides by vᵀ v | value partly 1/2
def jacobian(v):
    n = len(v)
    length = sum(a * a for a in v)
    return [[v[i] * v[j] / length for j in range(n)] for i in range(n)]
