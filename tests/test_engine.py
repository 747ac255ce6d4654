"""Work on many submissions at once, and a clean end when one of them, or we, stop it."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from grader import engine


def nothing() -> None:
    """There is nothing to hurry."""


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_every_item_comes_with_its_own_result(workers: int) -> None:
    """However many work at once, each item is worked on once and keeps its result."""
    seen: Counter[int] = Counter()

    def square(item: int) -> int:
        seen[item] += 1
        return item * item

    got = dict(engine.each(range(20), square, workers, nothing))
    assert got == {item: item * item for item in range(20)}
    assert set(seen.values()) == {1}


def test_results_come_as_they_are_done() -> None:
    """A slow submission does not hold back the others."""
    quick = threading.Event()

    def work(item: str) -> str:
        if item == "slow":
            assert quick.wait(10)
        return item

    results = engine.each(["slow", "quick"], work, 2, nothing)
    first = next(results)
    quick.set()
    assert [first, *results] == [("quick", "quick"), ("slow", "slow")]


def test_no_more_at_once_than_workers() -> None:
    """Two workers, two at a time."""
    now, most, turn = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal now, most
        with turn:
            now += 1
            most = max(most, now)
        time.sleep(0.005)
        with turn:
            now -= 1

    list(engine.each(range(20), work, 2, nothing))
    assert most == 2


def leave_early(work: object, stop: object, items: int = 20) -> list[int]:
    """Take the first result and go away, as Ctrl-C does; the threads that are left."""
    results = engine.each(range(items), work, 2, stop)
    next(results)
    results.close()
    return [thread.ident for thread in threading.enumerate() if thread.name.startswith("worker")]


def test_leaving_early_stops_what_runs_and_begins_nothing_new() -> None:
    """On the way out running work is hurried, waiting work is dropped, and no thread is left behind."""
    stopped, begun = threading.Event(), []

    def work(item: int) -> int:
        begun.append(item)
        if item:
            assert stopped.wait(10)
        return item

    assert leave_early(work, stopped.set) == []
    assert stopped.is_set()
    assert len(begun) <= 4


def test_a_failure_of_ours_stops_the_run_and_is_raised() -> None:
    """An exception of the work itself comes out as it is, after everything else has ended."""
    stopped = threading.Event()

    def work(item: int) -> int:
        if item == 0:
            raise ValueError("ours")
        assert stopped.wait(10)
        return item

    with pytest.raises(ValueError, match="ours"):
        list(engine.each(range(10), work, 2, stopped.set))
    assert stopped.is_set()


def test_a_run_that_ends_by_itself_is_not_hurried() -> None:
    """`stop` is for leaving early."""
    stopped = threading.Event()
    list(engine.each(range(5), lambda item: item, 2, stopped.set))
    assert not stopped.is_set()


def test_no_items_no_work() -> None:
    """An empty class is done at once."""
    assert list(engine.each([], lambda item: item, 2, nothing)) == []
