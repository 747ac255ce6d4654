"""Files made to break the reader cost themselves alone, and the process is bounded."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox import reader as host
from grader.sandbox.reader import Reader

ASKED = frozenset({"vjp"})
GOOD = b"vjp = 1\n"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A fresh reader: these tests break it."""
    with Reader() as reader:
        yield reader


def _guest(reader: Reader) -> int:
    assert reader.pid is not None
    return reader.pid


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "-" * 100_000 + "1",
        "x" + ".y" * 100_000,
        "x" + "[0]" * 100_000,
        "lambda:" * 50_000 + "1",
        "1" + "+1" * 100_000,
        "not " * 50_000 + "1",
        "f'" + "{" * 10_000,
        "x = " + "9" * 100_000,
        "[" * 150 + "]" * 150,
        "\n".join(" " * depth + "if 1:" for depth in range(300)),
        "if 1: pass\n" + "elif 1: pass\n" * 5_000,
        "'''\n" * 2001,
        "x = [\n" * 2000,
        "@\n" * 2000,
    ],
)
def test_deep_and_long_texts_cost_themselves(reader: Reader, text: str) -> None:
    """Nesting that no parser can take is that file's trouble, and the next file is read."""
    file = reader.read("deep.py", text.encode(), ASKED)
    assert file.path == "deep.py"
    assert reader.read("good.py", GOOD, ASKED).defines == {"vjp"}


@pytest.mark.parametrize(
    "data", [b"[" * 1_000_000, b'{"cells":' * 100_000, b'{"cells": [' + b"9" * 100_000 + b"]}"]
)
def test_deep_json_costs_itself(reader: Reader, data: bytes) -> None:
    """Nesting and numbers that no JSON reader takes are an error of that notebook."""
    assert reader.read("deep.ipynb", data, ASKED).error is not None
    assert reader.read("good.py", GOOD, ASKED).defines == {"vjp"}


def test_a_dead_reader_is_replaced(reader: Reader) -> None:
    """A reader that was killed between two files costs nobody anything."""
    reader.read("good.py", GOOD, ASKED)
    os.kill(_guest(reader), signal.SIGKILL)
    assert reader.read("good.py", GOOD, ASKED).defines == {"vjp"}


def test_a_reader_that_hangs_is_ended() -> None:
    """A file whose reading takes too long gets an error, and the next one is read."""
    with Reader(seconds=0.2) as reader:
        reader.read("good.py", GOOD, ASKED)
        slow = json.dumps({"cells": [{"cell_type": "code", "source": "!x\n" * 150 + "y = 1\n" * 200_000}]})
        file = reader.read("slow.ipynb", slow.encode(), ASKED)
        assert file.error == "this file could not be read: taking it apart took more than 0.2 seconds"
        reader._seconds = 10
        assert reader.read("good.py", GOOD, ASKED).defines == {"vjp"}


def test_too_much_code_is_refused(reader: Reader) -> None:
    """An answer is capped: megabytes of code are an error of that file."""
    text = "x = 1  # and so on\n" * 500_000
    book = json.dumps({"cells": [{"cell_type": "code", "source": text}]})
    for path, data in (("long.py", text), ("long.ipynb", book)):
        file = reader.read(path, data.encode(), ASKED)
        assert file.error == "this file could not be read: it holds more than 4 MB of code"


def _pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Reader:
    guest = folder / "guest.py"
    guest.write_text("import socket, struct, time\ns = socket.socket(fileno=0)\n" + script)
    monkeypatch.setattr(host, "GUEST", guest)
    return Reader(seconds=1)


@pytest.mark.parametrize(
    "answer",
    [
        b"nonsense",
        b"null",
        b"[" * 100_000,
        b"{}",
        b'{"error": 3}',
        b'{"blocks": 3, "defines": [], "untouched": [], "lost": [], "student": null, "notes": []}',
        (
            b'{"blocks": [["x", "1", null, null]], "defines": [], "untouched": [], "lost": [], '
            b'"student": null, "notes": []}'
        ),
        b'{"blocks": [], "defines": [1], "untouched": [], "lost": [], "student": null, "notes": []}',
        b'{"blocks": [], "defines": [], "untouched": [], "lost": [["a"]], "student": null, "notes": []}',
    ],
)
def test_a_lying_reader_costs_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bytes
) -> None:
    """Whatever a taken-over reader sends back, only its file is unreadable."""
    script = (
        f"s.sendall(b'ready'); s.recv(9999); a = {answer!r}\n"
        "s.sendall(struct.pack('<IQ', len(a), 0) + a); time.sleep(9)\n"
    )
    with _pretend(monkeypatch, tmp_path, script) as reader:
        assert reader.read("x.py", GOOD, ASKED).error is not None


@pytest.mark.parametrize("head", ["struct.pack('<IQ', 1 << 31, 0)", "struct.pack('<IQ', 1, 5)", "b'abc'"])
def test_a_flood_or_a_cut_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, head: str
) -> None:
    """Lengths beyond the cap and messages cut short end the reader."""
    with _pretend(monkeypatch, tmp_path, f"s.sendall(b'ready'); s.recv(9999)\ns.sendall({head})\n") as reader:
        assert reader.read("x.py", GOOD, ASKED).error is not None


def test_a_reader_that_cannot_start_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """When no reader can be had at all the run stops: files are not made unreadable by our own trouble."""
    with _pretend(monkeypatch, tmp_path, "raise SystemExit\n") as reader, pytest.raises(SandboxError):
        reader.read("x.py", GOOD, ASKED)
    with Reader(executable="/nonexistent/python") as reader, pytest.raises(SandboxError):
        reader.read("x.py", GOOD, ASKED)


def test_words_carry_no_control_characters(reader: Reader) -> None:
    """What is shown of a file can neither colour a terminal nor break a line."""
    file = reader.read("x\x1b[31m.py", b'STUDENT = "a\\x1b[31m\\nb"\nvjp = \x1b[31m\n', ASKED)
    assert file.student == "a [31m b"
    assert all(c.isprintable() for _, why in file.lost for c in why)


def test_files_are_read_from_several_threads(reader: Reader) -> None:
    """Two threads never get each other's answers."""
    wrong: list[str] = []

    def work(name: str) -> None:
        found = [reader.read("x.py", f"{name} = 1\n".encode(), ASKED).defines for _ in range(50)]
        wrong.extend(name for names in found if names != {name})

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_is_bounded(reader: Reader) -> None:
    """Memory, file size, processes and core dumps are limited, the environment is empty, no file is open."""
    magic = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "!ls\nvjp = 1"}]})
    assert reader.read("good.ipynb", magic.encode(), ASKED).defines == {"vjp"}  # all it ever loads is loaded
    place = Path(f"/proc/{_guest(reader)}")
    limits = {line[:25].strip(): line[25:].split()[0] for line in (place / "limits").read_text().splitlines()}
    assert limits["Max address space"] == limits["Max data size"] == str(1 << 30)
    assert limits["Max file size"] == limits["Max processes"] == limits["Max core file size"] == "0"
    assert (place / "environ").read_bytes() == b""
    targets = {str(link.readlink()) for link in (place / "fd").iterdir()}
    assert {target.partition(":")[0] for target in targets} <= {"socket", "/dev/null"}


def test_nothing_is_left_behind() -> None:
    """Closing ends the process, and a closed reader can be used again."""
    reader = Reader()
    with reader:
        reader.read("good.py", GOOD, ASKED)
        first = _guest(reader)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    with reader:
        assert reader.read("good.py", GOOD, ASKED).defines == {"vjp"}
