"""From one student's files to a submission: read, put in order, and what should be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from grader.collect import names, walk
from grader.model.submission import CodeFile, Submission, WrittenFile

__all__ = ["Read", "Work", "answers", "ordered", "submission", "taken"]

Read = Callable[[str, bytes], CodeFile]
MAX_CODE = 64 << 20  # a notebook full of pictures
PAPERS = (".docx", ".doc", ".odt", ".rtf", ".pages", ".jpg", ".jpeg", ".png", ".heic", ".tiff", ".goodnotes")
MAX_WRITTEN = 200 << 20


@dataclass(frozen=True, slots=True)
class Work:
    """Files that have been read, nobody's yet."""

    code: tuple[CodeFile, ...] = ()
    written: tuple[WrittenFile, ...] = ()
    flags: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing here that could be marked."""
        return not self.code and not self.written


def taken(listing: walk.Listing, read: Read) -> Work:
    """Read the files of a listing; one that cannot be read costs itself and is flagged."""
    code: list[CodeFile] = []
    written: list[WrittenFile] = []
    flags = list(listing.flags)
    for found in listing.files:
        data, trouble = _bytes(found)
        if found.kind == "code":
            code.append(_unread(found.name, trouble) if data is None else read(found.name, data))
            continue
        digest = hashlib.sha256(data or b"").hexdigest()
        written.append(WrittenFile(found.name, digest, len(data or b""), place=str(found.place)))
        if data is None:
            flags.append(f"{found.name} could not be read: {trouble}")
    return Work(tuple(code), tuple(written), tuple(flags), listing.passed)


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
    folder: str | None = None,
) -> Submission:
    """One student's submission, the file that counts last in its code, with its flags."""
    code = ordered(work.code, asked)
    claimed = next((n for file in reversed(code) if (n := names.from_student(file.student))), None)
    on_paper = next((n for file in work.written if (n := names.from_written(file.path, pattern))), None)
    flags = [
        *work.flags,
        *(f"{name} was not opened: unpack it first" for name in filter(walk.is_archive, work.passed)),
        *([] if code else ["no code was found"]),
        *_in_place_of_a_pdf(work, pattern),
        *(f"{file.path} {file.error.removeprefix('this file ')}" for file in code if file.error),
        *_doubles(code, asked),
        *_contradictions(claimed, on_paper, folder if folder and names.is_like_netid(folder) else None),
    ]
    return Submission(
        id=identity,
        code=code,
        written=work.written,
        netid=on_paper or claimed,
        flags=tuple(flags),
        origin=origin,
    )


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


def _contradictions(claimed: str | None, on_paper: str | None, folder: str | None) -> list[str]:
    said = [("STUDENT", claimed), ("the PDF", on_paper), ("the folder", folder)]
    known = [(who, name) for who, name in said if name]
    first = known[0] if known else None
    return [
        f"{first[0]} says {first[1]}, {who} {name}"
        for who, name in known[1:]
        if first and name.casefold() != first[1].casefold()
    ]
