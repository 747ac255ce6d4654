# Every answer with its picture.
import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import animation, cm
from mpl_toolkits.mplot3d import Axes3D

x = np.linspace(-6, 6, 200)
plt.style.use("ggplot")
plt.plot(x, 1 / (1 + np.exp(-x)), label=r"$\sigma(x) = \frac{1}{1 + e^{-x}}$")
plt.legend()
plt.title("The logistic function")
plt.savefig("sigmoid.png")
plt.show()

fig = plt.figure()
axes = fig.add_subplot(projection="3d")
A, B = np.meshgrid(x, x)
axes.plot_surface(A, B, (2 * A + B - 2) ** 2, cmap=cm.viridis, rcount=10, ccount=10)
plt.show()


def jacobian(v):
    J = np.outer(v, v)
    fig, ax = plt.subplots()
    fig.colorbar(ax.imshow(J))
    fig.savefig(io.BytesIO(), format="png")
    plt.close(fig)
    return J


def gradient(X, t, w):
    g = 2 / len(t) * X.T @ (X @ w - t)
    plt.bar(range(len(g)), g)
    plt.savefig("gradient.pdf")
    plt.close("all")
    return g


def gd_solution_2d():
    w, path = np.zeros(2), [np.zeros(2)]
    for _ in range(60):
        w = w - 0.1 * 2 * (2 * w[0] + w[1] - 2) * np.array([2.0, 1.0])
        path.append(w)
    fig, ax = plt.subplots(figsize=(3, 3))
    (dot,) = ax.plot([], [], "o")
    movie = animation.FuncAnimation(fig, lambda k: dot.set_data(*np.array(path[: k + 1]).T), frames=3)
    movie.save("path.gif", writer="pillow")
    plt.close(fig)
    return w


def min_norm_solution(X, t):
    w = np.linalg.pinv(X) @ t
    plt.scatter(range(len(w)), w)
    plt.savefig("weights.svg")
    plt.close()
    return w


def sgd(X, t, lr, order):
    w, losses = np.zeros(X.shape[1]), []
    for i in order:
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
        losses.append(np.mean((X @ w - t) ** 2))
    plt.semilogy(losses)
    plt.xlabel("step")
    plt.show()
    plt.close("all")
    return w
