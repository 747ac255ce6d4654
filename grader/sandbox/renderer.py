"""The renderer's host: what is in a PDF, and its pages as pixels, from a process shut off from the machine.

Nothing a student made is taken apart here. A renderer that hangs or dies is replaced; a file, or a page, that
does it twice is said to be unreadable, and costs itself. pdfium is built without JavaScript, and launch or
submit actions are nothing that drawing a page would do.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import math
import threading
import unicodedata
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.errors import SubmissionError
from grader.model.pdf import PdfFacts, Pixels, Word
from grader.sandbox.enclosed import Enclosed, NoAnswerError
from grader.sandbox.kinds import kind_of
from grader.sandbox.zygote import GUESTS

__all__ = ["MOST_BYTES", "Renderer", "renderer_digest"]

PACKAGES = ("pypdfium2",)
TEXTS = ("drawing", "renderer")
MOST_BYTES = 200 << 20
MEMORY_MB = 1024
SECONDS = 20.0  # for one answer
LOOKED_AT = 200  # pages; a longer document is counted
HANGING = 3  # pages of one document that may hang or break it before we look no further
PASSWORD = "it needs a password"  # noqa: S105 - a sentence
TIMES_TRIED = 2  # a renderer may have been killed for someone else's reasons: once is no proof


class Renderer:
    """Opens PDFs in a long-lived process; `with Renderer() as renderer: renderer.facts(data)`."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._guest = Enclosed(TEXTS, PACKAGES, MOST_BYTES, MEMORY_MB)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._open: bytes | None = None  # what the process has open
        self._found: dict[str, Any] = {}  # and what it said of it

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def tier(self) -> str:
        """How well the process is shut off, once there is one."""
        return self._guest.tier

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._guest.pid

    def facts(self, data: bytes) -> PdfFacts:
        """All that is known of a file without reading it; what is wrong stands in it. Raises SandboxError."""
        kind = kind_of(data)
        if kind:
            return PdfFacts(trouble=f"it is {kind}")
        if len(data) > MOST_BYTES:
            return PdfFacts(trouble=f"it has more than {MOST_BYTES >> 20} MB")
        with self._lock:
            try:
                found = self._asked(data, None)
            except _TroubleError as error:
                return PdfFacts(trouble=str(error), encrypted=str(error) == PASSWORD)
            pages = _whole(found.get("pages"))
            if pages == 0:
                return PdfFacts(trouble="it has no pages")
            packed = tuple(map(_words, found.get("packed", [])))
            if b"/Collection" in data and packed:
                return PdfFacts(trouble=f"it is a portfolio, with {packed[0]} packed inside", packed=packed)
            return self._looked(data, PdfFacts(pages, mended=found.get("mended") is True, packed=packed))

    def page(self, data: bytes, number: int, width_px: int, rotate: int = 0) -> Pixels:
        """A page so many pixels wide, `rotate` degrees to the right. Raises SubmissionError, SandboxError."""
        asked = {"do": "draw", "page": number, "width": max(1, width_px), "turns": rotate // 90 % 4}
        head, payload = self._of_page(data, asked)
        width, height = _whole(head.get("width")), _whole(head.get("height"))
        if not width or not height or width * height * 3 != len(payload):
            raise SubmissionError(f"Page {number} of this PDF cannot be shown: it gave nothing sensible.")
        return Pixels(width, height, payload)

    def text(self, data: bytes, number: int) -> tuple[Word, ...]:
        """The words of a page's text layer, the first 5000. Raises SubmissionError, SandboxError."""
        head, _ = self._of_page(data, {"do": "words", "page": number})
        try:
            return tuple(Word(_words(word[0]), *map(_share, word[1:5])) for word in head["words"])
        except (TypeError, KeyError, IndexError, ValueError):
            return ()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._guest.close()
            self._open = None

    def _looked(self, data: bytes, facts: PdfFacts) -> PdfFacts:
        """The same with what each page shows, as far as pages let themselves be looked at."""
        sizes: list[tuple[float, float]] = []
        blank: list[int] = []
        broken: list[int] = []
        text, hanging = False, 0
        for number in range(1, min(facts.pages, LOOKED_AT) + 1):
            try:
                head, _ = self._once_more(data, {"do": "look", "page": number})
                sizes.append((_size(head["size"][0]), _size(head["size"][1])))
            except (_TroubleError, KeyError, TypeError, IndexError) as error:
                sizes.append((0.0, 0.0))
                broken.append(number)
                hanging += isinstance(error, _HangingError)
                if hanging == HANGING:
                    break
                continue
            blank += [number] if head.get("blank") is True else []
            text = text or head.get("text") is True
        return PdfFacts(
            facts.pages,
            tuple(sizes),
            mended=facts.mended,
            blank=tuple(blank),
            broken=tuple(broken),
            text=text,
            packed=facts.packed,
        )

    def _of_page(self, data: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        kind, number = kind_of(data), asked["page"]
        if kind or len(data) > MOST_BYTES:
            raise SubmissionError(f"This file is no PDF that can be shown: it is {kind or 'too large'}.")
        if number < 1:
            raise SubmissionError(f"There is no page {number}: pages are counted from 1.")
        with self._lock:
            try:
                return self._once_more(data, asked)
            except _TroubleError as error:
                raise SubmissionError(f"Page {number} of this PDF cannot be shown: {error}.") from error

    def _asked(self, data: bytes, asked: dict[str, Any] | None) -> dict[str, Any]:
        return self._once_more(data, asked)[0]

    def _once_more(self, data: bytes, asked: dict[str, Any] | None) -> tuple[dict[str, Any], bytes]:
        """An answer about these bytes, or about opening them. Raises _TroubleError, SandboxError."""
        why = ""
        for _ in range(TIMES_TRIED):
            try:
                answer = self._answer(data, asked)
            except NoAnswerError as error:
                why = str(error)
                self._stop()
                continue
            except BaseException:  # interrupted half-way: the next answer would be another file's
                self._stop()
                raise
            if "trouble" in answer[0]:
                raise _TroubleError(_words(answer[0]["trouble"]))
            return answer
        raise _HangingError(why)

    def _answer(self, data: bytes, asked: dict[str, Any] | None) -> tuple[dict[str, Any], bytes]:
        self._guest.start()
        if self._open is not data and self._open != data:
            self._open = None
            self._guest.put(data)
            self._found, _ = self._guest.ask({"do": "open", "size": len(data)}, self._seconds)
            self._open = data
        if asked is None or "trouble" in self._found:
            return self._found, b""
        return self._guest.ask(asked, self._seconds)

    def _stop(self) -> None:
        self._guest.stop()
        self._open = None


class _TroubleError(Exception):
    """What is wrong with a file or a page, as the middle of a sentence."""


class _HangingError(_TroubleError):
    """It hangs or breaks the renderer, each time."""


@cache
def renderer_digest() -> str:
    """Names all that facts depend on besides a file's bytes: our texts, and pdfium's version."""
    here = Path(__file__)
    paths = [here, here.with_name("kinds.py"), *(GUESTS / f"{name}.py" for name in TEXTS)]
    texts = [path.read_bytes() for path in paths]
    versions = [importlib.metadata.version(name).encode() for name in PACKAGES]
    return hashlib.sha256(b"\0".join([*texts, *versions])).hexdigest()


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _size(value: object) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def _share(value: object) -> float:
    return min(max(_size(value), 0.0), 1.0)


def _words(value: object) -> str:
    """A short text on one line without a terminal's control characters."""
    text = value if isinstance(value, str) else ""
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[:400]).strip()
