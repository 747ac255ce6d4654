# решение задачи о градиенте функции потерь
def gradient(X, t, w):
    return 2 / len(t) * X.T @ (X @ w - t)
