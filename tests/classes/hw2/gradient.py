# %% formula | right
def gradient(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)
# %% loops | right
def gradient(X, t, w):
    n, d = X.shape
    g = [0.0] * d
    for i in range(n):
        r = sum(X[i, j] * w[j] for j in range(d)) - t[i]
        for j in range(d):
            g[j] += 2 * r * X[i, j] / n
    return g
# %% einsum | right
def gradient(X, t, w):
    return 2 * np.einsum("ij,i->j", X, np.einsum("ij,j->i", X, w) - t) / t.size
# %% mean over rows | right
def gradient(X, t, w):
    return 2 * ((X @ w - t)[:, None] * X).mean(axis=0)
# %% expanded | right
def gradient(X, t, w):
    n = X.shape[0]
    return (2 * X.T @ X @ w - 2 * X.T @ t) / n
# %% negative residual | right
def gradient(X, t, w):
    residual = t - X @ w
    return -2.0 / X.shape[0] * np.dot(residual, X)
# %% tuple | right
def gradient(X, t, w):
    return tuple(float(2 * np.mean((X @ w - t) * X[:, j])) for j in range(X.shape[1]))
# %% sum of samples | right
def gradient(data, labels, weights):
    total = np.zeros_like(weights)
    for row, label in zip(data, labels):
        total = total + 2 * (row @ weights - label) * row
    return total / len(labels)
# %% average | right
def gradient(X, t, w):
    return np.average(2 * X * (X.dot(w) - t).reshape(-1, 1), axis=0)
# %% complex step | right
def gradient(X, t, w):
    g = np.zeros(len(w))
    for j in range(len(w)):
        shifted = w.astype(complex)
        shifted[j] += 1e-30j
        g[j] = np.mean((X @ shifted - t) ** 2).imag / 1e-30
    return g
# %% mistake: leaves out the factor 2 | value partly 1/2
def gradient(X, t, w):
    return X.T @ (X @ w - t) / len(t)
# %% mistake: leaves out the mean | value partly 1/2
def gradient(X, t, w):
    return 2 * X.T @ (X @ w - t)
# %% mistake: leaves out the factor 2 and the mean | value partly 1/2
def gradient(X, t, w):
    return X.T @ (X @ w - t)
# %% mistake: points the other way | value partly 1/2
def gradient(X, t, w):
    return 2 / len(t) * X.T @ (t - X @ w)
# %% mistake: a column | value partly 1/2
def gradient(X, t, w):
    return (2 / len(t) * X.T @ (X @ w - t)).reshape(-1, 1)
# %% forgets the transpose | value crashed
def gradient(X, t, w):
    return 2 / len(t) * X @ (X @ w - t + np.zeros(len(t) + 1))
# %% zeros | value wrong
def gradient(X, t, w):
    return np.zeros(X.shape[1])
# %% mistake: points the other way, with other constants | value partly 1/4
def gradient(X, t, w):
    g = np.zeros(X.shape[1])
    for xi, ti in zip(X, t):
        g += (ti - xi @ w) * xi
    return g
# %% mistake: points the other way and leaves out the factor 2 | value partly 1/4
def gradient(X, t, w):
    return np.mean((t - X @ w).reshape(-1, 1) * X, axis=0)
# %% mistake: points the other way and leaves out the mean | value partly 1/4
def gradient(X, t, w):
    return np.einsum("i,ij->j", 2 * (t - np.einsum("ij,j->i", X, w)), X)
# %% mistake: divides by 2 where it should multiply | value partly 1/2
def gradient(X, t, w):
    n = X.shape[0]
    residual = np.dot(X, w) - t
    return [float(np.dot(residual, X[:, j])) / n / 2 for j in range(X.shape[1])]
# %% mistake: takes the mean over the features | value partly 1/2
def gradient(X, t, w):
    n, d = X.shape
    total = [0.0] * d
    for i in range(n):
        miss = X[i].dot(w) - t[i]
        total = [total[j] + 2 * miss * X[i, j] for j in range(d)]
    return np.array(total) / d
# %% mistake: forgets the labels | value partly 1/2
def gradient(X, t, w):
    A = X.T.dot(X) / X.shape[0]
    return A.dot(w) + A.dot(w)
# %% mistake: stops at the errors | value partly 1/4
def gradient(X, t, w):
    prediction = np.array([np.dot(row, w) for row in X])
    return 2 * (prediction - t) / t.size
# %% single precision | right
def gradient(X, t, w):
    X, t, w = (np.asarray(a, dtype=np.float32) for a in (X, t, w))
    return np.float32(2 / len(t)) * X.T @ (X @ w - t)
