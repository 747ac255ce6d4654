"""Which files are whose: a folder of folders, a flat folder of everyone's files, or one submission."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from grader.collect import names, walk
from grader.collect.work import Read, Work, answers, submission, taken
from grader.errors import SubmissionError
from grader.model.fate import Fate
from grader.model.submission import CodeFile, Submission, WrittenFile

__all__ = ["Collected", "Layout", "Rule", "collect"]

Layout = Literal["auto", "one", "flat", "folders"]


class Rule(Protocol):
    """What a rubric says about files: patterns of code, and the written part's name with {netid}."""

    @property
    def code(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def written(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Collected:
    """Everyone's submissions by id, how the folder was understood and why, and what was passed over."""

    submissions: tuple[Submission, ...]
    layout: str
    why: str
    notes: tuple[str, ...] = ()
    files: tuple[Fate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder of submissions, read: its own files, and the work in each folder below it."""

    root: Path
    loose: Work
    folders: tuple[tuple[Path, Work], ...]
    apart: tuple[str, ...]


def collect(
    root: Path,
    rule: Rule,
    asked: frozenset[str],
    read: Read,
    layout: Layout = "auto",
    apart: Collection[Path] = (),
) -> Collected:
    """Find the submissions in a folder, or in one file. Raises SubmissionError with one sentence.

    A folder that holds one of those `apart`, the rubric's or the reference's, is nobody's submission.
    """
    try:
        if root.is_file():
            return _one_file(root, rule, asked, read)
        place = _read_place(root, rule, read, apart)
    except OSError as error:
        raise SubmissionError(
            f"{root} cannot be read ({(error.strerror or str(error)).lower()}): "
            "check the path, and that you may open it."
        ) from error
    if place.loose.is_empty and all(work.is_empty for _, work in place.folders):
        raise SubmissionError(_nothing(place, rule))
    chosen, why = _understood(place, asked) if layout == "auto" else (layout, f"--layout {layout} says so")
    found, notes = _submissions(place, chosen, rule, asked, read)
    if place.apart:
        notes.append(f"passed over, being this homework's own: {names.several([*place.apart])}")
    return Collected(_distinct(found), chosen, why, tuple(notes))


def _read_place(root: Path, rule: Rule, read: Read, apart: Collection[Path]) -> _Place:
    if not root.exists():
        raise SubmissionError(f"{root} does not exist: give the folder that holds the submissions.")
    kids, ours = walk.subfolders(root, apart)
    folders = tuple((kid, taken(walk.tree(kid, rule.code), read)) for kid in kids)
    return _Place(root, taken(walk.direct(root, rule.code), read), folders, ours)


def _nothing(place: _Place, rule: Rule) -> str:
    archives = [name for name in place.loose.passed if walk.is_archive(name)]
    if archives:
        return f"{place.root} holds only archives ({names.several(archives)}): unpack them and run again."
    patterns = ", ".join(rule.code)
    return (
        f"{place.root} holds no submissions: give a folder with files ({patterns}) or with students' folders."
    )


def _one_file(root: Path, rule: Rule, asked: frozenset[str], read: Read) -> Collected:
    if walk.is_archive(root.name):
        raise SubmissionError(f"{root} is an archive: unpack it and give the folder.")
    kind = walk.kind_of(root.name, rule.code)
    if kind is None:
        raise SubmissionError(f"{root} is not a submission: the rubric asks for {', '.join(rule.code)}.")
    work = taken(walk.Listing((walk.Found(root.resolve(), names.clean(root.name), kind),)), read)
    found = [submission(who, part, asked, rule.written, str(root)) for who, part in _per_student(work, rule)]
    return Collected(tuple(found), "one", "it is a single file")


def _understood(place: _Place, asked: frozenset[str]) -> tuple[str, str]:
    """The layout, and the reason in words."""
    count = len(place.folders)
    if place.loose.is_empty:
        return "folders", "there is one folder" if count == 1 else f"there are {count} folders"
    about = [work for _, work in place.folders if work.written or any(answers(f, asked) for f in work.code)]
    parts = [place.loose, *(work for _, work in place.folders)]
    code = [file for part in parts for file in part.code]
    written = [file for part in parts for file in part.written]
    if len(about) > 1 or (about and _two_authors(code, written, asked)):
        return (
            "folders",
            f"answers lie in {names.several([kid.name for kid, work in place.folders if work in about])}",
        )
    reason = _two_authors(code, written, asked)
    if not reason:
        return "one", "no question is defined in two of its files"
    return "flat", f"{reason}; --layout one takes all files as one student's"


def _two_authors(code: Sequence[CodeFile], written: Sequence[WrittenFile], asked: frozenset[str]) -> str:
    """Why files that lie side by side are more than one student's, or nothing."""
    if len(written) > 1:
        return f"it holds {len(written)} PDFs"
    first: dict[str, str] = {}
    for file in code:
        for name in sorted(answers(file, asked)):
            if name in first:
                return f"{name} is defined in {first[name]} and in {file.path}"
            first[name] = file.path
    return ""


def _submissions(
    place: _Place, layout: str, rule: Rule, asked: frozenset[str], read: Read
) -> tuple[list[Submission], list[str]]:
    root = place.root
    if layout == "one":
        work = taken(walk.tree(root, rule.code), read)
        who = names.clean(root.resolve().name) or "submission"
        return [submission(who, work, asked, rule.written, str(root), who)], _notes([("", work)])
    if layout == "folders" and not place.folders:
        raise SubmissionError(
            f"{root} holds files and no folders: --layout flat takes each student's files by name."
        )
    if layout == "flat" and place.loose.is_empty:
        raise SubmissionError(
            f"{root} holds folders and no files: --layout folders takes each as a student's."
        )
    found = [
        submission(who, part, asked, rule.written, str(root)) for who, part in _per_student(place.loose, rule)
    ]
    notes = [*place.loose.flags, *_notes([("", place.loose)])]
    inner = [(names.clean(kid.name), work) for kid, work in place.folders]
    if layout == "flat":
        return found, notes + (
            [f"passed over: the folders {names.several([n for n, _ in inner])}"] if inner else []
        )
    if found:
        notes.append(f"beside the folders lie files, taken by name: {names.several([s.id for s in found])}")
    for (kid, work), (who, _) in zip(place.folders, inner, strict=True):
        found.append(submission(who, work, asked, rule.written, str(kid), who))
    return found, notes + _notes(inner)


def _per_student(work: Work, rule: Rule) -> list[tuple[str, Work]]:
    """Files that lie side by side: those of one netid belong together, else those of one stem."""
    groups: dict[str, tuple[str, Work]] = {}
    for file in work.code:
        who = names.from_student(file.student) or names.stem(file.path)
        known, part = groups.get(who.casefold(), (who, Work()))
        groups[who.casefold()] = known, replace(part, code=(*part.code, file))
    for paper in work.written:
        who = names.from_written(paper.path, rule.written) or names.stem(paper.path)
        known, part = groups.get(who.casefold(), (who, Work()))
        groups[who.casefold()] = known, replace(part, written=(*part.written, paper))
    for name in filter(walk.is_archive, work.passed):  # nobody vanishes for having packed their files
        who = names.stem(name)
        groups.setdefault(who.casefold(), (who, Work(passed=(name,))))
    return list(groups.values())


def _notes(works: Sequence[tuple[str, Work]]) -> list[str]:
    passed = [f"{who}/{name}".lstrip("/") for who, work in works for name in work.passed]
    return [f"passed over: {names.several(passed)}"] if passed else []


def _distinct(found: Sequence[Submission]) -> tuple[Submission, ...]:
    """By id, each id once: a second bearer gets a number and both are flagged."""
    seen: dict[str, list[Submission]] = {}
    for one in found:
        seen.setdefault(one.id.casefold(), []).append(one)
    whole: list[Submission] = []
    for same in seen.values():
        flag = (f"{len(same)} submissions are called {same[0].id}",) if len(same) > 1 else ()
        for number, one in enumerate(same, start=1):
            identity = one.id if number == 1 else f"{one.id} ({number})"
            whole.append(replace(one, id=identity, flags=one.flags + flag))
    return tuple(sorted(whole, key=lambda one: one.id))
