"""Pictures of pages: drawn once, kept whole, within bounds, and gone with the student they show."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import written_files as made
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.errors import SubmissionError
from grader.model.pdf import Pixels
from grader.model.submission import WrittenFile
from grader.pipeline.pages import FOLDER, Pages, forget_pages
from grader.sandbox.png import png
from grader.sandbox.renderer import Renderer


class Drawing(Renderer):
    """A renderer that draws stripes and counts."""

    drawn = 0

    def page(self, data: bytes, number: int, width_px: int, rotate: int = 0) -> Pixels:
        """A noisy picture that says nothing, so that it takes some room."""
        del data, rotate
        self.drawn += 1
        noise = np.random.default_rng(number).integers(0, 255, width_px * 10 * 3, np.uint8)
        return Pixels(width_px, 10, noise.tobytes())


def paper(folder: Path, data: bytes = b"a file") -> WrittenFile:
    """A written file with these bytes."""
    place = folder / "hw.pdf"
    place.write_bytes(data)
    return WrittenFile("hw.pdf", hashlib.sha256(data).hexdigest(), len(data), place=str(place))


def test_a_page_is_drawn_once_and_read_ever_after(tmp_path: Path) -> None:
    """The same page, width and turn come from the folder; another width, page or file is drawn."""
    renderer, file = Drawing(), paper(tmp_path)
    pages = Pages(tmp_path / "grades", renderer)
    first = pages.page(file, 1, 100)
    assert pages.page(file, 1, 100) == first
    assert Pages(tmp_path / "grades", renderer).page(file, 1, 100, rotate=360) == first
    assert renderer.drawn == 1
    pages.page(file, 2, 100)
    pages.page(file, 1, 200)
    pages.page(file, 1, 100, rotate=90)
    assert renderer.drawn == 4


def test_the_folder_stays_within_its_room(tmp_path: Path) -> None:
    """What was looked at longest ago goes first, and what was looked at just now stays."""
    file = paper(tmp_path)
    pages = Pages(tmp_path / "grades", Drawing(), room=60_000)
    for number in range(1, 60):
        pages.page(file, number, 100)
        pages.page(file, 1, 100)
    kept = list((tmp_path / "grades" / FOLDER).glob("*/*.png"))
    assert sum(place.stat().st_size for place in kept) <= 60_000
    assert any("-1-100-" in place.name for place in kept)
    assert any("-59-100-" in place.name for place in kept)


def test_a_file_that_is_another_now_shows_no_page(tmp_path: Path) -> None:
    """A page is never drawn from bytes that are not those that were handed in."""
    file = paper(tmp_path)
    Path(file.place).write_bytes(b"other")
    with pytest.raises(SubmissionError, match="not what was handed in"):
        Pages(tmp_path / "grades", Drawing()).page(file, 1, 100)


def test_pictures_go_with_their_student(tmp_path: Path) -> None:
    """Whoever is forgotten leaves no picture of a page behind."""
    file, other = paper(tmp_path), WrittenFile("x.pdf", "0" * 64, 1)
    out = tmp_path / "grades"
    Pages(out, Drawing()).page(file, 1, 100)
    forget_pages(out, [other])
    assert list((out / FOLDER).glob("*/*"))
    forget_pages(out, [file])
    assert not list((out / FOLDER).glob("*/*"))


def test_a_drawn_page_is_a_picture_of_it(tmp_path: Path) -> None:
    """From a PDF to a PNG with the right size, by the real renderer."""
    file = paper(tmp_path, made.texts("here"))
    with Renderer() as renderer:
        picture = Pages(tmp_path / "grades", renderer).page(file, 1, 306)
        assert undone(picture).shape == (396, 306, 3)
        assert undone(picture).min() < 128


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_a_png_holds_the_very_pixels(rows: np.ndarray) -> None:
    """Whatever the pixels are, they come back."""
    height, width, _ = rows.shape
    assert (undone(png(Pixels(width, height, rows.tobytes()))) == rows).all()
    grey = np.repeat(rows[:, :, :1], 3, axis=2)
    assert (undone(png(Pixels(width, height, grey.tobytes()))) == grey).all()


def undone(picture: bytes) -> np.ndarray:
    """The pixels of a PNG as ours are written."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, {}
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        name, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        assert struct.unpack(">I", picture[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + data)
        found[name], at = data, at + 12 + size
    width, height, _, kind = struct.unpack(">IIBB", found[b"IHDR"][:10])
    depth = 3 if kind == 2 else 1
    lines = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8).reshape(height, 1 + width * depth)
    assert (lines[:, 0] == 2).all()
    rows = np.cumsum(lines[:, 1:], axis=0, dtype=np.uint8).reshape(height, width, depth)
    return np.repeat(rows, 3, axis=2) if depth == 1 else rows
