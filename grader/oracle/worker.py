"""The process that holds an instructor's reference and answers one request after another.

It is started by its path in the students' interpreter and imports the standard library, numpy where there is
one, and two files of ours that its first message names. A request is a frame, a reply another; where one says
`more`, a raw frame follows. Cases are made once and held packed: every call gets a fresh copy of them.
A file whose name begins with `starter` or `_` is public text beside the answers and is never imported here.
"""

from __future__ import annotations

import importlib
import inspect
import json
import random
import resource
import signal
import socket
import struct
import sys
import types
from contextlib import suppress
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any

MEMORY = 8 << 30
GRACE = 2  # seconds the head has to end us before we end ourselves
LENGTH, HEADER = struct.Struct("<I"), struct.Struct("<IQ")


class Refused(Exception):  # noqa: N818 - it is a reply, not a failure of ours
    """The reference did something that cannot be: a verb and what follows it."""

    def __init__(self, verb: str, text: str, place: str = "") -> None:
        self.reply = {"verb": verb, "text": text, "place": place}


def main(descriptor: int) -> None:
    """Read the configuration, then answer until the other end is closed."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    bound = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    for limit, amount in ((resource.RLIMIT_AS, bound), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (amount, amount))
    wire = socket.socket(fileno=descriptor)
    stream = wire.makefile("rb")
    reference = Reference(json.loads(stream.read(*LENGTH.unpack(stream.read(LENGTH.size)))))
    encode, decode = reference.frames.encode, reference.frames.decode
    while frame := _read(stream):
        request = decode(frame)
        extra = _read(stream) if request.pop("more") else b""
        # The alarm's default action ends the process whatever it is busy with, even if the head is gone.
        signal.setitimer(signal.ITIMER_REAL, request.pop("seconds") + GRACE)
        reply, value = reference.reply(request, extra)
        signal.setitimer(signal.ITIMER_REAL, 0)
        wire.sendall(encode({**reply, "more": bool(value)}) + value)


def _read(stream: Any) -> bytes:
    head = stream.read(HEADER.size)
    return bytes(head + stream.read(sum(HEADER.unpack(head)))) if len(head) == HEADER.size else b""


class Reference:
    """The instructor's questions, and the one case that is held for them."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.folder: str = config["folder"]
        self.libraries: list[str] = config["path"]
        self.seed: int = config["seed"]
        sys.path[:] = [self.folder, *self.libraries]
        self.frames = _load("frames", config["frames"])
        self.varying = _load("varying", config["varying"])
        self.marked = _load("marked", config["marked"])
        self.blame = _load("blame", config["blame"]).Blame(self.folder)
        self.author = _install_author(config["author"])
        self.questions, self.held = dict[str, Any](), b""
        self.kept: dict[tuple[str, str], bytes] = {}  # the cases that properties are asked on
        self.numpy: Any = None
        with suppress(ImportError):
            self.numpy = importlib.import_module("numpy")

    def reply(self, request: dict[str, Any], extra: bytes) -> tuple[dict[str, Any], bytes]:
        """Whatever the reference does becomes a reply."""
        try:
            do = getattr(self, "do_" + request.pop("do"))
            return do(extra, **request) if extra else do(**request)  # type: ignore[no-any-return]
        except Refused as refused:
            return refused.reply, b""
        except self.frames.FrameError as error:
            return {"verb": "gives something that cannot be kept", "text": str(error), "place": ""}, b""
        except self.marked.NoTableError as error:
            return {"verb": "gives something that cannot be kept", "text": str(error), "place": ""}, b""
        except BaseException as error:  # noqa: BLE001 - SystemExit of the reference is one of its answers
            return {"verb": f"raises {type(error).__name__}", **self.blame.words(error)}, b""

    def do_import(self, file: str) -> tuple[dict[str, Any], bytes]:
        """Import one file and collect its questions."""
        name = Path(file).stem
        if name in {"grader", *sys.stdlib_module_names} or PathFinder.find_spec(name, self.libraries):
            raise Refused("hides a library", f"another module is called {name} too, so rename the file")
        self._reseed([self.seed % 2**32])
        module = importlib.import_module(name)
        for attribute, value in vars(module).items():
            if isinstance(value, self.author.Question) and value.function.__module__ == name:
                self._collect(attribute, value)
        return {"questions": list(self.questions)}, b""

    def _collect(self, attribute: str, question: Any) -> None:
        name, place = question.name, self.blame.place(question.function)
        if attribute != name:
            raise Refused(f"names a question {attribute}", f"its function is called {name}", place)
        other = self.questions.setdefault(name, question)
        if other is not question:
            raise Refused(
                f"defines {name} again", f"it is in {self.blame.place(other.function)} already", place
            )

    def do_describe(self, question: str) -> tuple[dict[str, Any], bytes]:
        """All that is declared about a question, without running any of it."""
        asked = self.questions[question]
        doc = inspect.getdoc(asked.function) or ""
        return {
            "title": " ".join(doc.partition("\n\n")[0].split()),
            "parameters": asked.parameters,
            "examples": len(asked.examples),
            "generators": [(g.name, g.count, g.keep) for g in asked.generators],
            **{kind: list(getattr(asked, kind)) for kind in ("equivalents", "conventions", "properties")},
            "mistakes": [(m.name, str(m.credit), m.hint, m.each_convention) for m in asked.mistakes],
            "exhibits": asked.pictures(),
            "follows": list(asked.followed),
            "raising": bool(asked.raising),
            "scaled": asked.scaling is not None,
            "given": asked.globals.values is not None,
            "starter": asked.starter(),
            "places": {key: self.blame.place(function) for key, function in asked.functions().items()},
        }, b""

    def do_case(self, question: str, group: str, i: int) -> tuple[dict[str, Any], bytes]:
        """Make one case, and hold it."""
        asked = self.questions[question]
        arguments = self._make(asked, group, i)
        if not isinstance(arguments, dict):
            raise Refused("gives no dict of arguments", f"it is a {type(arguments).__name__}")
        if set(arguments) != set(asked.parameters):
            names, wanted = ", ".join(map(str, arguments)), ", ".join(asked.parameters)
            raise Refused("gives other arguments", f"({names}), while the function takes ({wanted})")
        ordered = {name: arguments[name] for name in asked.parameters}
        self.held = self.frames.encode({"arguments": self.marked.flat(ordered), "given": {}})
        return {}, self.held

    def _make(self, asked: Any, group: str, i: int) -> Any:
        if not asked.parameters:
            return {}
        if group in (written := asked.written()):
            return written[group][i]
        make = asked.functions()[f"case {group}"]
        words = self._reseed(asked.seeds(group, i, self.seed))
        rng = self.numpy.random.default_rng(words) if self.numpy else random.Random(repr(words))  # noqa: S311
        return make(rng, i) if len(inspect.signature(make).parameters) > 1 else make(rng)

    def do_given(self, question: str, label: str) -> tuple[dict[str, Any], bytes]:
        """Add the globals that students' modules get to the held case."""
        values = self._call(question, label, "given", "", {})
        if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
            raise Refused("gives no dict of globals", f"it is a {type(values).__name__}")
        arguments = self.frames.decode(self.held)["arguments"]
        self.held = self.frames.encode({"arguments": arguments, "given": self.marked.flat(values)})
        return {}, self.held

    def do_hold(self, extra: bytes, question: str = "", label: str = "") -> tuple[dict[str, Any], bytes]:
        """Hold a case that was made earlier, and keep it for properties that are asked on it by name."""
        self.held = self.kept[question, label] = extra
        return {}, b""

    def do_answer(self, **which: Any) -> tuple[dict[str, Any], bytes]:
        """What one of the question's functions returns for the held case."""
        try:
            value = self._call(**which)
        except self.questions[which["question"]].raising as error:
            value = self.marked.raised(error)
        return {}, self._encoded(value)

    def _encoded(self, value: Any) -> bytes:
        plain = self.marked.packed(value) if self.marked.is_frame(value) else value
        return self.frames.encode(plain)  # type: ignore[no-any-return]

    def do_vary(self, way: str, names: list[str], seed: int, **which: Any) -> tuple[dict[str, Any], bytes]:
        """The answer for the held case in other clothes; nothing when there are none, or it fails."""
        arguments = self.frames.decode(self.held, writable=True)["arguments"]
        with suppress(Exception):  # not every library knows every precision
            varied = self.varying.vary(arguments, way, names, seed, self.numpy)
            return {}, self._encoded(self._call(**which, kind="want", name="", further=varied))
        return {}, b""

    def do_look(self, extra: bytes, kind: str, question: str, name: str) -> tuple[dict[str, Any], bytes]:
        """What a property or a picture makes of results on some of the kept cases, or what follows."""
        answers = {}
        for label, got in self.marked.made(self.frames.decode(extra, writable=True)).items():
            self.held, self.got = self.kept[question, label], got
            answers[label] = self.marked.flat(self._call(question, label, kind, name, {}))
        return {}, self.frames.encode(answers)

    def _call(self, question: str, label: str, kind: str, name: str, further: dict[str, Any]) -> Any:
        asked = self.questions[question]
        arguments = {**self.frames.decode(self.held, writable=True)["arguments"], **further}
        arguments = self.marked.made(arguments)
        group, _, i = label.rpartition("/")
        self._reseed(asked.seeds(group, int(i), self.seed))
        function = asked.functions()[f"{kind} {name}"]
        if isinstance(function, self.author.Known):
            kept = function.frame(label, self.held)
            return self.frames.decode(kept, writable=True) if kept else asked(**arguments)
        return function(*([self.got] if kind in ("property", "exhibit", "follows") else []), **arguments)

    def _reseed(self, words: list[int]) -> list[int]:
        random.seed(repr(words))
        if self.numpy:
            self.numpy.random.seed(words)
        return words


def _load(name: str, file: str) -> types.ModuleType:
    module = types.ModuleType(name)
    if "." in name:
        sys.modules[name] = module
    SourceFileLoader(name, file).exec_module(module)
    return module


def _install_author(file: str) -> types.ModuleType:
    """`from grader.oracle import question` works, and there is nothing else of the harness to import."""
    for name in ("grader", "grader.oracle"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = []
    author = _load("grader.oracle.author", file)
    public = {name: getattr(author, name) for name in author.__all__}
    vars(sys.modules["grader.oracle"]).update(public, author=author)
    vars(sys.modules["grader"])["oracle"] = sys.modules["grader.oracle"]
    return author


if __name__ == "__main__":
    main(int(sys.argv[1]))
