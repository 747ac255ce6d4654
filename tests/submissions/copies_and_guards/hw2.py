import matplotlib.pyplot as plt
import numpy as np

from helpers import Fits, outer

plt.plot([0, 1])
plt.waitforbuttonpress()
fit_poly = Fits().fit_poly
jacobian = outer

if __name__ == "__main__":

    def vjp(v, y):
        return v * (v @ y)
