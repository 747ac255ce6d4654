"""Problem 1: backpropagation."""
from my_tools import sigmoid


def computation_graph():
    return zip("xzhxhyRS", "zhyyRSLL")


def backprop(x, W1, b1, W2, b2, r, s):
    # forward
    z = W1 @ x + b1
    h = sigmoid(z)
    y = x + W2 @ h + b2
    # backward
    y_bar = y - s                    # S only
    h_bar = W2.T @ y_bar + r         # through y, and through R
    z_bar = h_bar * h * (1 - h)
    x_bar = W1.T @ z_bar + y_bar     # through z, and directly
    return {"y": y_bar, "h": h_bar, "z": z_bar, "x": x_bar}
