# Homework 2: fill in the functions. Names and arguments must stay as they are.

STUDENT = "netid"

import numpy as np


# Problem 1

def computation_graph():
    raise NotImplementedError


def backprop(x, W1, b1, W2, b2, r, s):
    raise NotImplementedError


# Problem 2

def jacobian(v):
    raise NotImplementedError


def jacobian_cost():
    raise NotImplementedError


def vjp(v, y):
    raise NotImplementedError


# Problem 3

def gradient(X, t, w):
    raise NotImplementedError


def underparameterized_solution(X, t):
    raise NotImplementedError


def solution_is_unique():
    raise NotImplementedError


def solution_line():
    raise NotImplementedError


def gradient_direction():
    raise NotImplementedError


def direction_changes():
    raise NotImplementedError


def gd_solution_2d():
    raise NotImplementedError


def pythagoras(w):
    raise NotImplementedError


def min_norm_solution(X, t):
    raise NotImplementedError


def orthogonality(X, t, w1):
    raise NotImplementedError


def fit_poly(X, d, t):
    Phi = poly_expand(X, d, poly_type)
    if d >= len(X):
        # more weights than points: W = ...
    else:
        # at least as many points as weights: W = ...
    return W


def overparameterization_always_overfits():
    raise NotImplementedError


# Problem 4

def sgd(X, t, lr, order):
    raise NotImplementedError


def minibatch_sgd(X, t, lr, batches):
    raise NotImplementedError


def minibatch_finds_min_norm():
    raise NotImplementedError


def adagrad(X, t, lr, eps, steps):
    raise NotImplementedError


def adagrad_finds_min_norm():
    raise NotImplementedError


def adaptive_methods_find_min_norm():
    raise NotImplementedError
