# %% factor 2 | right
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w
# %% factor 1 | right
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w -= lr * (X[i].dot(w) - t[i]) * X[i]
    return w
# %% factor 2/n | right
def sgd(X, t, lr, order):
    n = len(t)
    w = np.zeros(X.shape[1])
    for i in order:
        w -= lr * 2 / n * (X[i] @ w - t[i]) * X[i]
    return w
# %% factor 1/n | right
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w += lr / X.shape[0] * (t[i] - X[i] @ w) * X[i]
    return w
# %% loops | right
def sgd(X, t, lr, order):
    d = X.shape[1]
    w = [0.0] * d
    for i in order:
        err = sum(X[i, j] * w[j] for j in range(d)) - t[i]
        w = [w[j] - 2 * lr * err * X[i, j] for j in range(d)]
    return w
# %% helper | right
def grad_of(x, label, w):
    return 2 * x * (np.dot(x, w) - label)
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for x, label in zip(X[order], t[order]):
        w = w - lr * grad_of(x, label, w)
    return w
# %% coefficients of the rows | right
def sgd(X, t, lr, order):
    a, G = np.zeros(len(t)), X @ X.T
    for i in order:
        a[i] -= 2 * lr * (G[i] @ a - t[i])
    return X.T @ a
# %% reduce | right
def sgd(X, t, lr, order):
    from functools import reduce
    return reduce(lambda w, i: w - 2 * lr * (X[i] @ w - t[i]) * X[i], order, np.zeros(X.shape[1]))
# %% recursion | right
def sgd(X, t, lr, order, w=None):
    w = np.zeros(X.shape[1]) if w is None else w
    if len(order) == 0:
        return w
    i = order[0]
    return sgd(X, t, lr, order[1:], w - 2 * lr * (X[i] @ w - t[i]) * X[i])
# %% column inside | right
def sgd(X, t, lr, order):
    w = np.zeros((X.shape[1], 1))
    for i in order:
        x = X[[i]].T
        w = w - 2 * lr * x * (x.T @ w - t[i])
    return w.ravel()
# %% mistake: steps uphill | path partly 1/2, span wrong
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w = w + lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w
# %% mistake: visits the samples in turn | path partly 1/2
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for step in range(len(order)):
        i = step % len(t)
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w
# %% mistake: uses all samples at every step | path partly 1/2
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for _ in order:
        w = w - lr * 2 / len(t) * X.T @ (X @ w - t)
    return w
# %% mistake: does not start at zero | path partly 1/2, span wrong
def sgd(X, t, lr, order):
    w = np.ones(X.shape[1])
    for i in order:
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w
# %% mistake: measures every error at the start | path partly 1/2, span ?
def sgd(X, t, lr, order):
    start, w = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for i in order:
        w = w - lr * 2 * (X[i] @ start - t[i]) * X[i]
    return w
# %% mistake: is a step short | path partly 1/2
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order[:-1]:
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w
# %% mistake: a column | path partly 1/2
def sgd(X, t, lr, order):
    w = np.zeros((X.shape[1], 1))
    for i in order:
        x = X[[i]].T
        w = w - 2 * lr * x * (x.T @ w - t[i])
    return w
# %% zeros | path wrong, span wrong
def sgd(X, t, lr, order):
    return np.zeros(X.shape[1])
# %% closed form | path wrong
def sgd(X, t, lr, order):
    return np.linalg.pinv(X) @ t
