"""A download that was recognised, from its layout's pieces to the class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from grader.collect import hands, names, walk
from grader.collect.collected import Collected
from grader.collect.hands import Hand, Reading
from grader.collect.layouts import WAYS, Arranged, Piece, Seen, Way
from grader.collect.place import Place
from grader.collect.work import Met, Work, netid, taken
from grader.errors import SubmissionError
from grader.model.fate import Fate
from grader.model.submission import Identity

__all__ = ["recognised"]


def recognised(place: Place, layout: str, reading: Reading, zone: tzinfo | None) -> Collected | None:
    """The class, if this is a system's download, or is said to be one. Raises SubmissionError."""
    places = [one for one in (place, place.only_kid) if one is not None]
    ways = {layout: WAYS[layout]} if layout != "auto" else WAYS
    for name, way in ways.items():
        for one in places:
            seen = _seen(one, zone)
            why = way.recognised(seen)
            if why:
                return _collected(one, seen, name, way, reading, why)
    if layout == "auto":
        return None
    return _collected(place, _seen(place, zone), layout, WAYS[layout], reading, f"--layout {layout} says so")


def _seen(place: Place, zone: tzinfo | None) -> Seen:
    files = place.whole.files
    return Seen(
        tuple(one.name for one in files),
        tuple(one.kind for one in files),
        tuple(one.place for one in files),
        tuple(kid.name for kid in place.kids),
        zone,
    )


def _collected(place: Place, seen: Seen, layout: str, way: Way, reading: Reading, why: str) -> Collected:
    arranged = way.arranged(seen)
    if not arranged.pieces:
        raise SubmissionError(
            f"{place.origin} holds nothing that {way.SOURCE} names as a submission: give the download as it "
            "came, or choose another --layout."
        )
    listing = place.whole
    works = [_read(piece, listing.files, reading) for piece in arranged.pieces]
    found = _hands(arranged.pieces, works, place, way.SOURCE, reading)
    whole = hands.collected(found, reading, layout, why)
    rest, notes = _rest(arranged, listing)
    notes = [*place.notes, *listing.flags, *arranged.notes, *notes]
    return replace(whole, notes=tuple(notes), files=(*_single(whole.files), *rest))


def _single(files: Sequence[Fate]) -> list[Fate]:
    """Each file once: what an attempt that counts uses is used, though another held it, too."""
    best: dict[str, Fate] = {}
    for one in files:
        if one.path not in best or best[one.path].fate == "duplicate":
            best[one.path] = one
    return list(best.values())


def _rest(arranged: Arranged, listing: walk.Listing) -> tuple[list[Fate], list[str]]:
    """What became of the files that are no piece's."""
    used = {index for piece in arranged.pieces for index, _ in piece.files}
    rest: list[Fate] = []
    for index, found in enumerate(listing.files):
        path = found.path or found.name
        if index in used:
            continue
        if index in arranged.passed:
            rest.append(Fate(path, "passed", "", arranged.passed[index]))
        elif found.kind == "other":
            rest.append(Fate(path, "passed", "", "neither code nor a PDF"))
        else:
            rest.append(Fate(path, "unmatched", "", "its name says of nobody whose it is"))
    lost = [Fate(path, "passed", "", why) for path, why in listing.lost]
    unmatched = [one.path for one in rest if one.fate == "unmatched"]
    notes = [f"of nobody that could be told: {names.several(unmatched)}"] if unmatched else []
    return [*rest, *lost], notes


def _read(piece: Piece, files: Sequence[walk.Found], reading: Reading) -> Work:
    found = tuple(replace(files[index], name=inner) for index, inner in piece.files)
    work = taken(walk.Listing(found), reading.read, reading.packed)
    inner = dict(piece.files)
    digests = {one.path: one.digest for one in work.met if one.digest}
    wrong = [
        f"{inner[index]} is not the file that was handed in: its SHA-256 is another"
        for index, said in piece.digests
        if digests.get(files[index].path, said) != said
    ]
    lacking = tuple(Met(path, why=why, lacking=True) for path, why in piece.lacking)
    return replace(work, flags=(*work.flags, *wrong), met=(*work.met, *lacking))


def _hands(
    pieces: Sequence[Piece], works: Sequence[Work], place: Place, source: str, reading: Reading
) -> list[Hand]:
    """The pieces by student, in order of their attempts, each student under one id."""
    by_key: dict[str, list[int]] = {}
    for at in sorted(range(len(pieces)), key=lambda at: pieces[at].order):
        by_key.setdefault(pieces[at].key, []).append(at)
    ids, doubts = _ids({key: (pieces[at[-1]], works[at[-1]]) for key, at in by_key.items()}, reading)
    found: list[Hand] = []
    for key, attempts in by_key.items():
        for number, at in enumerate(attempts, 1):
            piece = pieces[at]
            sure = _sure(piece.who)
            found.append(
                Hand(
                    key=key,
                    id=ids[key],
                    work=works[at],
                    origin=place.origin,
                    known=(source, sure) if names.is_like_netid(sure) else None,
                    who=piece.who,
                    attempt=replace(piece.attempt, number=number),
                    flags=(*piece.flags, *doubts.get(key, ())),
                    members=tuple((_called(one), one) for one in piece.members),
                )
            )
    return found


def _ids(
    students: Mapping[str, tuple[Piece, Work]], reading: Reading
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Everybody's id: what the system knows, else the netid of their files, else the system's name for them.

    What files say is only taken where nobody else is called that.
    """
    sure = {key: names.identity(_sure(piece.who)) for key, (piece, _) in students.items()}
    said = {
        key: netid(work, reading.rule.written) or "" for key, (_, work) in students.items() if not sure[key]
    }
    taken = _counted([*sure.values(), *said.values()])
    called = _counted([names.identity(piece.name) for piece, _ in students.values()])
    ids, doubts = dict[str, str](), dict[str, tuple[str, ...]]()
    for key, (piece, _) in students.items():
        name = names.identity(piece.name) or names.identity(key) or "student"
        if called.get(name.casefold(), 0) > 1 and piece.who.number:
            name = names.identity(f"{name} {piece.who.number}")
        claimed = said.get(key, "")
        if claimed and taken[claimed.casefold()] > 1:
            doubts[key] = (f"its files say {claimed}, and so do another student's",)
            claimed = ""
        ids[key] = sure[key] or claimed or name
    return ids, doubts


def _counted(words: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        if word:
            counts[word.casefold()] = counts.get(word.casefold(), 0) + 1
    return counts


def _sure(who: Identity) -> str:
    """The login or the e-mail's local part, as far as the system knows it."""
    return who.login or who.email.partition("@")[0]


def _called(who: Identity) -> str:
    return names.identity(_sure(who) or who.name or who.number) or "student"
