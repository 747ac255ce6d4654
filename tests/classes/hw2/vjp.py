# %% two steps | right
def vjp(v, y):
    return v * np.dot(v, y)
# %% matmul | right
def vjp(v, y):
    return (v @ y) * v
# %% a loop | right
def vjp(v, y):
    total = 0.0
    for a, b in zip(v.tolist(), y.tolist()):
        total += a * b
    return np.array([total * a for a in v])
# %% einsum | right
def vjp(v, y):
    return np.einsum("i,i->", v, y) * v
# %% inner | right
def vjp(v, y):
    return np.inner(v, y) * np.asarray(v)
# %% sum | right
def vjp(a, b):
    return a * (a * b).sum()
# %% vdot | right
def vjp(v, y):
    out = np.array(v, dtype=float)
    out *= np.vdot(v, y)
    return out
# %% tensordot | right
def vjp(v, y):
    return np.tensordot(v, y, axes=1) * v
# %% column thinking | right
def vjp(v, y):
    V, Y = v.reshape(-1, 1), y.reshape(-1, 1)
    return (V @ (V.T @ Y)).ravel()
# %% multi_dot | right
def vjp(v, y):
    return np.linalg.multi_dot([v.reshape(-1, 1), v.reshape(1, -1), y])
# %% through the Jacobian | linear too_big
def vjp(v, y):
    return np.outer(v, v) @ y
# %% mistake: takes vᵀ v for vᵀ y | value partly 1/2, linear partly 1/2
def vjp(v, y):
    return y * np.dot(v, v)
# %% mistake: scales the wrong vector | value partly 1/2, linear partly 1/2
def vjp(v, y):
    return y * np.dot(v, y)
# %% mistake: works entry by entry | value partly 1/2, linear partly 1/2
def vjp(v, y):
    return v * v * y
# %% mistake: leaves y out | value partly 1/2, linear partly 1/2
def vjp(v, y):
    return v * np.dot(v, v)
# %% mistake: stops at the inner product | value partly 1/2, linear partly 1/2
def vjp(v, y):
    return np.dot(v, y)
# %% the argument | value wrong
def vjp(v, y):
    return v
# %% mistake: doubles the product | value partly 1/2, linear partly 1/2
def vjp(v, y):
    c = np.sum(np.multiply(y, v))
    return v * c + c * v
# %% mistake: divides by vᵀ v | value partly 1/2, linear partly 1/2
def vjp(v, y):
    unit = v / np.linalg.norm(v)
    return unit * np.inner(unit, y)
