"""Guest: the words of an exception, and whether it met what the grading machine does not offer.

Runs in the student's child after the fork, with the standard library alone.
"""

from __future__ import annotations

import errno
from typing import Any

OFFERS = "the grading machine does not offer"
LONGEST = 300
PROCESSES = ("subprocess.py", "multiprocessing", "popen_fork", "futures/process")
NETWORK = ("socket.py", "urllib", "http/client", "ssl.py", "requests", "ftplib")
REFUSED = (errno.EPERM, errno.EACCES, errno.EAGAIN, errno.ENOSYS, errno.EROFS)


class NotOfferedError(ImportError):
    """Something of a package that is not installed here was used."""


def not_offered(what: str) -> NotOfferedError:
    """The error with the sentence that everybody reads."""
    top = what.partition(".")[0]
    return NotOfferedError(f"{OFFERS} {top}", name=top)


def words(error: BaseException) -> str:
    """An exception's own text, capped, and what was lacking; one that cannot be printed has none."""
    try:
        text, lacking = str(error), _lacking(error)
        return f"{text[: LONGEST - 110]} ({lacking})" if lacking else text[:LONGEST]
    except BaseException:
        return ""


def _lacking(error: BaseException) -> str:
    """The sentence for what an exception, or one behind it, met; or nothing."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen and len(seen) < 5:
        seen.append(one)
        what = _what(one)
        if what:
            return "" if OFFERS in str(error) else f"{OFFERS} {what[:60]}"
        one = one.__cause__ or one.__context__
    return ""


def _what(error: BaseException) -> str:
    if isinstance(error, (NotOfferedError, ModuleNotFoundError)):
        return str(error.name).partition(".")[0]
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return "more threads"
    return _of_the_system(error) if isinstance(error, OSError) else ""


def _of_the_system(error: OSError) -> str:
    places = _places(error)
    if any(part in place for place in places for part in PROCESSES):
        return "other processes"
    if any(part in place for place in places for part in NETWORK):
        return "a network"
    if error.filename is not None and error.errno in (errno.ENOENT, errno.ENOTDIR, *REFUSED):
        return f"the file {error.filename}"
    if isinstance(error, FileNotFoundError):
        return "that file"
    return "what was asked of the operating system" if error.errno in REFUSED else ""


def _places(error: BaseException) -> list[str]:
    places: list[str] = []
    trace: Any = error.__traceback__
    while trace is not None and len(places) < 100:
        places.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return places
