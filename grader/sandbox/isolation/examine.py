"""Sets up each form of isolation once, in processes that are thrown away, and says what became of it."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import SandboxError
from grader.model.calls import Calls
from grader.model.interpreter import Interpreter
from grader.sandbox import ways
from grader.sandbox.isolation.plan import plan
from grader.sandbox.isolation.probe import Probed, probe
from grader.sandbox.stored import StoredCalls


@dataclass(frozen=True, slots=True)
class Examined:
    """One form of isolation here: what its probe found, or why it could not be set up."""

    tier: str
    probed: Probed | None
    reason: str = ""  # the machine's own words
    uid: int | None = None  # the user students' code would run as, when it is not ours

    @property
    def sound(self) -> bool:
        """It can be set up, and its probe finds no hole."""
        return self.probed is not None and self.probed.sound


def examine(tier: str, interpreter: Interpreter) -> Examined:
    """Try it with nothing imported beforehand, which is quick."""
    bare, way = replace(interpreter, preload=()), ways.here()
    if tier not in way.tiers:
        return Examined(tier, None, "students' processes are started one by one here, which macOS needs")
    with tempfile.TemporaryDirectory(prefix="grader-") as name, ThreadPoolExecutor(1) as starter:
        folder, scratch = Path(name), Path(name) / "scratch"
        folder.chmod(0o711)
        scratch.mkdir(0o711)
        (folder / "root-0").mkdir()
        isolation = plan(tier, bare, 0, folder)
        if isolation is None:
            return Examined(tier, None, "this kind of processor is not known here")
        stored = StoredCalls(Calls(()), way.sealed)
        try:
            zygote = way.make(bare, stored, scratch, isolation, starter)
        except SandboxError as error:
            return Examined(tier, None, str(error))
        finally:
            stored.close()
        try:
            return Examined(tier, probe(zygote), uid=zygote.uid)
        except SandboxError as error:
            return Examined(tier, None, str(error))
        finally:
            zygote.close()
