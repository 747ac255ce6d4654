"""SGD, its batches and the adaptive methods, written a second time in plain Python and run to the end."""

import math

import numpy as np
import pytest

X2, T2 = np.array([[2.0, 1.0]]), np.array([2.0])


def gap(weights, x, label):
    """The error of one sample."""
    return sum(w * value for w, value in zip(weights, x, strict=True)) - label


def plain_sgd(X, t, lr, order, factor=2.0):
    """One sample at a time, in plain Python."""
    w = [0.0] * len(X[0])
    for i in order:
        error = gap(w, X[i], t[i])
        w = [old - lr * factor * error * value for old, value in zip(w, X[i], strict=True)]
    return w


def constants(n):
    """What may stand before the gradient, by the text in a convention's name."""
    return {"2": 2, "1": 1, "2/n": 2 / n, "1/n": 1 / n}


def plain_batches(X, t, lr, batches, factor=2.0, total=False):
    """Several samples at a time, in plain Python; `total` sums over a batch where it should average."""
    w = [0.0] * len(X[0])
    for batch in batches:
        slope = [0.0] * len(w)
        for i in batch:
            error = gap(w, X[i], t[i])
            slope = [old + factor * error * value for old, value in zip(slope, X[i], strict=True)]
        size = 1 if total else len(batch)
        w = [old - lr * g / size for old, g in zip(w, slope, strict=True)]
    return w


def mean_gradient(X, t, w, factor=2.0):
    """The gradient of the mean squared error, in plain Python."""
    g = [0.0] * len(w)
    for x, label in zip(X, t, strict=True):
        error = gap(w, x, label)
        g = [old + factor * error * value / len(t) for old, value in zip(g, x, strict=True)]
    return g


def plain_adagrad(X, t, lr, eps, steps, factor=2.0):
    """AdaGrad in plain Python."""
    w = [0.0] * len(X[0])
    G = [0.0] * len(w)
    for _ in range(steps):
        for k, g in enumerate(mean_gradient(X, t, w, factor)):
            G[k] += g * g
            w[k] -= lr / (math.sqrt(G[k]) + eps) * g
    return w


def plain_rmsprop(X, t, lr, steps, decay=0.9):
    """RMSProp with eps = 0, every intermediate w."""
    w, average = [0.0] * len(X[0]), [0.0] * len(X[0])
    for _ in range(steps):
        g = mean_gradient(X, t, w)
        average = [decay * a + (1 - decay) * s * s for a, s in zip(average, g, strict=True)]
        w = [old - lr * s / math.sqrt(a) if a else old for old, s, a in zip(w, g, average, strict=True)]
        yield w


def plain_adam(X, t, lr, steps, first=0.9, second=0.999):
    """Adam with eps = 0, every intermediate w."""
    w, m, v = ([0.0] * len(X[0]) for _ in range(3))
    for step in range(1, steps + 1):
        g = mean_gradient(X, t, w)
        m = [first * a + (1 - first) * s for a, s in zip(m, g, strict=True)]
        v = [second * a + (1 - second) * s * s for a, s in zip(v, g, strict=True)]
        w = [
            old - lr * (a / (1 - first**step)) / math.sqrt(b / (1 - second**step))
            for old, a, b in zip(w, m, v, strict=True)
        ]
        yield w


def test_sgd_paths_are_those_of_plain_python(hw2, cases):
    """The reference and its conventions take the steps of a second, independent implementation."""
    readings = {"factor 2": hw2.sgd.function, **hw2.sgd.conventions}
    assert set(readings) == {f"factor {text}" for text in constants(3)}
    for case in cases(hw2.sgd).values():
        n = len(case["t"])
        assert 3 <= n < case["X"].shape[1]
        for name, function in readings.items():
            want = plain_sgd(**case, factor=constants(n)[name.removeprefix("factor ")])
            np.testing.assert_allclose(function(**case), want, rtol=1e-10, atol=1e-12)


def test_minibatch_paths_are_those_of_plain_python(hw2, cases):
    """The reference and its conventions take the steps of a second, independent implementation."""
    readings = {"factor 2, mean": hw2.minibatch_sgd.function, **hw2.minibatch_sgd.conventions}
    assert set(readings) == {f"factor {f}, {total}" for f in constants(3) for total in ("mean", "sum")}
    for case in cases(hw2.minibatch_sgd).values():
        n = len(case["t"])
        assert 3 <= n < case["X"].shape[1]
        assert all(1 < len(set(batch)) == len(batch) < n for batch in case["batches"])
        for name, function in readings.items():
            factor, _, total = name.removeprefix("factor ").partition(", ")
            want = plain_batches(**case, factor=constants(n)[factor], total=total == "sum")
            np.testing.assert_allclose(function(**case), want, rtol=1e-10, atol=1e-12)


def test_batches_come_in_equal_and_in_unequal_sizes(hw2, cases):
    """With equal sizes alone, a mean and a sum differ by a constant only."""
    for group in ("paths", "long"):
        sizes = [{len(b) for b in case["batches"]} for case in cases(hw2.minibatch_sgd, group).values()]
        assert {len(s) for s in sizes} == {1, 2}


def test_sgd_ends_at_the_shortest_solution(hw2, cases):
    """Many passes from zero end at the library's least squares, which is the shortest solution."""
    rng = np.random.default_rng(6)
    for case in list(cases(hw2.sgd, "paths").values())[:3]:
        X, t = case["X"], case["t"]
        order = [int(i) for i in rng.integers(len(t), size=20_000)]
        lr = 0.4 / (X**2).sum(axis=1).max()
        got = hw2.sgd(X, t, lr, order)
        np.testing.assert_allclose(got, np.linalg.lstsq(X, t, rcond=None)[0], rtol=1e-6, atol=1e-8)


def test_minibatch_sgd_ends_at_the_shortest_solution(hw2, cases):
    """Batches from zero end there as well; from elsewhere they do not."""
    rng = np.random.default_rng(7)
    for case in list(cases(hw2.minibatch_sgd, "paths").values())[:3]:
        X, t = case["X"], case["t"]
        batches = [[int(i) for i in rng.permutation(len(t))[:2]] for _ in range(20_000)]
        lr = 0.4 / (X**2).sum(axis=1).max()
        shortest = np.linalg.lstsq(X, t, rcond=None)[0]
        got = hw2.minibatch_sgd(X, t, lr, batches)
        np.testing.assert_allclose(got, shortest, rtol=1e-6, atol=1e-8)
        shift = np.ones(X.shape[1])
        elsewhere = shift + hw2.minibatch_sgd(X, t - X @ shift, lr, batches)
        np.testing.assert_allclose(X @ elsewhere, t, atol=1e-6)
        assert np.linalg.norm(elsewhere) > np.linalg.norm(shortest) + 1e-3
    assert hw2.minibatch_finds_min_norm() is True


def test_adagrad_paths_are_those_of_plain_python(hw2, cases):
    """The reference's path is that of a second implementation, whatever constant the gradient carries."""
    for case in cases(hw2.adagrad).values():
        n = len(case["t"])
        for factor in (2.0, 1.0, 2.0 * n, float(n)):
            want = plain_adagrad(**case, factor=factor)
            far = np.linalg.norm(hw2.adagrad(**case) - want)
            assert far <= 1e-9 * np.linalg.norm(want)


def test_adagrad_cases_hide_eps_and_the_constant(hw2, cases):
    """A tiny eps, and no entry of the first gradient below 0.1 in the smallest constant."""
    settings = {(case["lr"], case["steps"]) for case in cases(hw2.adagrad, "paths").values()}
    assert len(settings) >= 6
    for case in cases(hw2.adagrad).values():
        assert 0 < case["eps"] <= 1e-12
        assert case["steps"] >= 2
        assert np.abs(case["X"].T @ case["t"]).min() / len(case["t"]) >= 0.1


def test_adagrad_ends_elsewhere(hw2):
    """On the homework's sample AdaGrad ends at (2/3, 2/3), a solution that is not the shortest."""
    got = hw2.adagrad(X2, T2, 0.3, 1e-12, 500)
    np.testing.assert_allclose(got, [2 / 3, 2 / 3], rtol=1e-9)
    np.testing.assert_allclose(plain_adagrad(X2, T2, 0.3, 1e-12, 500), [2 / 3, 2 / 3], rtol=1e-9)
    assert np.linalg.norm(got) > np.linalg.norm(np.linalg.lstsq(X2, T2, rcond=None)[0]) + 1e-3
    assert hw2.adagrad_finds_min_norm() is False


@pytest.mark.parametrize("method", [plain_rmsprop, plain_adam])
def test_other_adaptive_methods_keep_the_weights_equal(hw2, method):
    """RMSProp and Adam with eps = 0 move both weights alike, to a solution that is not (0.8, 0.4)."""
    for w in method(X2, T2, 0.01, 300):
        assert w[0] == pytest.approx(w[1], rel=1e-9)
    assert 2 * w[0] + w[1] == pytest.approx(2, abs=0.1)
    assert abs(w[0] - 0.8) + abs(w[1] - 0.4) > 0.1
    assert hw2.adaptive_methods_find_min_norm() is False
