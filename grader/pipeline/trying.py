"""A tiny honest submission, run as students' code is: what works for them, and what they could import."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import errors
from grader.model import frames
from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.checkup import Note
from grader.model.evidence import Evidence, Returned
from grader.model.interpreter import Interpreter
from grader.model.submission import Block, CodeFile, Submission
from grader.rubric.schema import Limits
from grader.sandbox.box import Sandbox

HARNESS = Path(errors.__file__).parent
LATE = "colorsys"  # of the standard library, and no package imports it
LATE_OF = {"numpy": "numpy.f2py"}  # by package: a module that is not imported beforehand
REFUSED = "! "
SOURCE = f'''
import importlib

def honest(x):
    return x + 1.0

def calculate(x):
    import numpy
    return float(numpy.linalg.det(numpy.array([[x, 1.0], [1.0, 1.0]])))

def places(names):
    found = {{}}
    for name in names:
        try:
            module = importlib.import_module(name)
        except Exception as error:
            found[name] = "{REFUSED}" + type(error).__name__
        else:
            found[name] = str(getattr(module, "__file__", None) or "")
    return found
'''


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: facts about what works, and about what can be imported."""

    works: tuple[Note, ...]
    imports: tuple[Note, ...]


def tried(interpreter: Interpreter, tier: str, reference: Path | None) -> Tried:
    """Run it in this form of isolation. Raises SandboxError when it cannot be run."""
    packages = {name for name, _ in interpreter.packages}
    late = [LATE, *(module for name, module in LATE_OF.items() if name in packages)]
    secret = ["grader", "grader.errors", *_modules(reference)]
    questions = [_question("honest", {"x": 1.0}), _question("places", {"names": [*late, *secret]})]
    if "numpy" in packages:
        questions.append(_question("calculate", {"x": 2.0}))
    names = [question.name for question in questions]
    limits = dict.fromkeys(("", *names), Limits())
    submission = Submission("doctor", (CodeFile("honest.py", "honest", (Block(SOURCE, 1),)),))
    with Sandbox(interpreter, Calls(tuple(questions)), limits, 1, tier) as box:
        evidence = box.run(submission, names, box.budget())
    values = {name: _value(one) for name, one in evidence.items() if isinstance(one, Evidence)}
    found = values.get("places")
    places = {str(name): str(at) for name, at in found.items()} if isinstance(found, dict) else {}
    return Tried(
        (*_works(values, names), *_late(places, late, tier)), tuple(_imports(places, secret, reference))
    )


def _question(name: str, arguments: Mapping[str, object]) -> QuestionCalls:
    packed = frames.encode({"arguments": dict(arguments), "given": {}})
    return QuestionCalls(name, tuple(arguments), (CaseCall("try/0", len(packed), packed),))


def _modules(reference: Path | None) -> list[str]:
    """What an import of the reference might be called, but for names the standard library has too."""
    if reference is None:
        return []
    names = [reference.stem, *(path.stem for path in sorted(reference.glob("*.py")))]
    return [name for name in dict.fromkeys(names) if name not in sys.stdlib_module_names and name[0] != "_"]


def _value(evidence: Evidence) -> object:
    outcome = next(iter(evidence.outcomes.values()))
    return outcome.value if isinstance(outcome, Returned) else outcome


def _works(values: Mapping[str, object], names: Sequence[str]) -> list[Note]:
    wanted = {
        "honest": (2.0, "an honest function is called and its answer comes back"),
        "calculate": (1.0, "numpy is there and calculates"),
    }
    notes = []
    for name, (value, say) in wanted.items():
        got = values.get(name)
        if name in names and isinstance(got, float) and abs(got - value) < 1e-9:
            notes.append(Note("good", say))
        elif name in names:
            notes.append(Note("bad", f"not so: {say} ({got})"))
    return notes


def _late(places: Mapping[str, str], late: Sequence[str], tier: str) -> list[Note]:
    lost = [name for name in late if places.get(name, REFUSED).startswith(REFUSED)]
    if not lost:
        return [Note("good", f"modules that were not loaded beforehand can be imported ({', '.join(late)})")]
    if tier == "no-open":
        return [
            Note(
                "weak",
                "only what was loaded beforehand can be imported; put what students need under `packages`",
            )
        ]
    remedy = "Python or its packages lie where no other user may go: install them outside a private home."
    return [Note("bad", f"a late import fails ({', '.join(lost)})", remedy)]


def _imports(places: Mapping[str, str], secret: Sequence[str], reference: Path | None) -> list[Note]:
    hidden = [HARNESS, *([reference] if reference else [])]
    seen = [
        name
        for name in secret
        if not (at := places.get(name, REFUSED)).startswith(REFUSED)
        and at
        and any(Path(at).is_relative_to(place) for place in hidden)
    ]
    if seen:
        remedy = "Please report this: it is a hole, see docs/security.md."
        return [Note("bad", f"from inside, {', '.join(seen)} can be imported", remedy)]
    notes = [Note("good", "`grader` is an empty stand-in there, and nothing of the harness can be imported")]
    names = [name for name in secret if not name.startswith("grader")]
    if names:
        notes.append(
            Note("good", f"nothing of the reference can be imported ({len(names)} names were tried)")
        )
    return notes
