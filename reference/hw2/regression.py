"""Problem 3.1 and 3.2: the gradient of linear regression, and its solution for n > d."""

import numpy as np

from grader.oracle import question


@question
def gradient(X, t, w):
    """The gradient of the mean squared error at w."""
    return 2 / len(t) * X.T @ (X @ w - t)


gradient.example(
    X=np.array([[2.0, 1.0], [0.0, 1.0], [1.0, -1.0]]), t=np.array([2.0, 1.0, 0.0]), w=np.array([1.0, 1.0])
)


@gradient.cases(count=8)
def random(rng):
    """Wide and tall; never two samples, where a lost factor 2 and a lost 1/n cancel."""
    n, d = rng.integers(3, 7), rng.integers(2, 7)
    return {
        "X": rng.normal(size=(n, d)).round(2),
        "t": rng.normal(size=n).round(2),
        "w": rng.normal(size=d).round(2),
    }


@gradient.equivalent
def sample_by_sample(X, t, w):
    """Averages the gradients of the single errors."""
    return np.mean([2 * (x @ w - label) * x for x, label in zip(X, t, strict=True)], axis=0)


@gradient.mistake("leaves out the factor 2", hint="Differentiate the square once more.")
def no_factor(X, t, w):
    """As if the loss carried a half."""
    return X.T @ (X @ w - t) / len(t)


@gradient.mistake("leaves out the mean", hint="The loss is a mean over the samples.")
def no_mean(X, t, w):
    """The gradient of the sum of squares."""
    return 2 * X.T @ (X @ w - t)


@gradient.mistake("leaves out the factor 2 and the mean", hint="Compare its constants with the loss.")
def no_constants(X, t, w):
    """The right direction, two constants short."""
    return X.T @ (X @ w - t)


@gradient.mistake("points the other way", hint="Check the sign: is this the gradient or the step?")
def downhill(X, t, w):
    """The direction of descent."""
    return 2 / len(t) * X.T @ (t - X @ w)


@gradient.mistake(
    "points the other way, with other constants", credit="1/4", hint="Check the sign, then the constants."
)
def downhill_bare(X, t, w):
    """The direction of descent without its constants."""
    return X.T @ (t - X @ w)


@gradient.mistake("points the other way and leaves out the factor 2", credit="1/4", hint="Check the sign.")
def downhill_half(X, t, w):
    """The direction of descent, as if the loss carried a half."""
    return X.T @ (t - X @ w) / len(t)


@gradient.mistake("points the other way and leaves out the mean", credit="1/4", hint="Check the sign.")
def downhill_sum(X, t, w):
    """The direction of descent on the sum of squares."""
    return 2 * X.T @ (t - X @ w)


@gradient.mistake("divides by 2 where it should multiply", hint="Differentiate the square once more.")
def half_of_half(X, t, w):
    """Keeps a half that is not there."""
    return X.T @ (X @ w - t) / (2 * len(t))


@gradient.mistake("takes the mean over the features", hint="How many terms does the loss add up?")
def mean_over_features(X, t, w):
    """Divides by the number of weights."""
    return 2 * X.T @ (X @ w - t) / len(w)


@gradient.mistake("forgets the labels", hint="What is the error of a sample?")
def no_labels(X, t, w):
    """Takes the predictions for the errors."""
    return 2 / len(t) * X.T @ (X @ w)


@gradient.mistake("stops at the errors", credit="1/4", hint="The gradient has an entry for each weight.")
def errors_alone(X, t, w):
    """Leaves out the inner derivative."""
    return 2 / len(t) * (X @ w - t)


@question
def underparameterized_solution(X, t):
    """The weights gradient descent converges to when there are fewer features than samples."""
    return np.linalg.solve(X.T @ X, X.T @ t)


underparameterized_solution.example(
    X=np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]), t=np.array([1.0, 2.0, 2.0])
)


def tall(rng):
    """A matrix with more rows than columns, far from losing rank."""
    d = rng.integers(2, 5)
    return well_conditioned(rng, d + rng.integers(2, 7), d)


def well_conditioned(rng, n, d):
    """Redraws until every right method agrees to many digits."""
    while True:
        X = rng.normal(size=(n, d)).round(2)
        if np.linalg.cond(X) < 10:
            return X


@underparameterized_solution.cases(count=6)
def noisy(rng):
    """Labels no linear model fits."""
    X = tall(rng)
    return {"X": X, "t": rng.normal(size=len(X)).round(2)}


@underparameterized_solution.cases(count=6)
def linear_target(rng):
    """Labels of a linear model, which has to come back."""
    X = tall(rng)
    return {"X": X, "t": X @ rng.normal(size=X.shape[1]).round(1)}


@underparameterized_solution.equivalent
def by_inverse(X, t):
    """The textbook's formula."""
    return np.linalg.inv(X.T @ X) @ X.T @ t


@underparameterized_solution.equivalent
def by_least_squares(X, t):
    """The library's least squares."""
    return np.linalg.lstsq(X, t, rcond=None)[0]


@underparameterized_solution.equivalent
def by_pseudoinverse(X, t):
    """The pseudoinverse."""
    return np.linalg.pinv(X) @ t


@underparameterized_solution.mistake("leaves out the inverse", hint="Solve the normal equations for w.")
def lost_inverse(X, t):
    """Multiplies where it should divide."""
    return X.T @ X @ X.T @ t


@underparameterized_solution.mistake("has half of the normal equations", hint="What stands beside w there?")
def one_side(X, t):
    """The right-hand side alone."""
    return X.T @ t


@underparameterized_solution.mistake(
    "inverts entry by entry", hint="In numpy, ** -1 is not the inverse of a matrix."
)
def entrywise_inverse(X, t):
    """Reciprocals in place of the inverse."""
    return reciprocals(X.T @ X) @ X.T @ t


@underparameterized_solution.mistake(
    "has the wrong sign", hint="Do these weights fit the labels, or minus them?"
)
def turned(X, t):
    """A sign lost on the way."""
    return -underparameterized_solution(X, t)


@underparameterized_solution.mistake(
    "keeps a factor of the mean", hint="Does the mean change where the loss is least?"
)
def scaled(X, t):
    """The mean on one side of the normal equations alone."""
    return underparameterized_solution(X, t) / len(t)


@underparameterized_solution.mistake(
    "keeps the factor 2", hint="Set the gradient to zero: what becomes of the 2?"
)
def halved(X, t):
    """The 2 on one side of the normal equations alone."""
    return underparameterized_solution(X, t) / 2


@underparameterized_solution.mistake(
    "multiplies with the number of samples", hint="Does the mean change where the loss is least?"
)
def scaled_up(X, t):
    """The mean on the other side of the normal equations alone."""
    return underparameterized_solution(X, t) * len(t)


@underparameterized_solution.mistake(
    "doubles the weights", hint="Set the gradient to zero: what becomes of the 2?"
)
def doubled(X, t):
    """The 2 on the other side of the normal equations alone."""
    return underparameterized_solution(X, t) * 2


def reciprocals(matrix):
    """One over each entry; a zero stays finite so that there is always something to compare with."""
    return 1 / np.where(matrix == 0, 1e-6, matrix)


@question
def solution_is_unique():
    """Whether the underparameterized problem has only one solution."""
    return True
