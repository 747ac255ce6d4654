"""Which files are whose, however they came: one question for a folder, a zip, a system's download, a file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import tzinfo
from pathlib import Path

from grader.collect import names, walk
from grader.collect.collected import Collected, Layout, Rule
from grader.collect.hands import Reading
from grader.collect.packed import Keep, Packed
from grader.collect.pieces import recognised
from grader.collect.place import Place, archives_of, place_of_archives, place_of_folder
from grader.collect.plain import plain, single
from grader.collect.work import Read
from grader.errors import SubmissionError
from grader.model.unpacked import Unpack

__all__ = ["Collected", "Layout", "Rule", "collect"]

PLAIN = ("auto", "one", "flat", "folders", "drive")


def collect(
    root: Path,
    rule: Rule,
    asked: frozenset[str],
    read: Read,
    layout: Layout = "auto",
    apart: Collection[Path] = (),
    unpack: Unpack | None = None,
    *,
    zone: tzinfo | None = None,
    keep: Keep | None = None,
) -> Collected:
    """Find the submissions in a folder, a zip or one file. Raises SubmissionError with one sentence.

    A folder that holds one of those `apart`, the rubric's or the reference's, is nobody's submission. Without
    `unpack` no zip is opened; `zone` is of systems' times that name none; `keep` is given written files.
    """
    packed = Packed(unpack, tuple(rule.code), keep) if unpack is not None else None
    reading = Reading(rule, asked, read, packed)
    try:
        if not root.exists():
            raise SubmissionError(f"{root} does not exist: give the folder that holds the submissions.")
        archives = archives_of(root) if unpack is not None else ()
        if unpack is not None and archives:
            return _understood(place_of_archives(archives, unpack, rule.code), layout, reading, zone)
        if root.is_file():
            return single(_one_file(root, rule), str(root), reading)
        return _understood(place_of_folder(root, rule.code, apart), layout, reading, zone)
    except OSError as error:
        raise SubmissionError(
            f"{root} cannot be read ({(error.strerror or str(error)).lower()}): "
            "check the path, and that you may open it."
        ) from error


def _understood(place: Place, layout: str, reading: Reading, zone: tzinfo | None) -> Collected:
    if layout == "auto" or layout not in PLAIN:
        found = recognised(place, layout, reading, zone)
        if found is not None:
            return found
    return plain(place, layout, reading)


def _one_file(root: Path, rule: Rule) -> walk.Found:
    if walk.is_archive(root.name):
        raise SubmissionError(f"{root} is an archive: unpack it and give the folder.")
    kind = walk.kind_of(root.name, rule.code)
    if kind not in ("code", "written"):
        raise SubmissionError(f"{root} is not a submission: the rubric asks for {', '.join(rule.code)}.")
    name = names.clean(root.name)
    return walk.Found(root.resolve(), name, kind, name)
