"""The renderer: what is in a PDF, its pages as pixels, and that a bad file costs itself and nothing more."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import written_files as made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import SandboxError, SubmissionError
from grader.sandbox import enclosed
from grader.sandbox.isolation.plan import TIERS
from grader.sandbox.kinds import kind_of
from grader.sandbox.renderer import MOST_BYTES, Renderer, renderer_digest


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    """One renderer for all tests of this module, as a class has one."""
    with Renderer(seconds=10) as one:
        yield one


def test_pages_sizes_text_and_blank_pages_are_told(renderer: Renderer) -> None:
    """A document's pages are counted and measured, and those with nothing on them are named."""
    found = renderer.facts(made.texts("a line", "", "another", ""))
    assert (found.pages, found.sizes, found.trouble) == (4, ((612.0, 792.0),) * 4, "")
    assert found.blank == (2, 4)
    assert found.text
    assert (found.encrypted, found.mended, found.broken) == (False, False, ())


def test_a_faint_pencil_line_on_a_scan_is_not_blank(renderer: Renderer) -> None:
    """Fourteen scanned pages without text: the two of paper alone are blank, those with one line are not."""
    found = renderer.facts(made.scan(14, blank=(3, 5), width=1275))
    assert (found.pages, found.blank, found.text) == (14, (3, 5), False)


def test_an_annotation_written_on_an_empty_page_is_seen(renderer: Renderer) -> None:
    """Who writes with a stylus on an empty page has handed in something."""
    ink = b"<< /Type /Annot /Subtype /Square /Rect [100 100 400 400] /C [0 0 0] /AP << /N 1001 0 R >> >>"
    look = made.stream(b"0 0 0 rg 0 0 200 200 re f", "/Type /XObject /Subtype /Form /BBox [0 0 300 300]")
    document = made.pdf([b""], objects={1000: ink, 1001: look})
    page = document.replace(b"/Contents 11 0 R", b"/Contents 11 0 R /Annots [1000 0 R]")
    assert renderer.facts(document).blank == (1,)
    assert renderer.facts(page).blank == ()


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (made.locked(), "it needs a password"),
        (made.portfolio(), "it is a portfolio, with solution.pdf packed inside"),
        (made.scan(3)[:-30_000], "it is damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "it is damaged"),
        (made.texts(), "it has no pages"),
        (b"", "it is an empty file"),
        (b"\xff\xd8\xff\xe0photo", "it is a JPEG photo"),
        (b"\x00\x00\x00\x18ftypheic....", "it is a HEIC photo"),
        (b"PK\x03\x04....word/document.xml", "it is a Word file"),
        (b"<!DOCTYPE html><p>sign in", "it is a web page"),
        (b"\\documentclass{article}", "it is a LaTeX source"),
    ],
    ids=range(11),
)
def test_what_cannot_be_read_is_named(renderer: Renderer, data: bytes, trouble: str) -> None:
    """Each trouble that real files have is told apart, and the next file is opened all the same."""
    found = renderer.facts(data)
    assert (found.trouble, found.encrypted) == (trouble, "password" in trouble)
    assert renderer.facts(made.texts("fine")).trouble == ""
    if not found.packed:  # a portfolio's cover can be shown
        with pytest.raises(SubmissionError):
            renderer.page(data, 1, 100)


def test_a_wrong_table_of_contents_is_mended_and_said(renderer: Renderer) -> None:
    """A file that pdfium puts right by itself counts, and it is known that it was damaged."""
    whole = made.texts("one", "two")
    place = whole.rindex(b"startxref") + 10
    found = renderer.facts(whole[:place] + b"7" + whole[place + 1 :])
    assert (found.pages, found.mended, found.trouble) == (2, True, "")


def test_a_giant_page_becomes_a_small_picture(renderer: Renderer) -> None:
    """However large a page says it is, its picture keeps its shape and stays within bounds."""
    page = renderer.page(made.pdf([b""], size=(14_400, 1_440_000)), 1, 20_000)
    assert page.width * page.height <= 40_000_000
    assert page.height <= 16_000
    assert page.height / page.width == pytest.approx(100, rel=0.01)


def test_very_many_pages_are_counted_and_not_all_looked_at(renderer: Renderer) -> None:
    """Ten thousand pages cost no more than two hundred."""
    found = renderer.facts(made.many_pages(10_000))
    assert (found.pages, len(found.sizes)) == (10_000, 200)


def test_a_page_tree_that_loops_ends(renderer: Renderer) -> None:
    """Pages that lead nowhere are named, and nothing goes round in circles."""
    found = renderer.facts(made.looping())
    assert found.broken
    assert found.trouble == ""


def test_actions_of_a_document_do_nothing(renderer: Renderer) -> None:
    """JavaScript, starting programs and sending forms: pages are drawn, and that is all."""
    document, before = made.acting(), renderer.pid
    assert renderer.facts(document).trouble == ""
    assert renderer.page(document, 1, 200).width == 200
    assert renderer.pid == before or before is None


def test_a_page_that_takes_too_long_costs_itself(renderer: Renderer) -> None:
    """Of a document with one endless page the others are known, and the next document is opened."""
    with Renderer(seconds=1.0) as hurried:
        found = hurried.facts(made.heavy())
        assert (found.pages, found.broken) == (2, (1,))
        assert found.blank == (2,)
        assert hurried.facts(made.texts("fine")).pages == 1
    del renderer


def test_a_killed_renderer_is_replaced(renderer: Renderer) -> None:
    """Whoever kills the process costs nobody anything: the file is opened again by the next one."""
    document = made.texts("one", "two")
    renderer.facts(document)
    old = renderer.pid
    assert old is not None
    os.kill(old, signal.SIGKILL)
    os.waitid(os.P_PID, old, os.WEXITED | os.WNOWAIT)
    assert renderer.page(document, 2, 300).width == 300
    assert renderer.pid != old


def test_a_page_turns_and_shows_the_same_each_time(renderer: Renderer) -> None:
    """A quarter turn swaps the sides, and a page has the same pixels in another process, too."""
    document = made.texts("over the hill")
    upright, turned = renderer.page(document, 1, 612), renderer.page(document, 1, 792, rotate=90)
    assert (upright.width, upright.height, turned.width, turned.height) == (612, 792, 792, 612)
    shown = np.frombuffer(upright.rgb, np.uint8).reshape(792, 612, 3)
    assert shown[80:100, 70:150].min() < 100
    assert shown[200:].min() == 255
    with Renderer() as another:
        assert another.page(document, 1, 612) == upright


def test_words_lie_where_they_are_seen(renderer: Renderer) -> None:
    """The text layer comes as words with boxes from the top left, and a scan has none."""
    first, second = renderer.text(made.texts("over there"), 1)
    assert (first.text, second.text) == ("over", "there")
    assert 0.11 < first.left < first.right < second.left < 0.25
    assert 0.09 < first.top < first.bottom < 0.13
    assert renderer.text(made.scan(1), 1) == ()


def test_a_page_that_is_not_there_is_refused(renderer: Renderer) -> None:
    """Asking for a page before the first or after the last is answered with a sentence."""
    for number in (0, 2):
        with pytest.raises(SubmissionError, match=r"[Pp]age"):
            renderer.page(made.texts("only one"), number, 100)


def test_more_bytes_than_allowed_are_not_opened(renderer: Renderer) -> None:
    """A file beyond the bound is named by its size, without a process having seen it."""
    assert renderer.facts(b"%PDF-1.7" + bytes(MOST_BYTES)).trouble == "it has more than 200 MB"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_bytes_are_the_answer_is_a_fact(renderer: Renderer, data: st.DataObject) -> None:
    """A file with bytes changed at random is opened or named; never is there an error of ours."""
    whole = bytearray(made.texts("one", "two"))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = renderer.facts(bytes(whole))
    assert bool(found.trouble) == (found.pages == 0)


@given(st.binary(max_size=64))
def test_a_kind_is_a_word_for_any_bytes(data: bytes) -> None:
    """Only what says it is a PDF has no other name."""
    assert (kind_of(data) == "") == (b"%PDF-" in data)


PRYING = """
def begin():
    import os, socket

class UnreadableError(Exception):
    pass

class Document:
    def __init__(self, address, size):
        self.address = address

    def close(self):
        pass

    def facts(self):
        import ctypes, os, socket

        def works(attempt):
            try:
                attempt()
            except OSError:
                return False
            return True

        done = {
            "read": works(lambda: os.open("/etc/passwd", os.O_RDONLY)),
            "list": works(lambda: os.listdir("/")),
            "write": works(lambda: os.open("/tmp/written", os.O_CREAT | os.O_WRONLY)),
            "fork": works(os.fork),
            "connect": works(lambda: socket.socket().connect(("127.0.0.1", 9))),
            "signal": works(lambda: os.kill(os.getppid(), 0)),
        }
        return {"pages": 1, "packed": [name for name, worked in done.items() if worked]}

    def look(self, number):
        return {"size": [1, 1]}
"""


@pytest.mark.parametrize("tier", TIERS[:-1])
def test_code_inside_of_the_renderer_reaches_nothing(
    tier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes pdfium over can open no file, reach no network, and start or signal no process."""
    guests = tmp_path / "guests"
    shutil.copytree(enclosed.GUESTS, guests)
    (guests / "drawing.py").write_text(PRYING)
    monkeypatch.setattr(enclosed, "GUESTS", guests)
    with Renderer() as renderer:
        renderer._guest._tiers = (tier,)
        try:
            found = renderer.facts(made.texts("x"))
        except SandboxError:
            pytest.skip(f"this machine does not offer {tier}")
        assert (found.pages, found.packed) == (1, ())


def test_a_renderer_is_named_by_all_that_facts_depend_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts kept from before are asked for anew with another pdfium."""
    before = renderer_digest()
    renderer_digest.cache_clear()
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.1")
    after = renderer_digest()
    renderer_digest.cache_clear()
    assert before != after
