"""What is declared around the answers: cases, other right methods, conventions and mistakes."""

import inspect
import numbers
from collections import Counter

import numpy as np
import pytest

REL, ABS = 1e-6, 1e-9
FAR = 1000

COMPUTING = {
    "computation_graph": 1,
    "backprop": 9,
    "jacobian": 7,
    "jacobian_cost": 1,
    "vjp": 8,
    "gradient": 9,
    "underparameterized_solution": 13,
    "solution_line": 1,
    "gradient_direction": 1,
    "gd_solution_2d": 1,
    "pythagoras": 7,
    "min_norm_solution": 9,
    "orthogonality": 8,
    "fit_poly": 10,
    "sgd": 12,
    "minibatch_sgd": 12,
    "adagrad": 9,
}
YES_NO = {
    "solution_is_unique",
    "direction_changes",
    "overparameterization_always_overfits",
    "minibatch_finds_min_norm",
    "adagrad_finds_min_norm",
    "adaptive_methods_find_min_norm",
}
GROUPS = {
    "vjp": {"example", "small", "million"},
    "underparameterized_solution": {"example", "noisy", "linear_target"},
    "fit_poly": {"example", "under", "over"},
    "sgd": {"example", "paths", "long"},
    "minibatch_sgd": {"example", "paths", "long"},
    "adagrad": {"example", "paths"},
}
SIGNATURES = {
    "backprop": ("x", "W1", "b1", "W2", "b2", "r", "s"),
    "jacobian": ("v",),
    "vjp": ("v", "y"),
    "gradient": ("X", "t", "w"),
    "underparameterized_solution": ("X", "t"),
    "pythagoras": ("w",),
    "min_norm_solution": ("X", "t"),
    "orthogonality": ("X", "t", "w1"),
    "fit_poly": ("X", "d", "t"),
    "sgd": ("X", "t", "lr", "order"),
    "minibatch_sgd": ("X", "t", "lr", "batches"),
    "adagrad": ("X", "t", "lr", "eps", "steps"),
}

OTHER_FORM = {  # mistakes that show in the shape of the result
    ("jacobian", "comes out as one number"),
    ("vjp", "stops at the inner product"),
    ("gradient", "stops at the errors"),
    ("min_norm_solution", "leaves out the last factor"),
    ("orthogonality", "does not add up the products"),
    ("fit_poly", "is one degree short"),
    ("fit_poly", "goes one degree too far"),
    ("sgd", "gives the weights of every step"),
    ("sgd", "gives the start and every step"),
    ("minibatch_sgd", "gives the weights of every step"),
    ("minibatch_sgd", "gives the start and every step"),
    ("solution_line", "leaves out the constant"),
    ("solution_line", "gives slope and intercept"),
    ("pythagoras", "gives the hypotenuse as well"),
    ("pythagoras", "adds up the two legs"),
}
NO_MISTAKE_THERE = {  # and groups in which one cannot be told from the right answer
    ("fit_poly", "uses as many weights as points", "example"),
    ("fit_poly", "uses as many weights as points", "under"),
    ("sgd", "walks through the order backwards", "example"),
}


def flat(value):
    """One vector of numbers, for results that are numbers."""
    if isinstance(value, dict):
        return np.concatenate([flat(value[key]) for key in sorted(value)])
    return np.asarray(value, dtype=float).reshape(-1)


def margin(question, arguments, want, other):
    """The distance of two results in tolerances; structures that differ are infinitely far apart."""
    if type(want) is not type(other):
        return np.inf
    if isinstance(want, list) or (isinstance(want, dict) and isinstance(next(iter(want.values())), str)):
        return 0.0 if want == other else np.inf
    if isinstance(want, dict):
        parts = (margin(question, arguments, want[k], other[k]) if k in other else np.inf for k in want)
        return max(parts)
    if np.shape(want) != np.shape(other):
        return np.inf
    size = question.scaling(**arguments) if question.scaling else np.linalg.norm(flat(want))
    return np.linalg.norm(flat(other) - flat(want)) / (REL * size + ABS)


def readings(question):
    """The reference's own reading first, then the conventions."""
    return {"": question.function, **question.conventions}


def wrong_readings(question):
    """Every mistake under every convention it is tried under, as (name, convention, function)."""
    for mistake in question.mistakes:
        if not mistake.each_convention:
            yield mistake.name, "", mistake.function
            continue
        for convention in readings(question):

            def under(mistake=mistake, convention=convention, **arguments):
                return mistake.function(**arguments, convention=convention)

            yield mistake.name, convention, under


def judged_by_value(question, cases):
    """The groups whose answers are compared with a want; the long ones have a property instead."""
    labels = Counter(label.partition("/")[0] for label in cases(question))
    return [group for group in labels if group != "long"]


def test_every_question_of_the_homework_is_there(hw2):
    """The contract's functions are the reference's functions, no more and no fewer."""
    assert set(vars(hw2)) == set(COMPUTING) | YES_NO


def test_arguments_have_the_names_and_order_of_the_contract(question):
    """Arguments go by position: their order is part of the contract."""
    assert question.parameters == SIGNATURES.get(question.name, ())


def test_titles_are_one_short_sentence(question):
    """The docstring becomes the title students read."""
    title = inspect.getdoc(question.function)
    assert title.endswith(".")
    assert "\n" not in title
    assert title.count(".") == 1


def test_every_question_has_the_cases_the_rubric_counts_on(question, cases):
    """The number of calls stays as it is, and groups keep the names the rubric uses."""
    assert len(cases(question)) == COMPUTING.get(question.name, 1)
    groups = {label.partition("/")[0] for label in cases(question)}
    assert groups >= GROUPS.get(question.name, set())


def test_all_calls_together_stay_few(hw2, cases):
    """A submission is asked some 130 times in all."""
    assert 100 <= sum(len(cases(question)) for question in vars(hw2).values()) <= 150


def test_cases_give_the_arguments_in_order(question, cases):
    """A generator returns the question's own arguments, in their order."""
    for arguments in cases(question).values():
        assert tuple(arguments) == question.parameters


def test_examples_are_cases_like_the_others(hw2):
    """A public example follows the rules of the hidden cases, so that no student is misled by it."""
    (example,) = hw2.fit_poly.examples
    assert example["d"] < len(example["X"]) - 1
    assert all(len(e["t"]) >= 3 for e in hw2.sgd.examples + hw2.minibatch_sgd.examples)


def test_the_reference_leaves_its_arguments_alone(question, cases):
    """Calling the reference twice with the same arguments gives the same answer."""
    for arguments in cases(question).values():
        first, second = question(**arguments), question(**arguments)
        assert margin(question, arguments, first, second) == 0 or first is second


@pytest.mark.parametrize("name", sorted(COMPUTING))
def test_computing_questions_name_two_mistakes(hw2, name):
    """A wrong method deserves a name: at least two are known for every question that computes."""
    mistakes = getattr(hw2, name).mistakes
    assert len(mistakes) >= 2
    assert len({mistake.name for mistake in mistakes}) == len(mistakes)
    assert all(mistake.hint.endswith((".", "?")) for mistake in mistakes)


@pytest.mark.parametrize("name", sorted(YES_NO))
def test_yes_no_questions_name_none(hw2, name):
    """The wrong answer to a yes/no question is a guess like the right one."""
    assert getattr(hw2, name).mistakes == []
    assert type(getattr(hw2, name)()) is bool


def test_mistakes_return_what_the_want_returns(question, cases):
    """A mistake's result has the want's kind, keys and shape, and is finite, on every case."""
    for label, arguments in cases(question).items():
        want = question(**arguments)
        for name, convention, function in wrong_readings(question):
            got = function(**arguments)
            where = f"{name} ({convention}) on {label}"
            if (question.name, name) in OTHER_FORM:
                assert np.isfinite(flat(got)).all(), where
                continue
            assert type(got) is type(want), where
            if isinstance(want, dict):
                assert list(got) == list(want), where
            if question.name not in ("computation_graph", "jacobian_cost"):
                assert flat(got).shape == flat(want).shape, where
                assert np.shape(got) == np.shape(want), where
                assert np.isfinite(flat(got)).all(), where


def test_mistakes_of_form_have_another_form(question, cases):
    """Those that are allowed another shape have one, on some case at least; an entry too many has no use."""
    for name, _, function in wrong_readings(question):
        if (question.name, name) in OTHER_FORM:
            shapes = [
                (np.shape(function(**one)), np.shape(question(**one))) for one in cases(question).values()
            ]
            assert any(got != want for got, want in shapes), name


def test_mistakes_are_far_from_every_right_reading(question, cases):
    """In every group that is judged by value, each mistake is 100 tolerances from want and conventions."""
    for group in judged_by_value(question, cases):
        for name, convention, function in wrong_readings(question):
            if (question.name, name, group) in NO_MISTAKE_THERE:
                continue
            for reading, right in readings(question).items():
                farthest = max(
                    margin(question, arguments, right(**arguments), function(**arguments))
                    for arguments in cases(question, group).values()
                )
                assert farthest >= FAR, f"{name} ({convention}) looks like “{reading}” in {group}"


def test_mistakes_are_told_apart(question, cases):
    """Two mistakes with different names differ somewhere, so that the hint is the right one."""
    known = [entry for entry in wrong_readings(question) if not entry[1]]
    for at, (name, _, function) in enumerate(known):
        for other, _, another in known[at + 1 :]:
            gaps = [
                margin(question, arguments, function(**arguments), another(**arguments))
                for arguments in cases(question).values()
            ]
            assert max(gaps) >= 1, f"{name} and {other} are the same"


def trivial_answers(want, arguments):
    """What an answer function returns when nobody thought about it."""
    yield from (0, 1, True, False, None)
    if isinstance(want, np.ndarray):
        yield from (np.zeros_like(want), np.ones_like(want))
    if isinstance(want, dict):
        yield from ({}, {key: np.zeros_like(value) for key, value in want.items() if np.ndim(value)})
    if isinstance(want, list):
        yield []
    yield from arguments.values()


def same(got, trivial):
    """Equality by value that no pair of kinds makes raise."""
    if isinstance(got, dict) or isinstance(trivial, dict):
        if not (isinstance(got, dict) and isinstance(trivial, dict)) or set(got) != set(trivial):
            return False
        return all(same(got[key], trivial[key]) for key in got)
    if isinstance(got, (str, list)) or isinstance(trivial, str) or trivial is None:
        return type(got) is type(trivial) and got == trivial
    if isinstance(trivial, list) and any(isinstance(item, list) for item in trivial):
        return False  # batches of unequal size are no array
    return np.shape(got) == np.shape(trivial) and bool(np.allclose(got, trivial, rtol=1e-6, atol=1e-9))


def test_no_mistake_is_a_trivial_answer(question, cases):
    """Nobody earns half a criterion with zeros, ones, a constant or an argument handed back."""
    for label, arguments in cases(question).items():
        want = question(**arguments)
        for name, convention, function in wrong_readings(question):
            got = function(**arguments)
            for trivial in trivial_answers(want, arguments):
                assert not same(got, trivial), f"{name} ({convention}) on {label}"


def test_equivalents_agree_to_nine_digits(question, cases):
    """Every right method that is named gives the want to 1e-9 on every case."""
    for label, arguments in cases(question).items():
        want = question(**arguments)
        for name, method in question.equivalents.items():
            apart = margin(question, arguments, want, method(**arguments)) * REL
            assert apart <= 1e-9, f"{name} on {label}"


def test_every_question_with_arguments_has_another_right_method(question):
    """Tolerances are calibrated on two right methods, never on one."""
    assert bool(question.equivalents) == bool(question.parameters)


def test_conventions_are_other_readings(question, cases):
    """A convention that never differs from the want would only be a second name for it."""
    for name, reading in question.conventions.items():
        gaps = [
            margin(question, arguments, question(**arguments), reading(**arguments))
            for arguments in cases(question).values()
        ]
        assert max(gaps) >= FAR, name


def test_results_are_plain_values(question, cases):
    """What the reference returns can be kept: arrays, numbers, texts, lists and dicts of them."""
    plain = (np.ndarray, numbers.Number, list, dict, bool)
    assert all(isinstance(question(**arguments), plain) for arguments in cases(question).values())


def test_only_the_giant_is_kept_as_a_sketch(hw2):
    """A sketch is for results too large to store: the million, and nothing else."""
    kept = [(q.name, g.name) for q in vars(hw2).values() for g in q.generators if g.keep == "sketch"]
    assert kept == [("vjp", "million")]


def test_fit_poly_gets_the_notebooks_globals(hw2, cases):
    """Students' functions read poly_type, n and t as globals, and poly_expand from the notebook."""
    starter = {}
    exec(compile(hw2.fit_poly.starter(), "starter_poly.py", "exec"), starter)  # noqa: S102 - our own file
    for arguments in cases(hw2.fit_poly).values():
        given = hw2.fit_poly.globals.values(**arguments)
        assert given["poly_type"] == "legendre"
        assert given["n"] == len(arguments["X"]) == 14
        np.testing.assert_array_equal(given["t"], arguments["t"])
        table = starter["poly_expand"](arguments["X"], arguments["d"], given["poly_type"])
        assert table.shape == (14, arguments["d"] + 1)
        np.testing.assert_array_equal(table[:, 0], 1)
        np.testing.assert_allclose(table[:, 1], arguments["X"])
