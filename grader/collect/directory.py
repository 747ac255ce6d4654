"""The class list by everything that people are called: who is meant, and who may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from grader.model.lines import same
from grader.model.person import Person
from grader.model.submission import Submission

__all__ = ["Directory"]

LOGINS = ("sis login id", "username")
NUMBERS = ("canvas id", "participant", "orgdefinedid", "sis user id", "student id")
NEAR, SHOWN = 70, 3  # of 100
MOST = 400_000  # comparisons in all: of a class list that is another course's, nobody is near

Index = dict[str, list[Person]]


class Directory:
    """Looks people up by e-mail, then login, then number, then by a whole name that is one's alone."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = tuple(people)
        self._left = MOST
        self._ids = {same(person.id): person for person in people}
        self._emails = _index((email, one) for one in people for email in _emails(one.email))
        logins = [(key, one) for one in people for key in (one.id, one.key(*LOGINS))]
        self._logins = _index(logins)
        begun = [(one.email.partition("@")[0], one) for one in people if one.email]
        self._logins |= {key: found for key, found in _index(begun).items() if key not in self._logins}
        self._numbers = _index((one.key(word), one) for one in people for word in NUMBERS)
        self._names = _index((name, one) for one in people for name in _names(one))

    def person(self, student: str) -> Person | None:
        """The line of an id."""
        return self._ids.get(same(student))

    def meant(self, submission: Submission) -> tuple[tuple[str, Person], ...]:
        """Everybody whom its keys name, with the key; several where they contradict each other."""
        who = submission.who
        keys = [
            *(
                (self._emails, text)
                for email in (who.email, who.login, submission.id)
                for text in _emails(email)
            ),
            *((self._logins, text) for text in (who.login, submission.netid or "", submission.id)),
            *((self._numbers, text) for text in (who.number, submission.id)),
        ]
        found: dict[str, tuple[str, Person]] = {}
        for index, key in keys:
            for person in index.get(same(key), ()):
                found.setdefault(person.id, (key, person))
        return tuple(found.values()) or self._named(submission)

    def likely(self, submission: Submission) -> tuple[tuple[int, Person], ...]:
        """Whose names and ids are nearly its own, best first, each with how near of 100."""
        who = submission.who
        texts = {same(text) for text in (submission.id, submission.netid, who.name, who.login) if text}
        texts |= {same(who.email.partition("@")[0])} - {""}
        self._left -= len(texts) * len(self.people)
        if self._left < 0:
            return ()
        scored = [(max(_near(text, one) for text in texts), one) for one in self.people]
        best = sorted((one for one in scored if one[0] >= NEAR), key=lambda one: (-one[0], one[1].id))
        return tuple(best[:SHOWN])

    def _named(self, submission: Submission) -> tuple[tuple[str, Person], ...]:
        for name in (submission.who.name, submission.id.replace("_", " ")):
            found = self._names.get(same(name), []) if name else []
            if found:
                return tuple((name, person) for person in found)
        return ()


def _emails(email: str) -> tuple[str, ...]:
    """An address, and the one behind it where it has a plus."""
    local, _, domain = email.partition("@")
    if not domain:
        return ()
    plain = f"{local.partition('+')[0]}@{domain}"
    return (email,) if plain == email else (email, plain)


def _names(person: Person) -> set[str]:
    """Ada Lovelace, Lovelace, Ada, and the one word that Canvas makes of it."""
    first, last = person.first, person.last
    if not (first and last):
        return {person.name} - {""}
    return {
        person.name,
        f"{first} {last}",
        f"{last}, {first}",
        f"{last} {first}",
        _squashed(f"{last}{first}"),
    }


def _squashed(text: str) -> str:
    return re.sub(r"\W", "", text)


def _index(pairs: Iterable[tuple[str, Person]]) -> Index:
    index: Index = {}
    for key, person in pairs:
        if key and person not in index.setdefault(same(key), []):
            index[same(key)].append(person)
    return index


def _near(text: str, person: Person) -> int:
    ids = [same(person.id), same(person.email.partition("@")[0])]
    scores = [fuzz.ratio(text, one) for one in ids if one]
    scores += [fuzz.token_sort_ratio(text.replace(",", " "), same(person.name).replace(",", " "))]
    return round(max(scores))
