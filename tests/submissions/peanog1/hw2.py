# I read the sample as x = (2, 3).
import numpy as np


def solution_line():
    return (2, 3, 2)


def gradient_direction():
    a, b, _ = solution_line()
    return np.array([a, b]) / np.hypot(a, b)


def direction_changes():
    return False


def gd_solution_2d():
    a, b, c = solution_line()
    return c * np.array([a, b]) / (a**2 + b**2)


def pythagoras(w):
    w_hat = gd_solution_2d()
    rest = w - w_hat
    return [w_hat @ w_hat, rest @ rest]
