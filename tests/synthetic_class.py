"""A made-up class, built by hand: every kind of verdict, hostile names, open rows, extra credit on top."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.verdict import Kind, Verdict
from grader.rubric.schema import Rubric

ARRAY = {"kind": "array"}
RUBRIC = {
    "format": "1",
    "homework": "hw7",
    "title": "Gradients, kernels & friends",
    "points": "5",
    "reference": "../reference/hw7",
    "seed": "1",
    "problems": [
        {
            "id": "2",
            "title": "Vector-Jacobian products",
            "points": "2",
            "parts": [
                {"id": "2.1", "title": "The Jacobian", "points": "1", "question": "jacobian", "check": ARRAY},
                {
                    "id": "2.2",
                    "title": "A product without it",
                    "points": "1",
                    "criteria": [
                        {"id": "value", "points": "0.5", "question": "vjp", "check": ARRAY},
                        {
                            "id": "linear",
                            "points": "0.5",
                            "question": "vjp",
                            "check": ARRAY,
                            "needs": ["value"],
                        },
                    ],
                },
            ],
        },
        {
            "id": "3",
            "title": "Linear regression",
            "points": "3",
            "parts": [
                {"id": "3.1", "title": "The gradient", "points": "1", "question": "gradient", "check": ARRAY},
                {
                    "id": "3.10",
                    "title": "The general case",
                    "points": "2",
                    "criteria": [
                        {
                            "id": "solution",
                            "title": "The solution",
                            "points": "1",
                            "question": "solution",
                            "check": ARRAY,
                            "show_want": "false",
                        },
                        {
                            "id": "argument",
                            "title": "Why it is unique",
                            "points": "1",
                            "by_hand": {"levels": [{"id": "full", "points": "1", "when": "A reason."}]},
                        },
                    ],
                },
                {
                    "id": "3.11",
                    "title": "Polynomials",
                    "points": "1",
                    "extra": "true",
                    "question": "fit_poly",
                    "check": ARRAY,
                },
            ],
        },
    ],
}

Verdicts = dict[str, Verdict]


def rubric(**changes: object) -> Rubric:
    """The class's rubric; keyword arguments replace its top-level fields."""
    return Rubric.model_validate({**RUBRIC, **changes})


def right() -> Verdict:
    """Full credit."""
    return Verdict(Kind.RIGHT, Fraction(1))


def card(
    student: str, verdicts: Verdicts | None = None, *, name: str = "", email: str = "", **more: object
) -> GradeCard:
    """One student: right everywhere but at the addresses given."""
    given = verdicts or {}
    homework = rubric()
    parts: dict[str, list[CriterionGrade]] = {}
    for _, part, criterion in homework.walk():
        address = f"{part.id}/{criterion.id}"
        verdict = given.get(address, right())
        earned = None if verdict.kind.is_open else criterion.points * verdict.credit
        title = criterion.title or part.title
        by_hand = criterion.by_hand is not None
        grade = CriterionGrade(part.id, criterion.id, title, earned, criterion.points, verdict, by_hand)
        parts.setdefault(part.id, []).append(grade)
    grades = tuple(
        PartGrade(
            part.id,
            part.title,
            problem.id,
            total(parts[part.id]),
            part.points,
            part.extra,
            tuple(parts[part.id]),
        )
        for problem in homework.problems
        for part in problem.parts
    )
    return GradeCard(student, name, email, grades, homework.possible, **more)  # type: ignore[arg-type]


def total(grades: list[CriterionGrade]) -> Decimal | None:
    """A part's published points, rounded half up once."""
    if any(grade.points is None for grade in grades):
        return None
    exact = sum((grade.points for grade in grades if grade.points is not None), Fraction(0))
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def wrong(say: str, **more: object) -> Verdict:
    """Not right, with the words for it."""
    return Verdict(Kind.WRONG, say=say, **more)  # type: ignore[arg-type]


PENDING = Verdict(Kind.PENDING)
HOSTILE = '</pre><script>alert("x")</script>\x1b[31mred\x1b]0;title\x07 \u202egnp.exe\x00 {{ 7 * 7 }} &amp; '

FORMULA = "=cmd|' /C calc'!A0"

HALF = Verdict(
    Kind.PARTLY,
    Fraction(1, 2),
    say="Your result is half of what it should be on every case. Perhaps a factor is lost.",
    case="example/0",
    want="[-4, -2]",
    got="[-2, -1]",
    hint="Differentiate the square once more.",
    notes=("read as float32, compared a little more loosely",),
)
SECRET = wrong(
    "Your first entry differs.",
    case="random/1",
    want="[0.8, 0.4]",
    got="[1, 0]",
    hint="It is not [0.8, 0.4] by luck.",
)


def students() -> list[GradeCard]:
    """The class, in the order it was collected."""
    slow = Verdict(Kind.TOO_SLOW, say="It did not finish within 5 seconds.", case="random/1")
    late = {"2.2/value": slow, "2.2/linear": Verdict(Kind.SKIPPED)}
    hidden = {"3.10/argument": PENDING, "3.10/solution": SECRET}
    attack = {"3.1/value": wrong(HOSTILE, case="example/0", want="1", got=HOSTILE)}
    prints = (("gradient", HOSTILE * 100),)
    all_of = dict.fromkeys([f"{part.id}/{criterion.id}" for _, part, criterion in rubric().walk()], PENDING)
    return [
        card("lovelac1", name="Lovelace, Ada", email="lovelac1@example.edu"),
        card("007", {"3.1/value": HALF}, name="James van Bond", email="007@example.edu"),
        card("turinga", late, name="Alan Turing", email="turinga@example.edu"),
        card("hypatia", hidden, name="Hypatia", email="H@example.edu"),
        card(FORMULA, attack, name=f"+{HOSTILE}", email="@evil", flags=("-1+1 flag",), prints=prints),
        card("../../etc/passwd", dict.fromkeys(all_of, Verdict(Kind.NOT_ATTEMPTED)), name="-Ünï, Cödé"),
        card("noname", all_of, flags=("needs a look",)),
        card("brokenus", {"2.1/value": Verdict(Kind.NOT_GRADED)}, name="Grace Hopper", email="g@example.edu"),
    ]
