"""What students were told, and what may not change behind their backs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from difflib import get_close_matches

from grader.errors import GraderError
from grader.ledger.kept import KeptCard, changes
from grader.ledger.memo import Ledger
from grader.ledger.sheets import Sheet
from grader.ledger.snapshots import Snapshot, Snapshots, packed
from grader.model.grade import Change, GradeCard
from grader.pipeline.difference import Difference, Judged, difference
from grader.pipeline.standing import Opened
from grader.rubric.load import LoadedRubric

__all__ = ["NotAcceptedError", "freeze", "hold", "since", "told_otherwise"]

Totals = dict[str, tuple[Decimal | None, Decimal | None]]


class NotAcceptedError(GraderError):
    """Students would be told something else than they were: shown first, and done with --accept."""

    def __init__(self, told: Difference) -> None:
        self.told = told
        students = len({one.student for one in told.changes} | set(told.gone))
        whom = "1 student" if students == 1 else f"{students} students"
        super().__init__(
            f"This changes what {whom} were told in “{told.since}”; nothing is changed yet. "
            "Type the same command with --accept if it is meant."
        )


def told_otherwise(
    ledger: Ledger,
    cards: Iterable[tuple[KeptCard | None, KeptCard]],
    after: Judged,
    source: LoadedRubric,
    gone: Sequence[str] = (),
) -> Difference | None:
    """Against what was sent last: what these cards change, of whom it says as much; None before any export.

    Each card comes with the one in the sheet, if there is one: what stands there already was accepted.
    """
    snapshots = Snapshots(ledger)
    sent = snapshots.latest()
    if sent is None:
        return None
    found: list[Change] = []
    totals: Totals = {}
    for standing, card in cards:
        for told in snapshots.of(sent, [card.student]).values():
            moved = {change.place for change in changes(standing, card)}
            mine = [one for one in _told(told, card) if one.place in moved]
            found += mine
            if mine:
                totals[card.student] = (told.total, card.total)
    lost = [student for student in gone if snapshots.of(sent, [student])]
    before = Judged(sent.run, sent.basis)
    return difference(found, totals, before, after, source, gone=lost, since=sent.name)


def hold(
    ledger: Ledger, cards: Sequence[GradeCard], after: Judged, source: LoadedRubric, *, accept: bool
) -> None:
    """NotAcceptedError when a run's cards would change what students were told, and nobody says it is meant.

    The sheet stays as it is then, and so does all that the run found out.
    """
    if accept or not Snapshots(ledger).names():
        return
    standing = {card.student: card for card in _sheet(ledger)}
    there = {card.student for card in cards}
    pairs = ((standing.get(card.student), packed(card)) for card in cards)
    gone = [student for student in standing if student not in there]
    told = told_otherwise(ledger, pairs, after, source, gone)
    if told is not None and not told.empty:
        ledger.record_run(replace(after.record, status="refused"))
        raise NotAcceptedError(told)


def since(stand: Opened, name: str, until: str = "") -> Difference:
    """What changed from one sent sheet to the one that stands, or to another that was sent."""
    snapshots = Snapshots(stand.ledger)
    first = named(snapshots, name)
    last = named(snapshots, until) if until else None
    cards = snapshots.cards(last) if last else _sheet(stand.ledger)
    found: list[Change] = []
    totals: Totals = {}
    there = set()
    for card in cards:
        there.add(card.student)
        before = snapshots.of(first, [card.student]).get(card.student)
        mine = list(changes(before, card))
        found += mine
        if mine:
            totals[card.student] = (before.total if before else None, card.total)
    gone = [card.student for card in snapshots.cards(first) if card.student not in there]
    now = Judged(last.run, last.basis) if last else Judged(stand.record, stand.ledger.basis(stand.record))
    before_ = Judged(first.run, first.basis)
    return difference(found, totals, before_, now, stand.source, gone=gone, since=first.name)


def freeze(stand: Opened, to: str, name: str) -> Snapshot:
    """Keep the sheet as it stands as what students are told from now on."""
    basis = stand.ledger.basis(stand.record)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    snapshot = Snapshot(name, to, at, stand.record, basis)
    Snapshots(stand.ledger).freeze(snapshot, [row for case in stand.record.account.open for row in case.rows])
    return snapshot


def named(snapshots: Snapshots, name: str) -> Snapshot:
    """What was sent under a name; of an unknown one, a GraderError with those there are."""
    known = {one.name: one for one in snapshots.all()}
    if name in known:
        return known[name]
    if not known:
        raise GraderError("Nothing was sent yet; `grader export --to classroom` sends, and keeps it by name.")
    near = get_close_matches(name, known, 1)
    remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    raise GraderError(f"Nothing was sent as {name}; {remedy}")


def _told(told: KeptCard, card: KeptCard) -> Iterator[Change]:
    """What is another than a student was told; who was told nothing of a criterion yet is told it now."""
    if told.place == "missing" and told.total is None:
        return
    for change in changes(told, card):
        if change.was is None or not change.was.is_open:
            yield change


def _sheet(ledger: Ledger) -> Iterator[KeptCard]:
    for some in Sheet(ledger):
        for one in some:
            yield one.card
