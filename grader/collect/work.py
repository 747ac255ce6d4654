"""From one student's files to a submission: read, put in order, and what should be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.collect import names, walk
from grader.collect.packed import Budget, Packed
from grader.model.submission import CodeFile, Submission, WrittenFile

__all__ = ["Met", "Read", "Work", "answers", "joined", "netid", "ordered", "submission", "taken"]

Read = Callable[[str, bytes], CodeFile]
MAX_CODE = 64 << 20  # a notebook full of pictures
PAPERS = (".docx", ".doc", ".odt", ".rtf", ".pages", ".jpg", ".jpeg", ".png", ".heic", ".tiff", ".goodnotes")
MAX_WRITTEN = 200 << 20
NO_CODE = "no code was found"


@dataclass(frozen=True, slots=True)
class Met:
    """A file that was met: what its bytes are called, or why it is nothing that is graded.

    One that is `lacking` was handed in, as a list says, and is not there.
    """

    path: str
    digest: str = ""
    why: str = ""
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """Files that have been read, nobody's yet."""

    code: tuple[CodeFile, ...] = ()
    written: tuple[WrittenFile, ...] = ()
    flags: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    met: tuple[Met, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing here that could be marked."""
        return not self.code and not self.written


def joined(works: Sequence[Work]) -> Work:
    """Several works as one."""
    if len(works) == 1:
        return works[0]
    return Work(
        tuple(one for work in works for one in work.code),
        tuple(one for work in works for one in work.written),
        tuple(one for work in works for one in work.flags),
        tuple(one for work in works for one in work.passed),
        tuple(one for work in works for one in work.met),
    )


def taken(
    listing: walk.Listing,
    read: Read,
    packed: Packed | None = None,
    budget: Budget | None = None,
    depth: int = 0,
) -> Work:
    """Read the files of a listing; one that cannot be read costs itself and is flagged."""
    parts = [Work(flags=listing.flags, met=tuple(Met(path, why=why) for path, why in listing.lost))]
    if over := listing.files[walk.MAX_FILES :]:
        met = tuple(Met(one.path or one.name, why=walk.TOO_MANY) for one in over)
        parts.append(Work(flags=(f"only its first {walk.MAX_FILES} files were looked at",), met=met))
    for found in listing.files[: walk.MAX_FILES]:
        path = found.path or found.name
        if found.kind == "zip" and packed is not None:
            parts.append(_unpacked(found, read, packed, budget or Budget(), depth))
        elif found.kind in ("zip", "other"):
            why = "a folder that tools made" if path.endswith("/") else "neither code nor a PDF"
            why = "an archive that was not opened" if walk.is_archive(found.name) else why
            parts.append(Work(passed=(found.name,), met=(Met(path, why=why),)))
        else:
            parts.append(_file(found, path, read, packed))
    return joined(parts)


def _unpacked(found: walk.Found, read: Read, packed: Packed, budget: Budget, depth: int) -> Work:
    """What is in a student's zip, read and thrown away again."""
    with packed.opened(found, budget, depth) as (listing, error):
        if not error:
            return taken(listing, read, packed, budget, depth + 1)
        met = Met(found.path or found.name, why=f"it was not opened: {error}")
        return Work(flags=(f"{found.name} was not opened: {error}",), met=(met,))


def _file(found: walk.Found, path: str, read: Read, packed: Packed | None) -> Work:
    data, trouble = _bytes(found)
    if found.kind == "code":
        file = _unread(found.name, trouble) if data is None else read(found.name, data)
        return Work(code=(file,), met=(Met(path, file.digest),))
    digest = hashlib.sha256(data or b"").hexdigest()
    flags = () if data is not None else (f"{found.name} could not be read: {trouble}",)
    keep = packed.keep if packed is not None and data is not None else None
    place = keep(found.place, digest, data or b"") if keep is not None else str(found.place)
    paper = WrittenFile(found.name, digest, len(data or b""), place=place)
    return Work(written=(paper,), flags=flags, met=(Met(path, digest if data else ""),))


def _bytes(found: walk.Found) -> tuple[bytes | None, str]:
    limit = MAX_CODE if found.kind == "code" else MAX_WRITTEN
    try:
        data = walk.contents(found.place, limit)
    except OSError as error:
        return None, walk.why(error)
    return data, f"it has more than {limit >> 20} MB"


def _unread(name: str, trouble: str) -> CodeFile:
    return CodeFile(path=name, digest="", error=f"this file could not be read: {trouble}")


def answers(file: CodeFile, asked: frozenset[str]) -> frozenset[str]:
    """The questions a file is about: answered, left as they came, or lost to a syntax error."""
    return asked & (file.defines | file.untouched | {name for name, _ in file.lost})


def submission(
    identity: str,
    work: Work,
    asked: frozenset[str],
    pattern: str | None,
    origin: str,
    known: tuple[str, str] | None = None,
) -> Submission:
    """One student's submission, the file that counts last in its code, with its flags.

    `known` is who else says whose it is, and what they say: ("the folder", "lovelac1").
    """
    code = ordered(work.code, asked)
    claimed, on_paper = _claims(replace(work, code=code), pattern)
    flags = [
        *work.flags,
        *(f"{name} was not opened: unpack it first" for name in filter(walk.is_archive, work.passed)),
        *([] if code else [NO_CODE]),
        *_in_place_of_a_pdf(work, pattern),
        *(f"{file.path} {file.error.removeprefix('this file ')}" for file in code if file.error),
        *_doubles(code, asked),
        *_contradictions(claimed, on_paper, known),
    ]
    return Submission(
        id=identity,
        code=code,
        written=work.written,
        netid=on_paper or claimed,
        flags=tuple(flags),
        origin=origin,
    )


def netid(work: Work, pattern: str | None) -> str | None:
    """Whose the files say they are: by the PDF's name, else by STUDENT."""
    claimed, on_paper = _claims(work, pattern)
    return on_paper or claimed


def _claims(work: Work, pattern: str | None) -> tuple[str | None, str | None]:
    claimed = next((n for file in reversed(work.code) if (n := names.from_student(file.student))), None)
    on_paper = next((n for file in work.written if (n := names.from_written(file.path, pattern))), None)
    return claimed, on_paper


def _in_place_of_a_pdf(work: Work, pattern: str | None) -> list[str]:
    """Who hands in a Word file or a photo where the rule asks for a PDF does not go unnoticed."""
    papers = [name for name in work.passed if name.casefold().endswith(PAPERS)]
    if work.written or not papers or not pattern:
        return []
    return [f"no PDF was handed in, but {names.several(papers)}; the rule says {pattern}"]


def ordered(code: tuple[CodeFile, ...], asked: frozenset[str]) -> tuple[CodeFile, ...]:
    """Modules and untouched starters first, then by the `(n)` in the name, then by name: the last counts."""

    def rank(file: CodeFile) -> tuple[bool, int, str, str]:
        worked_on = bool((asked & file.defines) - file.untouched)
        return worked_on, names.attempt(file.path), file.path.casefold(), file.path

    return tuple(sorted(code, key=rank))


def _doubles(code: tuple[CodeFile, ...], asked: frozenset[str]) -> list[str]:
    """A sentence for each set of differing files that define the same questions, with the one that counts."""
    found: dict[tuple[int, str], list[str]] = {}
    for name in sorted(asked):
        files = [file for file in code if name in file.defines]
        if len({file.digest for file in files}) > 1:
            counts = next((f for f in reversed(files) if name not in f.untouched), files[-1])
            found.setdefault((len(files), counts.path), []).append(name)
    return [
        f"{'two' if count == 2 else count} files define {names.several(doubled)}: {used} was used"
        for (count, used), doubled in found.items()
    ]


def _contradictions(claimed: str | None, on_paper: str | None, known: tuple[str, str] | None) -> list[str]:
    said = [("STUDENT", claimed), ("the PDF", on_paper), known or ("", None)]
    told = [(who, name) for who, name in said if name]
    first = told[0] if told else None
    return [
        f"{first[0]} says {first[1]}, {who} {name}"
        for who, name in told[1:]
        if first and name.casefold() != first[1].casefold()
    ]
