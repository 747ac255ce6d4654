"""Problem 3.3: one sample, two features, and the line of weights that fit it."""

import numpy as np

from grader.oracle import question

SAMPLE = np.array([2.0, 1.0])
LABEL = 2.0


@question
def solution_line():
    """The line a·w1 + b·w2 = c of all weights without loss, as (a, b, c)."""
    return np.array([*SAMPLE, LABEL])


@solution_line.mistake("swaps the two coefficients", hint="Insert one of the points of your line.")
def swapped_coefficients():
    """Pairs each feature with the other weight."""
    return np.array([*SAMPLE[::-1], LABEL])


@solution_line.mistake("has the constant on the other side", hint="The constant stands alone on the right.")
def constant_moved():
    """Writes a·w1 + b·w2 + c = 0."""
    return np.array([*SAMPLE, -LABEL])


@solution_line.mistake("passes through the origin", hint="Do weights of zero fit the sample?")
def through_origin():
    """Forgets the label."""
    return np.array([*SAMPLE, 0.0])


@question
def gradient_direction():
    """The direction of the gradient at zero, as a unit vector."""
    return SAMPLE / np.linalg.norm(SAMPLE)


@gradient_direction.mistake("is not of unit length", hint="The direction is right; mind the length.")
def not_normalized():
    """The sample itself."""
    return SAMPLE.copy()


@gradient_direction.mistake("gives the gradient itself", hint="The direction is right; mind the length.")
def whole_gradient():
    """The gradient of the loss at zero."""
    return -2 * LABEL * SAMPLE


@gradient_direction.mistake("runs along the line", hint="Does the loss change along the line of solutions?")
def along_the_line():
    """Turned by a right angle."""
    return np.array([-SAMPLE[1], SAMPLE[0]]) / np.linalg.norm(SAMPLE)


@gradient_direction.follows("solution_line")
def across_own_line(line):
    """At a right angle to one's own line."""
    return slanted(line) and np.array(line[:2]) / np.linalg.norm(line[:2])


def slanted(line):
    """Whether a line leaves the question as hard as it is: no axis, and no line along one or through zero."""
    return bool(np.abs(line).min() > 1e-3 * np.abs(line).max()) or None


@question
def direction_changes():
    """Whether the gradient's direction changes along the way."""
    return False


@question
def gd_solution_2d():
    """The weights gradient descent from zero arrives at."""
    return LABEL * SAMPLE / (SAMPLE @ SAMPLE)


@gd_solution_2d.mistake("goes the right way, not the right distance", hint="Do these weights fit the sample?")
def wrong_distance():
    """Divides by the length in place of its square."""
    return LABEL * SAMPLE / np.linalg.norm(SAMPLE)


@gd_solution_2d.mistake("takes the point on an axis", hint="Does the gradient point there?")
def on_the_axis():
    """The solution that uses one feature only."""
    return np.array([LABEL / SAMPLE[0], 0.0])


@gd_solution_2d.mistake("takes the point with equal weights", hint="Does the gradient point there?")
def equal_weights():
    """Where an adaptive method would end."""
    return np.full(2, LABEL / SAMPLE.sum())


@gd_solution_2d.follows("solution_line")
def nearest_of_own_line(line):
    """The point of one's own line that is nearest to zero."""
    return slanted(line) and line[2] * line[:2] / (line[:2] @ line[:2])


@question
def pythagoras(w):
    """For w on the line, the squared lengths of the triangle's legs: that of ŵ and that of w − ŵ."""
    nearest = gd_solution_2d()
    return np.array([nearest @ nearest, (w - nearest) @ (w - nearest)])


pythagoras.example(w=np.array([2.0, -2.0]))


@pythagoras.cases(count=6)
def on_the_line(rng):
    """Points of the line, far enough from ŵ that no two lengths coincide."""
    first = round(0.8 + rng.choice([-1, 1]) * rng.uniform(0.6, 3), 2)
    return {"w": np.array([first, 2 - 2 * first])}


@pythagoras.follows("gd_solution_2d")
def with_own_solution(own, w):
    """The squared lengths of one's own ŵ, unless it is zero, and of what is left of w."""
    return np.array([own @ own, (w - own) @ (w - own)]) if np.linalg.norm(own) > 1e-3 else None


@pythagoras.equivalent
def by_difference(w):
    """The second leg from the hypotenuse."""
    leg = LABEL**2 / (SAMPLE @ SAMPLE)
    return np.array([leg, w @ w - leg])


@pythagoras.mistake("gives lengths, not their squares", hint="The theorem speaks of squares.")
def lengths(w):
    """Takes a root too many."""
    return np.sqrt(pythagoras(w))


@pythagoras.mistake("gives the hypotenuse for a leg", hint="Which side lies opposite the right angle?")
def hypotenuse(w):
    """The squared length of w in place of that of w − ŵ."""
    return np.array([pythagoras(w)[0], w @ w])


@pythagoras.mistake("gives the legs in the other order", hint="The leg from the origin comes first.")
def other_order(w):
    """Swaps the two."""
    return pythagoras(w)[::-1].copy()
