"""What can be known of a PDF, and its pages as pictures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """A document as it was found; pages have numbers from 1.

    `trouble` says why nobody can read it, as the middle of a sentence, and is "" where one can. Of a long
    document only the first pages are looked at: those have their size in points in `sizes`.
    """

    pages: int = 0
    sizes: tuple[tuple[float, float], ...] = ()
    trouble: str = ""
    encrypted: bool = False  # a password is needed
    mended: bool = False  # its table of contents was wrong, and made anew
    blank: tuple[int, ...] = ()  # nothing can be seen on these
    broken: tuple[int, ...] = ()  # these cannot be shown
    text: bool = False  # some page has a text layer
    packed: tuple[str, ...] = ()  # names of files inside of it


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture: rows from the top, three bytes a pixel."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page's text layer; edges are shares of the page's width and height, from its top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
