"""Who is in the class, and which work is whose: settled after collecting and before anything is graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.collect import Collected, Roster, read_roster
from grader.collect.aliases import NOBODY, Alias, read_aliases
from grader.collect.joining import Joined, joined
from grader.errors import SubmissionError
from grader.ledger.memo import Ledger
from grader.ledger.people import kept_people
from grader.model.account import Case
from grader.model.fate import Fate
from grader.model.files import local
from grader.model.lines import same
from grader.model.person import Person
from grader.model.submission import Submission
from grader.pipeline.file_times import timed
from grader.pipeline.trail import last_words, without_forgotten
from grader.rubric.exceptions import Exceptions, unknown
from grader.rubric.load import LoadedRubric

__all__ = ["ClassList", "Roll", "called", "class_list"]


@dataclass(frozen=True, slots=True)
class ClassList:
    """The class list as it was given, with its aliases; of none, the one that is kept will do."""

    roster: Roster | None
    aliases: tuple[Alias, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody's work under their ids, who is on the class list besides, and what nobody could settle."""

    collected: Collected
    people: tuple[Person, ...] = ()
    absent: tuple[Person, ...] = ()  # nothing of theirs was found
    waiting: tuple[Person, ...] = ()  # theirs is not settled
    dropped: tuple[str, ...] = ()
    fates: tuple[Fate, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """What is to be graded."""
        return self.collected.submissions

    @property
    def earlier(self) -> tuple[Submission, ...]:
        """Attempts that do not count, under the ids of those that do."""
        return self.collected.earlier

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say of the folder and of the class list."""
        return self.collected.notes

    @property
    def everybody(self) -> tuple[Submission, ...]:
        """A submission for each row of the sheet, by id; nothing is in those of the absent."""
        empty = (Submission(person.id) for person in self.absent)
        return tuple(sorted([*self.submissions, *empty], key=lambda one: one.id))


def class_list(given: Path | None, source: LoadedRubric) -> ClassList:
    """The class list of the command line, else the rubric's. Raises SubmissionError with file and line."""
    aliases = read_aliases(source.path.parent)
    named = source.rubric.roster
    path = given or (source.path.parent / named if named else None)
    if path is None:
        return ClassList(None, aliases)
    if given is None and not path.is_file():
        raise SubmissionError(
            f"{source.path}: `roster` names {named}, but there is no such file beside the rubric."
        )
    roster = read_roster(path)
    kind = f" ({roster.system}'s)" if roster.system else ""
    note = f"Class list: {local(path)}{kind}, {len(roster.people)} people."
    return ClassList(roster, aliases, note)


def called(listed: ClassList, source: LoadedRubric, collected: Collected, ledger: Ledger) -> Roll:
    """The class called over: who handed in what, and who nothing."""
    people = kept_people(ledger) if listed.roster is None else listed.roster.people
    notes = _listed(listed, len(people))
    fates = collected.files or _fates(collected.submissions)
    loose = [one.path for one in fates if one.fate == "unmatched"]
    found = joined(collected.submissions, people, listed.aliases, loose)
    exceptions = source.exceptions
    students = [person.id for person in people] or [one.id for one in found.submissions]
    notes += [*(listed.roster.notes if listed.roster else ()), *found.notes, *unknown(exceptions, students)]
    dropped = _dropped(people, students, exceptions)
    lacking = _lacking(fates, found.ids, dropped)
    unsure = {row for case in lacking for row in case.rows}
    vain = {one.id for one in found.submissions if one.id in unsure and not (one.code or one.written)}
    staying = tuple(one for one in found.submissions if one.id not in dropped | vain)
    if dropped:
        notes.append(f"Dropped, and so without a row: {', '.join(sorted(dropped))}.")
    earlier = tuple(replace(one, id=found.ids.get(one.id, one.id)) for one in collected.earlier)
    told_of = (*collected.notes, *notes)
    whole = replace(collected, submissions=staying, earlier=earlier, notes=told_of)
    whole = timed(without_forgotten(whole, ledger.trail), source)
    whole = replace(whole, notes=(*whole.notes, *_by_hand(ledger, {one.id for one in whole.submissions})))
    forgotten = ledger.trail.forgotten(person.id for person in people)
    people = tuple(person for person in people if person.id not in forgotten)
    there = {one.id for one in found.submissions} - {row for case in found.cases for row in case.rows}
    open_ = {person for case in found.cases for person in case.people} - there
    unsettled = unsure | (open_ - dropped)
    rest = [person for person in people if person.id not in there and person.id not in dropped]
    gone = {one.id for one in found.submissions} - {one.id for one in whole.submissions} - vain
    told = _told(fates, found, listed.aliases, dropped, gone)
    return Roll(
        whole,
        people,
        absent=tuple(person for person in rest if person.id not in open_),
        waiting=tuple(one for one in people if one.id in unsettled),
        dropped=tuple(person.id for person in people if person.id in dropped),
        fates=told,
        cases=(*found.cases, *_loose(told), *lacking),
    )


def _listed(listed: ClassList, people: int) -> list[str]:
    """Which class list it is."""
    if listed.roster is None and people:
        return [f"Class list: the {people} people of the last one given; --roster gives another."]
    return [listed.note] if listed.note else []


def _by_hand(ledger: Ledger, rows: set[str]) -> list[str]:
    """Points that were given to a row that has another name now, or none."""
    lost = [
        student
        for student, words in last_words(ledger.trail.decisions()).items()
        if student not in rows and any(word.points is not None for word in words.values())
    ]
    return [
        f"Points given by hand to {student} stand nowhere: there is no such row now. `grader adjust` gives "
        "them to the one that is meant."
        for student in lost
    ]


def _dropped(people: Sequence[Person], students: Iterable[str], exceptions: Exceptions) -> frozenset[str]:
    listed = {person.id for person in people if person.status == "dropped"}
    said = {student for student in students if exceptions.of(student).status == "dropped"}
    kept = {student for student in listed if exceptions.of(student).status == "excused"}
    return frozenset((listed | said) - kept)


def _fates(submissions: Iterable[Submission]) -> tuple[Fate, ...]:
    """What became of the files, where the collector did not say."""
    paths = (
        (one.id, path)
        for one in submissions
        for path in (*(file.path for file in one.code), *(file.path for file in one.written))
    )
    return tuple(Fate(path, "used", student) for student, path in paths)


def _told(
    fates: Iterable[Fate],
    found: Joined,
    aliases: Sequence[Alias],
    dropped: frozenset[str],
    gone: set[str],
) -> tuple[Fate, ...]:
    """Every file's fate after everybody's name is known."""
    nobodys: Mapping[str, Alias] = {same(one.found): one for one in aliases if one.student == NOBODY}
    told = []
    for one in fates:
        student = ", ".join(found.ids.get(name, name) for name in one.student.split(", "))
        if one.fate == "unmatched" and same(one.path) in nobodys:
            why = f"{nobodys[same(one.path)].place} says that it is nobody's"
            told.append(Fate(one.path, "passed", "", why))
        elif one.fate == "used" and one.student in found.left:
            fate, why = found.left[one.student]
            told.append(Fate(one.path, "duplicate" if fate == "duplicate" else "passed", student, why))
        elif one.fate == "used" and student in gone:
            why = f"{student} is dropped" if student in dropped else "its student was forgotten"
            told.append(Fate(one.path, "passed", student if student in dropped else "", why))
        else:
            told.append(replace(one, student=student))
    return tuple(told)


def _lacking(fates: Iterable[Fate], ids: Mapping[str, str], dropped: frozenset[str]) -> tuple[Case, ...]:
    """Whoever handed in what is not there is neither missing nor to be told points for the rest of it."""
    cases = []
    for one in fates:
        whose = tuple(ids.get(name, name) for name in one.student.split(", "))
        if one.fate == "lacking" and not dropped.issuperset(whose):
            say = f"{', '.join(whose)}: {one.path} is not there, and {one.why}"
            remedy = (
                "fetch it again or put it there, and type `grader run` again; "
                "if it is not to count, take its line out of the list"
            )
            cases.append(Case(say, remedy, rows=whose))
    return tuple(cases)


def _loose(fates: Iterable[Fate]) -> tuple[Case, ...]:
    return tuple(
        Case(
            f"{one.path} is nobody's{f': {one.why}' if one.why else ''}",
            f"put it into its student's folder, or leave it out in aliases.csv: {one.path},{NOBODY},…",
            one.path,
            likely=(NOBODY,),
        )
        for one in fates
        if one.fate == "unmatched"
    )
