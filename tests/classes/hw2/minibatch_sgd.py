# %% factor 2, mean | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w - lr * 2 / len(b) * X[b].T @ (X[b] @ w - t[b])
    return w
# %% factor 2, sum | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w - lr * 2 * X[b].T @ (X[b] @ w - t[b])
    return w
# %% factor 1, mean | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w - lr * np.mean([(X[i] @ w - t[i]) * X[i] for i in b], axis=0)
    return w
# %% factor 1, sum | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w - lr * sum((X[i] @ w - t[i]) * X[i] for i in b)
    return w
# %% factor 2/n, sum | right
def minibatch_sgd(X, t, lr, batches):
    n, w = len(t), np.zeros(X.shape[1])
    for b in batches:
        w -= 2 * lr / n * (X[b].T @ (X[b] @ w - t[b]))
    return w
# %% factor 1/n, mean | right
def minibatch_sgd(X, t, lr, batches):
    n, w = len(t), np.zeros(X.shape[1])
    for b in batches:
        w -= lr / n / len(b) * (X[b].T @ (X[b] @ w - t[b]))
    return w
# %% masks | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        mask = np.isin(np.arange(len(t)), b)
        w = w + 2 * lr / mask.sum() * (t - X @ w)[mask] @ X[mask]
    return w
# %% einsum | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w - 2 * lr * np.einsum("ij,i->j", X[b], X[b] @ w - t[b]) / len(b)
    return w
# %% loops | right
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        g = np.zeros_like(w)
        for i in b:
            g += 2 * (np.dot(X[i], w) - t[i]) * X[i]
        g /= len(b)
        w = w - lr * g
    return w
# %% coefficients of the rows | right
def minibatch_sgd(X, t, lr, batches):
    a = np.zeros(len(t))
    for b in batches:
        errors = X[b] @ (X.T @ a) - t[b]
        np.add.at(a, b, -2 * lr / len(b) * errors)
    return a @ X
# %% mistake: steps uphill | path partly 1/2, span wrong
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w + lr * 2 / len(b) * X[b].T @ (X[b] @ w - t[b])
    return w
# %% mistake: uses only the first sample of a batch | path partly 1/2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        i = b[0]
        w = w - lr * 2 / len(b) * (X[i] @ w - t[i]) * X[i]
    return w
# %% mistake: steps within the batch | path partly 1/2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        for i in b:
            w = w - lr * 2 / len(b) * (X[i] @ w - t[i]) * X[i]
    return w
# %% mistake: uses all samples at every step | path partly 1/2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for _ in batches:
        w = w - lr * 2 / len(t) * X.T @ (X @ w - t)
    return w
# %% mistake: does not start at zero | path partly 1/2, span wrong
def minibatch_sgd(X, t, lr, batches):
    w = np.ones(X.shape[1])
    for b in batches:
        w = w - lr * 2 / len(b) * X[b].T @ (X[b] @ w - t[b])
    return w
# %% mistake: is a step short | path partly 1/2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches[:-1]:
        w = w - lr * 2 / len(b) * X[b].T @ (X[b] @ w - t[b])
    return w
# %% mistake: a column | path partly 1/2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros((X.shape[1], 1))
    for b in batches:
        w = w - lr * 2 / len(b) * X[b].T @ (X[b] @ w - t[b].reshape(-1, 1))
    return w
# %% zeros | path wrong, span wrong
def minibatch_sgd(X, t, lr, batches):
    return np.zeros(X.shape[1])
# %% mistake: takes the batches backwards | path partly 1/2
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in reversed(batches):
        w = w + lr / len(b) * X[b].T.dot(t[b] - X[b].dot(w))
    return w
# %% mistake: gives the weights of every step | path partly 1/2, span wrong
def minibatch_sgd(X, t, lr, batches):
    w, kept = np.zeros(X.shape[1]), []
    for b in batches:
        w = w - 2 * lr * np.einsum("ij,i->j", X[b], X[b] @ w - t[b])
        kept.append(w)
    return np.stack(kept)
# %% mistake: measures every error at the start | path partly 1/2, span wrong
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        w = w + 2 * lr * np.mean([t[i] * X[i] for i in b], axis=0)
    return w
# %% mistake: stops after the first batch | path partly 1/2, span wrong
def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches:
        grad = sum(2 * X[i] * (X[i] @ w - t[i]) for i in b)
        w = w - lr * grad
        return w
# %% mistake: gives the start and every step | path partly 1/2, span wrong
def minibatch_sgd(X, t, lr, batches):
    n, path = len(t), [np.zeros(X.shape[1])]
    for b in batches:
        errors = X[b] @ path[-1] - t[b]
        path.append(path[-1] - lr * (2 / n) / len(b) * (errors @ X[b]))
    return path
