"""What this machine can do for a homework, how well it shuts students' code off, and what would help."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import GraderError, RubricError, SandboxError
from grader.ledger.opening import FILE
from grader.ledger.place import place
from grader.ledger.verify import verify
from grader.model import files
from grader.model.checkup import Attempt, Checkup, Note, Section
from grader.model.interpreter import Interpreter
from grader.pipeline.recall import nearest
from grader.pipeline.trying import HARNESS, tried
from grader.rubric.find import find
from grader.rubric.load import LoadedRubric, load
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.examine import Examined, examine
from grader.sandbox.isolation.plan import STRONG, TIERS
from grader.sandbox.isolation.remedies import remedy, surroundings
from grader.sandbox.isolation.unprotected import unprotected

FORMS = {
    "full": "a machine of their own: no network, none of your files, no other programs",
    "mid": "locked in by the kernel: no network and none of your files",
    "no-open": "locked in without files: no network, and no file can be opened, not even to import",
    "floor": "limits on time and memory alone",
}
ROOM_MB = 200


@dataclass(slots=True)
class _Found:
    """What is gathered on the way."""

    sections: list[Section] = field(default_factory=list)
    trouble: bool = False  # with the rubric or what it asks for
    source: LoadedRubric | None = None

    def add(self, title: str, notes: Sequence[Note]) -> None:
        """Another section."""
        self.sections.append(Section(title, tuple(notes)))


def checkup(rubric: str | None, out: Path | None, start: Path) -> Checkup:
    """Look at everything; what cannot be looked at is a note, never an error. Linux only."""
    found = _Found()
    found.add("Rubric", list(_rubric(found, rubric, start)))
    with tempfile.TemporaryDirectory(prefix="grader-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        notes, interpreter = _python(found, folder)
        found.add("Students' Python", notes)
        if interpreter is None:
            found.add("Where grades go", list(_grades(found, out, start)))
            return Checkup("floor", False, 1, tuple(found.sections), ())
        examined = [examine(tier, interpreter) for tier in TIERS[:-1]]
        force = next((one for one in examined if one.sound), None) or examine("floor", interpreter)
        asked = found.source.rubric.isolation if found.source else "strong"
        found.add("How students' code is shut off here", list(_isolation(examined, force, asked)))
        found.add("What works for students", _inside(found, interpreter, force))
        attempts = _attempts(interpreter, force, found.source)
    found.add("Where grades go", list(_grades(found, out, start)))
    strong = _enough(force, asked)
    code = 1 if found.trouble else 0 if strong else 4
    return Checkup(force.tier, strong, code, tuple(found.sections), attempts)


def _rubric(found: _Found, explicit: str | None, start: Path) -> Iterator[Note]:
    try:
        path, reason = find(explicit, start)
        found.source = load(path)
    except RubricError as error:
        found.trouble = True
        yield Note("bad", str(error))
        return
    title, reason = found.source.rubric.title, reason.replace(f"{Path.cwd()}/", "")
    yield Note("good", f"{files.local(path)} ({reason}): {title}")
    yield Note(
        "plain",
        "The order: -r, else the variable GRADER_RUBRIC, else [tool.grader] in the nearest pyproject.toml, "
        "else the only file in rubrics/.",
    )
    if explicit is not None:
        try:
            other, why = find(None, start)
        except RubricError:
            return
        if other.resolve() != path.resolve():
            yield Note("plain", f"Without -r it would be {files.local(other)} ({why}).")


def _python(found: _Found, folder: Path) -> tuple[list[Note], Interpreter | None]:
    python = found.source.rubric.python if found.source else None
    asked = found.source.rubric.packages if found.source else ("numpy",)
    notes: list[Note] = []
    interpreter: Interpreter | None
    try:
        interpreter = probe(python, asked, folder / "packages")
    except RubricError as error:
        found.trouble = True
        notes.append(Note("bad", str(error)))
        interpreter = _without_missing(python, asked, folder)
        if interpreter is None:
            return notes, None
    whose = "the rubric's `python:`" if python else "the one that runs this command"
    notes.insert(0, Note("good", f"Python {interpreter.version}, {interpreter.executable} ({whose})"))
    versions = ", ".join(f"{name} {version}" for name, version in interpreter.packages)
    notes.append(
        Note("good", f"With what they need: {versions}") if versions else Note("plain", "No packages.")
    )
    return notes, interpreter


def _without_missing(python: str | None, asked: Sequence[str], folder: Path) -> Interpreter | None:
    """The interpreter with those of the packages that are there; None when it does not start."""
    present = []
    for name in asked:
        try:
            probe(python, [name], folder / "asked")
        except RubricError:
            continue
        present.append(name)
    try:
        return probe(python, present, folder / "present")
    except RubricError:
        return None


def _isolation(examined: Sequence[Examined], force: Examined, asked: str) -> Iterator[Note]:
    here = surroundings()
    enough = _enough(force, asked)
    yield Note("good" if enough else "bad", f"In force: {FORMS[force.tier]}.")
    said = set[str]()
    for one in (one for one in examined if not one.sound):
        reason = one.reason or _holes(one)
        help_ = remedy(one.tier, reason, here)
        yield Note("weak", f"Not here: {FORMS[one.tier]} ({reason}).", "" if help_ in said else help_)
        said.add(help_)
    if not enough:
        yield Note(
            "bad",
            "`grader run` does not start like this, unless you answer for students with --trust-students.",
        )
    if here.root and force.tier != "floor":
        yield _user(force)


def _enough(force: Examined, asked: str) -> bool:
    return force.tier in (STRONG if asked == "strong" else (asked,))


def _holes(one: Examined) -> str:
    if one.probed is None:
        return "nobody knows why"
    if one.probed.holes:
        return f"students' code could {', '.join(one.probed.holes)}"
    return f"students' code could not {', '.join(one.probed.lacks)}"


def _user(force: Examined) -> Note:
    if force.uid is not None:
        return Note("good", "You are root: each student's code runs as a user who owns nothing else.")
    return Note(
        "weak",
        "You are root, and students' code stays root's, though without root's powers: the Python or its "
        "packages lie where no other user may go. Its threads are then counted only now and then.",
        "Install Python and packages outside a private home, or run as a plain user.",
    )


def _inside(found: _Found, interpreter: Interpreter, force: Examined) -> list[Note]:
    reference = found.source.reference if found.source else None
    try:
        inside = tried(interpreter, force.tier, reference)
    except SandboxError as error:
        return [Note("bad", f"A tiny honest submission could not be run: {error}")]
    return [*inside.works, *inside.imports]


def _attempts(interpreter: Interpreter, force: Examined, source: LoadedRubric | None) -> tuple[Attempt, ...]:
    try:
        without = unprotected(
            interpreter, [str(HARNESS.parent), *([str(source.reference.parent)] if source else [])]
        )
    except SandboxError:
        without = {}
    if force.probed is None:
        return ()
    promised = force.tier != "floor"
    return tuple(
        Attempt(name, works, without.get(name), promised and name not in force.probed.tolerated)
        for name, works in force.probed.works.items()
    )


def _grades(found: _Found, out: Path | None, start: Path) -> Iterator[Note]:
    try:
        folder = out or nearest(start)
    except GraderError:
        folder = start / "grades"
    existing = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
    where, folder = place(folder), files.local(folder)
    if where.kind == "local":
        yield Note(
            "good", f"{folder}/ lies on this machine's own disk ({where.name or 'of an unknown kind'})."
        )
    elif where.kind == "network":
        lies = f"{folder}/ lies on a network or shared disk ({where.name})"
        say = f"{lies}: grades are written in a slower, safer way."
        yield Note("weak", say, "Choose a folder on this machine's own disk with -o.")
    else:
        say = f"{folder}/ lies in a folder that {where.name} synchronises: grades leave this machine with it."
        yield Note("weak", say, "Choose another folder with -o.")
    if not os.access(existing, os.W_OK):
        yield Note("bad", f"{existing}/ cannot be written to.", "Choose another folder with -o.")
    if shutil.disk_usage(existing).free < ROOM_MB << 20:
        yield Note("bad", f"Less than {ROOM_MB} MB are free there.")
    yield from _kept(found, folder)


def _kept(found: _Found, folder: Path) -> Iterator[Note]:
    """Whether what is kept there is what was written."""
    path, log = folder / FILE, folder / "run.log"
    if not path.is_file():
        return
    try:
        verified = verify(path, log.read_text(encoding="utf-8", errors="replace") if log.is_file() else "")
    except GraderError as error:
        found.trouble = True
        yield Note("bad", str(error), "Take the folder from a backup, or grade into another with -o.")
        return
    for fault in verified.faults:
        found.trouble = True
        yield Note("bad", fault, "Take the folder from a backup; `grader show` says how a mark stood.")
    if not verified.faults:
        count = "1 decision" if verified.decisions == 1 else f"{verified.decisions} decisions"
        yield Note("good", f"All {verified.rows} rows there are as they were written, with {count} by hand.")
