"""Problem 2: Jacobians and products with them."""
import numpy as np


def jacobian(v):
    return np.outer(v, v)


def jacobian_cost():
    return {"time": "n^2", "memory": "n^2"}


def vjp(v, y):
    scalar = np.dot(v, y)
    return scalar * v
