"""Guest: what pdfium tells of a PDF, and its pages as pixels; it has no JavaScript and opens no file.

Pages have numbers from 1. Whatever is wrong with a document or a page is a sentence in `UnreadableError`.
"""

from __future__ import annotations

import codecs
import ctypes
import math
from typing import Any

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_000
LOOKING_WIDTH = 320  # where a faint pencil line is still several levels darker than its paper
ONE_COLOUR = 6  # levels of 256 within which a picture counts as one colour: noise of a compressed scan
MOST_CHARACTERS = 20_000
MOST_WORDS = 5_000
LONGEST_WORD = 200
MOST_NAMES = 20
RULER = 1 << 20  # what boxes of words are measured against
ERRORS = {3: "it is damaged", 4: "it needs a password", 5: "it is encrypted in an unknown way"}

_pdfium: Any = None


class UnreadableError(Exception):
    """What is wrong, as the middle of a sentence."""


def begin() -> None:
    """Load pdfium, without the machine's fonts: a page looks the same everywhere."""
    global _pdfium  # noqa: PLW0603 - one library a process
    import pypdfium2_raw  # type: ignore[import-untyped]

    _pdfium = pypdfium2_raw
    codecs.lookup("utf-16-le")  # now, since no file can be opened later
    none = (ctypes.c_char_p * 1)(None)
    kind = dict(_pdfium.FPDF_LIBRARY_CONFIG._fields_)["m_pUserFontPaths"]
    config = _pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=ctypes.cast(none, kind))
    _pdfium.FPDF_InitLibraryWithConfig(config)


class Document:
    """An open document; raises UnreadableError when it cannot be opened."""

    def __init__(self, address: int, size: int) -> None:
        self._document = _pdfium.FPDF_LoadMemDocument64(address, size, None)
        if not self._document:
            raise UnreadableError(ERRORS.get(_pdfium.FPDF_GetLastError(), "it cannot be opened"))
        self.pages = int(_pdfium.FPDF_GetPageCount(self._document))
        self._form = self._filled_form()

    def close(self) -> None:
        """Give back what pdfium keeps of it."""
        if self._form:
            _pdfium.FPDFDOC_ExitFormFillEnvironment(self._form)
        _pdfium.FPDF_CloseDocument(self._document)

    def facts(self) -> dict[str, Any]:
        """How many pages, whether it had to be mended, and what is packed inside."""
        count = _pdfium.FPDFDoc_GetAttachmentCount(self._document)
        return {
            "pages": self.pages,
            "mended": not _pdfium.FPDF_DocumentHasValidCrossReferenceTable(self._document),
            "packed": [self._packed_name(at) for at in range(min(count, MOST_NAMES))],
        }

    def look(self, number: int) -> dict[str, Any]:
        """A page's size in points, whether anything can be seen on it, and whether it has text."""
        with _Page(self._document, number) as page:
            width, height = page.pixels(LOOKING_WIDTH, 0)
            rgb = self._drawn(page, width, height, 0)
            text = page.has_text()
            blank = not text and all(_is_even(rgb[at::3]) for at in range(3))
            return {"size": [page.width, page.height], "blank": blank, "text": text}

    def draw(self, number: int, width_px: int, turns: int) -> tuple[dict[str, Any], bytes]:
        """A page as rows of red, green and blue, `turns` quarters to the right; giant ones are smaller."""
        with _Page(self._document, number) as page:
            width, height = page.pixels(width_px, turns)
            return {"width": width, "height": height}, bytes(self._drawn(page, width, height, turns))

    def words(self, number: int) -> dict[str, Any]:
        """The words of a page's text layer, each with left, top, right and bottom as shares of the page."""
        with _Page(self._document, number) as page:
            text = _pdfium.FPDFText_LoadPage(page.page)
            if not text:
                return {"words": []}
            try:
                return {"words": _words(page.page, text)}
            finally:
                _pdfium.FPDFText_ClosePage(text)

    def _drawn(self, page: _Page, width: int, height: int, turns: int) -> bytearray:
        rgb = bytearray(width * height * 3)
        place = (ctypes.c_char * len(rgb)).from_buffer(rgb)
        bitmap = _pdfium.FPDFBitmap_CreateEx(width, height, _pdfium.FPDFBitmap_BGR, place, width * 3)
        if not bitmap:
            raise UnreadableError("it is too large to be drawn")
        flags = _pdfium.FPDF_ANNOT | _pdfium.FPDF_REVERSE_BYTE_ORDER
        _pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        _pdfium.FPDF_RenderPageBitmap(bitmap, page.page, 0, 0, width, height, turns, flags)
        if self._form:
            _pdfium.FPDF_FFLDraw(self._form, bitmap, page.page, 0, 0, width, height, turns, flags)
        _pdfium.FPDFBitmap_Destroy(bitmap)
        return rgb

    def _filled_form(self) -> Any:
        """What draws the fields that a student typed into, where there are any."""
        if _pdfium.FPDF_GetFormType(self._document) != _pdfium.FORMTYPE_ACRO_FORM:
            return None
        self._info = _pdfium.FPDF_FORMFILLINFO(version=2)  # without any of its calls back
        return _pdfium.FPDFDOC_InitFormFillEnvironment(self._document, self._info)

    def _packed_name(self, at: int) -> str:
        attachment = _pdfium.FPDFDoc_GetAttachment(self._document, at)
        room = (ctypes.c_ushort * LONGEST_WORD)()
        kind = ctypes.POINTER(_pdfium.FPDF_WCHAR)
        size = _pdfium.FPDFAttachment_GetName(attachment, ctypes.cast(room, kind), ctypes.sizeof(room))
        if not 2 < size <= ctypes.sizeof(room):
            return ""
        return bytes(room)[: size - 2].decode("utf-16-le", "replace")


class _Page:
    """A loaded page and its size; raises UnreadableError when there is none."""

    def __init__(self, document: Any, number: int) -> None:
        self.page = _pdfium.FPDF_LoadPage(document, number - 1)
        if not self.page:
            raise UnreadableError("it cannot be shown")
        self.width, self.height = (
            _pdfium.FPDF_GetPageWidthF(self.page),
            _pdfium.FPDF_GetPageHeightF(self.page),
        )

    def __enter__(self) -> _Page:
        return self

    def __exit__(self, *_: object) -> None:
        _pdfium.FPDF_ClosePage(self.page)

    def has_text(self) -> bool:
        """Whether its text layer holds a letter."""
        text = _pdfium.FPDFText_LoadPage(self.page)
        if not text:
            return False
        count = min(_pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
        letters = (_pdfium.FPDFText_GetUnicode(text, at) for at in range(count))
        found = any(letter > 32 and not chr(min(letter, 0x10FFFF)).isspace() for letter in letters)
        _pdfium.FPDFText_ClosePage(text)
        return found

    def pixels(self, width_px: int, turns: int) -> tuple[int, int]:
        """Width and height of its picture, so wide or as wide as the bounds allow."""
        across, down = (self.width, self.height) if turns % 2 == 0 else (self.height, self.width)
        if not (0 < across < math.inf and 0 < down < math.inf):
            raise UnreadableError("it has no size")
        width, height = float(width_px), width_px * down / across
        shrink = min(
            1.0, LONGEST_SIDE / width, LONGEST_SIDE / height, math.sqrt(MOST_PIXELS / width / height)
        )
        return max(1, int(width * shrink)), max(1, int(height * shrink))


def _is_even(shades: bytearray) -> bool:
    found = set(shades)
    return max(found) - min(found) <= ONE_COLOUR


def _words(page: Any, text: Any) -> list[list[Any]]:
    found: list[list[Any]] = []
    word = ""
    edges: list[float] = []

    def finish() -> None:
        nonlocal word, edges
        if word and edges and len(found) < MOST_WORDS:
            found.append([word[:LONGEST_WORD], *edges])
        word, edges = "", []

    for at in range(min(_pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)):
        letter = chr(min(_pdfium.FPDFText_GetUnicode(text, at), 0x10FFFF))
        if letter.isspace() or letter == "\0":
            finish()
            continue
        word += letter
        edges = _around(edges, _box(page, text, at))
    finish()
    return found


def _box(page: Any, text: Any, at: int) -> list[float]:
    """One letter's left, top, right and bottom as shares of the page, as it is shown."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not _pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top):
        return []
    x, y = ctypes.c_int(), ctypes.c_int()
    across, down = [], []
    for one, other in ((left, top), (right, bottom)):
        _pdfium.FPDF_PageToDevice(page, 0, 0, RULER, RULER, 0, one.value, other.value, x, y)
        across.append(min(max(x.value / RULER, 0.0), 1.0))
        down.append(min(max(y.value / RULER, 0.0), 1.0))
    return [round(edge, 5) for edge in (min(across), min(down), max(across), max(down))]


def _around(one: list[float], other: list[float]) -> list[float]:
    """The box around both."""
    if not one or not other:
        return one or other
    return [min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])]
