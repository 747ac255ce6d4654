"""What follows from one's own earlier answer, against the question itself asked about another problem."""

import numpy as np
import pytest

LINES = [(2.0, 3.0, 2.0), (1.0, -2.0, 0.5), (-0.5, 4.0, 3.0), (2.0, 1.0, 2.0)]


def along(line):
    """A fine grid of points of a line."""
    a, b, c = line
    foot = np.array([0.0, c / b])
    return foot + np.linspace(-10, 10, 200_001)[:, None] * np.array([b, -a]) / np.hypot(a, b)


def then(question, earlier, own, **arguments):
    """What follows from an own answer."""
    return question.followed[earlier](own, **arguments)


@pytest.mark.parametrize("line", LINES)
def test_the_solution_is_the_point_of_ones_own_line_nearest_to_zero(hw2, line):
    """No point of a fine grid on the line is nearer, and it lies on the line."""
    got = then(hw2.gd_solution_2d, "solution_line", np.array(line))
    points = along(line)
    nearest = points[np.argmin((points**2).sum(axis=1))]
    np.testing.assert_allclose(got, nearest, atol=1e-3)
    assert np.dot(line[:2], got) == pytest.approx(line[2])
    np.testing.assert_allclose(got, then(hw2.gd_solution_2d, "solution_line", -3 * np.array(line)))


@pytest.mark.parametrize("line", LINES)
def test_the_direction_is_that_of_the_loss_of_ones_own_line(hw2, line):
    """Central differences of (a w1 + b w2 − c)² at zero point along it; it has length 1."""
    got = then(hw2.gradient_direction, "solution_line", np.array(line))

    def loss(w):
        return (np.dot(line[:2], w) - line[2]) ** 2

    slope = np.array([(loss(e) - loss(-e)) / 2e-6 for e in 1e-6 * np.eye(2)])
    assert np.linalg.norm(got) == pytest.approx(1)
    assert abs(slope @ got) == pytest.approx(np.linalg.norm(slope), rel=1e-6)


@pytest.mark.parametrize("line", [(0, 0, 0), (1, 0, 1), (0, 2, 1), (3, 1, 0), (1, 1e-9, 1), (1, 1, 1e-9)])
def test_nothing_follows_from_a_line_that_makes_it_easy(hw2, line):
    """No line at all, one along an axis, or one through zero."""
    for question in (hw2.gd_solution_2d, hw2.gradient_direction):
        assert then(question, "solution_line", np.array(line, dtype=float)) is None


def test_the_legs_are_those_of_ones_own_triangle(hw2, cases):
    """Squared distances from zero to the own point and from there to w; none where the own point is zero."""
    own = np.array([0.3, -1.7])
    for case in cases(hw2.pythagoras).values():
        first, second = then(hw2.pythagoras, "gd_solution_2d", own, **case)
        assert first == pytest.approx(np.hypot(*own) ** 2)
        assert second == pytest.approx(np.hypot(*(case["w"] - own)) ** 2)
        assert then(hw2.pythagoras, "gd_solution_2d", np.zeros(2), **case) is None


def test_the_product_is_that_of_ones_own_solution(hw2, cases):
    """By the law of cosines, from three lengths."""
    rng = np.random.default_rng(1)
    for case in cases(hw2.orthogonality).values():
        own = rng.normal(size=len(case["w1"]))
        got = then(hw2.orthogonality, "min_norm_solution", own, **case)
        squares = [v @ v for v in (own - case["w1"], own, case["w1"])]
        assert got == pytest.approx((squares[0] + squares[1] - squares[2]) / 2)


def test_the_product_is_asked_where_the_solution_was(hw2, cases):
    """Each case of `orthogonality` has the problem of a case of `min_norm_solution`, under any seed."""
    for i in range(8):
        assert hw2.orthogonality.seeds("other_solutions", i, 11) == hw2.min_norm_solution.seeds("wide", i, 11)
        later = cases(hw2.orthogonality)[f"other_solutions/{i}"]
        earlier = cases(hw2.min_norm_solution)[f"wide/{i}"]
        np.testing.assert_array_equal(later["X"], earlier["X"])
        np.testing.assert_array_equal(later["t"], earlier["t"])


def test_each_gradient_is_pulled_back_from_ones_own(hw2, cases):
    """A step back multiplies with the slopes of the step forward, here by central differences."""
    rng = np.random.default_rng(2)

    def pull(step, at, seed):
        """The slope of seed · step at a point."""
        steps = 1e-6 * np.eye(len(at))
        return np.array([seed @ (step(at + e) - step(at - e)) / 2e-6 for e in steps])

    for case in cases(hw2.backprop).values():
        W1, b1, W2, b2, x = (case[name] for name in ("W1", "b1", "W2", "b2", "x"))
        own = {name: rng.normal(size=len(x)) for name in "yhzx"}
        got = then(hw2.backprop, "backprop", own, **case)
        z = W1 @ x + b1

        def act(v):
            return 0.5 * (1 + np.tanh(v / 2))

        h = pull(lambda v, W2=W2, b2=b2, x=x: x + W2 @ v + b2, act(z), own["y"]) + case["r"]
        np.testing.assert_allclose(got["h"], h, rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(got["z"], pull(act, z, own["h"]), rtol=1e-6, atol=1e-7)
        through_z = pull(lambda v, W1=W1, b1=b1: W1 @ v + b1, x, own["z"])
        np.testing.assert_allclose(got["x"], own["y"] + through_z, rtol=1e-6, atol=1e-7)
        assert "y" not in got
        assert set(then(hw2.backprop, "backprop", {"h": own["h"]}, **case)) == {"z"}


def test_from_the_right_earlier_answer_the_right_one_follows(hw2, cases):
    """On every case that can be followed, as the reference's own answers are the first to be followed."""
    for name in ("gradient_direction", "gd_solution_2d", "pythagoras", "backprop"):
        question = getattr(hw2, name)
        for earlier, function in question.followed.items():
            for case in cases(question).values():
                own = getattr(hw2, earlier)(**(case if earlier == name else {}))
                want, got = question(**case), function(own, **case)
                pairs = [(want[k], got[k]) for k in got] if isinstance(want, dict) else [(want, got)]
                for right, follows in pairs:
                    np.testing.assert_allclose(follows, right, rtol=1e-12)
