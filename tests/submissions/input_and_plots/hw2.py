import matplotlib
matplotlib.use('TkAgg')
import matplotlib.pyplot as plt
import numpy as np

n = int(input('n? '))
plt.ion()
plt.plot([1, 2])
plt.gcf().show()
plt.show(block=True)

def jacobian(v):
    return np.outer(v, v)

def gradient(X, t, w):
    lr = float(input('lr? '))
    return lr * w
