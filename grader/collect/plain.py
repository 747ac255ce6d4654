"""Which files are whose where no system says it: folders, files side by side, or one submission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.collect import hands, names, walk
from grader.collect.collected import Collected
from grader.collect.hands import Hand, Reading
from grader.collect.place import Kid, Place
from grader.collect.work import Work, answers, joined, netid, taken
from grader.errors import SubmissionError
from grader.model.fate import Fate
from grader.model.submission import Attempt, CodeFile, WrittenFile

__all__ = ["plain", "single"]

NOBODYS = "neither STUDENT nor a name says whose it is: it goes by its file's"


@dataclass(frozen=True, slots=True)
class _Read:
    """A place, read: each file that lies directly there, and the work in each folder."""

    place: Place
    files: tuple[tuple[walk.Found, Work], ...]
    folders: tuple[tuple[Kid, Work], ...]

    @property
    def loose(self) -> Work:
        return joined([work for _, work in self.files])


def plain(place: Place, layout: str, reading: Reading) -> Collected:
    """The class. Raises SubmissionError when there is nothing to grade, or the layout cannot be."""
    read = _Read(
        place,
        tuple((one, _taken(walk.Listing((one,)), reading)) for one in place.loose.files),
        tuple((kid, _taken(kid.listing, reading)) for kid in place.kids),
    )
    if read.loose.is_empty and all(work.is_empty for _, work in read.folders):
        raise SubmissionError(_nothing(place, reading))
    chosen, why = layout, f"--layout {layout} says so"
    if layout == "auto":
        chosen, why = _understood(read, reading.asked)
        if chosen == "flat" and place.drive:
            chosen, why = "drive", f"{place.drive} is a folder of Google Drive's: {why}"
    found, rest, notes = _hands(read, chosen, reading)
    whole = hands.collected(found, reading, chosen, why)
    lost = [*place.loose.lost, *(one for kid in place.kids for one in kid.listing.lost)]
    known = {one.path for one in whole.files} | {one.path for one in rest}
    rest += [Fate(path, "passed", "", reason) for path, reason in lost if path not in known]
    rest += [Fate(f"{name}/", "passed", "", "this homework's own") for name in place.apart]
    if place.apart:
        notes.append(f"passed over, being this homework's own: {names.several([*place.apart])}")
    return replace(whole, notes=(*place.notes, *notes), files=(*whole.files, *rest))


def single(found: walk.Found, origin: str, reading: Reading) -> Collected:
    """One file that was given by its own name."""
    made = _per_student([(found, _taken(walk.Listing((found,)), reading))], reading, origin)
    return hands.collected(made, reading, "one", "it is a single file")


def _taken(listing: walk.Listing, reading: Reading) -> Work:
    return taken(listing, reading.read, reading.packed)


def _nothing(place: Place, reading: Reading) -> str:
    archives = [name for name in place.loose.passed if walk.is_archive(name)]
    if archives:
        return f"{place.origin} holds only archives ({names.several(archives)}): unpack them and run again."
    patterns = ", ".join(reading.rule.code)
    kinds = f"files ({patterns}) or with students' folders"
    return f"{place.origin} holds no submissions: give a folder with {kinds}."


def _understood(read: _Read, asked: frozenset[str]) -> tuple[str, str]:
    """The layout, and the reason in words."""
    count = len(read.folders)
    if read.loose.is_empty:
        return "folders", "there is one folder" if count == 1 else f"there are {count} folders"
    packed = [found.name for found, work in read.files if found.kind == "zip" and not work.is_empty]
    if len(packed) > 1:
        return "flat", f"it holds {len(packed)} students' zips"
    about = [work for _, work in read.folders if work.written or any(answers(f, asked) for f in work.code)]
    parts = [read.loose, *(work for _, work in read.folders)]
    code = [file for part in parts for file in part.code]
    written = [file for part in parts for file in part.written]
    if len(about) > 1 or (about and _two_authors(code, written, asked)):
        return (
            "folders",
            f"answers lie in {names.several([kid.name for kid, work in read.folders if work in about])}",
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


def _hands(read: _Read, layout: str, reading: Reading) -> tuple[list[Hand], list[Fate], list[str]]:
    place = read.place
    if layout == "one":
        work = _taken(place.whole, reading)
        known = ("the folder", place.name) if names.is_like_netid(place.name) else None
        return [Hand(place.name, place.name, work, place.origin, known)], [], _notes([("", work)])
    if layout == "folders" and not read.folders:
        raise SubmissionError(
            f"{place.origin} holds files and no folders: --layout flat takes each student's files by name."
        )
    if layout in ("flat", "drive") and read.loose.is_empty:
        raise SubmissionError(
            f"{place.origin} holds folders and no files: --layout folders takes each as a student's."
        )
    found = _per_student(read.files, reading, place.origin, drive=layout == "drive")
    mine = {one.path for hand in found for one in hand.work.met}
    rest = [
        Fate(one.path, "passed", "", one.why)
        for _, work in read.files
        for one in work.met
        if one.path not in mine
    ]
    notes = [*place.loose.flags, *_notes([("", read.loose)])]
    if layout in ("flat", "drive"):
        rest += [
            Fate(one.path, "passed", "", "it lies in a folder beside everybody's files")
            for _, work in read.folders
            for one in work.met
        ]
        inner = [kid.name for kid, _ in read.folders]
        return found, rest, notes + ([f"passed over: the folders {names.several(inner)}"] if inner else [])
    if found:
        notes.append(
            f"beside the folders lie files, taken by name: {names.several([one.id for one in found])}"
        )
    found += _folders(read, reading)
    return found, rest, notes + _notes([(kid.name, work) for kid, work in read.folders])


def _folders(read: _Read, reading: Reading) -> list[Hand]:
    """Each folder is a student; `ann (1)` beside `ann` is a later attempt, unless its files say otherwise."""
    said = {kid.name: netid(work, reading.rule.written) for kid, work in read.folders}
    numbered = sorted(
        ((*names.original(kid.name), at) for at, (kid, _) in enumerate(read.folders)), key=lambda one: one[1]
    )
    whose: dict[int, str] = {}
    for base, number, at in numbered:
        kid = read.folders[at][0]
        mine, other = said[kid.name], said.get(base)
        again = number and base in said and (mine is None or other is None or mine == other)
        whose[at] = base if again else kid.name
    attempts: dict[str, int] = {}
    found: list[Hand] = []
    bases = {kid.name: index for index, (kid, _) in enumerate(read.folders)}
    for _, _, at in numbered:
        kid, work = read.folders[at]
        name = whose[at]
        attempts[name] = attempts.get(name, 0) + 1
        known = ("the folder", name) if names.is_like_netid(name) else None
        key = f"folder {bases[name]}" if bases[name] != at and whose[at] != kid.name else f"folder {at}"
        found.append(Hand(key, name, work, kid.origin, known, attempt=Attempt(number=attempts[name])))
    return found


def _per_student(
    files: Sequence[tuple[walk.Found, Work]], reading: Reading, origin: str, *, drive: bool = False
) -> list[Hand]:
    """Files that lie side by side: those of one netid belong together, else those of one stem."""
    said = [netid(work, reading.rule.written) for _, work in files]
    known = {name for name in said if name}
    bases = Counter(_base(found) for (found, _), name in zip(files, said, strict=True) if name is None)
    groups: dict[str, tuple[str, list[Work], set[str]]] = {}
    for (found, work), name in zip(files, said, strict=True):
        if work.is_empty and not walk.is_archive(found.name):
            continue
        words = known & names.tokens(found.name) if name is None else set()
        who, doubt = name or (next(iter(words)) if len(words) == 1 else ""), ""
        if not who and drive and bases[_base(found)] == 1 and names.is_like_netid(_base(found)):
            who = _base(found)
        elif not who:
            who = names.stem(found.name)
            doubt = NOBODYS if drive and (bases[_base(found)] > 1 or _base(found) != who.casefold()) else ""
        _, works, doubts = groups.setdefault(who.casefold(), (who, [], set()))
        works.append(work)  # who packed their files does not vanish
        doubts.add(doubt)
    return [
        Hand(f"file {who}", who, joined(works), origin, flags=(NOBODYS,) if doubts == {NOBODYS} else ())
        for who, works, doubts in groups.values()
    ]


def _base(found: walk.Found) -> str:
    """A file's name as it was before it was copied about: all that a folder of Google Drive's tells."""
    return names.original(names.stem(found.name))[0].casefold()


def _notes(works: Sequence[tuple[str, Work]]) -> list[str]:
    passed = [f"{who}/{name}".lstrip("/") for who, work in works for name in work.passed]
    return [f"passed over: {names.several(passed)}"] if passed else []
