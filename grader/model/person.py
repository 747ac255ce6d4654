"""One person of the class, as the class list has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the class list; `id` names the person on the sheet, `keys` is what other systems call them.

    Keys are pairs such as ("sis user id", "A100001"), the word as the list's column has it, in lower case.
    """

    id: str
    name: str
    email: str
    first: str = ""
    last: str = ""
    section: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    group: str = ""  # whoever shares one hands in together
    status: Literal["", "dropped", "excused"] = ""  # as the class list has it

    def key(self, *words: str) -> str:
        """What the first of these systems calls them; "" where none does."""
        known = dict(self.keys)
        return next((known[word] for word in words if known.get(word)), "")
