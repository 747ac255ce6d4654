"""Several new files that are all written or none, over nothing that is there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from grader.errors import GraderError
from grader.model.files import local, write

__all__ = ["place"]


def place(files: Mapping[Path, str | bytes], replacing: bool = False, remedy: str = "") -> None:
    """Write them all. Raises GraderError, with nothing written, when one is there already or cannot be."""
    taken = [path for path in files if path.exists()]
    if taken and not replacing:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        otherwise = f", move it away, or {remedy}" if remedy else ", or move it away"
        raise GraderError(
            f"{local(taken[0])} is there already{more}; choose another name{otherwise}. Nothing was written."
        )
    before = {path: path.read_bytes() for path in taken}
    written: list[Path] = []
    folders = [folder for path in files for folder in path.parents if not folder.exists()]
    try:
        for path, text in files.items():
            written.append(path)
            write(path, text)
            path.chmod(0o644)  # a new file is private; these are worked on together
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.write_bytes(before[path]) if path in before else path.unlink(missing_ok=True)
        for folder in sorted(set(folders), key=lambda one: len(one.parts), reverse=True):
            with suppress(OSError):
                folder.rmdir()
        raise
