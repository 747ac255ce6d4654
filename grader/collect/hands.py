"""From what each student handed in, read, to the class: attempts, groups, ids, and every file's fate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.collect import names
from grader.collect.collected import Collected, Rule, distinct, fates
from grader.collect.packed import Packed
from grader.collect.work import Read, Work, submission
from grader.model.fate import Fate
from grader.model.submission import Attempt, Identity, Submission

__all__ = ["Hand", "Reading", "collected"]

NOBODY, ONCE = Identity(), Attempt()


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: what the rubric says of them, the names asked for, the reader and the unpacker."""

    rule: Rule
    asked: frozenset[str]
    read: Read
    packed: Packed | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """One attempt of one student, read. Those with one `key` are the same student's, in order.

    `known` is who says whose it is, and what they say; `members` are a group's ids and identities.
    """

    key: str
    id: str
    work: Work
    origin: str
    known: tuple[str, str] | None = None
    who: Identity = NOBODY
    attempt: Attempt = ONCE
    flags: tuple[str, ...] = ()
    members: tuple[tuple[str, Identity], ...] = ()


@dataclass(slots=True)
class _Class:
    """The class in the making: which submissions came of which hand."""

    found: list[Submission] = field(default_factory=list)
    hands: list[int] = field(default_factory=list)


def collected(
    hands: Sequence[Hand], reading: Reading, layout: str, why: str, notes: Sequence[str] = ()
) -> Collected:
    """Everybody's submission, by id."""
    by_key: dict[str, list[int]] = {}
    for at, hand in enumerate(hands):
        by_key.setdefault(hand.key, []).append(at)
    counting = [attempts[-1] for attempts in by_key.values()]
    own = {hands[at].id.casefold() for at in counting}
    whole = _Class()
    for at in counting:
        attempts = by_key[hands[at].key]
        for one in _members(_submission(hands[at], reading, _told(hands, attempts)), hands[at], own):
            whole.found.append(one)
            whole.hands.append(at)
    ids, flags = distinct(whole.found)
    bearers: dict[int, list[str]] = {}
    for at, identity in zip(whole.hands, ids, strict=True):
        bearers.setdefault(at, []).append(identity)
    found = [
        _named(one, identity, flag, bearers[at])
        for one, identity, flag, at in zip(whole.found, ids, flags, whole.hands, strict=True)
    ]
    people = {one.id: one.who for one in found}
    earlier, files = list[Submission](), list[Fate]()
    for attempts in by_key.values():
        whose = bearers[attempts[-1]]
        for at in attempts[:-1]:
            one = _submission(hands[at], reading, ())
            earlier += [replace(_named(one, name, "", whose), who=people[name]) for name in whose]
            why_not = f"of attempt {hands[at].attempt.number}; attempt {len(attempts)} counts"
            files += fates(hands[at].work.met, ", ".join(whose), counts=False, why=why_not)
        files += fates(hands[attempts[-1]].work.met, ", ".join(whose))
    order = sorted(found, key=lambda one: one.id)
    return Collected(tuple(order), layout, why, tuple(notes), tuple(earlier), tuple(files))


def _submission(hand: Hand, reading: Reading, told: Sequence[str]) -> Submission:
    one = submission(hand.id, hand.work, reading.asked, reading.rule.written, hand.origin, hand.known)
    return replace(one, who=hand.who, attempt=hand.attempt, flags=(*hand.flags, *told, *one.flags))


def _told(hands: Sequence[Hand], attempts: Sequence[int]) -> tuple[str, ...]:
    """What the one that counts says of the others."""
    if len(attempts) == 1:
        return ()
    last = hands[attempts[-1]]
    when = f", received {last.attempt.received}," if last.attempt.received else ""
    told = [f"handed in {len(attempts)} times: the last{when} counts"]
    had = {path.path for at in attempts[:-1] for path in hands[at].work.code}
    if had and not last.work.code:
        told.append(f"an earlier attempt holds code, the last does not: {names.several(sorted(had))}")
    if not last.work.written and any(hands[at].work.written for at in attempts[:-1]):
        told.append("an earlier attempt holds a PDF, the last does not")
    return tuple(told)


def _members(one: Submission, hand: Hand, own: set[str]) -> list[Submission]:
    """One submission for each member of the group that handed it in."""
    if hand.members:
        return [replace(one, id=identity, who=who) for identity, who in hand.members]
    claimed = next((n for file in reversed(one.code) if (n := names.everyone(file.student))), ())
    if not claimed:
        return [one]
    mine = one.id.casefold()
    others = [name for name in claimed if name not in own]
    apart = [name for name in claimed if name in own and name != mine]
    flags = tuple(f"names {name} too, who handed in work of their own" for name in apart)
    one = replace(one, flags=(*one.flags, *flags))
    if mine in claimed or hand.known or not others:
        return [one, *(replace(one, id=name, who=Identity(login=name)) for name in others if name != mine)]
    flag = f"handed in as {one.id}"
    return [
        replace(one, id=name, who=replace(one.who, login=name), flags=(*one.flags, flag)) for name in others
    ]


def _named(one: Submission, identity: str, flag: str, together: Sequence[str]) -> Submission:
    """Under an id of its own, with whom it was handed in."""
    others = [other for other in together if other != identity]
    flags = [*one.flags, *([f"handed in together with {names.several(others, 5)}"] if others else [])]
    flags += [flag] if flag else []
    return replace(one, id=identity, flags=tuple(flags), together=tuple(together) if others else ())
