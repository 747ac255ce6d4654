"""The last cell of a student kit: a self-test that needs nothing installed and tells no graded result."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from grader.authoring.publicly import Public

__all__ = ["selftest"]

TEXT = '''\
# The self-test: run it as often as you like. It looks for every function, calls it with the public
# examples and says whether the form is right. It knows nothing of the cases that are graded.
def _self_test(written, asked):
    import os

    import numpy as np

    def form(value):
        """What a value is, in words."""
        kind = type(value).__name__
        if kind == "DataFrame":
            return f"a table of {value.shape[0]} rows and {value.shape[1]} columns"
        if kind in ("bool", "bool_"):
            return "True or False"
        for known, word in ((str, "a text"), (dict, "a dict"), ((set, frozenset), "a set")):
            if isinstance(value, known):
                return word
        if value is None:
            return "nothing (is a return missing?)"
        if hasattr(value, "__next__") or kind in ("range", "dict_items", "dict_keys", "dict_values"):
            value = list(value)
        listed = isinstance(value, (list, tuple))
        try:
            array = np.asarray(value)
        except Exception:
            return "a list" if listed else f"a {kind}"
        if array.dtype.kind == "O" and array.ndim == 0:
            return f"a {kind}"
        if array.dtype.kind not in "iufc" or (listed and not len(value)):
            return "a list"
        return "a number" if array.ndim == 0 else f"numbers of shape {tuple(map(int, array.shape))}"

    def same(mine, yours):
        """Whether two results are one but for rounding; True where that cannot be told here."""
        try:
            if type(mine).__name__ == "DataFrame":
                return True
            if isinstance(mine, dict):
                return mine.keys() == yours.keys() and all(same(mine[key], yours[key]) for key in mine)
            if form(mine).startswith(("a number", "numbers")):
                return bool(np.allclose(np.ravel(mine), np.ravel(yours), rtol=1e-4, atol=1e-8))
            return bool(mine == yours) or (form(mine) == "a list" and list(mine) == list(yours))
        except Exception:
            return False

    def fits(expected, told):
        """Whether one form may stand for another."""
        if {told, expected} <= {"a number", "True or False"} or expected == "something":
            return True
        return told == expected or (expected == "a list" and told.startswith(("numbers", "a set")))

    def called(answer, arguments, given):
        """The answer for one example, with the globals that the course gives."""
        before = {key: globals()[key] for key in given if key in globals()}
        globals().update(given)
        try:
            return answer(*arguments.values()) if callable(answer) else answer
        finally:
            for key in given:
                globals().pop(key, None)
            globals().update(before)

    def looked_at(name, names, examples):
        """Whether the answer is there, and what is to be said of it."""
        answer = globals().get(name)
        code = getattr(answer, "__code__", None)
        if answer is None:
            return False, "there is no such name"
        if names and not callable(answer):
            return False, "it is not a function"
        if code is not None and code.co_names == ("NotImplementedError",):
            return False, ""
        if code is not None and names and not code.co_flags & 4:
            least = code.co_argcount - len(answer.__defaults__ or ())
            if not least <= len(names) <= code.co_argcount:
                return False, f"it takes {code.co_argcount} arguments; expected are {', '.join(names)}"
        for arguments, given, expected, result in examples:
            try:
                got = called(answer, arguments, given)
            except NotImplementedError:
                return False, ""
            except Exception as error:
                if expected != "an error":
                    return True, f"it stops with {type(error).__name__}: {error}"
                continue
            if not fits(expected, form(got)):
                return True, f"it gives {form(got)}; expected is {expected}"
            if result is not None and not same(result[0], got):
                return True, f"with {arguments} it gives {got}; expected is {result[0]}"
        return True, ""

    outcomes = {name: looked_at(name, *facts) for name, facts in asked.items()}
    missing = [name for name, (found, _) in outcomes.items() if not found]
    print(f"{len(outcomes) - len(missing)} of {len(outcomes)} found, {len(missing)} not yet")
    for name, (_, say) in outcomes.items():
        if say:
            print(f"  {name}: {say}")
    if missing:
        print(f"  not yet: {', '.join(missing)}")
    student = str(globals().get("STUDENT", "netid"))
    if student == "netid":
        print("  STUDENT: write your netid into the first cell")
    if written:
        name = written.replace("{netid}", student)
        where = "it is here" if os.path.exists(name) else "not here yet"
        print(f"  the written part is called {name}; {where}")

'''
NOTE = "# name: (its arguments, [(arguments, globals, what comes back, [result] where it is told)])"


def selftest(asked: Sequence[Public], written: str | None) -> str:
    """The cell's text."""
    rows = []
    for one in asked:
        names = f"({', '.join(map(ascii, one.parameters))}{',' if len(one.parameters) == 1 else ''})"
        rows.append(f"{one.name!r}: (\n    {names},\n    [")
        rows += [f"        ({', '.join(example)})," for example in one.examples]
        rows.append("    ],\n),")
    text = textwrap.indent("\n".join(rows), " " * 12)
    packages = [("np", "numpy"), ("pd", "pandas")]
    imports = [f"    import {name} as {short}" for short, name in packages if f"{short}." in text]
    lines = [
        'if __name__ == "__main__":',
        *imports,
        "    _self_test(",
        f"        {written or ''!a},",
        "        {",
        f"            {NOTE}",
        text,
        "        },",
        "    )",
    ]
    return f"{TEXT}\n\n" + "\n".join(lines) + "\n"
