"""The words a reference is written in. One self-contained file of the standard library alone.

    @question
    def gradient(X, t, w):
        \"\"\"Gradient of the mean squared error at w.\"\"\"
        return 2 / len(t) * X.T @ (X @ w - t)

A question is still its function: calling it gives the reference's answer. Everything else hangs on it:
examples and seeded cases, other right methods, conventions, named mistakes, properties, a scale, pictures,
and the globals that students' functions read. Declarations only collect; nothing runs until the worker asks.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

__all__ = ["Cases", "Given", "MistakeRule", "Picture", "Question", "question"]

Function = Callable[..., Any]


@dataclass(frozen=True)
class Cases:
    """A generator of `count` cases; `keep="sketch"` for results too large to store whole.

    With `draws="other_question/its_generator"` it gets that one's random numbers, case by case.
    """

    name: str
    make: Function
    count: int
    keep: str = "all"
    draws: str = ""


@dataclass(frozen=True)
class MistakeRule:
    """A wrong method with a name, the share of its criterion it earns, and the hint it deserves."""

    name: str
    function: Function
    credit: Fraction
    hint: str
    each_convention: bool


@dataclass(frozen=True)
class Picture:
    """Calls that are run and plotted, never judged; `looks` are its title, labels, log, points and marks."""

    name: str
    function: Function
    calls: list[dict[str, Any]]
    x: list[float]
    looks: dict[str, Any]


@dataclass(frozen=True)
class Known:
    """In place of a wrong method its results by case, each with the digest of the call it answers."""

    file: str
    cases: Mapping[str, Mapping[str, str]]

    def frame(self, label: str, call: bytes) -> bytes:
        """The result as it is kept; nothing where nothing is said about that group of cases."""
        import base64
        import hashlib

        if label.rpartition("/")[0] not in {kept.rpartition("/")[0] for kept in self.cases}:
            return b""
        case = self.cases.get(label, {"call": ""})
        if case["call"] != hashlib.sha256(call).hexdigest():
            remedy = f"take {self.file} out of the reference, or name it anew"
            raise ValueError(f"it was written down for another seed or other cases; {remedy}")
        return base64.b64decode(case["value"])


@dataclass(frozen=True)
class Given:
    """Globals set in a student's own module: `values` from the arguments, and public starter text."""

    values: Function | None
    source: str


@dataclass
class Question:
    """One question: the reference's function, and all that is known about answers to it."""

    function: Function
    examples: list[dict[str, Any]] = field(default_factory=list)
    generators: list[Cases] = field(default_factory=list)
    equivalents: dict[str, Function] = field(default_factory=dict)
    conventions: dict[str, Function] = field(default_factory=dict)
    mistakes: list[MistakeRule] = field(default_factory=list)
    properties: dict[str, Function] = field(default_factory=dict)
    exhibits: dict[str, Picture] = field(default_factory=dict)
    followed: dict[str, Function] = field(default_factory=dict)
    raising: tuple[type[BaseException], ...] = ()
    scaling: Function | None = None
    globals: Given = field(default_factory=lambda: Given(None, ""))

    @property
    def name(self) -> str:
        """What students call their function."""
        return str(self.function.__name__)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The arguments' names, in the order they are passed."""
        return tuple(inspect.signature(self.function).parameters)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The reference's own answer."""
        return self.function(*args, **kwargs)

    def example(self, **arguments: Any) -> None:
        """A public case, written out; its label is `example/i`."""
        self._expect_arguments(arguments, "example")
        self.examples.append(arguments)

    def cases(self, count: int = 1, keep: str = "all", draws: str = "") -> Callable[[Function], Function]:
        """A seeded generator `make(rng)` or `make(rng, i)` of argument dicts; labels are `its_name/i`."""
        if count < 1 or keep not in ("all", "sketch"):
            raise ValueError(f"{self.name}: cases need count ≥ 1 and keep 'all' or 'sketch'")

        def declare(make: Function) -> Function:
            if make.__name__ in self._groups():
                raise ValueError(f"{self.name}: two groups of cases are called {make.__name__}")
            self.generators.append(Cases(make.__name__, make, count, keep, draws))
            return make

        return declare

    def raises(self, *kinds: type[BaseException]) -> None:
        """Exceptions that are answers: where the reference raises one of these, so should the student's."""
        if not kinds or not all(map(inspect.isclass, kinds)) or not issubclass(kinds[0], Exception):
            raise ValueError(f"{self.name}: raises takes classes of exceptions, as in raises(ValueError)")
        self.raising = kinds

    def equivalent(self, function: Function) -> Function:
        """Another right method: it must agree within the tolerance, and helps to choose it."""
        self._expect_new(function.__name__, self.equivalents, "equivalent")
        self.equivalents[function.__name__] = function
        return function

    def convention(self, name: str) -> Callable[[Function], Function]:
        """Another right reading of the question: an answer must follow one reading on every case."""
        self._expect_new(name, self.conventions, "convention")

        def declare(function: Function) -> Function:
            self.conventions[name] = function
            return function

        return declare

    def mistake(
        self, name: str, credit: str = "1/2", hint: str = "", each_convention: bool = False
    ) -> Callable[[Function], Function]:
        """A known wrong method. With `each_convention` its function takes `convention=`, a name or ""."""
        self._expect_new(name, [known.name for known in self.mistakes], "mistake")
        share = Fraction(credit)
        if not 0 <= share < 1:
            raise ValueError(f"{self.name}: the mistake “{name}” cannot earn {credit}")

        def declare(function: Function) -> Function:
            self.mistakes.append(MistakeRule(name, function, share, hint, each_convention))
            return function

        return declare

    def known(self, name: str, credit: str = "1/2", hint: str = "", *, file: str) -> None:
        """A mistake that nobody can put into words: its results are in a file beside the reference."""
        import json

        path = self._beside(file)
        if not path.is_file():
            raise ValueError(f"{self.name}: there is no file {file} with the results of “{name}”")
        facts = json.loads(path.read_text(encoding="utf-8"))
        self.mistake(name, credit, hint)(Known(file, facts["cases"]))  # type: ignore[arg-type]

    def property(self, function: Function) -> Function:
        """A named claim about an answer: `check(got, **arguments)` is True, or the sentence to show.

        Students read the sentence even where expected values are hidden: it should hold none.
        """
        self._expect_new(function.__name__, self.properties, "property")
        self.properties[function.__name__] = function
        return function

    def exhibit(
        self,
        title: str,
        calls: Sequence[Mapping[str, Any]],
        x: Iterable[float],
        *,
        x_label: str = "x",
        y_label: str = "y",
        log: str = "",
        points: tuple[Iterable[float], Iterable[float]] = ((), ()),
        marks: Mapping[float, str] | None = None,
    ) -> Callable[[Function], Function]:
        """A picture of the answer, never judged: `draw(got, **arguments)` gives y values, or a dict of them.

        The calls share `x` in order: one call draws a whole line, as many calls as there are x a point each;
        where a call fails, the line ends.
        `log` is "x", "y" or "xy"; `points` are data beside the lines, `marks` upright lines with words.
        """
        asked, xs = [dict(call) for call in calls], [float(value) for value in x]
        for call in asked:
            self._expect_arguments(call, "exhibit")
        if not asked or len(xs) < 2 or len(xs) % len(asked) or log not in ("", "x", "y", "xy"):
            raise ValueError(f"{self.name}: an exhibit has calls, x for each of them, and log '', x, y or xy")
        data = [[float(a), float(b)] for a, b in zip(*points, strict=True)]
        words = [[float(at), word] for at, word in (marks or {}).items()]
        looks = {"title": title, "x_label": x_label, "y_label": y_label, "log": log}

        def declare(function: Function) -> Function:
            self._expect_new(function.__name__, self._groups(), "exhibit")
            more = {**looks, "points": data, "marks": words}
            self.exhibits[function.__name__] = Picture(function.__name__, function, asked, xs, more)
            return function

        return declare

    def follows(self, earlier: str) -> Callable[[Function], Function]:
        """What is right after one's own answer to an earlier question: `then(own, **arguments)`.

        It gives the answer that is consistent with `own`, or None where `own` is too degenerate to go on
        from. Under the question's own name, `own` is the dict of the student's own entries, and it gives a
        dict of those that follow from others.
        """
        self._expect_new(earlier, self.followed, "earlier question")

        def declare(function: Function) -> Function:
            self.followed[earlier] = function
            return function

        return declare

    def scale(self, function: Function) -> Function:
        """A number from the arguments that stands for the size of the answer in a relative tolerance."""
        self.scaling = function
        return function

    def given(self, values: Function | None = None, source: str = "") -> None:
        """Globals for the function's own module; `source` is a public starter file beside the reference."""
        self.globals = Given(values, source)
        if source and (Path(source).name != source or not self._starter_file().is_file()):
            raise ValueError(f"{self.name}: there is no starter file {source} beside the reference")

    def functions(self) -> dict[str, Function]:
        """Every function that hangs on the question, by kind and name."""
        kinds: dict[str, Mapping[str, Function | None]] = {
            "want": {"": self.function},
            "scale": {"": self.scaling},
            "given": {"": self.globals.values},
            "case": {known.name: known.make for known in self.generators},
            "mistake": {known.name: known.function for known in self.mistakes},
            "equivalent": self.equivalents,
            "convention": self.conventions,
            "property": self.properties,
            "follows": {**self.followed},
            "exhibit": {one.name: one.function for one in self.exhibits.values()},
        }
        return {
            f"{kind} {name}": made for kind, named in kinds.items() for name, made in named.items() if made
        }

    def written(self) -> dict[str, list[dict[str, Any]]]:
        """The arguments that are written out, by the first word of their labels."""
        return {"example": self.examples, **{name: one.calls for name, one in self.exhibits.items()}}

    def pictures(self) -> list[dict[str, Any]]:
        """All that is declared about its exhibits but their calls, of which only the number."""
        known = self.exhibits.values()
        return [{"name": one.name, "count": len(one.calls), "x": one.x, **one.looks} for one in known]

    def seeds(self, generator: str, i: int, seed: int) -> list[int]:
        """The words that seed case i: adding a case moves no other."""
        import hashlib

        drawn = {known.name: known.draws for known in self.generators}.get(generator)
        name, _, group = drawn.partition("/") if drawn else (self.name, "", generator)
        digest = hashlib.sha256(repr((seed, name, group, i)).encode()).digest()
        return [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 32, 4)]

    def starter(self) -> str:
        """The text of the public starter file, or nothing."""
        return self._starter_file().read_text(encoding="utf-8") if self.globals.source else ""

    def _groups(self) -> list[str]:
        return ["example", "call", *self.exhibits, *(known.name for known in self.generators)]

    def _starter_file(self) -> Path:
        return self._beside(self.globals.source)

    def _beside(self, file: str) -> Path:
        return Path(inspect.getsourcefile(self.function) or ".").parent / file

    def _expect_arguments(self, arguments: Mapping[str, Any], what: str) -> None:
        if tuple(arguments) != self.parameters:
            raise ValueError(
                f"{self.name}: {what} has the arguments ({', '.join(arguments)}), "
                f"the function takes ({', '.join(self.parameters)})"
            )

    def _expect_new(self, name: str, known: Iterable[str], what: str) -> None:
        if not name or name in known:
            raise ValueError(f"{self.name}: every {what} needs a name of its own, “{name}” is none")


def question(function: Function) -> Question:
    """Make a function of the reference a question."""
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    if kinds - {inspect.Parameter.POSITIONAL_OR_KEYWORD}:
        raise ValueError(f"{function.__name__}: a question's arguments are plain names, without * or /")
    return Question(function)
