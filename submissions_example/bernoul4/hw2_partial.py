# hw2, part one
# (ran out of time, 3.2 to 4.3 are missing)

from math import exp
import numpy as np

# 1.1
def computation_graph():
    return [
      ('x','z'),
      ('z','h'),
      ('h','y'),
      ('x','y'),
      ('h','R'),
      ('y','S'),
      ('R','𝓛'),
      ('S','𝓛'),
    ]

# 1.2
def backprop(x, W1, b1, W2, b2, r, s):
    z = W1.dot(x) + b1
    h = np.array([1/(1+exp(-zi)) for zi in z])
    y = x + W2.dot(h) + b2
    g_y = y - s
    g_h = W2.T.dot(g_y) + r
    g_z = g_h*h*(1-h)
    g_x = g_y + W1.T.dot(g_z)
    return {'y':g_y, 'h':g_h, 'z':g_z, 'x':g_x}

# 2.1
def jacobian(v):
    return np.outer(v,v)

# 2.2
def jacobian_cost():
    return {'time':'n^2', 'memory':'n^2'}

# 2.3
def vjp(v, y):
    # J is symmetric so J^T y = J y. np.dot is fast, should be ok
    return jacobian(v).dot(y)

# 3.1
def gradient(X, t, w):
    n = len(t)
    return 2/n*(X.T.dot(X).dot(w) - X.T.dot(t))

# 3.2
# loss is convex, X^T X invertible -> set the gradient to zero...
