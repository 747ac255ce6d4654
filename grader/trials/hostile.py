"""Lays out a class of three: an honest student, a hostile one, another honest one."""

from __future__ import annotations

import ast
import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.rubric.schema import Rubric, address
from grader.trials.attack import Attack, Content

__all__ = ["AFTER", "BEFORE", "attacked", "groups", "honest", "lay_out", "put_files"]

BEFORE, AFTER = "anna", "zoe"
LAST = "zzzz_last.py"  # of two definitions the later file's counts


def groups(rubric: Rubric) -> list[frozenset[str]]:
    """Questions that stand or fall together, since one's points need another's; in the rubric's order."""
    by_place = {address(part, c): c.question for _, part, c in rubric.walk() if c.question}
    together = {name: {name} for name in rubric.question_names}
    for _, _, criterion in rubric.walk():
        needed = [by_place[place] for place in criterion.needs if by_place.get(place)]
        for name in needed if criterion.question else []:
            union = together[criterion.question or ""] | together[name]
            for one in union:
                together[one] = union
    return list(dict.fromkeys(frozenset(one) for one in together.values()))


def attacked(attack: Attack, rubric: Rubric) -> tuple[str, ...]:
    """The questions an attack is aimed at: every second group, or one; which ones its name decides."""
    number = int.from_bytes(hashlib.sha256(attack.name.encode()).digest()[:4], "big")
    every = groups(rubric)
    if attack.reach == "one":
        chosen = every[number % len(every)]
    else:
        chosen = frozenset[str]().union(*every[number % 2 if len(every) > 1 else 0 :: 2])
    return tuple(name for name in rubric.question_names if name in chosen)


def honest(folder: Path, reference: Path, remark: str = "") -> None:
    """A submission that is right everywhere: the reference's own modules."""
    folder.mkdir(parents=True)
    for path in sorted(reference.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(f"{text}\n# {remark}\n" if remark else text, encoding="utf-8")


def lay_out(
    place: Path, attack: Attack, reference: Path, questions: Sequence[str], targets: Mapping[str, Any]
) -> Path:
    """The class on disk; returns the hostile student's folder."""
    honest(place / BEFORE, reference)
    honest(place / AFTER, reference, "handed in by another student")
    folder = place / attack.student
    honest(folder, reference, attack.name)
    put_files(folder, attack, targets)
    (folder / LAST).write_text(hostile_source(attack, questions, targets), encoding="utf-8")
    return folder


def put_files(folder: Path, attack: Attack, targets: Mapping[str, Any]) -> None:
    """What an attack brings along beside its source: files, links, archives."""
    for name, content in dict(attack.files).items():
        _put(folder / name, content)
    for name, target in dict(attack.links).items():
        (folder / name).symlink_to(target.format(**targets))
    for name, members in dict(attack.archives).items():
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, _text(content))


def hostile_source(attack: Attack, questions: Sequence[str], targets: Mapping[str, Any]) -> str:
    """The attack's own text between what it may know and the functions it answers with."""
    answer = "\n".join(
        f"def {name}(*args, **kwargs):\n    return attack(*args, **kwargs)\n" for name in questions
    )
    return f"TARGETS = {dict(targets)!r}\n{attack.source}\n{'' if _attacks(attack) else IDLE}\n{answer}"


IDLE = "def attack(*args, **kwargs):\n    return 'nothing'\n"


def _attacks(attack: Attack) -> bool:
    body = ast.parse(attack.source).body
    return any(isinstance(node, ast.FunctionDef) and node.name == "attack" for node in body)


def _put(path: Path, content: Content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(content), encoding="utf-8")


def _text(content: Content) -> str:
    if isinstance(content, str):
        return content
    return str(content[0]) * int(content[1])
