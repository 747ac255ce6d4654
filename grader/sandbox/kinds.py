"""What kind of file some bytes are, by how they begin: students rename what their tools made."""

from __future__ import annotations

__all__ = ["kind_of"]

HEAD = 1024  # a PDF may begin so late
PART = 1 << 16
PDF = ""
BEGINNINGS = (
    (b"\xff\xd8\xff", "a JPEG photo"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"{\\rtf", "an RTF text"),
    (b"\xd0\xcf\x11\xe0", "an old Word file, or another of Office's"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\\documentclass", "a LaTeX source"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
)
PACKED = (  # what lies in a zip tells what made it
    (b"word/", "a Word file"),
    (b"ppt/", "a PowerPoint file"),
    (b"xl/", "an Excel file"),
    (b"opendocument.text", "an OpenDocument text"),
    (b"Index/Document.iwa", "a Pages file"),
    (b"goodnotes", "a GoodNotes file"),
)
HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


def kind_of(data: bytes) -> str:
    """What it is instead of a PDF, as "a JPEG photo"; "" for a PDF."""
    if not data:
        return "an empty file"
    if b"%PDF-" in data[:HEAD]:
        return PDF
    for beginning, kind in BEGINNINGS:
        if data.startswith(beginning):
            return kind
    return _packed(data) or _media(data[:12]) or _text(data[:PART])


def _packed(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return ""
    ends = data[:PART] + data[-PART:]  # names stand at its beginning and once more at its end
    return next((kind for name, kind in PACKED if name in ends), "a zip archive")


def _media(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "a HEIC photo" if head[8:12] in HEIC else "a video"
    return "a WebP picture" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _text(beginning: bytes) -> str:
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if b"\\documentclass" in start:
        return "a LaTeX source"
    if b"\0" not in beginning:
        try:
            beginning[: len(beginning) - 4].decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "a plain text"
    return "no PDF, and of no kind that is known"
