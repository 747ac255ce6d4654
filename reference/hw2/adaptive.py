"""Problem 4.3: a step size for every weight, and where it leads."""

import numpy as np

from grader.oracle import question


@question
def adagrad(X, t, lr, eps, steps):
    """The weights after some steps of AdaGrad from zero on the mean squared error."""
    w = np.zeros(X.shape[1])
    G = np.zeros_like(w)
    for _ in range(steps):
        g = mean_gradient(X, t, w)
        G = G + g**2
        w = w - lr / (np.sqrt(G) + eps) * g
    return w


def mean_gradient(X, t, w):
    """The gradient of the mean squared error."""
    return 2 / len(t) * X.T @ (X @ w - t)


adagrad.example(X=np.array([[2.0, 1.0]]), t=np.array([2.0]), lr=0.1, eps=1e-12, steps=3)


@adagrad.cases(count=8)
def paths(rng, i):
    """No entry of the first gradient is small: neither its constant nor the place of eps can be seen."""
    while True:
        n = int(rng.integers(2, 5))
        X = rng.normal(size=(n, n + rng.integers(1, 4))).round(2)
        t = rng.normal(size=n).round(2)
        if np.abs(X.T @ t).min() / n >= 0.15:
            break
    lr = round(float(rng.uniform(0.02, 0.1)), 3)
    return {"X": X, "t": t, "lr": lr, "eps": (1e-12, 1e-13)[i % 2], "steps": 2 + i % 5}


@adagrad.equivalent
def eps_inside(X, t, lr, eps, steps):
    """Adds eps under the root."""
    return walk(X, t, lr, steps, lambda total, _: np.sqrt(total + eps))


@adagrad.equivalent
def sum_of_squares(X, t, lr, eps, steps):
    """Differentiates the sum in place of the mean: the constant cancels."""
    return adagrad(X * np.sqrt(len(t)), t * np.sqrt(len(t)), lr, eps, steps)


@adagrad.equivalent
def half_the_mean(X, t, lr, eps, steps):
    """Leaves out the factor 2: the constant cancels."""
    return adagrad(X / np.sqrt(2), t / np.sqrt(2), lr, eps, steps)


def walk(X, t, lr, steps, divisor):
    """Steps from zero with g divided by what `divisor` makes of the sum of squares and the newest g."""
    w = np.zeros(X.shape[1])
    total = np.zeros_like(w)
    for _ in range(steps):
        g = mean_gradient(X, t, w)
        total = total + g**2
        w = w - lr * g / divisor(total, g)
    return w


@adagrad.mistake("forgets the earlier gradients", hint="What happens to G from one step to the next?")
def no_memory(X, t, lr, eps, steps):
    """Divides by the newest gradient alone."""
    return walk(X, t, lr, steps, lambda _, g: np.abs(g) + eps)


@adagrad.mistake("shares one G among all weights", hint="G has an entry for every weight.")
def shared(X, t, lr, eps, steps):
    """Divides by the length of the gradients."""
    return walk(X, t, lr, steps, lambda total, _: np.sqrt(total.sum()) + eps)


@adagrad.mistake("leaves out the square root", hint="Look at the divisor again.")
def no_root(X, t, lr, eps, steps):
    """Divides by the squares."""
    return walk(X, t, lr, steps, lambda total, _: total + eps)


@adagrad.mistake("updates G after the step", hint="Is the newest gradient part of G when the step is made?")
def too_late(X, t, lr, eps, steps):
    """The first step divides by eps alone."""
    w, total = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = mean_gradient(X, t, w)
        # subtracting the newest square from a sum that holds it would cancel to nothing here
        w, total = w - lr / (np.sqrt(total) + eps) * g, total + g**2
    return w


@adagrad.mistake("does not start at zero", hint="Where do the weights begin?")
def from_ones(X, t, lr, eps, steps):
    """Begins with ones; the shifted problem begins with zeros."""
    ones = np.ones(X.shape[1])
    return ones + adagrad(X, t - X @ ones, lr, eps, steps)


@adagrad.mistake("steps uphill", hint="Which way does the loss go down?")
def uphill(X, t, lr, eps, steps):
    """Adds the step."""
    return adagrad(X, t, -lr, eps, steps)


@adagrad.mistake("is a step short", hint="Count your steps.")
def one_short(X, t, lr, eps, steps):
    """Leaves out the last step."""
    return adagrad(X, t, lr, eps, steps - 1)


@adagrad.mistake("makes a step too many", hint="Count your steps.")
def one_more(X, t, lr, eps, steps):
    """Counts from zero to the end."""
    return adagrad(X, t, lr, eps, steps + 1)


@adagrad.mistake("takes the mean of the squares", hint="Is G a sum or a mean?")
def mean_of_squares(X, t, lr, eps, steps):
    """Divides G by the number of steps so far."""
    w, total = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for step in range(1, steps + 1):
        g = mean_gradient(X, t, w)
        total = total + g**2
        w = w - lr * g / (np.sqrt(total / step) + eps)
    return w


@adagrad.mistake("adds up sizes in place of squares", hint="What is added to G in each step?")
def sizes(X, t, lr, eps, steps):
    """Divides by the sum of |g|."""
    w, total = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = mean_gradient(X, t, w)
        total = total + np.abs(g)
        w = w - lr * g / (total + eps)
    return w


@adagrad.mistake("forgets slowly, as RMSProp does", hint="Does AdaGrad ever forget a gradient?")
def fading(X, t, lr, eps, steps):
    """A fading mean with the usual 0.9."""
    w, total = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(steps):
        g = mean_gradient(X, t, w)
        total = 0.9 * total + 0.1 * g**2
        w = w - lr * g / (np.sqrt(total) + eps)
    return w


@adagrad.mistake("never divides", credit="1/4", hint="Where does G come in?")
def plain_descent(X, t, lr, eps, steps):  # noqa: ARG001
    """Plain gradient descent."""
    return walk(X, t, lr, steps, lambda _total, _newest: 1.0)


@adagrad.mistake("never divides, nor averages", credit="1/4", hint="Where does G come in?")
def plain_sum(X, t, lr, eps, steps):  # noqa: ARG001
    """Plain gradient descent on the sum of squares."""
    return walk(X, t, lr, steps, lambda _total, _newest: 1.0 / len(t))


@question
def adagrad_finds_min_norm():
    """Whether AdaGrad from zero always arrives at the shortest solution."""
    return False


@question
def adaptive_methods_find_min_norm():
    """Whether other adaptive methods such as RMSProp and Adam do in general."""
    return False
