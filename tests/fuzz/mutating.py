"""Mutations of a message's head as the tree that it is: most changes to its bytes only break the JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

LEAVES = [None, True, "", "case", "f", "list", "<f8", 1, ["i", "1"], ["l", []], ["d", []]]
NUMBERS = [-1, 0, 1, 7, 1 << 16, 1 << 20, 1 << 23, 1 << 40, 1.5]
Place = tuple[list[Any], int]


def mutated(data: bytes, seed: int) -> bytes | None:
    """The message with some of its pieces replaced, doubled or struck out; None when its head is no tree."""
    head, _, payload = data.partition(b"\0")
    try:
        tree = [json.loads(head)]
    except (ValueError, RecursionError):
        return None
    dice = random.Random(seed)  # noqa: S311
    for _ in range(dice.randrange(1, 4)):
        _change(dice, tree)
    return json.dumps(tree[0] if tree else None, separators=(",", ":")).encode() + b"\0" + payload


def _change(dice: random.Random, tree: list[Any]) -> None:
    places = list(_places(tree))
    if not places:
        return
    holder, at = dice.choice(places)
    other, there = dice.choice(places)
    way = dice.randrange(4)
    if isinstance(holder[at], int) and way:
        holder[at] = dice.choice(NUMBERS)
    elif way == 0:
        del holder[at]
    elif way == 1:
        holder.insert(at, _copy(dice.choice(LEAVES)))
    else:
        new = dice.choice(LEAVES) if way == 2 else other[there]
        holder[at] = _copy(new)


def _places(tree: list[Any], depth: int = 0) -> Iterator[Place]:
    for at, piece in enumerate(tree):
        yield tree, at
        if isinstance(piece, list) and depth < 50:
            yield from _places(piece, depth + 1)


def _copy(piece: Any) -> Any:
    """So that no piece ever holds itself."""
    return json.loads(json.dumps(piece))
