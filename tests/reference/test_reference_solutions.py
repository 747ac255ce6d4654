"""Closed forms against the methods they speak of, run until they stand still."""

import numpy as np
import pytest

X2, T2 = np.array([[2.0, 1.0]]), np.array([2.0])


def descend(X, t, start=None, steps=20_000):
    """Plain gradient descent on the mean squared error, written for one sample and one weight at a time."""
    w = np.zeros(X.shape[1]) if start is None else np.array(start, dtype=float)
    lr = 0.9 / np.linalg.eigvalsh(X.T @ X / len(t)).max() / 2
    for _ in range(steps):
        errors = [float(np.dot(w, x)) - label for x, label in zip(X, t, strict=True)]
        slope = sum(2 * e * x for e, x in zip(errors, X, strict=True)) / len(t)
        if np.abs(slope).max() < 1e-14:
            break
        w = w - lr * slope
    return w


@pytest.mark.parametrize("group", ["noisy", "linear_target"])
def test_underparameterized_solution_is_where_descent_ends(hw2, cases, group):
    """Gradient descent ends at the closed form, and so does the library's least squares."""
    for case in cases(hw2.underparameterized_solution, group).values():
        X, t = case["X"], case["t"]
        assert X.shape[0] > X.shape[1]
        got = hw2.underparameterized_solution(X, t)
        np.testing.assert_allclose(got, np.linalg.lstsq(X, t, rcond=None)[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(got, descend(X, t), rtol=1e-6, atol=1e-9)


def test_the_underparameterized_solution_is_unique(hw2, cases):
    """Descent from anywhere ends at the same weights."""
    rng = np.random.default_rng(3)
    for case in list(cases(hw2.underparameterized_solution, "noisy").values())[:2]:
        ends = [descend(**case, start=rng.normal(size=case["X"].shape[1]) * 5) for _ in range(3)]
        np.testing.assert_allclose(ends, [ends[0]] * 3, rtol=1e-6, atol=1e-9)
    assert hw2.solution_is_unique() is True


def test_a_linear_target_comes_back(hw2, cases):
    """With labels X w*, the solution is a w* with one decimal, and predicts any x without error."""
    for case in cases(hw2.underparameterized_solution, "linear_target").values():
        w = hw2.underparameterized_solution(**case)
        np.testing.assert_allclose(w, w.round(1), atol=1e-12)
        np.testing.assert_allclose(case["X"] @ w.round(1), case["t"], atol=1e-12)


def test_noisy_labels_are_not_linear(hw2, cases):
    """The noisy group is generic: no weights fit it exactly."""
    for case in cases(hw2.underparameterized_solution, "noisy").values():
        w = hw2.underparameterized_solution(**case)
        assert np.linalg.norm(case["X"] @ w - case["t"]) > 1e-3


def test_min_norm_solution_is_where_descent_from_zero_ends(hw2, cases):
    """Gradient descent from zero ends at the closed form, and so does the library's least squares."""
    for case in cases(hw2.min_norm_solution).values():
        X, t = case["X"], case["t"]
        assert X.shape[0] < X.shape[1]
        got = hw2.min_norm_solution(X, t)
        np.testing.assert_allclose(got, np.linalg.lstsq(X, t, rcond=None)[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(got, descend(X, t), rtol=1e-6, atol=1e-9)


def test_no_other_solution_is_shorter(hw2, cases):
    """Whatever X does not see can only add length."""
    rng = np.random.default_rng(4)
    for case in cases(hw2.min_norm_solution).values():
        X = case["X"]
        w = hw2.min_norm_solution(**case)
        for _ in range(5):
            step = rng.normal(size=len(w))
            other = w + step - np.linalg.lstsq(X, X @ step, rcond=None)[0]
            np.testing.assert_allclose(X @ other, case["t"], atol=1e-10)
            assert np.linalg.norm(other) > np.linalg.norm(w)


def test_orthogonality_is_zero_for_solutions(hw2, cases):
    """The cases are other solutions, not the same one, and the product vanishes to rounding."""
    for case in cases(hw2.orthogonality).values():
        X, t, w1 = case["X"], case["t"], case["w1"]
        w = np.linalg.lstsq(X, t, rcond=None)[0]
        np.testing.assert_allclose(X @ w1, t, atol=1e-12)
        assert np.linalg.norm(w1 - w) > 0.1
        assert np.linalg.cond(X) < 20
        size = hw2.orthogonality.scaling(**case)
        assert size == pytest.approx(np.linalg.norm(w) * (np.linalg.norm(w) + np.linalg.norm(w1)))
        assert abs(hw2.orthogonality(**case)) <= 1e-12 * size


def test_every_point_of_the_line_fits_the_sample(hw2):
    """Points of a·w1 + b·w2 = c have no loss, points beside it do."""
    a, b, c = hw2.solution_line()
    for w1 in np.linspace(-3, 3, 7):
        w2 = (c - a * w1) / b
        assert np.dot(X2[0], (w1, w2)) == pytest.approx(T2[0])
        assert np.dot(X2[0], (w1, w2 + 0.1)) != pytest.approx(T2[0])


def test_the_gradients_direction_stays(hw2):
    """Along the whole descent from zero the gradient is parallel to one unit vector."""
    unit = hw2.gradient_direction()
    assert np.linalg.norm(unit) == pytest.approx(1)
    w = np.zeros(2)
    for _ in range(50):
        slope = 2 * (X2[0] @ w - T2[0]) * X2[0]
        assert abs(slope @ unit) == pytest.approx(np.linalg.norm(slope))
        w = w - 0.03 * slope
    np.testing.assert_allclose(unit, [2 / np.sqrt(5), 1 / np.sqrt(5)])
    assert hw2.direction_changes() is False


def test_descent_in_the_plane_ends_at_the_solution(hw2):
    """Descent from zero ends at (0.8, 0.4), the point of the line nearest to zero."""
    got = hw2.gd_solution_2d()
    np.testing.assert_allclose(got, [0.8, 0.4])
    np.testing.assert_allclose(got, descend(X2, T2), rtol=1e-9)
    along = np.linspace(-5, 5, 2001)
    assert np.hypot(along, 2 - 2 * along).min() >= np.linalg.norm(got) - 1e-12


def test_the_legs_make_the_hypotenuse(hw2, cases):
    """On the line, the squared legs add up to the squared length of w."""
    for case in cases(hw2.pythagoras).values():
        w = case["w"]
        assert 2 * w[0] + w[1] == pytest.approx(2)
        first, second = hw2.pythagoras(w)
        assert first + second == pytest.approx(w @ w)
        assert first == pytest.approx(0.8**2 + 0.4**2)
        assert second == pytest.approx((w[0] - 0.8) ** 2 + (w[1] - 0.4) ** 2)


def test_polynomials_agree_with_numpys_own_fit(hw2, cases):
    """Below the number of points the weights are those of numpy's Legendre.fit; so is the convention's."""
    from numpy.polynomial import Chebyshev, Legendre

    for case in cases(hw2.fit_poly, "under").values():
        fitted = {"": Legendre, "chebyshev basis": Chebyshev}
        for name, function in {"": hw2.fit_poly.function, **hw2.fit_poly.conventions}.items():
            want = fitted[name].fit(case["X"], case["t"], case["d"], domain=[-1, 1]).coef
            np.testing.assert_allclose(function(**case), want, rtol=1e-9, atol=1e-12)


def test_many_degrees_interpolate_with_the_shortest_weights(hw2, cases):
    """Above the number of points the polynomial passes through all, with weights the rows span."""
    from numpy.polynomial.legendre import legval, legvander

    for case in cases(hw2.fit_poly, "over").values():
        w = hw2.fit_poly(**case)
        assert w.shape == (case["d"] + 1,)
        np.testing.assert_allclose(legval(case["X"], w), case["t"], atol=1e-10)
        rows = legvander(case["X"], case["d"])
        assert np.linalg.matrix_rank(np.vstack([rows, w]), tol=1e-8) == len(case["t"])


def test_polynomial_cases_keep_away_from_the_middle(hw2, cases):
    """Fourteen equidistant points in [−1, 1], and degrees where the textbook's formula has digits."""
    assert [case["d"] for case in cases(hw2.fit_poly, "under").values()] == [2, 3, 4, 5, 7]
    assert [case["d"] for case in cases(hw2.fit_poly, "over").values()] == [20, 50, 100, 200]
    for case in cases(hw2.fit_poly).values():
        np.testing.assert_allclose(case["X"], np.linspace(-1, 1, 14))


def test_a_higher_degree_need_not_overfit(hw2):
    """The test error rises towards as many weights as points, and comes down again far beyond."""
    from numpy.polynomial.legendre import legval

    grid, fresh = np.linspace(-1, 1, 14), np.linspace(-0.95, 0.95, 200)

    def truth(x):
        return np.sin(np.pi * x)

    rng = np.random.default_rng(5)
    errors = dict.fromkeys((1, 13, 50, 200), 0.0)
    for _ in range(20):
        t = truth(grid) + 0.3 * rng.normal(size=14)
        for d in errors:
            errors[d] += np.mean((legval(fresh, hw2.fit_poly(grid, d, t)) - truth(fresh)) ** 2) / 20
    assert max(errors[50], errors[200]) < errors[1] < errors[13]
    assert hw2.overparameterization_always_overfits() is False
