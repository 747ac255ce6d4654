"""Whose work is whose: submissions joined to the class list by one precedence, and nothing assumed.

First aliases.csv, then e-mail, login, the number in the LMS, then a whole name that only one person has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.collect.aliases import NOBODY, Alias
from grader.collect.directory import Directory
from grader.collect.groups import grouped, members
from grader.model.account import Case
from grader.model.lines import same
from grader.model.person import Person
from grader.model.submission import Identity, Submission

__all__ = ["UNKNOWN", "Joined", "joined"]

UNKNOWN = "not on the class list"


@dataclass(frozen=True, slots=True)
class Joined:
    """Submissions under the ids of the class list, by id; what was left out; and what nobody could settle."""

    submissions: tuple[Submission, ...]
    left: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by found name: its fate, and why
    ids: Mapping[str, str] = field(default_factory=dict)  # by found name, the row it became
    cases: tuple[Case, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _One:
    """A submission as it was found, and the one person it is, if that is known."""

    found: Submission
    person: Person | None = None
    case: Case | None = None
    left: str = ""


def joined(
    submissions: Sequence[Submission],
    people: Sequence[Person],
    aliases: Sequence[Alias],
    loose: Sequence[str] = (),
) -> Joined:
    """Everybody's submission; without a class list all keep the names they were found under.

    `loose` are files that the collector could give to nobody: an alias may say that they are nobody's.
    """
    submissions = grouped(submissions, sharing) if (sharing := members(people)) else submissions
    directory = Directory(people)
    known = {same(alias.found): alias for alias in aliases}
    used = {known[same(path)].found for path in loose if same(path) in known}
    there = frozenset(one.id for one in submissions)
    ones = [_one(one, directory, known, used) for found in submissions for one in _members(found, there)]
    notes = list(_stale(aliases, used, directory))
    kept, cases = list[Submission](), [one.case for one in ones if one.case]
    left = {one.found.id: ("passed", one.left) for one in ones if one.left}
    ids: dict[str, str] = {}
    works: dict[str, list[Submission]] = {}
    for one in ones:
        if one.person is not None:
            works.setdefault(one.person.id, []).append(one.found)
    for person in people:
        mine = works.get(person.id, [])
        if not mine:
            continue
        settled, apart = _settled(mine)
        left |= apart
        if len(settled) == 1:
            ids |= {one.id: person.id for one in mine}
            kept.append(replace(settled[0], id=person.id))
        else:
            cases.append(_several(person, settled))
            kept += [_flagged(one, f"{len(settled)} submissions are {person.id}'s") for one in settled]
    kept, more = _shared(kept, people)
    others, cases = _distinct([one.found for one in ones if one.person is None and not one.left], kept, cases)
    whole = tuple(sorted([*kept, *others], key=lambda one: one.id))
    return Joined(whole, left, ids, tuple(cases), (*notes, *more))


def _members(found: Submission, there: frozenset[str]) -> Iterator[Submission]:
    """One for each of a group who has none of their own yet."""
    yield found
    for member in found.together:
        if member not in there:
            yield replace(found, id=member, netid=member, who=Identity())


def _one(found: Submission, directory: Directory, aliases: Mapping[str, Alias], used: set[str]) -> _One:
    names = [found.id, found.origin, *(one.path for one in found.code), *(one.path for one in found.written)]
    alias = next((aliases[same(name)] for name in names if same(name) in aliases), None)
    if alias is not None:
        used.add(alias.found)
        if alias.student == NOBODY:
            return _One(found, left=f"{alias.place} says that it is nobody's")
        person = directory.person(alias.student)
        if person is not None:
            return _One(found, person)
        if not directory.people:
            return _One(replace(found, id=alias.student))
    return _by_keys(found, directory) if directory.people else _One(found)


def _by_keys(found: Submission, directory: Directory) -> _One:
    meant = directory.meant(found)
    if len(meant) == 1:
        return _One(found, meant[0][1])
    if meant:
        case = _contradiction(found, meant)
        return _One(_flagged(found, case.say), case=case)
    return _One(_flagged(found, UNKNOWN), case=_unknown(found, directory))


def _flagged(found: Submission, flag: str) -> Submission:
    return replace(found, flags=(*found.flags, flag))


def _unknown(found: Submission, directory: Directory) -> Case:
    near = directory.likely(found)
    guess = f"; near {near[0][1].id} ({near[0][0]} %)" if near else ""
    likely = tuple(person.id for _, person in near)
    said, remedy = f"{_shown(found)} is {UNKNOWN}{guess}", _remedy(found, *likely[:1])
    return Case(said, remedy, found.id, (found.id,), likely[:1], likely)


def _contradiction(found: Submission, meant: Sequence[tuple[str, Person]]) -> Case:
    ids = tuple(person.id for _, person in meant)
    keys = {key for key, _ in meant}
    said = (
        f"{len(ids)} people are called {next(iter(keys))}: {' and '.join(ids)}"
        if len(keys) == 1
        else " and ".join(f"“{key}” is {person.id}'s" for key, person in meant)
    )
    return Case(f"{_shown(found)} names two people: {said}", _remedy(found), found.id, (found.id,), ids, ids)


def _several(person: Person, mine: Sequence[Submission]) -> Case:
    names = [one.id for one in mine]
    say = f"{len(names)} submissions are {person.id}'s: {' and '.join(names)}"
    other = next((name for name in names[::-1] if same(name) != same(person.id)), names[-1])
    remedy = f"say of one of them in aliases.csv whose it is, or that it is nobody's: {other},{NOBODY},…"
    return Case(say, remedy, other, tuple(names), (person.id,), (NOBODY,))


def _remedy(found: Submission, student: str = "STUDENT") -> str:
    return f"say whose it is in aliases.csv: {found.id},{student},… ({NOBODY} for nobody's)"


def _shown(found: Submission) -> str:
    who = found.who.name or found.who.email
    return f"{found.id} ({who})" if who and same(who) != same(found.id) else found.id


def _settled(mine: Sequence[Submission]) -> tuple[list[Submission], dict[str, tuple[str, str]]]:
    """What is left of several when copies, earlier attempts, and code apart from its PDF are told."""
    kept: list[Submission] = []
    left: dict[str, tuple[str, str]] = {}
    for one in sorted(mine, key=lambda one: -one.attempt.number):
        twin = next((other for other in kept if _files(other) == _files(one)), None)
        newer = next((other for other in kept if _is_later(other, one)), None)
        half = next((other for other in kept if _fit(other, one)), None)
        if twin is not None:
            if twin.id != one.id:
                left[one.id] = ("duplicate", f"the same files as {twin.id}")
        elif newer is not None:
            left[one.id] = ("passed", f"attempt {one.attempt.number}, of which {newer.attempt.number} counts")
        elif half is not None:
            kept[kept.index(half)] = _together(half, one)
        else:
            kept.append(one)
    return kept, left


def _files(one: Submission) -> tuple[str, ...]:
    return tuple(sorted([*(file.digest for file in one.code), *(file.digest for file in one.written)]))


def _is_later(one: Submission, other: Submission) -> bool:
    same_source = bool(one.attempt.source) and one.attempt.source == other.attempt.source
    return same_source and one.attempt.number > other.attempt.number


def _fit(one: Submission, other: Submission) -> bool:
    """One holds the code and the other the PDF, whichever was found first."""
    return not (one.code and other.code) and not (one.written and other.written)


def _together(one: Submission, other: Submission) -> Submission:
    """Both as one, received when the later was."""
    first, second = (one, other) if one.code else (other, one)
    flags = tuple(flag for flag in (*first.flags, *second.flags) if flag != "no code was found")
    attempt = max(first.attempt, second.attempt, key=lambda one: (one.received, bool(one.late)))
    written = (*first.written, *second.written)
    return replace(first, written=written, flags=tuple(dict.fromkeys(flags)), attempt=attempt)


def _shared(kept: Sequence[Submission], people: Sequence[Person]) -> tuple[list[Submission], tuple[str, ...]]:
    """What one of a group of the class list handed in counts for those of it who handed in nothing."""
    known, added, notes = {one.id: one for one in kept}, list[Submission](), list[str]()
    groups: dict[str, list[Person]] = {}
    for person in people:
        if person.group:
            groups.setdefault(same(person.group), []).append(person)
    for group in groups.values():
        there = [known[person.id] for person in group if person.id in known]
        lacking = [person.id for person in group if person.id not in known and person.status != "dropped"]
        if len({_files(one) for one in there}) == 1 and lacking:
            everybody = tuple(person.id for person in group)
            added += [replace(there[0], id=student, netid=student, together=everybody) for student in lacking]
            notes.append(f"{group[0].group}: what {there[0].id} handed in counts for {', '.join(lacking)}.")
    return [*kept, *added], tuple(notes)


def _distinct(
    others: Sequence[Submission], kept: Sequence[Submission], cases: Sequence[Case]
) -> tuple[list[Submission], list[Case]]:
    """Rows that are nobody's under names of their own, in the cases that speak of them, too."""
    taken, names, rows = Counter(same(one.id) for one in kept), dict[str, str](), list[Submission]()
    for one in others:
        taken[same(one.id)] += 1
        number = taken[same(one.id)]
        names[one.id] = one.id if number == 1 else f"{one.id} ({number})"
        rows.append(replace(one, id=names[one.id]))
    return rows, [
        replace(case, rows=tuple(names.get(row, row) for row in case.rows)) if case.found in names else case
        for case in cases
    ]


def _stale(aliases: Sequence[Alias], used: set[str], directory: Directory) -> Iterator[str]:
    for alias in aliases:
        if directory.people and alias.student != NOBODY and directory.person(alias.student) is None:
            yield f"{alias.place}: {alias.student} is not on the class list, so the line does nothing."
        elif alias.found not in used:
            yield f"{alias.place}: {alias.found} was found nowhere, so the line does nothing."
