"""Every derivative of the reference against central differences of the function it is the derivative of."""

import numpy as np
import pytest

STEP = 1e-6


def slope(function, at):
    """Central differences of a function of a vector; the last axis is the moved coordinate's."""
    at = np.array(at, dtype=float)
    steps = STEP * np.eye(at.size)
    return np.stack([(function(at + e) - function(at - e)) / (2 * STEP) for e in steps], axis=-1)


def loss_from(name, case):
    """The homework's loss as a function of one of its own intermediate values."""

    def sigmoid(z):
        return np.exp(-np.logaddexp(0, -z))

    def from_y_and_h(y, h):
        return 0.5 * np.sum((y - case["s"]) ** 2) + np.dot(case["r"], h)

    def from_h(h, x):
        return from_y_and_h(x + case["W2"] @ h + case["b2"], h)

    z = case["W1"] @ case["x"] + case["b1"]
    return {
        "y": (lambda y: from_y_and_h(y, sigmoid(z)), case["x"] + case["W2"] @ sigmoid(z) + case["b2"]),
        "h": (lambda h: from_h(h, case["x"]), sigmoid(z)),
        "z": (lambda z: from_h(sigmoid(z), case["x"]), z),
        "x": (lambda x: from_h(sigmoid(case["W1"] @ x + case["b1"]), x), case["x"]),
    }[name]


def uneven_networks():
    """Networks with more, and with fewer, hidden units than inputs."""
    rng = np.random.default_rng(1)
    for inputs, hidden in ((2, 5), (5, 2), (3, 1), (1, 4)):
        draw = rng.normal
        yield {
            "x": draw(size=inputs),
            "W1": draw(size=(hidden, inputs)),
            "b1": draw(size=hidden),
            "W2": draw(size=(inputs, hidden)),
            "b2": draw(size=inputs),
            "r": draw(size=hidden),
            "s": draw(size=inputs),
        }


@pytest.mark.parametrize("key", ["y", "h", "z", "x"])
def test_backprop_is_the_slope_of_the_loss(hw2, cases, key):
    """Each of the four gradients is the slope of the loss in that value, whatever the two sizes are."""
    for case in [*cases(hw2.backprop).values(), *uneven_networks()]:
        function, at = loss_from(key, case)
        got = hw2.backprop(**case)
        assert list(got) == ["y", "h", "z", "x"]
        np.testing.assert_allclose(got[key], slope(function, at), rtol=1e-6, atol=1e-7)


def test_the_graph_is_the_networks(hw2):
    """A value depends on exactly those that have an arrow into it: moving one alone moves the other."""
    rng = np.random.default_rng(2)
    W1, W2, b1, b2, r, s = (rng.normal(size=shape) for shape in ((3, 3), (3, 3), 3, 3, 3, 3))
    made_of = {
        "z": (["x"], lambda v: W1 @ v["x"] + b1),
        "h": (["z"], lambda v: 1 / (1 + np.exp(-v["z"]))),
        "y": (["h", "x"], lambda v: v["x"] + W2 @ v["h"] + b2),
        "S": (["y"], lambda v: 0.5 * np.sum((v["y"] - s) ** 2)),
        "R": (["h"], lambda v: r @ v["h"]),
        "L": (["S", "R"], lambda v: v["S"] + v["R"]),
    }
    values = {"x": rng.normal(size=3)}
    for name, (_, make) in made_of.items():
        values[name] = make(values)
    found = set()
    for name, (sources, make) in made_of.items():
        for source in sources:
            moved = make(values | {source: values[source] + 0.1})
            assert not np.allclose(moved, values[name])
            found.add((source, name))
    edges = hw2.computation_graph()
    assert set(edges) == found
    assert len(edges) == len(found)


def test_jacobian_is_the_slope_of_the_map(hw2, cases):
    """The columns of the Jacobian are the slopes of f(x) = v (v·x)."""
    for case in cases(hw2.jacobian).values():
        v = case["v"]
        at = np.linspace(-1, 1, len(v))
        got = hw2.jacobian(v)
        np.testing.assert_allclose(got, slope(lambda x, v=v: v * np.sum(v * x), at), rtol=1e-6, atol=1e-7)


def test_vjp_is_the_slope_of_a_weighted_sum(hw2, cases):
    """Jᵀy is the slope of y·f(x)."""
    for case in cases(hw2.vjp, "small").values():
        v, y = case["v"], case["y"]
        numeric = slope(lambda x, v=v, y=y: np.sum(y * v) * np.sum(v * x), np.ones(len(v)))
        np.testing.assert_allclose(hw2.vjp(v, y), numeric, rtol=1e-6, atol=1e-7)


def test_vjp_of_the_homeworks_numbers(hw2):
    """By hand: 1 + 2 + 3 = 6 times v."""
    np.testing.assert_array_equal(hw2.vjp(np.array([1.0, 2.0, 3.0]), np.ones(3)), [6, 12, 18])


def test_the_million_is_a_million_and_well_scaled(hw2, cases):
    """The large case has n = 1,000,000, and its inner product does not cancel."""
    ((_, case),) = cases(hw2.vjp, "million").items()
    assert len(case["v"]) == len(case["y"]) == 1_000_000
    assert abs(case["v"] @ case["y"]) > 0.1 * np.linalg.norm(case["v"]) * np.linalg.norm(case["y"])


def test_jacobian_cost_is_quadratic(hw2):
    """Doubling n four-folds the entries, and the one multiplication each of them takes."""
    entries = [hw2.jacobian(np.ones(n)).size for n in (8, 16, 32)]
    assert entries[1] / entries[0] == entries[2] / entries[1] == 2**2
    assert hw2.jacobian_cost() == {"time": "n^2", "memory": "n^2"}


def test_gradient_is_the_slope_of_the_loss(hw2, cases):
    """The gradient is the slope of the mean of squared errors."""
    for case in cases(hw2.gradient).values():

        def loss(w, case=case):
            return np.mean([(x @ w - t) ** 2 for x, t in zip(case["X"], case["t"], strict=True)])

        np.testing.assert_allclose(hw2.gradient(**case), slope(loss, case["w"]), rtol=1e-6, atol=1e-7)


def test_gradient_cases_never_have_two_samples(hw2, cases):
    """With two samples a lost 2 and a lost 1/n cancel, and a wrong answer would look right."""
    assert min(len(case["t"]) for case in cases(hw2.gradient).values()) >= 3
