"""Problem 3.3: the right triangle between zero, where descent ends, and any other point of the line."""

import numpy as np
from plane import LABEL, SAMPLE, gd_solution_2d

from grader.oracle import question


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


@pythagoras.mistake(
    "gives the hypotenuse for the first leg", hint="Which side lies opposite the right angle?"
)
def hypotenuse_first(w):
    """The squared length of w in place of that of ŵ."""
    return np.array([w @ w, pythagoras(w)[1]])


@pythagoras.mistake("adds where it should subtract", hint="Which vector leads from ŵ to w?")
def sum_for_difference(w):
    """The length of w + ŵ."""
    nearest = gd_solution_2d()
    return np.array([nearest @ nearest, (w + nearest) @ (w + nearest)])


@pythagoras.mistake(
    "gives lengths in the other order", credit="1/4", hint="The theorem speaks of squares; ŵ comes first."
)
def lengths_in_other_order(w):
    """A root too many, and swapped."""
    return np.sqrt(pythagoras(w))[::-1].copy()


@pythagoras.mistake("gives the hypotenuse as well", hint="The two legs were asked for.")
def all_three(w):
    """All the squares of the theorem."""
    return np.array([*pythagoras(w), w @ w])


@pythagoras.mistake("adds up the two legs", credit="1/4", hint="Each leg was asked for by itself.")
def sum_of_legs(w):
    """The hypotenuse."""
    return pythagoras(w).sum()
