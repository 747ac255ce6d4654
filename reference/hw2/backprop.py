"""Problem 1: a small network with a skip connection, as a graph and as equations run backwards."""

import numpy as np

from grader.oracle import question


@question
def computation_graph():
    """The arrows of the computation graph, each as a pair of names (from, to)."""
    return [
        ("x", "z"),
        ("z", "h"),
        ("h", "y"),
        ("x", "y"),
        ("h", "R"),
        ("y", "S"),
        ("R", "L"),
        ("S", "L"),
    ]


@computation_graph.mistake("every arrow points backwards", hint="Let the arrows follow the forward pass.")
def reversed_arrows():
    """Draws the way the gradients travel."""
    return [(end, start) for start, end in computation_graph()]


@computation_graph.mistake("an arrow into y is left out", hint="Read the line that defines y once more.")
def no_skip():
    """Forgets that y also depends on x directly."""
    return [edge for edge in computation_graph() if edge != ("x", "y")]


@computation_graph.mistake("the terms of the loss are left out", hint="The loss is a sum: draw its terms.")
def no_terms():
    """Connects h and y with the loss directly."""
    return [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "L"), ("y", "L")]


@computation_graph.mistake(
    "every arrow points backwards and one is left out",
    credit="1/4",
    hint="Let the arrows follow the forward pass.",
)
def reversed_no_skip():
    """Draws the way back, and forgets the skip connection."""
    return [(end, start) for start, end in no_skip()]


@computation_graph.mistake(
    "every arrow points backwards, past the terms of the loss",
    credit="1/4",
    hint="Let the arrows follow the forward pass.",
)
def reversed_no_terms():
    """Draws the way back, without the terms of the loss."""
    return [(end, start) for start, end in no_terms()]


@question
def backprop(x, W1, b1, W2, b2, r, s):
    """The gradients of the loss with respect to y, h, z and x."""
    z = W1 @ x + b1
    h = sigmoid(z)
    y = x + W2 @ h + b2
    y_bar = y - s
    h_bar = W2.T @ y_bar + r
    z_bar = h_bar * sigmoid_slope(z)
    x_bar = y_bar + W1.T @ z_bar
    return {"y": y_bar, "h": h_bar, "z": z_bar, "x": x_bar}


def sigmoid(z):
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    """Its derivative at z."""
    return sigmoid(z) * (1 - sigmoid(z))


backprop.example(
    x=np.array([1.0, -1.0]),
    W1=np.array([[1.0, 2.0], [0.5, -1.0]]),
    b1=np.array([0.0, 0.5]),
    W2=np.array([[1.0, 0.0], [2.0, -1.0]]),
    b2=np.array([0.5, 0.0]),
    r=np.array([1.0, 2.0]),
    s=np.array([0.0, 1.0]),
)


@backprop.cases(count=8)
def random(rng):
    """As many hidden units as inputs: the common slips then give numbers to recognise, not a crash."""
    size = int(rng.integers(2, 6))
    vectors = {name: rng.normal(size=size).round(2) for name in ("x", "b1", "b2", "r", "s")}
    matrices = {name: rng.normal(size=(size, size)).round(2) for name in ("W1", "W2")}
    everything = vectors | matrices
    return {name: everything[name] for name in backprop.parameters}


@backprop.equivalent
def through_jacobians(x, W1, b1, W2, b2, r, s):
    """Multiplies out the Jacobian of each step."""
    z = W1 @ x + b1
    y = x + W2 @ sigmoid(z) + b2
    slope = np.diag(sigmoid_slope(z))
    y_bar = y - s
    h_bar = y_bar @ W2 + r
    x_bar = y_bar @ (np.eye(len(x)) + W2 @ slope @ W1) + r @ slope @ W1
    return {"y": y_bar, "h": h_bar, "z": h_bar @ slope, "x": x_bar}


@backprop.follows("backprop")
def from_own_entries(own, x, W1, b1, W2, b2, r, s):  # noqa: ARG001
    """Each gradient from one's own of the steps before it."""
    found = {}
    if "y" in own:
        found["h"] = W2.T @ own["y"] + r
    if "h" in own:
        found["z"] = own["h"] * sigmoid_slope(W1 @ x + b1)
    if {"y", "z"} <= own.keys():
        found["x"] = own["y"] + W1.T @ own["z"]
    return found


def gradients(y_bar, h_bar, z_bar, x_bar):
    """The four in the order of the chain."""
    return {"y": y_bar, "h": h_bar, "z": z_bar, "x": x_bar}


@backprop.mistake("differentiates the sigmoid at x", hint="Where in the network does the sigmoid act?")
def slope_at_x(x, W1, b1, W2, b2, r, s):
    """Takes the slope at the input in place of the pre-activation."""
    right = backprop(x, W1, b1, W2, b2, r, s)
    z_bar = right["h"] * sigmoid_slope(x)
    return gradients(right["y"], right["h"], z_bar, right["y"] + W1.T @ z_bar)


@backprop.mistake("differentiates the sigmoid at h", hint="Where in the network does the sigmoid act?")
def slope_at_h(x, W1, b1, W2, b2, r, s):
    """Takes the slope at the activation in place of the pre-activation."""
    right = backprop(x, W1, b1, W2, b2, r, s)
    z_bar = right["h"] * sigmoid_slope(sigmoid(W1 @ x + b1))
    return gradients(right["y"], right["h"], z_bar, right["y"] + W1.T @ z_bar)


@backprop.mistake("leaves out the sigmoid's derivative", hint="What lies between z and h?")
def no_slope(x, W1, b1, W2, b2, r, s):
    """Passes the gradient of h on to z unchanged."""
    right = backprop(x, W1, b1, W2, b2, r, s)
    return gradients(right["y"], right["h"], right["h"], right["y"] + W1.T @ right["h"])


@backprop.mistake("misses a path from x to the loss", hint="Count the arrows that leave x in your graph.")
def one_path(x, W1, b1, W2, b2, r, s):
    """Forgets the skip connection on the way back."""
    right = backprop(x, W1, b1, W2, b2, r, s)
    return right | {"x": right["x"] - right["y"]}


@backprop.mistake("misses a path from h to the loss", hint="Count the arrows that leave h in your graph.")
def no_regularizer(x, W1, b1, W2, b2, r, s):
    """Forgets that h enters the loss directly, too."""
    return backprop(x, W1, b1, W2, b2, np.zeros_like(r), s)


@backprop.mistake("leaves out the transposes", hint="Which index of the matrix does the sum run over?")
def no_transposes(x, W1, b1, W2, b2, r, s):
    """Multiplies with the matrices of the forward pass."""
    z = W1 @ x + b1
    y_bar = x + W2 @ sigmoid(z) + b2 - s
    h_bar = W2 @ y_bar + r
    z_bar = h_bar * sigmoid_slope(z)
    return gradients(y_bar, h_bar, z_bar, y_bar + W1 @ z_bar)


@backprop.mistake("takes the error with the other sign", hint="What is the slope of the square at y?")
def error_turned(x, W1, b1, W2, b2, r, s):
    """Differentiates as if s − y were y − s, and goes on from there."""
    return from_error(lambda y: s - y, x, W1, b1, W2, b2, r)


@backprop.mistake("has a factor 2 in the error", hint="A half stands before the square.")
def error_doubled(x, W1, b1, W2, b2, r, s):
    """Forgets the half, and goes on from there."""
    return from_error(lambda y: 2 * (y - s), x, W1, b1, W2, b2, r)


@backprop.mistake("forgets the skip connection on the way forward", hint="Read the line that defines y.")
def no_skip_forward(x, W1, b1, W2, b2, r, s):
    """Computes y without x, and goes on from there."""
    return from_error(lambda y: y - x - s, x, W1, b1, W2, b2, r)


def from_error(error, x, W1, b1, W2, b2, r):
    """The four gradients from what is taken for the first."""
    z = W1 @ x + b1
    y_bar = error(x + W2 @ sigmoid(z) + b2)
    h_bar = W2.T @ y_bar + r
    z_bar = h_bar * sigmoid_slope(z)
    return gradients(y_bar, h_bar, z_bar, y_bar + W1.T @ z_bar)
