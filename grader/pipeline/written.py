"""Opens what was handed in on paper, once for each file, and holds it against the rubric's rule."""

from __future__ import annotations

import hashlib
import json
import queue
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from grader import engine
from grader.collect import Collected
from grader.collect.papers import by_the_rule
from grader.collect.walk import contents
from grader.ledger.memo import Ledger, Row
from grader.ledger.readable import readable
from grader.model.pdf import PdfFacts
from grader.model.submission import WrittenFile
from grader.pipeline.keys import digest
from grader.rubric.schema import Rubric
from grader.sandbox.renderer import MOST_BYTES, Renderer, renderer_digest

__all__ = ["with_facts"]

FACTS = b"W1"


def with_facts(
    collected: Collected, rubric: Rubric, ledger: Ledger, workers: int, progress: Any = lambda *_: None
) -> Collected:
    """Everybody's submission with what is known of their written files. Raises SandboxError."""
    pattern = rubric.submission.written
    by_hand = any(criterion.by_hand is not None for _, _, criterion in rubric.walk())
    if pattern is None and not by_hand:
        return collected
    papers = {file.digest: file for one in collected.submissions for file in one.written}
    facts = _known(ledger, papers)
    facts |= _opened(ledger, [file for name, file in papers.items() if name not in facts], workers, progress)
    ids = {one.id for one in collected.submissions}
    submissions = [by_the_rule(one, facts, pattern, ids - {one.id}) for one in collected.submissions]
    return replace(collected, submissions=tuple(submissions))


def _known(ledger: Ledger, papers: Mapping[str, WrittenFile]) -> dict[str, PdfFacts]:
    """What was found in these files before, by their digests."""
    keys = {_key(name): name for name in papers}
    return {keys[key]: _unpacked(data) for key, data in ledger.get_many("written", keys).items()}


def _opened(ledger: Ledger, files: Sequence[WrittenFile], workers: int, progress: Any) -> dict[str, PdfFacts]:
    """The rest, each opened now and kept; what has gone or changed since is opened another time."""
    if not files:
        return {}
    found: dict[str, PdfFacts] = {}
    with ExitStack() as stack:
        free: queue.SimpleQueue[Renderer] = queue.SimpleQueue()
        count = max(1, min(workers, len(files)))
        for _ in range(count):
            free.put(stack.enter_context(Renderer()))

        def look(file: WrittenFile) -> PdfFacts | None:
            data = bytes_of(file)
            if data is None:
                return None
            renderer = free.get()
            try:
                return renderer.facts(data)
            finally:
                free.put(renderer)

        progress("Opening written files", 0, len(files))
        for done, (file, facts) in enumerate(engine.each(files, look, count, lambda: None), 1):
            if facts is not None:
                found[file.digest] = facts
                row: Row = ("written", _key(file.digest), _packed(facts))
                ledger.put_many([row])
            progress("Opening written files", done, len(files))
    return found


def bytes_of(file: WrittenFile) -> bytes | None:
    """A written file's bytes, if they still are those that were handed in."""
    try:
        data = contents(Path(file.place), MOST_BYTES) if file.place else None
    except OSError:
        return None
    return data if data is not None and hashlib.sha256(data).hexdigest() == file.digest else None


def _key(name: str) -> str:
    return digest("written", name, renderer_digest())


def _packed(facts: PdfFacts) -> bytes:
    return FACTS + json.dumps(asdict(facts), separators=(",", ":")).encode("ascii")


def _unpacked(data: bytes) -> PdfFacts:
    with readable(data, FACTS) as begin:
        facts = {name: _frozen(value) for name, value in json.loads(data[begin:]).items()}
        return PdfFacts(**facts)


def _frozen(value: object) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
