"""Guest: the warm process that forks a child per submission.

The parent execs it with a clean environment and an explicit path list; it imports the rubric's packages
once, maps the calls copy-on-write, shuts itself off from the machine, and then forks on request. It never
holds a want, a tolerance, the reference, a roster or another submission: a child can read all its memory.
The other guests it names are put into this module's globals by the boot text.
"""

from __future__ import annotations

import array
import gc
import json
import mmap
import os
import signal
import socket
import struct
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.model import frames
    from grader.sandbox.guests import answering, confining, kernel, warming

SIZE = struct.Struct("<I")


def main(control: socket.socket, config: dict[str, Any]) -> None:
    """Get warm, say so, then fork a child per request until the parent hangs up."""
    try:
        calls = _get_warm(config)
        control, scratch, beside = _one_of_two(control, config)
        prison = confining.Prison(config["isolation"], scratch, beside)
    except Exception as error:
        tell(control, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    tell(control, {"ready": True})
    while True:
        request, descriptors = hear(control)
        if request is None:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            answering.child(prison, descriptors[0], request, calls)
        os.close(descriptors[0])
        pidfd = os.pidfd_open(pid)
        tell(control, {"pid": pid}, [pidfd])
        os.close(pidfd)
        _, wait_status, usage = os.wait4(pid, 0)
        prison.clean()
        tell(control, {"status": wait_status, "rss": usage.ru_maxrss})


def _get_warm(config: dict[str, Any]) -> dict[str, Any]:
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    return load(config)


def _one_of_two(control: socket.socket, config: dict[str, Any]) -> tuple[socket.socket, str, int]:
    """Our channel, our scratch and the other's number: from here on there are two of us, if asked for.

    While a child of one is at work a child of the other waits. Each shuts itself off, so that the children
    share no process and no folder; the second ends with the first.
    """
    scratch, beside = config["scratch"], 0
    for descriptor, folder in config.get("beside", ()):
        second = socket.socket(fileno=descriptor)
        beside = os.fork()
        if beside == 0:
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            control, second, scratch = second, control, folder
        second.close()
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    return control, scratch, beside


def load(config: dict[str, Any]) -> dict[str, Any]:
    """What every child has from the start: the packages, a stand-in for the harness, and the calls."""
    _stand_in()
    warming.warm(config["preload"])
    calls = _map_calls(config)
    gc.collect()
    gc.freeze()
    return calls


def _stand_in() -> None:
    """`from grader.oracle import question` works here and does nothing: a reference may be handed in."""

    def question(function: Any) -> Any:
        for word in ("cases", "mistake", "convention", "exhibit", "follows"):
            setattr(function, word, lambda *_, **__: lambda inner: inner)
        for word in ("equivalent", "property", "scale"):
            setattr(function, word, lambda inner: inner)
        for word in ("example", "given", "known", "raises"):
            setattr(function, word, lambda *_, **__: None)
        return function

    package, oracle = types.ModuleType("grader"), types.ModuleType("grader.oracle")
    package.__path__ = []
    package.oracle = oracle  # type: ignore[attr-defined]
    oracle.question = question  # type: ignore[attr-defined]
    sys.modules.update({"grader": package, "grader.oracle": oracle})


def _map_calls(config: dict[str, Any]) -> dict[str, Any]:
    """All calls over one private mapping: a child that writes into arguments gets its own copy."""
    descriptor = config["calls"]
    size = os.fstat(descriptor).st_size
    view = memoryview(
        mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    )
    os.close(descriptor)
    questions: dict[str, Any] = {}
    for name, entry in config["questions"].items():
        cases: dict[str, Any] = {
            label: frames.decode(view[at : at + size]) for label, at, size in entry["cases"]
        }
        for label, case in cases.items():  # made now: when it is needed there is no memory for it
            case["full"] = frames.encode({"at": "case", "label": label, "what": "memory"})
        questions[name] = {key: entry[key] for key in ("names", "takes", "near", "goes_on")}
        questions[name]["cases"] = cases
        questions[name]["bound"] = _starter(entry["starter"], set(config["questions"]))
    return questions


def _starter(source: str, asked: set[str]) -> dict[str, Any]:
    """The functions of the public starter text, but for those that are asked."""
    if not source:
        return {}
    namespace: dict[str, Any] = {"__name__": "starter"}
    exec(compile(source, "starter", "exec"), namespace)
    return {
        name: value
        for name, value in namespace.items()
        if isinstance(value, types.FunctionType) and name not in asked
    }


def hear(control: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Our parent's next request and what came with it; None when it has hung up."""
    head, ancillary, _, _ = control.recvmsg(SIZE.size, socket.CMSG_SPACE(16))
    if not head:
        return None, []
    descriptors = array.array("i")
    for _, _, data in ancillary:
        descriptors.frombytes(data[: len(data) - len(data) % 4])
    return json.loads(answering.exactly(control, SIZE.unpack(head)[0])), list(descriptors)


def tell(control: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
    """Our side's JSON, with descriptors beside it."""
    text = json.dumps(message).encode()
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    control.sendmsg([SIZE.pack(len(text)) + text], rights)
