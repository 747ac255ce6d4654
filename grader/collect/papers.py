"""The rule of the written file: what it is called, whose it is, and what was found in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from grader.collect import names
from grader.model.papers import BREAKS
from grader.model.pdf import PdfFacts
from grader.model.submission import Submission, WrittenFile

__all__ = ["by_the_rule"]

UNOPENED = PdfFacts()  # its bytes cannot be had: collecting has said so, and nothing is said of what is in it


def by_the_rule(
    one: Submission, facts: Mapping[str, PdfFacts], pattern: str | None, others: Collection[str] = ()
) -> Submission:
    """The submission with the file that counts, and a flag for whatever breaks the rule.

    `facts` are by digest, `pattern` is the rubric's name with {netid}, `others` the ids of everybody else.
    """
    if not one.written:
        return one
    own = _own(one)
    counting = max(one.written, key=lambda file: _rank(file, pattern, own, facts))
    files = []
    for file in one.written:
        found = facts.get(file.digest, UNOPENED)
        pages = found.pages if file.digest in facts else None
        filled = replace(file, pages=pages, unread=found.trouble, counts=file is counting)
        files.append(_judged(filled, one, found, pattern, others) if file is counting else filled)
    paper = next(file for file in files if file.counts)
    troubles = [f"{BREAKS}{trouble}" for trouble in paper.troubles]
    flags = [flag for flag in one.flags if not _is_said_better(flag, paper, pattern)]
    return replace(one, written=tuple(files), flags=(*flags, *troubles))


def _judged(
    file: WrittenFile, one: Submission, facts: PdfFacts, pattern: str | None, others: Collection[str]
) -> WrittenFile:
    troubles, remarks = list(_in_the_file(facts)), list(_slips_in_the_file(facts))
    if pattern is not None and "{netid}" in pattern:
        wrong, slips = _name(file, one, pattern, others)
        troubles, remarks = [*wrong, *troubles], [*slips, *remarks]
    others_too = {other.digest for other in one.written} - {file.digest}
    if others_too:
        count = "two" if len(others_too) == 1 else str(len(others_too) + 1)
        troubles.append(f"{count} PDFs were handed in; {_quoted(file)} counts")
    return replace(file, troubles=tuple(troubles), remarks=tuple(remarks))


def _name(
    file: WrittenFile, one: Submission, pattern: str, others: Collection[str]
) -> tuple[list[str], list[str]]:
    """What is wrong with a file's name, and what is merely not as it was asked for."""
    netid, own = names.from_written(file.path, pattern), _own(one)
    expected = pattern.replace("{netid}", _called(one)) if _called(one) else pattern
    if netid is None:
        return [f"it is called {_quoted(file)}; the rule says {expected}"], []
    if netid not in own and (
        any(map(names.is_like_netid, own)) or netid in {who.casefold() for who in others}
    ):
        return [f"its name says {netid}, {_whose(one)}"], []
    if PurePosixPath(file.path).name != pattern.replace("{netid}", netid):
        return [], [f"it is called {_quoted(file)}; the rule says {pattern.replace('{netid}', netid)}"]
    return [], []


def _in_the_file(facts: PdfFacts) -> Iterator[str]:
    if facts.trouble:
        is_another = facts.trouble.startswith(("it is a ", "it is an ")) and not facts.packed
        yield f"{facts.trouble}, not a PDF" if is_another else facts.trouble
    if not facts.pages:
        return
    if len(facts.blank) == facts.pages:
        every = {1: "its only page is", 2: "both pages are"}.get(facts.pages, f"all {facts.pages} pages are")
        yield f"{every} blank, as if nothing had been handed in"
    elif facts.blank:
        yield f"{_pages(facts.blank)} of {facts.pages} {_are(facts.blank)} blank"
    if facts.broken:
        yield f"{_pages(facts.broken)} of {facts.pages} cannot be shown"


def _slips_in_the_file(facts: PdfFacts) -> Iterator[str]:
    if facts.mended:
        yield "it was damaged, and could be mended"
    if facts.pages > len(facts.sizes) > 0 and not facts.broken:
        yield f"only the first {len(facts.sizes)} of its {facts.pages} pages were looked at"


def _pages(numbers: Sequence[int]) -> str:
    listed = names.several([str(number) for number in numbers], shown=8)
    return f"page{'' if len(numbers) == 1 else 's'} {listed}"


def _are(numbers: Sequence[int]) -> str:
    return "is" if len(numbers) == 1 else "are"


def _rank(
    file: WrittenFile, pattern: str | None, own: Collection[str], facts: Mapping[str, PdfFacts]
) -> tuple[bool, bool, bool, int, str]:
    """Of several files, the largest counts: named right, readable, the latest copy."""
    netid = names.from_written(file.path, pattern)
    readable = not facts.get(file.digest, UNOPENED).trouble
    return netid in own, netid is not None, readable, names.attempt(file.path), file.path.casefold()


def _own(one: Submission) -> frozenset[str]:
    """Every name a student goes by, in small letters."""
    who = one.who
    claimed = [names.from_student(file.student) for file in one.code]
    said = [one.id, who.login, who.number, who.email, who.email.partition("@")[0], *one.together, *claimed]
    return frozenset(re.sub(r" \(\d+\)$", "", word).casefold() for word in said if word)


def _called(one: Submission) -> str:
    """The student's netid, where it is known from anything but a PDF's name."""
    claimed = [names.from_student(file.student) for file in reversed(one.code)]
    known = [one.who.login, *claimed, one.id if names.is_like_netid(one.id) else ""]
    return next((word for word in known if word), "")


def _whose(one: Submission) -> str:
    claimed = next((n for file in reversed(one.code) if (n := names.from_student(file.student))), None)
    if claimed and claimed.casefold() != one.id.casefold():
        return f"STUDENT {claimed}"
    return (
        f"the folder {one.id}"
        if PurePosixPath(one.origin).name == one.id
        else f"the submission is {one.id}'s"
    )


def _is_said_better(flag: str, paper: WrittenFile, pattern: str | None) -> bool:
    """Collecting has seen, too, that the name is another student's."""
    netid = names.from_written(paper.path, pattern)
    contradicts = any(trouble.startswith("its name says ") for trouble in paper.troubles)
    return contradicts and re.search(rf"\bthe PDF (says )?{re.escape(netid or '')}(,|$)", flag) is not None


def _quoted(file: WrittenFile) -> str:
    return f"`{PurePosixPath(file.path).name}`"
