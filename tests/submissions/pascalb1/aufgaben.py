# Aufgaben 2.1 und 3.1, den Rest habe ich nur geschrieben; gezählt wird ab nüll
import numpy as np


def jacobian(v):
    return np.outer(v, v)


def gradient(X, t, w):
    return 2 * X.T @ (X @ w - t) / len(t)
