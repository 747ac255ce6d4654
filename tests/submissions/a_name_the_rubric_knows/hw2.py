import numpy as np

def outer_product(v):
    return np.outer(v, v)
