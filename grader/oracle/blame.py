"""Where in the reference something was written or went wrong; a part of the worker, standard library only."""

from __future__ import annotations

import inspect
import os
from contextlib import suppress
from typing import Any

__all__ = ["Blame"]


class Blame:
    """Knows the reference's folder, and names the lines in it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def place(self, function: Any) -> str:
        """Where a function is written."""
        code = getattr(inspect.unwrap(function), "__code__", None)
        return self._shown(code.co_filename, code.co_firstlineno) if code else ""

    def _shown(self, file: str, line: int) -> str:
        inside = file.removeprefix(self.folder + os.sep)
        return "" if inside == file else f"{inside}:{line}"

    def words(self, error: BaseException) -> dict[str, str]:
        """The exception's text and the deepest line of the reference's own that it went through."""
        text = ""
        with suppress(Exception):
            text = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())[:300]
        place, trace = "", error.__traceback__
        while trace is not None:
            place = self._shown(trace.tb_frame.f_code.co_filename, trace.tb_lineno) or place
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and error.filename:
            place = self._shown(error.filename, error.lineno or 1) or place
        return {"text": text, "place": place}
