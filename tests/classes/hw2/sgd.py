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
# %% mistake: measures every error at the start | path partly 1/2, span wrong
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
# %% mistake: walks through the order backwards | path partly 1/2
def sgd(X, t, lr, order):
    w, left = np.zeros(X.shape[1]), list(order)
    while left:
        i = left.pop()
        w = w - lr * (np.dot(X[i], w) - t[i]) * X[i]
    return w
# %% mistake: gives the weights of every step | path partly 1/2, span wrong
def sgd(X, t, lr, order):
    n, d = X.shape
    w, trace = np.zeros(d), []
    for i in order:
        w = w + 2 * lr / n * (t[i] - X[i] @ w) * X[i]
        trace.append(w.tolist())
    return trace
# %% mistake: gives the mean of the weights | path partly 1/2
def sgd(X, t, lr, order):
    n, d = X.shape
    w, total = np.zeros(d), np.zeros(d)
    for i in order:
        w = w - lr / n * np.einsum("j,j->", X[i], w) * X[i] + lr / n * t[i] * X[i]
        total += w
    return total / len(order)
# %% mistake: gives the start and every step | path partly 1/2, span wrong
def sgd(X, t, lr, order):
    W = np.zeros((len(order) + 1, X.shape[1]))
    for step, i in enumerate(order):
        W[step + 1] = W[step] - 2 * lr * (X[i] @ W[step] - t[i]) * X[i]
    return W
# %% mistake: makes one pass in turn | path partly 1/2
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for x, label in zip(X, t):
        w -= lr * (x @ w - label) * x
    return w
# %% mistake: stops after the first step | path partly 1/2, span wrong
def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        error = X[i] @ w - t[i]
        w = w - lr * 2 * error * X[i]
        return w
# %% mistake: leaves out the first index | path partly 1/2
def sgd(X, t, lr, order):
    n = t.shape[0]
    w = np.zeros(X.shape[1])
    for step in range(1, len(order)):
        i = order[step]
        w -= (2 * lr / n) * X[i] * (X[i].dot(w) - t[i])
    return w
# %% single precision | right
def sgd(X, t, lr, order):
    X, t = X.astype("float32"), t.astype("float32")
    w = np.zeros(X.shape[1], dtype="float32")
    for i in order:
        w = w - np.float32(2 * lr) * (X[i] @ w - t[i]) * X[i]
    return w
