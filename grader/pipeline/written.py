"""Opens what was handed in on paper, once for each file, and holds it against the rubric's rule."""

from __future__ import annotations

import hashlib
import json
import queue
from collections.abc import Iterable, Mapping, Sequence
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
from grader.model.files import write
from grader.model.pdf import PdfFacts
from grader.model.submission import Submission, WrittenFile
from grader.pipeline.keys import digest
from grader.rubric.schema import Rubric
from grader.sandbox.renderer import MOST_BYTES, Renderer, renderer_digest

__all__ = ["forget_written", "laid_by", "with_facts"]

FOLDER = "written"

FACTS = b"W1"


def with_facts(
    collected: Collected, rubric: Rubric, ledger: Ledger, workers: int, progress: Any = lambda *_: None
) -> Collected:
    """Everybody's submission with what is known of their written files. Raises SandboxError."""
    pattern = rubric.submission.written
    by_hand = any(criterion.by_hand is not None for _, _, criterion in rubric.walk())
    if pattern is None and not by_hand:
        return collected
    works = (*collected.submissions, *collected.earlier)
    papers = {file.digest: file for one in works for file in one.written}
    facts = _known(ledger, papers)
    facts |= _opened(ledger, [file for name, file in papers.items() if name not in facts], workers, progress)
    ids = {one.id for one in collected.submissions}
    told = [
        tuple(by_the_rule(one, facts, pattern, ids - {one.id}) for one in some)
        for some in (collected.submissions, collected.earlier)
    ]
    return replace(collected, submissions=told[0], earlier=told[1])


def laid_by(collected: Collected, spare: Path, out: Path) -> Collected:
    """Written files that came out of a zip in the grades folder, where marking finds them."""

    def at_rest(file: WrittenFile) -> WrittenFile:
        place = Path(file.place)
        if not place.is_relative_to(spare):
            return file
        home = out.resolve() / FOLDER / place.name
        if not home.is_file():
            write(home, place.read_bytes())
        return replace(file, place=str(home))

    def kept(one: Submission) -> Submission:
        return replace(one, written=tuple(map(at_rest, one.written))) if one.written else one

    return replace(
        collected,
        submissions=tuple(map(kept, collected.submissions)),
        earlier=tuple(map(kept, collected.earlier)),
    )


def forget_written(out: Path, digests: Iterable[str]) -> None:
    """Take away what was laid by of a student's files."""
    for name in digests:
        (out / FOLDER / f"{name}.pdf").unlink(missing_ok=True)


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
