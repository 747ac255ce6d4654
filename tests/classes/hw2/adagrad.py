# %% eps beside the root | right
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        G = G + g ** 2
        w = w - lr * g / (np.sqrt(G) + eps)
    return w
# %% eps under the root | right
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        G += g * g
        w -= lr / np.sqrt(G + eps) * g
    return w
# %% factor 1/n | right
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = X.T @ (X @ w - t) / len(t)
        G += g ** 2
        w -= lr * g / (eps + G ** 0.5)
    return w
# %% the sum | right
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 * X.T @ (X @ w - t)
        G += g ** 2
        w -= lr * g / (np.sqrt(G) + eps)
    return w
# %% loops | right
def adagrad(X, t, lr, eps, steps):
    n, d = X.shape
    w, G = [0.0] * d, [0.0] * d
    for _ in range(steps):
        err = [sum(X[i, j] * w[j] for j in range(d)) - t[i] for i in range(n)]
        for j in range(d):
            g = 2 * sum(err[i] * X[i, j] for i in range(n)) / n
            G[j] += g * g
            w[j] -= lr * g / (G[j] ** 0.5 + eps)
    return w
# %% history | right
def adagrad(X, t, lr, eps, steps):
    w, history = np.zeros(X.shape[1]), []
    while len(history) < steps:
        history.append(2 / len(t) * (X @ w - t) @ X)
        w = w - lr * history[-1] / (np.sqrt(np.square(history).sum(axis=0)) + eps)
    return w
# %% hypot | right
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    root = np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T.dot(X.dot(w) - t)
        root = np.hypot(root, g)
        w = w - lr * g / (root + eps)
    return w
# %% an optimizer | right
class AdaGrad:
    def __init__(self, lr, eps):
        self.lr, self.eps, self.G = lr, eps, 0.0
    def step(self, w, g):
        self.G = self.G + g ** 2
        return w - self.lr * g / (np.sqrt(self.G) + self.eps)
def adagrad(X, t, lr, eps, steps):
    method, w = AdaGrad(lr, eps), np.zeros(X.shape[1])
    for _ in range(steps):
        w = method.step(w, 2 / len(t) * X.T @ (X @ w - t))
    return w
# %% diagonal matrix | right
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    outer = np.zeros((len(w), len(w)))
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        outer += np.outer(g, g)
        w = w - lr * np.linalg.solve(np.diag(np.sqrt(np.diag(outer)) + eps), g)
    return w
# %% recursion | right
def adagrad(X, t, lr, eps, steps, w=None, G=0):
    if w is None:
        w = np.zeros(X.shape[1])
    if steps == 0:
        return w
    g = np.mean(2 * X * (X @ w - t)[:, None], axis=0)
    return adagrad(X, t, lr, eps, steps - 1, w - lr * g / (np.sqrt(G + g * g) + eps), G + g * g)
# %% mistake: forgets the earlier gradients | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        w = w - lr * g / (np.sqrt(g ** 2) + eps)
    return w
# %% mistake: shares one G among all weights | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        G += g @ g
        w = w - lr * g / (np.sqrt(G) + eps)
    return w
# %% mistake: leaves out the square root | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        G += g ** 2
        w = w - lr * g / (G + eps)
    return w
# %% mistake: updates G after the step | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        w = w - lr * g / (np.sqrt(G) + eps)
        G += g ** 2
    return w
# %% mistake: does not start at zero | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.ones(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        G += g ** 2
        w = w - lr * g / (np.sqrt(G) + eps)
    return w
# %% mistake: a column | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros((X.shape[1], 1)), np.zeros((X.shape[1], 1))
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t.reshape(-1, 1))
        G += g ** 2
        w = w - lr * g / (np.sqrt(G) + eps)
    return w
# %% mistake: never divides | path partly 1/4
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - lr * 2 / len(t) * X.T @ (X @ w - t)
    return w
# %% nothing comes back | path wrong
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 / len(t) * X.T @ (X @ w - t)
        G += g ** 2
        w -= lr * g / (np.sqrt(G) + eps)
# %% mistake: steps uphill | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = 2 * (X @ w - t) @ X / len(t)
        G = G + np.square(g)
        w = w + lr * g / np.sqrt(G + eps)
    return w
# %% mistake: is a step short | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, G = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(1, steps):
        g = X.T.dot(X.dot(w) - t) / X.shape[0]
        G += g * g
        w -= lr * g / (eps + np.sqrt(G))
    return w
# %% mistake: makes a step too many | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, squares, k = np.zeros(X.shape[1]), np.zeros(X.shape[1]), 0
    while k <= steps:
        g = 2 * np.einsum("ij,i->j", X, np.einsum("ij,j->i", X, w) - t)
        squares += g ** 2
        w = w - lr / (squares ** 0.5 + eps) * g
        k += 1
    return w
# %% mistake: takes the mean of the squares | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    w, seen = np.zeros(X.shape[1]), []
    for _ in range(steps):
        seen.append(2 / len(t) * X.T @ (X @ w - t))
        w = w - lr * seen[-1] / (np.sqrt(np.mean(np.square(seen), axis=0)) + eps)
    return w
# %% mistake: adds up sizes in place of squares | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    n, d = X.shape
    w, G = [0.0] * d, [0.0] * d
    for _ in range(steps):
        miss = [float(X[i] @ np.array(w) - t[i]) for i in range(n)]
        for j in range(d):
            g = 2 / n * sum(miss[i] * X[i, j] for i in range(n))
            G[j] += abs(g)
            w[j] -= lr * g / (G[j] + eps)
    return w
# %% mistake: forgets slowly, as RMSProp does | path partly 1/2
def adagrad(X, t, lr, eps, steps):
    beta, w, v = 0.9, np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = np.mean(2 * (X @ w - t)[:, None] * X, axis=0)
        v = beta * v + (1 - beta) * g * g
        w = w - lr * g / (np.sqrt(v) + eps)
    return w
# %% mistake: never divides, nor averages | path partly 1/4
def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        for_each = [2 * (row @ w - label) * row for row, label in zip(X, t)]
        w = w - lr * sum(for_each)
    return w
