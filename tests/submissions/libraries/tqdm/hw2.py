# I like to see how far it is.
import time

import numpy as np
from tqdm import tqdm, trange
from tqdm.auto import tqdm as bar

for _ in tqdm(range(100), desc="warming up"):
    time.sleep(0.0005)


def jacobian(v):
    J = np.zeros((len(v), len(v)))
    for i in trange(len(v), leave=False):
        J[i] = v[i] * v
    return J


def gradient(X, t, w):
    g = np.zeros(len(w))
    with tqdm(total=len(t), unit="samples") as progress:
        for x, label in zip(X, t):
            g += 2 / len(t) * (x @ w - label) * x
            progress.update()
            progress.set_postfix(g=float(g[0]))
    return g


def gd_solution_2d():
    w = np.zeros(2)
    for _ in bar(range(200)):
        w -= 0.1 * (2 * w[0] + w[1] - 2) * np.array([2.0, 1.0])
    tqdm.write("done")
    return w


def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in tqdm(order, mininterval=0, ascii=True):
        w -= 2 * lr * (X[i] @ w - t[i]) * X[i]
    return w


def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for epoch in trange(1):
        for batch in tqdm(batches, position=1):
            w -= lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - t[batch])
    return w


def minibatch_finds_min_norm():
    return True
