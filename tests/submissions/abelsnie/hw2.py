# A line along an axis: the point nearest to zero is no work there.
import numpy as np


def solution_line():
    return (1.0, 0.0, 1.0)


def gradient_direction():
    return np.array([1.0, 0.0])


def gd_solution_2d():
    return np.array([1.0, 0.0])
