"""Small things I need in more than one problem."""
import numpy as np


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def squared_length(v):
    return float(np.dot(v, v))


def rows(X, t, index):
    """The samples with these indices."""
    index = np.asarray(index, dtype=int)
    return X[index], t[index]
