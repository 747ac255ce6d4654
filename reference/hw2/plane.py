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


@solution_line.mistake("has a sign wrong", hint="Insert one of the points of your line.")
def tilted():
    """A minus between the two terms."""
    return np.array([SAMPLE[0], -SAMPLE[1], LABEL])


@solution_line.mistake("has the sign of w1 wrong", hint="Solve your equation for w2 and insert a point.")
def slope_turned():
    """The slope of the line without its sign."""
    return np.array([-SAMPLE[0], SAMPLE[1], LABEL])


@solution_line.mistake("doubles one side", hint="Where the square is zero, what is zero inside of it?")
def one_side_doubled():
    """Keeps the 2 of the derivative on one side."""
    return np.array([*2 * SAMPLE, LABEL])


@solution_line.mistake("multiplies the constant", hint="What must the prediction be for the loss to vanish?")
def constant_doubled():
    """Squares the label, which is doubling it here."""
    return np.array([*SAMPLE, LABEL**2])


@solution_line.mistake("leaves out the constant", hint="Three numbers belong to a line: a, b and c.")
def two_coefficients():
    """The left side alone."""
    return SAMPLE.copy()


@solution_line.mistake("gives slope and intercept", hint="Write your line as a·w1 + b·w2 = c.")
def slope_and_intercept():
    """The line solved for w2."""
    return np.array([-SAMPLE[0], LABEL]) / SAMPLE[1]


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


@gradient_direction.mistake("gives half the gradient", hint="The direction is right; mind the length.")
def half_gradient():
    """The gradient of half the loss at zero."""
    return -LABEL * SAMPLE


@gradient_direction.mistake("is made short in another way", hint="Which length is meant by a unit vector?")
def sum_of_one():
    """Divides by the sum of the entries."""
    return SAMPLE / SAMPLE.sum()


@gradient_direction.mistake("divides by the square of the length", hint="Compute the length of your vector.")
def squared_norm():
    """Forgets the root."""
    return SAMPLE / (SAMPLE @ SAMPLE)


@gradient_direction.mistake("has its largest entry 1", hint="Which length is meant by a unit vector?")
def largest_one():
    """Divides by the largest entry."""
    return SAMPLE / SAMPLE.max()


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


@gd_solution_2d.mistake("takes the point on the other axis", hint="Does the gradient point there?")
def on_the_other_axis():
    """The solution that uses the second feature only."""
    return np.array([0.0, LABEL / SAMPLE[1]])


@gd_solution_2d.mistake("forgets the label", hint="Insert your weights into the sample.")
def no_label():
    """As if the label were 1."""
    return SAMPLE / (SAMPLE @ SAMPLE)


@gd_solution_2d.mistake("stops after a length of 1", hint="How far does the descent go?")
def unit_length():
    """The direction alone."""
    return SAMPLE / np.linalg.norm(SAMPLE)


@gd_solution_2d.mistake("does not divide by the squared length", hint="Do these weights fit the sample?")
def undivided():
    """The label times the sample."""
    return LABEL * SAMPLE


@gd_solution_2d.mistake("goes the other way", hint="Which way does the loss go down?")
def other_way():
    """Climbs from zero."""
    return -LABEL * SAMPLE / (SAMPLE @ SAMPLE)


@gd_solution_2d.mistake("swaps the two weights", hint="Which feature is the larger one?")
def swapped_weights():
    """Pairs each weight with the other feature."""
    return LABEL * SAMPLE[::-1] / (SAMPLE @ SAMPLE)


@gd_solution_2d.follows("solution_line")
def nearest_of_own_line(line):
    """The point of one's own line that is nearest to zero."""
    return slanted(line) and line[2] * line[:2] / (line[:2] @ line[:2])
