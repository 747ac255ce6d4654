"""run.log: what happened and how long it took, for the day something needs explaining."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import GraderError
from grader.model.files import reason


@contextmanager
def run_log(out: Path) -> Iterator[logging.Logger]:
    """Append this run's log to OUT/run.log while the block lasts."""
    log = logging.getLogger("grader")
    try:
        (out / "run.log").touch(0o600)
        handler = logging.FileHandler(out / "run.log", encoding="utf-8")
    except OSError as error:
        raise GraderError(f"{out / 'run.log'} could not be written: {reason(error)}.") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    raising, logging.raiseExceptions = logging.raiseExceptions, False  # a full disk speaks elsewhere
    try:
        yield log
    finally:
        log.removeHandler(handler)
        try:
            handler.close()
        except OSError as error:
            raise GraderError(f"{out / 'run.log'} could not be written: {reason(error)}.") from error
        finally:
            logging.raiseExceptions = raising
