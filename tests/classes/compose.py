"""A large made-up class of homework 2 whose grades are known beforehand, from what was put together.

Every file under hw2/ holds one question's answers as students write them, each under a line
`# %% name | truth`. The truth was written by hand from the rubric's words and never by running the judge:
`right`, or the criteria that are not, such as `path partly 1/2, span wrong`; `?` where nobody can say.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from classes.habits import COSTLY, HABITS
from classes.troubles import FILES

TROUBLES = FILES | HABITS
HERE = Path(__file__).parent
CRITERIA = {  # in the words of the contract: question, then the criteria it decides
    "computation_graph": ("1.1/edges",),
    "backprop": ("1.2/equations",),
    "jacobian": ("2.1/value",),
    "jacobian_cost": ("2.2/time", "2.2/memory"),
    "vjp": ("2.3/value", "2.3/linear"),
    "gradient": ("3.1/value",),
    "underparameterized_solution": ("3.2/solution", "3.2/generalizes"),
    "solution_is_unique": ("3.2/unique",),
    "solution_line": ("3.3/line",),
    "gradient_direction": ("3.3/direction",),
    "direction_changes": ("3.3/changes",),
    "gd_solution_2d": ("3.3/solution",),
    "pythagoras": ("3.3/legs",),
    "min_norm_solution": ("3.4/solution",),
    "orthogonality": ("3.4/orthogonal",),
    "fit_poly": ("3.5/under", "3.5/over"),
    "overparameterization_always_overfits": ("3.5/overfits",),
    "sgd": ("4.1/path", "4.1/span"),
    "minibatch_sgd": ("4.2/path", "4.2/span"),
    "minibatch_finds_min_norm": ("4.2/answer",),
    "adagrad": ("4.3/path",),
    "adagrad_finds_min_norm": ("4.3/adagrad",),
    "adaptive_methods_find_min_norm": ("4.3/others",),
}
NEEDS = {
    "2.3/linear": "2.3/value",
    "3.2/unique": "3.2/solution",
    "3.3/changes": "3.3/direction",
    "3.4/orthogonal": "3.4/solution",
    "3.5/overfits": "3.5/over",
    "4.2/answer": "4.2/span",
    "4.3/adagrad": "4.3/path",
    "4.3/others": "4.3/path",
}
# Of answers that build on one another a student gets one wrong at most: what follows from what is
# consistent by accident is nobody's to say beforehand.
CHAINS = (
    ("solution_line", "gradient_direction", "gd_solution_2d", "pythagoras"),
    ("min_norm_solution", "orthogonality"),
)


@dataclass(frozen=True)
class Truth:
    """What one criterion must come to; no kind where nobody can say."""

    kind: str
    credit: Fraction


@dataclass(frozen=True)
class Variant:
    """One way in which students answer a question."""

    question: str
    name: str
    source: str
    truth: Mapping[str, Truth]  # by address

    @property
    def right(self) -> bool:
        """Nothing is lost with it."""
        return all(truth == RIGHT for truth in self.truth.values())


@dataclass
class Student:
    """One made-up student: what was put together, and what it must come to."""

    name: str
    trouble: str
    variants: dict[str, Variant]
    truth: dict[str, Truth] = field(default_factory=dict)


RIGHT = Truth("right", Fraction(1))
SKIPPED = Truth("skipped", Fraction(0))


def compose(folder: Path, size: int, seed: int = 20260929) -> list[Student]:
    """Write `size` submissions into `folder`; every variant and every trouble occurs."""
    rng = random.Random(seed)  # noqa: S311 - a class, not a secret
    everything = {question: list(variants(question)) for question in CRITERIA}
    used: Counter[tuple[str, str]] = Counter()
    students = []
    for number, trouble in enumerate(_troubles(rng, size)):
        name = f"student{number:03}"
        chosen = {question: _choose(rng, known, number) for question, known in everything.items()}
        for chain in CHAINS:
            _one_slip(chain, chosen, everything, used)
        used.update((question, variant.name) for question, variant in chosen.items())
        write = (TROUBLES | COSTLY)[trouble]
        write(folder / name, [variant.source for variant in chosen.values()], rng)
        students.append(Student(name, trouble, chosen, _truth(chosen)))
    return students


def variants(question: str) -> Iterator[Variant]:
    """All ways to answer one question."""
    text = (HERE / "hw2" / f"{question}.py").read_text(encoding="utf-8")
    for block in text.split("# %% ")[1:]:
        head, _, source = block.partition("\n")
        name, _, truth = head.rpartition(" | ")
        yield Variant(question, name, source, dict(_read(question, truth)))


def _read(question: str, text: str) -> Iterator[tuple[str, Truth]]:
    said = {} if text == "right" else {part.split()[0]: part.split()[1:] for part in text.split(", ")}
    for place in CRITERIA[question]:
        kind, *credit = said.pop(place.partition("/")[2], ["right"])
        if kind == "?":
            yield place, Truth("", Fraction(0))
        else:
            yield place, Truth(kind, Fraction(credit[0]) if credit else Fraction(int(kind == "right")))
    assert not said, f"{question} has no criteria {said}"


def _troubles(rng: random.Random, size: int) -> list[str]:
    """Each of them in every round, in another order, so that all meet all mistakes; costly ones once."""
    rounds = -(-size // len(TROUBLES))
    told = [trouble for _ in range(rounds) for trouble in rng.sample(list(TROUBLES), len(TROUBLES))][:size]
    for place, trouble in zip(rng.sample(range(1, size, 2), len(COSTLY)), COSTLY, strict=True):
        told[place] = trouble
    return told


def _choose(rng: random.Random, known: list[Variant], number: int) -> Variant:
    """Each of them in turn for every other student, for the rest anything right."""
    if number % 2:
        return known[number // 2 % len(known)]
    return rng.choice([variant for variant in known if variant.right])


def _one_slip(
    chain: tuple[str, ...],
    chosen: dict[str, Variant],
    everything: Mapping[str, list[Variant]],
    used: Mapping[tuple[str, str], int],
) -> None:
    """The slip that has been made least often stays."""
    slips = [question for question in chain if not chosen[question].right]
    slips.sort(key=lambda question: used.get((question, chosen[question].name), 0))
    for question in slips[1:]:
        chosen[question] = next(variant for variant in everything[question] if variant.right)


def _truth(chosen: Mapping[str, Variant]) -> dict[str, Truth]:
    """What was put together, and what falls with what it builds on."""
    truth = {place: one for variant in chosen.values() for place, one in variant.truth.items()}
    for place, needed in NEEDS.items():
        if truth[needed].kind == "":
            truth[place] = Truth("", Fraction(0))
        elif truth[needed].credit < Fraction(1, 2):
            truth[place] = SKIPPED
    return truth
