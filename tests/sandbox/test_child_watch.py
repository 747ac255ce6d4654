"""The watch over one child: what was sent in time counts, and limits are of the stretch they belong to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess  # noqa: TID251 - children of our own, without a warm process
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from grader.model import frames
from grader.model.evidence import Died, OutOfMemory, Refused, TimedOut
from grader.sandbox.child import Allowance, Child, Fault
from grader.sandbox.forked import Forked

START = (
    "import os, sys, time, struct, socket\nchannel = socket.socket(fileno=int(sys.argv[1]))\n"
    "def send(data): channel.sendall(data)\n"
    "def spin(seconds):\n    until = time.process_time() + seconds\n"
    "    while time.process_time() < until: pass\n"
)


class Warm:
    """Stands in for a warm process: its child is a plain Python with a few lines to run."""

    on_disk, threads = "", 0

    def __init__(self, script: str) -> None:
        ours, theirs = socket.socketpair()
        self.channel = ours
        command = [sys.executable, "-I", "-S", "-c", START + script, str(theirs.fileno())]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()])  # noqa: S603 - ourselves
        theirs.close()

    def fork(self, request: object) -> tuple[Forked, socket.socket]:
        """The child is there already."""
        del request
        return Forked(self.process.pid, os.pidfd_open(self.process.pid)), self.channel

    def let_go(self) -> None:
        """Nobody else comes."""

    def ended(self) -> dict[str, int]:
        """How it ended, as a warm process tells."""
        code = self.process.wait(20)
        return {"status": -code if code < 0 else code << 8, "rss": 0}


@pytest.fixture
def start() -> Iterator[Callable[[str], Child]]:
    """Begin a child with a script; all are ended afterwards."""
    begun: list[tuple[Child, Warm]] = []

    def begin(script: str) -> Child:
        warm = Warm(script)
        begun.append((Child(warm, {}), warm))
        return begun[-1][0]

    yield begin
    for child, warm in begun:
        child.close()
        warm.ended()


def hexed(value: object) -> str:
    """A frame as a source text can hold it."""
    return f"bytes.fromhex('{frames.encode(value).hex()}')"


def fault(child: Child, allowance: Allowance) -> object:
    """What the next frame turns out to be."""
    with pytest.raises(Fault) as caught:
        child.frame(allowance)
    return caught.value.outcome


def test_an_answer_sent_in_time_counts_however_late_it_is_read(start: Callable[[str], Child]) -> None:
    """While we were busy the child used its time up: the frame it sent before is still its answer."""
    child = start(f"send({hexed('first')})\nspin(60)")
    allowance = Allowance(0.2, 512)
    while child._cpu() < 0.5:
        time.sleep(0.01)
    assert frames.decode(child.frame(allowance)) == "first"
    child.mark()
    assert fault(child, allowance) == TimedOut(0.2)


def test_time_is_counted_from_the_last_mark(start: Callable[[str], Child]) -> None:
    """What an earlier stretch used is not held against the next one, and each is told apart."""
    child = start(f"spin(0.4)\nsend({hexed(1)})\nspin(0.4)\nsend({hexed(2)})\ntime.sleep(60)")
    allowance = Allowance(0.7, 512)
    assert frames.decode(child.frame(allowance)) == 1
    assert child.mark().seconds >= 0.3
    assert frames.decode(child.frame(allowance)) == 2


def test_the_cost_of_the_last_answer_is_seen(start: Callable[[str], Child]) -> None:
    """A child waits to be ended: what it used can be read when its last frame is."""
    child = start(f"spin(0.3)\nsend({hexed(1)})\nchannel.recv(1)")
    child.frame(Allowance(20, 512))
    time.sleep(0.2)
    assert child.mark().seconds >= 0.3


def test_a_sleeper_is_ended_by_the_clock(start: Callable[[str], Child]) -> None:
    """Three times its seconds and two more."""
    allowance = Allowance(0.1, 512)
    assert allowance.wall == pytest.approx(2.3)
    child = start("time.sleep(60)")
    child.mark_wall -= 2.0  # it slept before
    assert fault(child, allowance) == TimedOut(0.1)


def test_memory_given_back_is_given_back(start: Callable[[str], Child]) -> None:
    """The height of an earlier stretch is its own cost and no reason to end a later one."""
    script = (
        f"import mmap\na = mmap.mmap(-1, 300 << 20)\na.write(b'x' * (300 << 20))\ntime.sleep(0.3)\n"
        f"send({hexed(1)})\n"
        f"a.close()\ntime.sleep(0.3)\nsend({hexed(2)})\ntime.sleep(0.3)\nsend({hexed(3)})\ntime.sleep(60)"
    )
    child = start(script)
    child.frame(Allowance(20, 512))
    child.frame(Allowance(20, 512))
    assert child.mark().megabytes > 250
    assert frames.decode(child.frame(Allowance(20, 8))) == 3
    assert child.mark().megabytes < 100


def test_too_much_memory_ends_it(start: Callable[[str], Child]) -> None:
    """Whatever kind of memory it is, what the process occupies is seen from outside."""
    child = start("import mmap\na = mmap.mmap(-1, 400 << 20)\na.write(b'x' * (400 << 20))\ntime.sleep(60)")
    assert fault(child, Allowance(20, 64)) == OutOfMemory(64)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("os._exit(0)", Died(0)),
        ("os._exit(9)", Died(0)),
        ("os.kill(os.getpid(), 11)", Died(signal.SIGSEGV)),
        ("os.kill(os.getpid(), 9)", Died(signal.SIGKILL)),
        ("channel.close(); time.sleep(60)", Died(0)),
    ],
)
def test_a_death_is_told_from_an_end_of_ours(start: Callable[[str], Child], end: str, outcome: Died) -> None:
    """A signal that ended it is named; an exit, or a channel it shut itself, is by its own hand."""
    assert fault(start(f"import os\n{end}"), Allowance(20, 512)) == outcome


def test_what_came_before_a_death_is_still_read(start: Callable[[str], Child]) -> None:
    """Frames that arrived count, and the death belongs to what was running after them."""
    child = start(f"send({hexed(1)} + {hexed(2)})\nos._exit(3)")
    assert [frames.decode(child.frame(Allowance(20, 512))) for _ in range(2)] == [1, 2]
    assert fault(child, Allowance(20, 512)) == Died(0)


@pytest.mark.parametrize(
    "header", [(frames.MAX_HEAD + 1, 0), (0, frames.MAX_PAYLOAD + 1), (1 << 31, 1 << 60)]
)
def test_a_header_that_asks_for_too_much_is_refused_at_once(
    start: Callable[[str], Child], header: tuple[int, int]
) -> None:
    """Nothing is kept for a frame that may not be: the rest is never read."""
    child = start(f"send(struct.pack('<IQ', *{header}))\ntime.sleep(60)")
    assert isinstance(fault(child, Allowance(20, 512)), Refused)


def test_a_frame_in_pieces_is_put_together(start: Callable[[str], Child]) -> None:
    """However it is cut on the way, a frame is one."""
    child = start(
        f"data = {hexed(list(range(50)))}\nfor at in range(len(data)): send(data[at:at + 1])\ntime.sleep(60)"
    )
    assert frames.decode(child.frame(Allowance(20, 512))) == list(range(50))


def test_a_dribble_without_an_end_is_ended_in_time(start: Callable[[str], Child]) -> None:
    """Bytes that keep coming and make no frame do not keep the child alive."""
    child = start("send(struct.pack('<IQ', 1000, 60 << 20))\nwhile True: send(b'x'); spin(0.001)")
    assert fault(child, Allowance(0.2, 512)) == TimedOut(0.2)


def test_a_child_that_does_not_read_its_source_is_a_fault(start: Callable[[str], Child]) -> None:
    """Sending never waits for ever."""
    child = start("time.sleep(60)")
    with pytest.raises(Fault):
        child.send(b"x" * (8 << 20), Allowance(-0.6, 512))


def test_a_child_that_ended_before_we_looked_is_no_error_of_ours(start: Callable[[str], Child]) -> None:
    """Its clock is gone with it: what it used counts as nothing, and its death is seen as any other."""
    first = start("")
    first.zygote.process.wait(20)  # type: ignore[attr-defined]
    first.zygote.channel = first.channel  # type: ignore[attr-defined]
    again_seen = Forked(first.process.pid, os.dup(first.process.pidfd))  # type: ignore[attr-defined]
    first.zygote.fork = lambda _: (again_seen, first.channel)  # type: ignore[method-assign]
    again = Child(first.zygote, {})
    assert again.mark().seconds == 0.0
    again_seen.close()
