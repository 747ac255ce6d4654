"""Guest: makes plain data of what other libraries return, so that the answer counts and not its dress.

Runs in the student's child, before the codec copies the result. docs/results.md says what becomes of what.
`frames` and `marked` are put into this module's globals by the boot text.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.model import frames, marked

PLAIN = frozenset((type(None), bool, int, float, complex, str, bytes))
NUMBERS = (("__index__", int), ("__float__", float), ("__complex__", complex))
DEEPEST, MOST = 24, 100_000  # what is deeper or has more pieces the codec refuses


def plain(value: Any) -> Any:
    """The value with everything inside that stands for an array or a number made one. Raises FrameError."""
    if type(value) in PLAIN:
        return value
    return _Copy(sys.modules.get("numpy")).of(value, 0)


class _Copy:
    """Walks containers, counting pieces, so that a list that holds itself ends."""

    def __init__(self, numpy: Any) -> None:
        self.numpy = numpy
        self.pieces = 0

    def of(self, value: Any, depth: int) -> Any:
        self.pieces += 1
        if type(value) in PLAIN or depth > DEEPEST or self.pieces > MOST:
            return value
        if self.numpy is not None and isinstance(value, self.numpy.ndarray):
            return self.array(value, depth)
        if isinstance(value, dict):
            return {self.key(key): self.of(item, depth + 1) for key, item in dict.items(value)}
        for kind in (list, tuple):
            if isinstance(value, kind):
                return self.items(value, kind, depth)
        if isinstance(value, (set, frozenset, str, bytes, int, float, complex)) or _is_lazy(value):
            return value
        return (
            value
            if self.numpy is not None and isinstance(value, self.numpy.generic)
            else self.foreign(value, depth)
        )

    def items(self, value: Any, kind: Any, depth: int) -> Any:
        if set(map(type, kind.__iter__(value))) <= PLAIN:
            return value
        return kind(self.of(item, depth + 1) for item in kind.__iter__(value))

    def key(self, key: Any) -> Any:
        """A key stays what it is, unless it is a number of another library."""
        made = key if isinstance(key, (str, bytes, tuple, frozenset)) else self.of(key, DEEPEST)
        return made if type(made) in PLAIN else key

    def array(self, value: Any, depth: int) -> Any:
        masked = sys.modules.get("numpy.ma")
        if type(value) is not self.numpy.ndarray and masked is not None and masked.is_masked(value):
            raise frames.FrameError("it is an array with masked entries")
        if value.dtype.kind == "O" and value.size <= MOST:
            return self.of(self.numpy.ndarray.tolist(value), depth + 1)
        return value

    def foreign(self, value: Any, depth: int) -> Any:
        """Asked once for what it stands for; an object that is no data stays, and the codec refuses it."""
        name = type(value).__name__[:60]
        try:
            made = self.asked(value)
        except (frames.FrameError, MemoryError):
            raise
        except marked.NoTableError as error:
            raise frames.FrameError(str(error)) from error
        except Exception as error:
            raise frames.FrameError(f"it is a {name} object that cannot be read as numbers") from error
        return value if made is value else self.of(made, depth + 1)

    def asked(self, value: Any) -> Any:
        kind = type(value)
        if marked.is_frame(value):
            return marked.packed(value)
        if hasattr(kind, "toarray") and hasattr(
            value, "nnz"
        ):  # sparse: small on the way, a giant when filled
            if 8 * math.prod(map(int, value.shape)) > frames.MAX_PAYLOAD:
                raise frames.FrameError("it is a sparse matrix too large to be written out")
            return value.toarray()
        if self.numpy is not None and hasattr(kind, "__array__"):
            detach = getattr(value, "detach", None)  # a torch tensor that still carries its graph
            return self.numpy.asarray(detach() if callable(detach) else value)
        if f"{kind.__module__}.{kind.__name__}" in ("collections.deque", "array.array"):
            return list(value)
        for method, make in NUMBERS:
            if hasattr(kind, method) and (number := _number(value, make)) is not None:
                return number
        return value


def _number(value: Any, make: Any) -> Any:
    try:
        return make(value)
    except TypeError:  # a symbol of sympy is a number only when it has a value
        return None


def _is_lazy(value: Any) -> bool:
    """What the codec reads out itself, once."""
    kind = type(value)
    return kind.__name__ in ("dict_keys", "dict_values", "dict_items", "range") or hasattr(kind, "__next__")
