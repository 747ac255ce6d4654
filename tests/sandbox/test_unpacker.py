"""Zips are hostile: what is taken, under which names, and what is refused in one sentence."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SandboxError
from grader.model.unpacked import Bounds, Unpacked
from grader.sandbox import unpacker as host
from grader.sandbox.members import Taken, safe
from grader.sandbox.unpacker import Unpacker

BOUNDS = Bounds(members=100, total=64 << 20, single=16 << 20)


@pytest.fixture(scope="module")
def opener() -> Iterator[Unpacker]:
    """One unpacker for the module: what an archive does to it may not touch the next."""
    with Unpacker() as unpacker:
        yield unpacker


def _zip(place: Path, files: Mapping[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(place, "w", way) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return place


def _named(came: Unpacked) -> dict[str, bytes]:
    return {one.name: one.place.read_bytes() for one in came.members}


@pytest.mark.parametrize(
    "way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_usual_way_of_packing_is_read(opener: Unpacker, tmp_path: Path, way: int) -> None:
    """Members come out byte for byte, folders included, and lie under numbers below a folder of ours."""
    files = {"ann/hw2.py": b"x = 1\n" * 99, "bob/hw2.py": os.urandom(600_000), "ann/empty.py": b""}
    came = opener.unpack(_zip(tmp_path / "a.zip", files, way), BOUNDS)
    assert _named(came) == files
    assert (came.error, came.refused, came.notes) == ("", (), ())
    assert all(one.place.name.isdigit() for one in came.members)
    assert [one.size for one in came.members] == [len(data) for data in files.values()]


def test_what_was_unpacked_is_gone_with_the_unpacker(tmp_path: Path) -> None:
    """Nothing of a class stays on the disk."""
    archive = _zip(tmp_path / "a.zip", {"hw2.py": b"x"})
    with Unpacker() as unpacker:
        (one,) = unpacker.unpack(archive, BOUNDS).members
        assert one.place.read_bytes() == b"x"
    assert not one.place.exists()


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "a/../../evil.py", "/etc/evil.py", "C:\\evil.py", "c:evil.py", "..\\evil.py", "\\evil.py"],
)
def test_names_that_lead_out_are_refused(opener: Unpacker, tmp_path: Path, name: str) -> None:
    """Traversal, absolute paths and drives cost the member, which is named; the rest is taken."""
    came = opener.unpack(_zip(tmp_path / "a.zip", {name: b"x", "hw2.py": b"y"}), BOUNDS)
    assert list(_named(came)) == ["hw2.py"]
    ((shown, why),) = came.refused
    assert why == "its name leads out of the archive"
    assert "evil.py" in shown
    assert list(tmp_path.rglob("*evil*")) == []


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        (stat.S_IFLNK | 0o777, "it is a link"),
        (stat.S_IFIFO | 0o600, "it is a pipe or a device, not a file"),
        (stat.S_IFCHR | 0o600, "it is a pipe or a device, not a file"),
        (stat.S_IFBLK | 0o600, "it is a pipe or a device, not a file"),
    ],
)
def test_links_and_devices_are_refused(opener: Unpacker, tmp_path: Path, mode: int, why: str) -> None:
    """Only plain files come out of an archive."""
    info = zipfile.ZipInfo("hw2.py")
    info.external_attr = mode << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    came = opener.unpack(tmp_path / "a.zip", BOUNDS)
    assert (came.members, came.refused) == ((), (("hw2.py", why),))


def test_a_password_is_named(opener: Unpacker, tmp_path: Path) -> None:
    """An encrypted member is refused with its name, before a byte of it is read."""
    data = bytearray(_zip(tmp_path / "a.zip", {"hw2.py": b"x" * 50}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert opener.unpack(tmp_path / "a.zip", BOUNDS).refused == (("hw2.py", "it needs a password"),)


def test_a_bomb_costs_its_archive(opener: Unpacker, tmp_path: Path) -> None:
    """What packs out to hundreds of times its size is stopped long before the disk feels it."""
    bomb = _zip(tmp_path / "a.zip", {"a.py": b"\0" * (60 << 20)})
    came = opener.unpack(bomb, Bounds(100, 1 << 40, 1 << 40))
    assert came.members == ()
    assert "250 times its size" in came.error or "250 times its size" in came.refused[0][1]


def test_bounds_hold(opener: Unpacker, tmp_path: Path) -> None:
    """Too many members, too much altogether and too much in one are each said with the bound."""
    many = _zip(tmp_path / "m.zip", {f"{number}.py": b"" for number in range(101)})
    assert "101 files, more than the 100" in opener.unpack(many, BOUNDS).error
    large = _zip(tmp_path / "l.zip", {str(number): os.urandom(1 << 20) for number in range(5)})
    assert "more than 4 MB" in opener.unpack(large, Bounds(100, 4 << 20, 4 << 20)).error
    single = opener.unpack(large, Bounds(100, 40 << 20, 1 << 19))
    assert len(single.refused) == 5
    assert single.refused[0] == ("0", "it has more than 0 MB")


def test_members_that_share_bytes_are_refused(opener: Unpacker, tmp_path: Path) -> None:
    """A list that names one run of bytes many times is the cheap way to a huge archive."""
    place = _zip(tmp_path / "a.zip", {"a.py": b"kernel" * 1000, "b.py": b"y"})
    with zipfile.ZipFile(place, "a") as archive:
        first = archive.infolist()[0]
        for _ in range(5):
            copy = zipfile.ZipInfo("a.py")
            copy.header_offset, copy.CRC = first.header_offset, first.CRC
            copy.compress_size, copy.file_size = first.compress_size, first.file_size
            copy.compress_type = first.compress_type
            archive.filelist.append(copy)
        archive._didModify = True
    came = opener.unpack(place, BOUNDS)
    assert list(_named(came)) == ["b.py"]
    assert {why for _, why in came.refused} == {"it shares its bytes with another file of the archive"}


@pytest.mark.parametrize("keep", [0.0, 0.02, 0.5, 0.98])
def test_a_cut_off_zip_is_said(opener: Unpacker, tmp_path: Path, keep: float) -> None:
    """A download that broke off gives one sentence and no file."""
    data = _zip(tmp_path / "a.zip", {f"{n}.py": os.urandom(2000) for n in range(9)}).read_bytes()
    (tmp_path / "a.zip").write_bytes(data[: int(len(data) * keep)])
    came = opener.unpack(tmp_path / "a.zip", BOUNDS)
    assert (came.members, came.error) == ((), "it is no whole zip: cut off, damaged or of another kind")


def test_damaged_bytes_cost_their_member(opener: Unpacker, tmp_path: Path) -> None:
    """A member whose checksum does not hold is refused, and nothing of it is left."""
    place = _zip(tmp_path / "a.zip", {"a.py": b"a" * 500, "b.py": b"b" * 500}, zipfile.ZIP_STORED)
    data = place.read_bytes()
    place.write_bytes(data.replace(b"a" * 500, b"a" * 499 + b"z"))
    came = opener.unpack(place, BOUNDS)
    assert list(_named(came)) == ["b.py"]
    assert came.refused == (("a.py", "its bytes are damaged"),)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("CON.py", "_CON.py"),
        ("a/nul", "a/_nul"),
        ("com1.tar.py", "_com1.tar.py"),
        ("concept.py", "concept.py"),
        ("hw2.py. . ", "hw2.py"),
        ("./a//b.py", "a/b.py"),
        ("a\\b.py", "a/b.py"),
        ("tab\tname\x1b[31m.py", "tab_name_[31m.py"),
        ("\u202egp.py", "_gp.py"),
        (unicodedata.normalize("NFD", "Zoë.py"), "Zo\u00eb.py"),
    ],
)
def test_names_are_made_safe(raw: str, name: str) -> None:
    """Names Windows keeps, control characters, other normal forms and empty steps are put right."""
    assert safe(raw) == (name, "")


@given(st.text(max_size=300))
def test_no_name_is_dangerous(raw: str) -> None:
    """Whatever a member is called, what is shown is short, on one line, and leads nowhere."""
    name, why = safe(raw)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
    if not why:
        parts = name.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert all(len(part) <= 256 for part in parts)
        assert not name.startswith("/")


def test_the_same_name_twice_gets_a_number(opener: Unpacker, tmp_path: Path) -> None:
    """Neither of two members of one name is lost, also where only case or normal form differ."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, warnings.catch_warnings(action="ignore"):
        for name, text in (("hw2.py", "1"), ("hw2.py", "2"), ("HW2.py", "3"), ("hw2 (1).py", "4")):
            archive.writestr(name, text)
    came = opener.unpack(tmp_path / "a.zip", BOUNDS)
    assert len(_named(came)) == 4
    assert _named(came)["hw2 (1).py"] == b"2"
    assert "hw2.py is there twice: the second is taken as hw2 (1).py" in came.notes


def test_names_of_old_archives(opener: Unpacker, tmp_path: Path) -> None:
    """Without the UTF-8 mark a name is UTF-8 where it is that (macOS), else code page 437."""
    for raw, name in (("Zoë.py".encode(), "Zoë.py"), ("Zoë.py".encode("cp437"), "Zoë.py")):
        place = _zip(tmp_path / "a.zip", {"?" * len(raw): b"x"})
        place.write_bytes(place.read_bytes().replace(b"?" * len(raw), raw))
        assert list(_named(opener.unpack(place, BOUNDS))) == [name]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_break_the_host(opener: Unpacker, data: st.DataObject) -> None:
    """Whatever is done to an archive's bytes, an answer comes, and every file in it is within bounds."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ann/hw2.py", "def gradient(): pass\n" * 20)
        archive.writestr("bob/hw2.py", "def gradient(): return 1\n")
    raw = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    place = Path(tempfile.gettempdir()) / f"unpacker-test-{os.getpid()}.zip"
    place.write_bytes(raw)
    try:
        came = opener.unpack(place, BOUNDS)
    finally:
        place.unlink()
    assert isinstance(came, Unpacked)
    assert sum(one.size for one in came.members) <= BOUNDS.total


def _guest(tmp_path: Path, body: str) -> Path:
    place = tmp_path / "guest.py"
    place.write_text(
        "import json, os, socket, struct, time\n"
        "line = socket.socket(fileno=os.dup(0))\n"
        "line.sendall(b'ready')\n"
        "def say(head, data=b''):\n"
        "    text = json.dumps(head).encode()\n"
        "    line.sendall(struct.pack('<IQ', len(text), len(data)) + text + data)\n"
        "while socket.recv_fds(line, 4096, 1)[0]:\n" + "".join(f"    {row}\n" for row in body.splitlines())
    )
    return place


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("os._exit(1)", "broke the unpacker"),
        ("line.sendall(b'x' * 12)", "nothing sensible"),
        ("line.sendall(struct.pack('<IQ', 1 << 30, 0))", "nothing sensible"),
        ("line.sendall(struct.pack('<IQ', 2, 1 << 60) + b'{}')", "nothing sensible"),
        ("line.sendall(struct.pack('<IQ', 4, 0) + b'[[[[')", "nothing sensible"),
        ("say({'is': 'data'}, b'x')", "nothing sensible"),
        ("say({'is': 'file', 'name': 7})", "nothing sensible"),
        ("say({'is': 'odd'})", "nothing sensible"),
        ("say({})", "nothing sensible"),
        ("say({'is': 'file', 'name': 'a'}); say({'is': 'file', 'name': 'b'})", "nothing sensible"),
        ("say({'is': 'whole'})", "nothing sensible"),
        ("time.sleep(9)", "stood still"),
        (
            "for n in range(200): say({'is': 'file', 'name': str(n)}); say({'is': 'whole'})",
            "it holds more than it may",
        ),
        (
            "say({'is': 'file', 'name': 'a'})\nwhile True: say({'is': 'data'}, b'x' * (1 << 20))",
            "nothing sensible",
        ),
    ],
)
def test_a_process_that_was_taken_over_gains_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, words: str
) -> None:
    """Whatever the process says or does, the host keeps its bounds, and the archive alone is lost."""
    monkeypatch.setattr(host, "GUEST", _guest(tmp_path, body))
    archive = _zip(tmp_path / "a.zip", {"hw2.py": b"x"})
    with Unpacker(seconds=0.5) as unpacker:
        came = unpacker.unpack(archive, BOUNDS)
    assert words in came.error
    assert came.members == ()


def test_a_process_that_dies_once_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may be killed for someone else's reasons: once is no proof."""
    flag = tmp_path / "died"
    body = f"if not os.path.exists({str(flag)!r}): open({str(flag)!r}, 'w').close(); os._exit(1)\n"
    body += "say({'is': 'file', 'name': 'hw2.py'}); say({'is': 'data'}, b'x')\n"
    body += "say({'is': 'whole'}); say({'is': 'done'})"
    monkeypatch.setattr(host, "GUEST", _guest(tmp_path, body))
    with Unpacker() as unpacker:
        assert _named(unpacker.unpack(_zip(tmp_path / "a.zip", {"a": b""}), BOUNDS)) == {"hw2.py": b"x"}


def test_no_unpacker_at_all_is_our_fault(tmp_path: Path) -> None:
    """When no process can be had, that is no archive's fault."""
    archive = _zip(tmp_path / "a.zip", {"a": b""})
    with Unpacker(executable="/bin/false") as unpacker, pytest.raises(SandboxError, match="did not start"):
        unpacker.unpack(archive, BOUNDS)


def test_links_to_archives_are_not_followed(opener: Unpacker, tmp_path: Path) -> None:
    """Only a plain file is opened."""
    _zip(tmp_path / "a.zip", {"a": b""})
    (tmp_path / "b.zip").symlink_to(tmp_path / "a.zip")
    os.mkfifo(tmp_path / "c.zip")
    with pytest.raises(OSError, match="symbolic link"):
        opener.unpack(tmp_path / "b.zip", BOUNDS)
    with pytest.raises(OSError, match="not a plain file"):
        opener.unpack(tmp_path / "c.zip", BOUNDS)


def test_the_process_can_write_nothing(tmp_path: Path) -> None:
    """The guest bounds itself before it sees a byte: no file grows by its hand, no process starts."""
    psutil = pytest.importorskip("psutil")
    _zip(tmp_path / "one.zip", {"a.py": b"x = 1"})
    with Unpacker() as unpacker:
        unpacker.unpack(tmp_path / "one.zip", BOUNDS)
        guest = psutil.Process(unpacker.pid)
        for kind in (psutil.RLIMIT_FSIZE, psutil.RLIMIT_NPROC, psutil.RLIMIT_CORE):
            assert guest.rlimit(kind) == (0, 0)
        assert guest.rlimit(psutil.RLIMIT_AS) == (1 << 30, 1 << 30)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A large member passes through in pieces: neither side holds it."""
    psutil = pytest.importorskip("psutil")
    place = _zip(tmp_path / "a.zip", {"a.bin": os.urandom(96 << 20)}, zipfile.ZIP_STORED)
    with Unpacker() as unpacker:
        unpacker.unpack(_zip(tmp_path / "b.zip", {"a": b""}), BOUNDS)
        guest = psutil.Process(unpacker.pid)
        before = guest.memory_info().rss
        came = unpacker.unpack(place, Bounds(9, 1 << 30, 1 << 30))
        assert guest.memory_info().rss - before < 24 << 20
    assert [one.size for one in came.members] == [96 << 20]


def test_the_host_counts_for_itself(tmp_path: Path) -> None:
    """A member is whole only when its end was said, and an error leaves nothing."""
    taken = Taken(tmp_path, BOUNDS)
    assert taken.frame({"is": "file", "name": "a"}, b"") is None
    assert taken.frame({"is": "data"}, b"123") is None
    done = taken.frame({"is": "error", "why": "no\nmore"}, b"")
    assert done == Unpacked(error="no more")
