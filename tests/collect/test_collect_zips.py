"""Zips, a class's or a student's: the same submissions as from the folder, each file accounted for."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import layouts_made as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_files import ASKED, Rule, read

from grader.collect import Collected, Layout, collect, names
from grader.collect import packed as students_zip
from grader.errors import SubmissionError
from grader.sandbox.unpacker import Unpacker

PDF = "written-assignment-2-{}.pdf"


@pytest.fixture(scope="module")
def unpacker() -> Iterator[Unpacker]:
    """One process that unpacks, for the module."""
    with Unpacker() as one:
        yield one


def _collected(root: Path, unpacker: Unpacker, layout: Layout = "auto") -> Collected:
    return collect(root, Rule(), ASKED, read, layout, unpack=unpacker.unpack)


def _same(found: Collected) -> list[tuple[object, ...]]:
    return [
        (one.id, one.digest, [(file.path, file.digest) for file in one.written], one.netid, one.flags)
        for one in found.submissions
    ]


def _fates(found: Collected) -> dict[str, str]:
    assert len({one.path for one in found.files}) == len(found.files)
    return {one.path: one.fate for one in found.files}


def _packed(files: Mapping[str, bytes]) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".zip") as place:
        return made.zipped(Path(place.name), files).read_bytes()


CLASS = {
    "hw2.py": b"gradient a STUDENT=ann1",
    "hw2 (1).py": b"gradient b STUDENT=bob2",
    "Copy of hw2.py": b"vjp gradient c STUDENT=cy3",
    PDF.format("ann1"): b"pdf a",
    f"Copy of {PDF.format('bob2')}": b"pdf b",
    PDF.format("cy3").replace(".pdf", " (1).pdf"): b"pdf c",
    "cy3 extra.py": b"sgd",
    "Zoë.py": b"gradient z",
    "notes.txt": b"x",
}


def test_a_folder_its_zip_and_its_split_zip_are_the_same(tmp_path: Path, unpacker: Unpacker) -> None:
    """A flat Drive folder, packed whole or in parts, given by a part or by the folder of parts: one class."""
    drive = "hw2-20261015T120000Z"
    root = made.put(tmp_path / "hw2", CLASS)
    whole = made.zipped(tmp_path / f"{drive}-001.zip", CLASS, "hw2/")
    parts = made.split(tmp_path / "parts", drive, CLASS, "hw2/")
    folder = _collected(root, unpacker)
    assert [one.id for one in folder.submissions] == ["Zo\u00eb", "ann1", "bob2", "cy3"]
    assert folder.layout == "flat"
    for way in (whole, parts[0], parts[2], tmp_path / "parts"):
        found = _collected(way, unpacker)
        assert _same(found) == _same(folder)
        assert found.layout == "drive"
        assert "Google Drive's" in found.why
        assert set(_fates(found).values()) == {"used", "passed"}


def test_a_drive_folder_whose_names_tell_nothing(tmp_path: Path, unpacker: Unpacker) -> None:
    """One name for several students is nobody's netid: each has a row that says so; one that is theirs is."""
    files = {
        "hw2.py": b"gradient a",
        "hw2 (1).py": b"gradient b",
        "Copy of lovelac1.py": b"gradient c",
        "hw2 - Copy.py": b"gradient d STUDENT=turinga1",
    }
    place = made.zipped(tmp_path / "hw2-20261015T120000Z-001.zip", files, "hw2/")
    found = _collected(place, unpacker)
    assert [one.id for one in found.submissions] == ["hw2", "hw2 (1)", "lovelac1", "turinga1"]
    assert [bool(one.flags) for one in found.submissions] == [True, True, False, False]
    assert "neither STUDENT nor a name says whose it is" in found.submissions[0].flags[0]
    flat = _collected(place, unpacker, "flat")
    assert [one.id for one in flat.submissions] == ["Copy of lovelac1", "hw2", "hw2 (1)", "turinga1"]


def test_a_part_that_is_missing_is_named(tmp_path: Path, unpacker: Unpacker) -> None:
    """Two of three parts are half a class: that is said."""
    parts = made.split(tmp_path / "parts", "hw2-20261015T120000Z", CLASS, "hw2/")
    parts[1].unlink()
    notes = _collected(parts[0], unpacker).notes
    assert "hw2-20261015T120000Z-002.zip is not there: download it, too" in notes


def test_students_zips_in_folders(tmp_path: Path, unpacker: Unpacker) -> None:
    """What a student packed counts as if it lay in a folder of that name; a zip in it, too, and no deeper."""
    inner = _packed({"deep.py": b"sgd", "more.zip": _packed({"lost.py": b"x"})})
    files = {
        "ann/hw2.zip": _packed({"hw2.py": b"gradient", "__MACOSX/._hw2.py": b"x", ".DS_Store": b"x"}),
        "bob/hw2.zip": _packed({"hw2/hw2.py": b"gradient", "inner.zip": inner, "data.csv": b"1"}),
        "cy/hw2.zip": b"PK no zip",
        "dan/hw2.7z": b"7z",
    }
    found = _collected(made.put(tmp_path / "class", files), unpacker)
    by_id = {one.id: one for one in found.submissions}
    assert [file.path for file in by_id["ann"].code] == ["hw2/hw2.py"]
    assert {file.path for file in by_id["bob"].code} == {"hw2/hw2/hw2.py", "hw2/inner/deep.py"}
    assert by_id["bob"].flags == ("hw2/inner/more.zip was not opened: it is a zip in a zip in a zip",)
    assert by_id["cy"].flags[0] == (
        "hw2.zip was not opened: it is no whole zip: cut off, damaged or of another kind"
    )
    assert "hw2.7z was not opened: unpack it first" in by_id["dan"].flags
    assert _fates(found) == {
        "ann/hw2.zip/hw2.py": "used",
        "bob/hw2.zip/data.csv": "passed",
        "bob/hw2.zip/hw2/hw2.py": "used",
        "bob/hw2.zip/inner.zip/deep.py": "used",
        "bob/hw2.zip/inner.zip/more.zip": "passed",
        "cy/hw2.zip": "passed",
        "dan/hw2.7z": "passed",
    }


def test_students_zips_side_by_side(tmp_path: Path, unpacker: Unpacker) -> None:
    """A zip for each student is a student each, by the netid in it, else by its name."""
    files = {
        "ann.zip": _packed({"hw2.py": b"gradient STUDENT=ann1"}),
        "bob2.zip": _packed({"hw2.py": b"gradient"}),
        PDF.format("ann1"): b"pdf",
    }
    found = _collected(made.put(tmp_path / "class", files), unpacker)
    assert [(one.id, len(one.written)) for one in found.submissions] == [("ann1", 1), ("bob2", 0)]
    packed = _collected(made.zipped(tmp_path / "class.zip", files), unpacker)
    assert _same(packed) == _same(found)


def test_a_students_zip_in_a_systems_download(tmp_path: Path, unpacker: Unpacker) -> None:
    """Canvas names the zip, and what is in it is the student's."""
    files = {
        "lovelaceada_48213_990017_hw2.zip": _packed({"hw2.py": b"gradient"}),
        "turingalan_48214_990018_hw2.py": b"gradient",
    }
    found = _collected(made.zipped(tmp_path / "submissions.zip", files), unpacker)
    assert found.layout == "canvas"
    assert [file.path for file in found.submissions[0].code] == ["hw2/hw2.py"]


def test_one_student_in_a_zip(tmp_path: Path, unpacker: Unpacker) -> None:
    """A zip of one submission is one, under the zip's name, or its folder's."""
    flat = _collected(made.zipped(tmp_path / "ann.zip", {"hw2.py": b"gradient", "b.py": b"vjp"}), unpacker)
    assert ([one.id for one in flat.submissions], flat.layout) == (["ann"], "one")
    inside = _collected(made.zipped(tmp_path / "x.zip", {"ann/hw2.py": b"gradient"}), unpacker)
    assert [one.id for one in inside.submissions] == ["ann"]


@pytest.mark.parametrize("keep", [0, 40, 200])
def test_a_broken_class_is_one_sentence(tmp_path: Path, unpacker: Unpacker, keep: int) -> None:
    """A download that broke off stops the run with what to do."""
    place = made.zipped(tmp_path / "class.zip", CLASS)
    place.write_bytes(place.read_bytes()[:keep])
    with pytest.raises(SubmissionError, match=r"class.zip could not be unpacked: .*Download it again"):
        _collected(place, unpacker)


def test_members_that_are_refused_are_named(tmp_path: Path, unpacker: Unpacker) -> None:
    """A hostile member of a class's zip, or of a student's, costs itself and is accounted for."""
    hostile = {"ann/hw2.py": b"gradient", "../evil.py": b"x", "bob/hw2.zip": _packed({"/etc/x.py": b"x"})}
    found = _collected(made.zipped(tmp_path / "class.zip", hostile), unpacker)
    assert any("../evil.py was not taken: its name leads out of the archive" in note for note in found.notes)
    bob = next(one for one in found.submissions if one.id == "bob")
    assert bob.flags[0] == "/etc/x.py in hw2.zip was not taken: its name leads out of the archive"
    assert _fates(found) == {"ann/hw2.py": "used", "../evil.py": "passed", "bob/hw2.zip//etc/x.py": "passed"}


def test_a_bomb_costs_its_student(
    tmp_path: Path, unpacker: Unpacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a student's zips hold together is bounded; the class goes on, and the disk is free again."""
    monkeypatch.setattr(students_zip, "MAX_TOTAL", 1 << 20)
    monkeypatch.setattr(students_zip.Budget.__init__, "__defaults__", (1 << 20, 50))
    half = _packed({"a.py": b"gradient" * 80_000})
    files = {
        "ann/hw2.py": b"gradient",
        "bob/hw2.zip": _packed({f"{number}.zip": half for number in range(5)}),
    }
    found = _collected(made.put(tmp_path / "class", files), unpacker)
    bob = found.submissions[1]
    assert len(bob.code) == 1
    assert sum("was not opened: it packs out to more than" in flag for flag in bob.flags) == 4
    assert unpacker._folder is not None
    assert list(Path(unpacker._folder.name).rglob("*.py")) == []


def test_an_archive_that_holds_itself_ends(tmp_path: Path, unpacker: Unpacker) -> None:
    """Nothing is opened deeper than a zip in a zip, however deep it goes."""
    data = _packed({"hw2.py": b"gradient"})
    for _ in range(10):
        data = _packed({"again.zip": data, "hw2.py": b"gradient"})
    found = _collected(made.put(tmp_path / "class", {"ann/hw2.zip": data, "bob/b.py": b"vjp"}), unpacker)
    assert len(found.submissions[0].code) == 2
    assert any("a zip in a zip in a zip" in flag for flag in found.submissions[0].flags)


def test_without_an_unpacker_zips_are_named(tmp_path: Path) -> None:
    """Where nothing is unpacked, it is said as before."""
    root = made.put(tmp_path / "class", {"ann/hw2.zip": b"PK", "bob/b.py": b"gradient"})
    found = collect(root, Rule(), ASKED, read)
    assert "hw2.zip was not opened: unpack it first" in found.submissions[0].flags


PART = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/\\\0"), min_size=1, max_size=12)
NAMES = st.lists(
    st.tuples(st.lists(PART, max_size=2), PART, st.sampled_from((".py", ".pdf", ".txt", ".zip", ".7z", ""))),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.booleans())
def test_every_file_has_exactly_one_fate(unpacker: Unpacker, drawn: list, as_zip: bool) -> None:
    """Whatever lies in a folder or a zip, each file that no tool left is accounted for once."""
    files: dict[str, bytes] = {"ann/hw2.py": b"gradient"}
    taken = {"ann", "ann/hw2.py"}
    for folders, stem, ending in drawn:
        parts = [*folders, stem + ending]
        paths = ["/".join(parts[:at]) for at in range(1, len(parts) + 1)]
        odd = any(part.strip(" .") == "" or part.rstrip(" .") != part for part in parts)
        folded = {names.clean(path).casefold() for path in paths}
        if odd or folded & taken or any(len(part.encode()) > 200 for part in parts):
            continue
        taken |= folded
        files["/".join(parts)] = b"gradient"
    with tempfile.TemporaryDirectory() as name:
        root = made.put(Path(name) / "class", files)
        if as_zip:
            root = made.zipped(Path(name) / "class.zip", files)
        found = _collected(root, unpacker)
    hidden = [path for path in files if _is_hidden(path)]
    shown = sorted(names.clean(path) for path in files if path not in hidden)
    paths = sorted(one.path for one in found.files)
    if as_zip:
        assert len(paths) == len(shown)
    else:
        assert paths == shown
    assert {one.fate for one in found.files} <= {"used", "duplicate", "unmatched", "passed"}
    students = {one.id for one in found.submissions}
    assert {one.student for one in found.files if one.fate == "used"} <= students


def _is_hidden(path: str) -> bool:
    passed = {"__pycache__", "__macosx", "node_modules", "site-packages", "venv", "env"}
    return any(part.startswith((".", "~$")) or part.casefold() in passed for part in path.split("/"))


def test_zip_files_are_really_zips() -> None:
    """The fixtures are what they say."""
    with tempfile.TemporaryDirectory() as name:
        assert zipfile.is_zipfile(made.zipped(Path(name) / "a.zip", {"a": b""}))
