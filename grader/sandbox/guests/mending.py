"""From bytes to a text, and from a text that does not compile to one that does, saying what was changed.

A part of the reader: what is mended is what a keyboard or an editor did, never what its author meant.
"""

from __future__ import annotations

import contextlib
import io
import tokenize

import pieces  # type: ignore[import-not-found]

__all__ = ["UnreadableError", "mended", "plain", "text"]

ROUNDS = 200
TABS = (4, 8)
WIDE = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
SPACES: dict[int, str | None] = dict.fromkeys(WIDE, " ")
SPACES |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), None)  # of no width at all
QUOTES = {ord(c): '"' for c in "“”„‟″"} | {ord(c): "'" for c in "‘’‚‛′´"}
DASHES = dict.fromkeys(map(ord, "−–—‐‑"), "-")
KINDS = (
    (SPACES, "no-break spaces were read as spaces"),
    (QUOTES, "curly quotation marks were read as straight ones"),
    (DASHES, "long dashes were read as minus signs"),
)
NEVER = (  # wide or shifted codes fit any bytes, and nobody writes Python in them
    "utf_7 utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le cp037 cp273 cp424 cp500 cp875 cp1026 cp1140 "
    "hz iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr"
).split()
USUAL = "cp1252"
ENOUGH = 8  # letters beyond ASCII: from fewer nobody can guess


class UnreadableError(Exception):
    """The whole file cannot be read; the text says why in a few words."""


def text(data: bytes, notes: list[str]) -> str:
    """The text of a file by its mark, its declared coding, UTF-8, else a guess that is noted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            decoded = data.decode("utf-16")
        except UnicodeError:
            raise UnreadableError("it claims to be UTF-16 and is not") from None
        notes.append("read as utf-16, because it is not UTF-8")
        return plain(decoded)
    if b"\0" in data:
        raise UnreadableError("it holds NUL bytes, so it is not a text")
    with contextlib.suppress(SyntaxError, LookupError, UnicodeError, ValueError):
        declared, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return plain(data.decode(declared))
    with contextlib.suppress(UnicodeError):
        return plain(data.decode("utf-8-sig"))
    coding = _guessed(data)
    notes.append(f"read as {coding}, because it is not UTF-8")
    return plain(data.decode(coding))


def _guessed(data: bytes) -> str:
    """The likeliest coding; of several that read the same text the usual one, and latin-1 reads anything."""
    if sum(byte > 0x7F for byte in data) < ENOUGH:
        with contextlib.suppress(UnicodeError):
            data.decode(USUAL)
            return USUAL
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_exclusion=NEVER).best()
    known = [] if best is None else [best.encoding, *best.could_be_from_charset]
    for coding in (*([USUAL] if USUAL in known or best is None else []), *known, USUAL):
        with contextlib.suppress(UnicodeError, LookupError):
            data.decode(coding)
            return coding
    return "latin-1"


def plain(text: str) -> str:
    """One kind of line end, no byte order mark, no half characters."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()


def mended(source: str) -> tuple[str, list[str]]:
    """A text that compiles, and what was changed for it; the text as it is when that cannot be had."""
    lines = source.split("\n")
    has_tabs = any("\t" in line[: len(line) - len(line.lstrip())] for line in lines)
    for size in (0, *TABS) if has_tabs else (0,):
        wider = [_indented(line, size) for line in lines] if size else [*lines]
        done = _put_right(wider)
        if done is not None:
            return "\n".join(wider), [*([f"tabs were read as {size} spaces"] if size else []), *done]
    return source, []


def _put_right(lines: list[str]) -> list[str] | None:
    """Change characters until the text compiles; what was changed, or None when it does not come to that."""
    done: list[str] = []
    for _ in range(ROUNDS):
        tree, trouble = pieces.compiled("\n".join(lines))
        if tree is not None:
            return done
        say = _mend_line(lines, trouble.line - 1)
        if not say:
            return None
        done += [say] if say not in done else []
    return None


def _mend_line(lines: list[str], at: int) -> str:
    """Put characters that no keyboard for programs has right, in the line the compiler stumbled over."""
    at = min(max(at, 0), len(lines) - 1)
    for table, say in KINDS:
        if table is SPACES and lines[at].translate(table) != lines[at]:
            lines[:] = [line.translate(table) for line in lines]
            return say
        if lines[at].translate(table) != lines[at]:
            lines[at] = lines[at].translate(table)
            return say
    return ""


def _indented(line: str, size: int) -> str:
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)].expandtabs(size) + rest
