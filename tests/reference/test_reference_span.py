"""The claim about the span: every right reading keeps it, and nothing else passes."""

import numpy as np
import pytest

QUESTIONS = ["sgd", "minibatch_sgd"]


def ask(question, got, case):
    """What the property says about a result."""
    return question.properties["in_row_space"](got, **case)


@pytest.fixture(params=QUESTIONS)
def steps(request, hw2):
    """One of the two questions with the claim."""
    return getattr(hw2, request.param)


def test_long_cases_pass_often_and_step_gently(hw2, cases):
    """Twenty passes at least, and a rate that suits the largest constant and the sum over a batch."""
    for case in cases(hw2.sgd, "long").values():
        assert len(case["order"]) >= 20 * len(case["t"])
        assert case["lr"] <= 0.1 / (case["X"] ** 2).sum(axis=1).max() / 2 * (1 + 1e-12)
    for case in cases(hw2.minibatch_sgd, "long").values():
        sizes = [len(batch) for batch in case["batches"]]
        assert sum(sizes) >= 20 * len(case["t"])
        assert case["lr"] <= 0.1 / (case["X"] ** 2).sum(axis=1).max() / 2 / max(sizes) * (1 + 1e-12)


def test_every_reading_keeps_the_claim(steps, cases):
    """The reference and each convention pass, in either precision, as a list and as a column."""
    for case in cases(steps, "long").values():
        for name, reading in {"": steps.function, **steps.conventions}.items():
            w = reading(**case)
            for got in (w, w.astype(np.float32), w.tolist(), w[:, None], w[None, :]):
                assert ask(steps, got, case) is True, name


def test_single_precision_gets_its_own_slack(steps, cases):
    """A part outside of 1e-5 is rounding in single precision and a mistake in double."""
    for case in cases(steps, "long").values():
        w = steps(**case)
        outside = np.linalg.svd(case["X"])[2][-1]
        off = w + 1e-5 * np.linalg.norm(w) * outside
        assert ask(steps, off.astype(np.float32), case) is True
        assert isinstance(ask(steps, off, case), str)


def test_what_leaves_the_span_is_told_so(steps, cases):
    """A start away from zero, and a solution that is not the shortest, fail with a sentence."""
    starts = next(m.function for m in steps.mistakes if m.name == "does not start at zero")
    for case in cases(steps, "long").values():
        n = len(case["t"])
        other = np.zeros(case["X"].shape[1])
        other[:n] = np.linalg.solve(case["X"][:, :n], case["t"])
        assert isinstance(ask(steps, other, case), str)
        assert isinstance(ask(steps, starts(**case), case), str)


def test_standing_still_fails(steps, cases):
    """Zero lies in every span, so it has to fit as well: it does not."""
    for case in cases(steps, "long").values():
        d = case["X"].shape[1]
        for got in (np.zeros(d), [0] * d, 1e-9 * steps(**case), -steps(**case)):
            assert isinstance(ask(steps, got, case), str)


@pytest.mark.parametrize(
    "got",
    [
        None,
        True,
        3.0,
        "weights",
        [],
        {},
        {"w": [1.0]},
        [[1.0], [1.0, 2.0]],
        [None, 1.0],
        object(),
        np.ones(1000),
        np.ones((2, 2)),
        np.zeros(0),
        1j * np.ones(7),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_vector_of_weights_fails(steps, cases, got):
    """Anything else gets a sentence and never an exception."""
    for case in cases(steps, "long").values():
        assert isinstance(ask(steps, got, case), str)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e308])
def test_numbers_that_are_none_fail(steps, cases, bad):
    """Infinite, undefined and overflowing weights get a sentence, without a warning."""
    for case in cases(steps, "long").values():
        w = steps(**case)
        assert isinstance(ask(steps, np.full_like(w, bad), case), str)
        w[0] = bad
        assert isinstance(ask(steps, w, case), str)


def test_sentences_give_no_wanted_value_away(steps, cases):
    """What a student reads holds no number of the answer."""
    for case in cases(steps, "long").values():
        said = [ask(steps, got, case) for got in (None, np.zeros(case["X"].shape[1]), [np.nan] * 9)]
        assert all(sentence.endswith(".") and not any(c.isdigit() for c in sentence) for sentence in said)
