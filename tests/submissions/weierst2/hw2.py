# Lines on which everything after is a trifle: nothing is followed from them.
import numpy as np


def solution_line():
    return (0, 0, 0)


def gradient_direction():
    return np.zeros(2)


def direction_changes():
    return False


def gd_solution_2d():
    return np.zeros(2)


def pythagoras(w):
    return [0.0, w @ w]


def min_norm_solution(X, t):
    return np.zeros(X.shape[1])


def orthogonality(X, t, w1):
    return 0.0


def backprop(x, W1, b1, W2, b2, r, s):
    return {"y": np.zeros(len(x)), "h": np.zeros(len(b1)), "z": np.zeros(len(b1)), "x": np.zeros(len(x))}
