"""The oracle worker as its owner sees it: started, asked, bounded, and ended whatever it is busy with."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess  # noqa: TID251 - the reference runs in a process of its own, started here
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import OracleError
from grader.model import frames, marked
from grader.model.interpreter import Interpreter

CALL_SECONDS = 20.0
HERE = Path(__file__).parent
BOTH = (Path(frames.__file__), Path(str(marked.__file__)))
FILES = (*(HERE / f"{name}.py" for name in ("worker", "author", "varying", "blame")), *BOTH)
# Not -I: it would ignore the hash seed, and sets of text would come out in another order every time.
FLAGS = ("-s", "-S", "-P", "-B")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ENVIRONMENT = {"PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class About:
    """Who is asked, on which case, and where it is written: what a sentence about it needs."""

    what: str
    case: str = ""
    place: str = ""


class Worker:
    """One process holding one reference; leaving the `with` block ends it and everything it started."""

    def __init__(
        self, reference: Path, interpreter: Interpreter, seed: int, seconds: float = 0, threads: int = 1
    ) -> None:
        self.reference = reference
        self.interpreter = interpreter
        self.seconds = seconds  # for everything it is asked, 0 for no end
        self._until = time.monotonic() + seconds if seconds else float("inf")
        self._wire, other = socket.socketpair()
        command = [interpreter.executable, *FLAGS, str(FILES[0]), str(other.fileno())]
        null = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the rubric's own interpreter
                command,
                pass_fds=(other.fileno(),),
                env={**ENVIRONMENT, **dict.fromkeys(THREADS, str(threads))},
                cwd=reference,
                stdin=null,
                stdout=null,
                stderr=null,
                start_new_session=True,
            )
        except OSError as error:
            self._wire.close()
            raise OracleError(
                f"The interpreter {interpreter.executable} cannot be started: {error.strerror}."
            ) from error
        finally:
            other.close()
        self.alive = True
        self._configure(seed)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self,
        about: About,
        do: str,
        which: Mapping[str, object] | None = None,
        frame: bytes = b"",
        limit: float | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """One request and its reply; whatever goes wrong with it is an OracleError about `about`."""
        limit = CALL_SECONDS if limit is None else limit
        until = min(time.monotonic() + limit, self._until)
        request = {"do": do, "seconds": limit, "more": bool(frame), **(which or {})}
        try:
            self._send(frames.encode(request) + frame, until)
            reply = frames.decode(self._receive(until))
            value = self._receive(until) if isinstance(reply, dict) and reply["more"] else b""
        except TimeoutError:
            self.close()
            raise self._too_slow(about, limit) from None
        except (EOFError, ConnectionError):
            raise self._gone(about, limit) from None
        except (frames.FrameError, KeyError) as error:
            self.close()
            raise self._error(about, "answers what nobody can read", str(error)) from error
        except BaseException:
            self.close()
            raise
        if not isinstance(reply, dict) or "verb" in reply:
            raise self._refusal(about, reply if isinstance(reply, dict) else {})
        return reply, value

    def close(self) -> None:
        """End the process and its children, now."""
        if not self.alive:
            return
        self.alive = False
        self._wire.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _configure(self, seed: int) -> None:
        folder, path = str(self.reference.resolve()), list(self.interpreter.path)
        files = {file.stem: str(file) for file in FILES}
        config = json.dumps({"folder": folder, "path": path, "seed": seed, **files}).encode()
        with contextlib.suppress(OSError):  # if it is gone, the first question says so
            self._send(struct.pack("<I", len(config)) + config, time.monotonic() + CALL_SECONDS)

    def _send(self, data: bytes, until: float) -> None:
        self._wire.settimeout(_left(until))
        self._wire.sendall(data)

    def _receive(self, until: float) -> bytes:
        head = self._take(frames.HEADER.size, until)
        size, payload = frames.HEADER.unpack(head)
        if size > frames.MAX_HEAD or payload > frames.MAX_PAYLOAD:
            raise frames.FrameError("the message is too large")
        return head + self._take(size + payload, until)

    def _take(self, count: int, until: float) -> bytes:
        data = bytearray(count)
        view, at = memoryview(data), 0
        while at < count:
            self._wire.settimeout(_left(until))
            got = self._wire.recv_into(view[at:])
            if not got:
                raise EOFError
            at += got
        return bytes(data)

    def _too_slow(self, about: About, limit: float) -> OracleError:
        if time.monotonic() >= self._until:
            where = f" on {about.case}" if about.case else ""
            return OracleError(
                f"The reference needs more than {self.seconds:g} s for all its answers; at the end it was at "
                f"{about.what}{where}{_behind(about.place)}."
            )
        return self._error(about, f"has not ended after {limit:g} s")

    def _gone(self, about: About, limit: float) -> OracleError:
        """It closed its end; why, its exit status tells."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        status = self._process.poll()
        self.close()
        if status == -signal.SIGALRM:
            return self._too_slow(about, limit)
        if status is not None and status < 0:
            return self._error(about, f"ended the whole process with {signal.Signals(-status).name}")
        return self._error(about, f"ended the whole process with exit status {status}")

    def _refusal(self, about: About, reply: dict[str, Any]) -> OracleError:
        verb, text = str(reply.get("verb", "answers what nobody can read")), str(reply.get("text", ""))
        if verb == "raises ModuleNotFoundError":
            text += "; what the reference imports must be in the rubric's packages"
        place = str(reply.get("place", ""))
        return self._error(about, verb, text, self.shown(place) if place else "")

    def _error(self, about: About, verb: str, text: str = "", place: str = "") -> OracleError:
        return OracleError(sentence(about, verb, text, place))

    def shown(self, place: str) -> str:
        """A place in the reference as the instructor would type it."""
        return str(self.reference / place)


def sentence(about: About, verb: str, text: str = "", place: str = "") -> str:
    """Who does what, on which case, and where: "The mistake “…” of `vjp` raises KeyError on small/3: …"."""
    case = f" on {about.case}" if about.case else ""
    what = f"T{about.what[1:]}" if about.what.startswith("the ") else about.what
    said = f": {text.rstrip('.')}" if text else ""
    return f"{what} {verb}{case}{said}{_behind(place or about.place)}."


def _behind(place: str) -> str:
    return f" ({place})" if place else ""


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
