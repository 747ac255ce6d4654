"""Groups whose members somebody else knows: one submission becomes everybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.collect import names
from grader.model.person import Person
from grader.model.submission import Identity, Submission

__all__ = ["grouped", "members"]


def grouped(
    submissions: Sequence[Submission], members: Mapping[str, Sequence[Identity]]
) -> tuple[Submission, ...]:
    """Each submission of a group that is in `members` as one for each of its people, with the same files.

    Groups are told by the submission's id or by the name its system gives. Who handed in something of
    their own keeps that, and it is said on both.
    """
    folded = {names.clean(name).casefold(): tuple(people) for name, people in members.items()}
    own = {one.id.casefold() for one in submissions}
    found: list[Submission] = []
    for one in submissions:
        people = folded.get(one.id.casefold()) or folded.get(one.who.name.casefold()) or ()
        found += _each(one, people, own - {one.id.casefold()}) if people and not one.together else [one]
    return tuple(sorted(found, key=lambda one: one.id))


def members(people: Sequence[Person]) -> Mapping[str, Sequence[Identity]]:
    """The class list's groups, for systems that name a group and none of its members."""
    groups: dict[str, list[Identity]] = {}
    for person in people:
        if person.group and person.status != "dropped":
            groups.setdefault(person.group, []).append(Identity(person.name, person.email, person.id))
    return groups


def _each(one: Submission, people: Sequence[Identity], own: set[str]) -> list[Submission]:
    called = {names.identity(who.login or who.email.partition("@")[0] or who.name): who for who in people}
    called = {name: who for name, who in called.items() if name}
    here = {name: who for name, who in called.items() if name.casefold() not in own}
    if not here:
        return [one]
    together = tuple(here)
    flags = [
        f"its group has {name} too, who handed in work of their own" for name in called if name not in here
    ]
    made = []
    for name, who in here.items():
        others = [other for other in together if other != name]
        said = [f"handed in together with {names.several(others, 5)}"] if others else []
        said += [f"handed in as {one.id}"]
        made.append(
            replace(
                one, id=name, who=who, flags=(*one.flags, *said, *flags), together=together if others else ()
            )
        )
    return made
