# The derivative of the hyperbolic tangent where that of the sigmoid belongs; the rest follows from it.
import numpy as np


def backprop(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    h = 1 / (1 + np.exp(-z))
    y = x + W2 @ h + b2
    grad_y = y - s
    grad_h = W2.T @ grad_y + r
    grad_z = grad_h * (1 - h**2)
    grad_x = grad_y + W1.T @ grad_z
    return {"y": grad_y, "h": grad_h, "z": grad_z, "x": grad_x}
