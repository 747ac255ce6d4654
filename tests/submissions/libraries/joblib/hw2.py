# Everything in parallel, or so I hope.
import threading
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
from joblib import Memory, Parallel, delayed

memory = Memory("cache", verbose=0)
squares = Parallel(n_jobs=2)(delayed(pow)(i, 2) for i in range(20))


def outer_row(v, i):
    return v[i] * v


def jacobian(v):
    return np.array(Parallel(n_jobs=2)(delayed(outer_row)(v, i) for i in range(len(v))))


def part(X, t, w, i):
    return 2 / len(t) * (X[i] @ w - t[i]) * X[i]


def gradient(X, t, w):
    return sum(Parallel(n_jobs=2, backend="threading")(delayed(part)(X, t, w, i) for i in range(len(t))))


def vjp(v, y):
    with ThreadPoolExecutor(4) as pool:
        total = sum(pool.map(np.dot, np.array_split(v, 4), np.array_split(y, 4)))
    return total * v


@memory.cache
def pinv(X):
    return np.linalg.pinv(X)


def min_norm_solution(X, t):
    joblib.dump(pinv(X) @ t, "w.joblib")
    return joblib.load("w.joblib")


def underparameterized_solution(X, t):
    found = []
    worker = threading.Thread(target=lambda: found.append(np.linalg.lstsq(X, t, rcond=None)[0]))
    worker.start()
    worker.join()
    return found[0]


def solution_is_unique():
    return True


def step(w, X, t, lr, i):
    return w - 2 * lr * (X[i] @ w - t[i]) * X[i]


def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    with Parallel(n_jobs=-1, prefer="threads") as parallel:
        for i in order:
            (w,) = parallel([delayed(step)(w, X, t, lr, i)])
    return w
