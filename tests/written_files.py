"""PDFs made for tests by a small writer of their own: pages of any content, scans, and broken ones."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

LETTER = (612.0, 792.0)


def pdf(
    contents: Sequence[bytes],
    size: tuple[float, float] = LETTER,
    resources: str = "",
    objects: Mapping[int, bytes] | None = None,
    catalog: str = "",
) -> bytes:
    """A document of these content streams, one a page; `objects` by number, from 1000, are the test's own."""
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(contents)))
    whole: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
    }
    for at, content in enumerate(contents):
        box = f"[0 0 {size[0]} {size[1]}]"
        whole[10 + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {11 + 2 * at} 0 R "
            f"/Resources << {font} {resources.replace('@', str(1000 + at))} >> >>"
        ).encode()
        whole[11 + 2 * at] = stream(content)
    return assembled({**whole, **(objects or {})})


def stream(data: bytes, words: str = "") -> bytes:
    """A stream object's bytes."""
    return f"<< /Length {len(data)} {words} >>\nstream\n".encode() + data + b"\nendstream"


def assembled(objects: Mapping[int, bytes], root: int = 1) -> bytes:
    """These objects as a file with its table of contents."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n")
    table, last = out.tell(), max(objects)
    out.write(f"xref\n0 {last + 1}\n".encode())
    for number in range(last + 1):
        free = number not in places
        out.write(
            f"{places.get(number, 0):010d} {65535 if free else 0:05d} {'f' if free else 'n'} \n".encode()
        )
    out.write(f"trailer\n<< /Size {last + 1} /Root {root} 0 R >>\nstartxref\n{table}\n%%EOF\n".encode())
    return out.getvalue()


def text_page(words: str) -> bytes:
    """A page's content with a line of text."""
    return f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()


def texts(*words: str) -> bytes:
    """A document with a line of text a page; "" is a blank page."""
    return pdf([text_page(one) if one else b"" for one in words])


def scan(pages: int, blank: Sequence[int] = (), width: int = 850, ink: int = 90, noise: int = 2) -> bytes:
    """Image-only pages of noisy paper, each with one faint pencil line; these are blank."""
    height = width * 11 // 8
    rng = np.random.default_rng(7)
    objects: dict[int, bytes] = {}
    for at in range(pages):
        paper = (250 - rng.integers(0, noise + 1, size=(height, width))).astype(np.uint8)
        if at + 1 not in blank:
            paper[height // 3 : height // 3 + 2, width // 8 : width // 2] = 250 - ink
        words = (
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
        )
        objects[1000 + at] = stream(zlib.compress(paper.tobytes(), 1), words)
    content = b"q 612 0 0 792 0 0 cm /Im0 Do Q"
    return pdf([content] * pages, resources="/XObject << /Im0 @ 0 R >>", objects=objects)


def many_pages(count: int) -> bytes:
    """A document of very many pages that are all one object's like."""
    return pdf([b""] * count)


def looping() -> bytes:
    """A page tree whose branch is its own child."""
    tree = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 5 >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"
    return assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: leaf})


def acting() -> bytes:
    """A document that wants to run JavaScript, start a program and send itself off when opened."""
    script = "<< /S /JavaScript /JS (app.alert\\('x'\\); this.submitForm\\('http://127.0.0.1:9'\\);) >>"
    launch = "<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"
    names = f"/Names << /JavaScript << /Names [(a) {script}] >> >>"
    actions = f"/OpenAction {script} /AA << /WC {launch} /O {launch} >> {names}"
    return pdf([text_page("a page")], catalog=actions)


def heavy(operations: int = 3_000_000) -> bytes:
    """A page that draws and draws: half a minute and more, of a few kilobytes."""
    content = zlib.compress(b"0 0 m 600 780 l 612 0 l 0 792 l b* " * operations, 9)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        4: stream(content, "/Filter /FlateDecode"),
        5: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    }
    return assembled(objects)


def locked() -> bytes:
    """A document nobody reads without its password."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(texts("secret"))) as document:
        document.save(out, encryption=pikepdf.Encryption(user="open", owner="own"))
    return out.getvalue()


def portfolio() -> bytes:
    """A cover page with a file packed inside."""
    objects = {
        1000: stream(b"%PDF-1.4", "/Type /EmbeddedFile"),
        1001: b"<< /Type /Filespec /F (solution.pdf) /UF (solution.pdf) /EF << /F 1000 0 R >> >>",
    }
    names = "/Names << /EmbeddedFiles << /Names [(solution.pdf) 1001 0 R] >> >>"
    return pdf(
        [text_page("open in a reader")], objects=objects, catalog=f"{names} /Collection << /View /D >>"
    )
