"""Guest: what stands in for packages that are not here, for a notebook's own calls, and for a keyboard.

Runs in the student's child after the fork. A stand-in speaks up when it is used, not when it is imported;
what only shows progress or pictures does nothing, and says nothing.
"""

from __future__ import annotations

import builtins
import importlib.abc
import sys
import types
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from grader.sandbox.guests import importing, refusals, statements

QUIET = ("tqdm", "IPython")
USES = """
call iter next len contains enter exit int float complex index bytes neg pos abs invert lt le gt ge
add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul
""".split()


class Stub:
    """Something of a package that is not here: it can be named, derived from and annotated with."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> Stub:
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        """A setting of what is not here changes nothing."""

    __setitem__ = __setattr__

    def __getitem__(self, key: object) -> Stub:
        return self

    __or__ = __ror__ = __getitem__

    def __mro_entries__(self, bases: object) -> tuple[type]:
        return (type("Base", (Base,), {"_name": self._name}),)

    def __instancecheck__(self, instance: object) -> bool:
        return False

    __subclasscheck__ = __instancecheck__

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{self._name}, which is not here>"


def _use(self: Stub, *_: object, **__: object) -> NoReturn:
    raise refusals.not_offered(str(self._name))


for _word in USES:
    setattr(Stub, f"__{_word}__", _use)


class Base:
    """What a class derives from whose base is not here: it can be defined, and not made."""

    _name = ""

    def __init_subclass__(cls, **_: object) -> None:
        """Any keywords will do."""

    def __new__(cls, *_: object, **__: object) -> Any:
        """Nothing comes of it."""
        raise refusals.not_offered(cls._name)


class Absent(types.ModuleType):
    """A package that is not here."""

    def __getattr__(self, name: str) -> Stub:
        if name in ("__all__", "__version__"):  # `from it import *` cannot bring what is used later
            raise refusals.not_offered(self.__name__)
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub(f"{self.__name__}.{name}")


class Quiet(types.ModuleType):
    """A package that only shows things."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return {"trange": _trange, "get_ipython": vars(builtins)["get_ipython"]}.get(name, Shown)


class Showing(type):
    """`tqdm.write("…")`: what is asked of the kind itself does nothing either."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


class Shown(metaclass=Showing):
    """A progress bar, a picture, a widget: iterating gives what it was made of, all else nothing."""

    def __init__(self, over: Any = (), *_: object, **__: object) -> None:
        self._over = over

    def __iter__(self) -> Any:
        return iter(self._over)

    def __len__(self) -> int:
        return len(self._over)

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def _trange(*bounds: int, **_: object) -> Shown:
    return Shown(range(*bounds))


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last finder of all: what the student's own line imports and nobody has becomes a stand-in."""

    def __init__(self, importer: importing.Importer) -> None:
        self.importer = importer
        self.names: dict[str, None] = {}

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """A package of that name, unless the student has thought of its absence, or a library asks."""
        top, _, rest = fullname.partition(".")
        if rest and not isinstance(sys.modules.get(top), (Absent, Quiet)):
            return None
        if not rest and not self._is_asked():
            return None
        if top != "IPython":  # a notebook's own, which shows things
            self.names[top] = None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """A stand-in that speaks up when it is used, or one that does nothing."""
        return (Quiet if spec.name.partition(".")[0] in QUIET else Absent)(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run."""

    def _is_asked(self) -> bool:
        frame: Any = sys._getframe(2)  # noqa: SLF001 - who imports
        while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib._bootstrap"):
            frame = frame.f_back
        source = None if frame is None else self.importer.source(frame.f_code.co_filename, frame.f_globals)
        return source is not None and not statements.guarded(source, frame.f_lineno)


class Notebook:
    """`get_ipython()`: shell lines and magics do nothing; `%run` and `%%writefile` are about our files."""

    def __init__(self, importer: importing.Importer) -> None:
        self._importer = importer

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None

    def getoutput(self, *_: object, **__: object) -> list[str]:
        """A shell that says nothing."""
        return []

    def run_line_magic(self, name: str, line: str = "", *_: object, **__: object) -> None:
        """`%run helpers.py` brings what that file defines."""
        if name == "run":
            words = [word.strip("'\"") for word in line.split() if not word.startswith("-")]
            stem = words[0].rpartition("/")[2].partition(".")[0]
            module = vars(importlib.import_module(stem))
            public = {key: value for key, value in module.items() if not key.startswith("_")}
            sys._getframe(1).f_globals.update(public)  # noqa: SLF001 - the cell's own names

    def run_cell_magic(self, name: str, line: str = "", body: str = "", *_: object, **__: object) -> None:
        """`%%writefile helpers.py` is a file that others import."""
        if name in ("writefile", "file"):
            self._importer.write(line.rsplit(maxsplit=1)[-1], body)


def furnish(importer: importing.Importer) -> Finder:
    """Put the stand-ins where students' code looks for them."""
    finder = Finder(importer)
    sys.meta_path.append(finder)
    notebook = Notebook(importer)
    vars(builtins).update(input=_input, get_ipython=lambda: notebook, display=Shown)
    return finder


def _input(prompt: object = "") -> NoReturn:  # noqa: ARG001 - as the real one
    raise EOFError(f"{refusals.OFFERS} a keyboard, so input() is not answered")
