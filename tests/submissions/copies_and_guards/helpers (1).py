import numpy as np


class Fits:
    def fit_poly(self, X, d):
        return np.linalg.pinv(poly_expand(X, d, poly_type)) @ t


def outer(v):
    return np.outer(v, v)
