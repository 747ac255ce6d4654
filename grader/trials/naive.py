"""A grader without protection, as homegrown ones are: what an attack does to it shows that the attack works.

Run as a program, in the student's folder, by a user of its own: `python naive.py PLACE`. It imports what
lies beside it, forks, calls the attack, compares in the student's own process, and believes what it reads.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

EXPECTED = [1.25, -3.5, 7.75]
TOLERANCE = 1e-6


def main(place: str) -> None:
    """Grade the one student and write down what came of it."""
    import struct

    with open(f"{place}/targets.json", encoding="utf-8") as file:
        targets = json.load(file)
    targets["head"] = os.getpid()
    held = "".join(targets["secret"]) + "0123456789abcdef" * 2  # in this memory, and so in every child's
    out, into = os.pipe()
    if os.fork() == 0:
        os.close(out)
        report = student(place, targets)
        text = json.dumps(report, default=str).encode()
        os.write(into, struct.pack("<I", len(text)) + text)
        return
    os.close(into)
    told = b""
    while piece := os.read(out, 65536):
        told += piece
    (size,) = struct.unpack_from("<I", told)
    with open(f"{place}/results.json", "w", encoding="utf-8") as file:
        json.dump({**json.loads(told[4 : 4 + size]), "held": len(held)}, file)


def student(place: str, targets: dict[str, Any]) -> dict[str, Any]:
    """Everything about the student's answer, found out beside the student's code."""
    import numpy as np

    want, argument = np.array(EXPECTED), np.array([1.0, 2.0, 3.0])
    case = {"argument": argument, "want": want, "seen": []}
    namespace: dict[str, Any] = {"__name__": "answers", "TARGETS": targets, "case": case}
    look_at_files()
    try:
        with open(f"{place}/attack.py", encoding="utf-8") as file:
            exec(compile(file.read(), "attack.py", "exec"), namespace)
        got, again = namespace["attack"](argument), namespace["attack"](argument)
    except Exception as error:
        return {"score": 0, "got": f"{type(error).__name__}: {error}"}
    changed = argument.tolist() != [1.0, 2.0, 3.0]
    text, twice = str(got), str(again)
    facts = {"got": text, "changed": changed, "differs": text != twice, "answer": got}
    return {"score": int(compare(got, want)), **facts}


def look_at_files() -> None:
    """Read, unpack and parse whatever was handed in, wherever it leads."""
    import ast
    import zipfile

    for name in sorted(os.listdir(".")):
        print(f"mallory: {name}")
        if os.path.islink(name) and not os.path.realpath(name).startswith(os.getcwd()):
            if os.path.exists(name):
                print(f"followed {name}")
        elif name.endswith(".zip"):
            zipfile.ZipFile(name).extractall("unpacked")
        elif name.endswith(".py") and os.path.isfile(name):
            with open(name, encoding="utf-8") as file:
                ast.parse(file.read())


def compare(got: Any, want: Any) -> bool:
    """Each way of comparing that is in use somewhere; one that is fooled is enough."""
    import numpy as np

    ways = (
        lambda: bool(got == want),
        lambda: bool((got == want).all()),
        lambda: np.allclose(got, want),
        lambda: not np.max(np.abs(got - want)) > TOLERANCE,
        lambda: not np.max(np.abs(got - want) / np.abs(got)) > TOLERANCE,
        lambda: max(abs(one - other) for one, other in zip(np.ravel(got), want, strict=False)) < TOLERANCE,
        lambda: np.linalg.norm(np.subtract(got, want)) < TOLERANCE,
        lambda: np.allclose(np.asarray(got, dtype=float), want),
    )
    return any(attempt(way) for way in ways)


def attempt(way: Callable[[], Any]) -> bool:
    """Whether a way of comparing says that the answer is right."""
    try:
        return bool(way())
    except (TypeError, ValueError, AttributeError):
        return False


if __name__ == "__main__":
    main(sys.argv[1])
