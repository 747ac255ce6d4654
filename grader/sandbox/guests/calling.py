"""Guest: finds a question's answer in the submission's modules and makes its calls.

Runs in the student's child after the fork. `frames` is put into this module's globals by the boot text.
"""

from __future__ import annotations

import io
import itertools
import random
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.model import frames, marked
    from grader.sandbox.guests import absent, converting, importing, refusals

MAX_PRINTS = 4000
ABSENT = object()


class Prints(io.TextIOBase):
    """Takes what the student's code prints, up to a cap, and says how much was left out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = MAX_PRINTS
        self.left_out = 0

    def write(self, text: str) -> int:
        """Keep what fits."""
        kept = text[: self.room]
        self.room -= len(kept)
        self.left_out += len(text) - len(kept)
        if kept:
            self.parts.append(kept)
        return len(text)

    def take(self) -> str:
        """What was printed since the last time."""
        text = "".join(self.parts)
        if self.left_out:
            text += f"\n… and {self.left_out} more characters"
        self.__init__()  # type: ignore[misc]
        return text


def find(importer: importing.Importer, names: list[str]) -> tuple[Any, dict[str, Any]]:
    """The answer under the first name that exists, of the last module with it, and that module's globals."""
    other: Any = ABSENT
    for name in names:
        for module in importer.definers(name):
            value = module.__dict__.get(name, ABSENT)
            if isinstance(value, absent.Stub):
                other = value
            elif value is not ABSENT and not isinstance(value, types.ModuleType):
                return value, module.__dict__
    return other, {}


def call(answer: Any, home: dict[str, Any], arguments: dict[str, Any], given: dict[str, Any]) -> Any:
    """The answer's value for one case: arguments go by position, given globals into its own module."""
    if not callable(answer):
        return answer
    _reseed()
    inner = _inner(answer)
    place = getattr(inner, "__globals__", home)
    before = {name: place.get(name, ABSENT) for name in given}
    place.update(given)
    try:
        positional, named = _arrange(inner, arguments, given)
        value = answer(*positional, **named)
        if hasattr(type(value), "__next__"):  # a generator runs now, while the given globals are there
            value = list(itertools.islice(value, frames.MAX_LISTED))
        return value
    finally:
        for name, value in before.items():
            if value is ABSENT:
                place.pop(name, None)
            else:
                place[name] = value


def outcome(label: str, run: Any, full: bytes, goes_on: bool = False) -> tuple[bool, bytes]:
    """Whether to go on after one case, and its frame: what came back, or what stopped it.

    `run` makes the call; `full` is the frame to send when there is no memory left to make one; with `goes_on`
    an exception is an answer like another.
    """
    try:
        return _outcome({"at": "case", "label": label}, run, goes_on)
    except MemoryError:
        return False, full


def _outcome(case: dict[str, Any], run: Any, goes_on: bool) -> tuple[bool, bytes]:
    try:
        return True, frames.encode({**case, "what": "returned", "value": converting.plain(run())})
    except MemoryError:
        raise
    except frames.FrameError as error:
        return False, frames.encode({**case, "what": "refused", "reason": str(error)})
    except BaseException as error:
        report = {"type": type(error).__name__[:80], "message": refusals.words(error), "trail": _trail(error)}
        if goes_on:
            report["lineage"] = marked.lineage(error)
        return goes_on, frames.encode({**case, "what": "raised", **report})


def _inner(answer: Any) -> Any:
    """The function inside of decorators, as far as they say so: it knows its arguments and its globals."""
    for _ in range(20):
        wrapped = vars(answer).get("__wrapped__") if isinstance(answer, types.FunctionType) else None
        if not isinstance(wrapped, types.FunctionType):
            break
        answer = wrapped
    return answer


def _arrange(
    answer: Any, arguments: dict[str, Any], given: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """By position; keyword-only ones by name; trailing ones that are also given may be dropped."""
    values = list(arguments.values())
    code = getattr(answer, "__code__", None)
    if not isinstance(answer, (types.FunctionType, types.MethodType)) or code is None:
        return values, {}
    named = {name: arguments[name] for name in _keyword_only(code) if name in arguments}
    if named:
        values = [value for name, value in arguments.items() if name not in named]
    if code.co_flags & 0x04:  # *args takes them all
        return values, named
    names = list(arguments)
    takes = code.co_argcount - isinstance(answer, types.MethodType)  # its own object is passed already
    while len(values) > takes and names and names[-1] in given:
        values.pop()
        names.pop()
    return values, named


def _keyword_only(code: types.CodeType) -> tuple[str, ...]:
    return code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]


def _reseed() -> None:
    random.seed(20260929)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(20260929)


def _trail(error: BaseException) -> list[str]:
    """Where it went wrong, innermost last: "hw2.py line 12"."""
    trail: list[str] = []
    trace = error.__traceback__
    while trace is not None and len(trail) < 200:
        trail.append(f"{trace.tb_frame.f_code.co_filename[:200]} line {trace.tb_lineno}")
        trace = trace.tb_next
    return trail[-30:]
