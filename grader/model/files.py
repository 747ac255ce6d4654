"""Files that are whole or not there: written beside their place, then moved into it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path

from grader.errors import GraderError

LONGEST = 120


def write(path: Path, text: str | bytes) -> None:
    """Write a file whole or leave the old one as it was. Raises GraderError with one sentence."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    # named before it is made: whoever is interrupted in between knows what to take away
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise GraderError(f"{path} could not be written: {reason(error)}.") from error
        raise


def reason(error: OSError) -> str:
    """An operating system's error in the instructor's words."""
    import errno

    words = {
        errno.ENOSPC: "the disk is full; free some room and run the same command again",
        errno.EDQUOT: "your disk quota is used up; free some room and run the same command again",
        errno.EACCES: "you may not write there; choose another folder with -o",
        errno.EPERM: "you may not write there; choose another folder with -o",
        errno.EROFS: "that disk is read-only; choose another folder with -o",
        errno.ENOTDIR: "a part of that path is a file, not a folder; choose another folder with -o",
        errno.EEXIST: "a file of that name is in the way; choose another folder with -o",
    }
    return words.get(error.errno or 0, error.strerror or str(error))


def local(path: Path) -> Path:
    """A path as short as it can be said from here."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def named(text: str) -> str:
    """A text as a file's name: only letters, digits, dot, underscore and hyphen stay as they are."""
    raw = text.encode("utf-8", "surrogatepass")
    kept = re.sub(rb"[^A-Za-z0-9._-]", lambda found: b"%%%02X" % found[0][0], raw).decode("ascii")
    if kept.startswith("."):
        kept = f"%2E{kept[1:]}"
    if len(kept) > LONGEST:
        kept = f"{kept[: LONGEST - 17]}-{hashlib.sha256(raw).hexdigest()[:16]}"
    return kept or "%"
