"""What a reference declares, read from a worker without running any of its functions."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.errors import OracleError
from grader.model.calls import Keep
from grader.oracle.process import About, Worker


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake as declared."""

    name: str
    credit: Fraction
    hint: str
    each_convention: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """All that hangs on one question; `places` says where each function is written."""

    name: str
    title: str
    parameters: tuple[str, ...]
    groups: tuple[tuple[str, int, Keep], ...]
    equivalents: tuple[str, ...]
    conventions: tuple[str, ...]
    mistakes: tuple[Slip, ...]
    properties: tuple[str, ...]
    exhibits: tuple[Mapping[str, Any], ...]
    follows: tuple[str, ...]  # the earlier questions
    raising: bool
    scaled: bool
    given: bool
    starter: str
    places: Mapping[str, str]

    def about(self, kind: str, name: str = "", case: str = "") -> About:
        """How sentences speak of one of its functions."""
        mine = f"`{self.name}`"
        what = {
            "want": f"the reference's {mine}",
            "case": f"the generator `{name}` of {mine}",
            "mistake": f"the mistake “{name}” of {mine}",
            "convention": f"the convention “{name}” of {mine}",
            "scale": f"the scale of {mine}",
            "given": f"the `given` of {mine}",
            "follows": f"the step from `{name}` to {mine}",
        }.get(kind, f"the {kind} `{name}` of {mine}")
        return About(what, case, self.places.get(f"{kind} {name}") or self.places.get("want ", ""))


def import_all(worker: Worker) -> tuple[str, ...]:
    """Import every file of the reference; the names of its questions."""
    names: tuple[str, ...] = ()
    for file in modules(worker.reference):
        reply, _ = worker.ask(About(worker.shown(file), "import", ""), "import", {"file": file})
        names = tuple(reply["questions"])
    return names


def declared(worker: Worker, name: str, known: Collection[str]) -> Declared:
    """All that the reference declares about one question; OracleError when there is no such question."""
    expect_known(worker.reference, [name], known)
    about = About(f"the question `{name}` of {worker.reference}")
    reply, _ = worker.ask(about, "describe", {"question": name})
    places = {key: worker.shown(place) for key, place in reply["places"].items() if place}
    return Declared(
        name=name,
        title=reply["title"],
        parameters=tuple(reply["parameters"]),
        groups=_groups(name, reply, places.get("want ", "")),
        equivalents=tuple(reply["equivalents"]),
        conventions=tuple(reply["conventions"]),
        mistakes=tuple(Slip(n, Fraction(credit), hint, each) for n, credit, hint, each in reply["mistakes"]),
        properties=tuple(reply["properties"]),
        exhibits=tuple(reply["exhibits"]),
        follows=tuple(reply["follows"]),
        raising=reply["raising"],
        scaled=reply["scaled"],
        given=reply["given"],
        starter=reply["starter"],
        places=places,
    )


def modules(reference: Path) -> Sequence[str]:
    """The files that are imported, in order: not starters, and nothing that begins with an underscore."""
    if not reference.is_dir():
        raise OracleError(f"The reference {reference} is not a folder; correct `reference:` in the rubric.")
    files = sorted(path.name for path in reference.glob("*.py"))
    files = [file for file in files if not file.startswith(("starter", "_", "."))]
    if not files:
        raise OracleError(f"The reference {reference} holds no Python file with questions.")
    return files


class UnknownQuestionsError(OracleError):
    """Questions that a rubric asks for and the reference does not define: by name, a sentence on each."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences.values()))


def expect_known(reference: Path, names: Iterable[str], known: Collection[str]) -> None:
    """Questions that a rubric asks for and that are not there are all said at once."""
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownQuestionsError(
            {
                name: f"The rubric asks for `{name}`, but {reference} defines no such question"
                f"{perhaps(name, known)}."
                for name in unknown
            }
        )


def perhaps(name: str, known: Iterable[str]) -> str:
    """Which question was probably meant, or nothing."""
    return "".join(
        f"; perhaps `{one}` is meant" for one in difflib.get_close_matches(name, sorted(known), n=1)
    )


def _groups(name: str, reply: dict[str, Any], place: str) -> tuple[tuple[str, int, Keep], ...]:
    groups: list[tuple[str, int, Keep]] = [tuple(group) for group in reply["generators"]]
    if reply["examples"]:
        groups.insert(0, ("example", reply["examples"], "all"))
    if reply["parameters"] and not groups:
        raise OracleError(
            f"`{name}` has no case to call it with; add {name}.example(…) or a generator below it ({place})."
        )
    if not reply["parameters"] and groups:
        raise OracleError(
            f"`{name}` takes no arguments, so it has one case and needs no examples or generators ({place})."
        )
    return tuple(groups) or (("call", 1, "all"),)
