"""Runs the same work on many submissions, some at a time, and stops cleanly when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(
    items: Sequence[Item], work: Callable[[Item], Result], workers: int, stop: Callable[[], None]
) -> Iterator[tuple[Item, Result]]:
    """Every item with its result, as they are done; `stop` hurries what still runs when we leave early."""
    pool = ThreadPoolExecutor(max_workers=max(workers, 1), thread_name_prefix="worker")
    try:
        futures = {pool.submit(work, item): item for item in items}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
