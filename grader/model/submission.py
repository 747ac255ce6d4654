"""What one student handed in, after reading and before anything of it runs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A run of source that stands or falls together: a cell, a file, or a file's top-level block.

    `line` is where it begins in its file (or in its cell, when `cell` is a number from 1);
    `error` says why it cannot be compiled, and then it is not run.
    """

    source: str
    line: int
    cell: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One code file as plain blocks, and what can be known of it without running it."""

    path: str
    digest: str
    blocks: tuple[Block, ...] = ()
    defines: frozenset[str] = frozenset()
    untouched: frozenset[str] = frozenset()
    lost: tuple[tuple[str, str], ...] = ()  # (name, why): names whose block does not compile
    student: str | None = None  # what `STUDENT = "…"` says
    notes: tuple[str, ...] = ()  # what was done to make it readable
    error: str | None = None  # the whole file could not be read, with the reason


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A written derivation: it needs a person, so here only what can be known without reading it.

    `troubles` break the rule and are sentences for the instructor; `remarks` are slips nobody minds.
    """

    path: str
    digest: str
    size: int
    place: str = ""  # where its bytes lie
    pages: int | None = None  # None while nobody has opened it
    unread: str = ""  # why it cannot be opened, as the middle of a sentence
    counts: bool = True  # of several, the one that is marked
    troubles: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """What the system that files were handed in to says of a student; "" where it says nothing."""

    name: str = ""
    email: str = ""
    login: str = ""  # the user name or netid there
    number: str = ""  # the id there: a participant's, a user's, a student's number


@dataclass(frozen=True, slots=True)
class Attempt:
    """One handing in: the how manieth it is, when it was received, and who says so.

    `received` is ISO in UTC, "" where nobody says; `late` is what the source says, None where it does not.
    """

    number: int = 1
    received: str = ""
    source: str = ""  # in the instructor's words: Canvas, manifest.csv
    late: bool | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything one student handed in; of two files with one name for a question the later one counts."""

    id: str
    code: tuple[CodeFile, ...] = ()
    written: tuple[WrittenFile, ...] = ()
    netid: str | None = None
    flags: tuple[str, ...] = ()
    origin: str = ""  # where it lies, for the instructor's eyes
    who: Identity = Identity()
    attempt: Attempt = Attempt()
    together: tuple[str, ...] = ()  # everybody's ids where a group handed in one submission

    @property
    def digest(self) -> str:
        """Names the code's paths and bytes: the same files give the same evidence."""
        text = "\n".join(f"{file.path}\0{file.digest}" for file in self.code)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def paper(self) -> WrittenFile | None:
        """The written file that is marked."""
        return next((file for file in self.written if file.counts), None)

    @property
    def defines(self) -> frozenset[str]:
        """Every name some readable block of the code gives a value to."""
        return frozenset[str]().union(*(file.defines for file in self.code))
