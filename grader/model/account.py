"""The sums at the end of a run: everybody on the class list, every file, and what does not add up yet."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Account", "Case", "sum_words"]

Sums = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Something that only the instructor can settle: what it is, and what would settle it.

    `found` is the name it was collected under, `rows` the rows of the sheet that it is about, `people` the
    ids of the class list that stay without an account because of it, `likely` who may be meant, best first.
    """

    say: str
    remedy: str
    found: str = ""
    rows: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Where everybody of the class list and every file went; what is `open` fits into neither sum."""

    listed: int = 0  # 0 where there is no class list
    people: Sums = ()
    files: Sums = ()
    open: tuple[Case, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Each sum on a line: 60 on the class list = 52 graded + 5 missing."""
        said = []
        if self.listed:
            said.append(f"{self.listed} on the class list = {sum_words(self.people)}")
        if self.files:
            total = sum(count for _, count in self.files)
            said.append(f"{total} {'file' if total == 1 else 'files'} = {sum_words(self.files)}")
        return tuple(said)


def sum_words(sums: Sums) -> str:
    """52 graded + 5 missing; what there is none of is left out."""
    return " + ".join(f"{count} {word}" for word, count in sums if count) or "0"
