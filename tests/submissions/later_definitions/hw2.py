import numpy as np

def jacobian(v):
    return 0

def gradient(X, t, w):
    return w
