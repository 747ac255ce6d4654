"""A reference that cannot be asked gives one sentence that says what, on which case, and where."""

import time

import pytest

from grader.errors import OracleError
from grader.oracle import process
from grader.oracle.build import build

HEAD = "from grader.oracle import question\n"
SMALL = "\n@f.cases(count=2)\ndef small(rng):\n    return dict(x=1.0 + rng.random(), n=1)\n"


def function(body: str, *, also: str = "", cases: str = SMALL) -> str:
    """A reference with one question f(x, n); its `def` stands in line 3 and its body in line 4."""
    return f"{HEAD}@question\ndef f(x, n):\n    {body}\n{cases}{also}"


def refusal(folder, interpreter, asked=("f",), **more) -> str:
    """The one sentence that building ends in; the folder is called hw in it."""
    with pytest.raises(OracleError) as raised:
        build(folder, asked, 1, interpreter, **more)
    text = str(raised.value).replace(str(folder), "hw")
    assert text.endswith(".")
    assert "\n" not in text
    return text


CASES = {
    "raises": (
        function("return [][n]"),
        "The reference's `f` raises IndexError on small/0: list index out of range (hw/answers.py:4).",
    ),
    "raises deep inside a library": (
        "import json\n" + function('return json.loads("{")'),
        (
            "The reference's `f` raises JSONDecodeError on small/0: Expecting property name "
            "enclosed in double quotes: line 1 column 2 (char 1) (hw/answers.py:5)."
        ),
    ),
    "leaves the interpreter": (
        "import sys\n" + function("sys.exit(0)"),
        "The reference's `f` raises SystemExit on small/0: 0 (hw/answers.py:5).",
    ),
    "returns nothing": (
        function("pass"),
        "The reference's `f` returns nothing on small/0: it ends without a return (hw/answers.py:2).",
    ),
    "returns an object": (
        function("return object()"),
        (
            "The reference's `f` gives something that cannot be kept on small/0: it is a object "
            "object, not data (hw/answers.py:2)."
        ),
    ),
    "returns infinity": (
        function("return {'a': [1.0, x * float('inf')]}"),
        "The reference's `f` returns a number that is not finite on small/0 (hw/answers.py:2).",
    ),
    "dies": (
        "import os, signal\n" + function("os.kill(os.getpid(), signal.SIGSEGV)"),
        "The reference's `f` ended the whole process with SIGSEGV on small/0 (hw/answers.py:3).",
    ),
    "exits": (
        "import os\n" + function("os._exit(3)"),
        "The reference's `f` ended the whole process with exit status 3 on small/0 (hw/answers.py:3).",
    ),
    "eats memory": (
        function("return len(bytes(20 << 30))"),
        "The reference's `f` raises MemoryError on small/0 (hw/answers.py:4).",
    ),
    "mistake raises": (
        function("return x", also="\n@f.mistake('is late')\ndef late(x, n):\n    return x / 0\n"),
        (
            "The mistake “is late” of `f` raises ZeroDivisionError on small/0: float division by zero "
            "(hw/answers.py:12)."
        ),
    ),
    "mistake with other arguments": (
        function("return x", also="\n@f.mistake('is late')\ndef late(x):\n    return x\n"),
        (
            "The mistake “is late” of `f` raises TypeError on small/0: late() got an unexpected "
            "keyword argument 'n' (hw/answers.py:10)."
        ),
    ),
    "given gives a list": (
        function("return x", also="\nf.given(values=lambda x, n: [x])\n"),
        "The `given` of `f` gives no dict of globals on small/0: it is a list (hw/answers.py:10).",
    ),
    "given raises": (
        function("return x", also="\nf.given(values=lambda x, n: dict(m=m))\n"),
        "The `given` of `f` raises NameError on small/0: name 'm' is not defined (hw/answers.py:10).",
    ),
    "scale is zero": (
        function("return x", also="\n@f.scale\ndef size(x, n):\n    return 0\n"),
        "The scale of `f` is no positive number on small/0: 0 (hw/answers.py:10).",
    ),
    "generator names other arguments": (
        function("return x", cases="\n@f.cases()\ndef small(rng):\n    return dict(x=1, m=2)\n"),
        (
            "The generator `small` of `f` gives other arguments on small/0: (x, m), while the "
            "function takes (x, n) (hw/answers.py:6)."
        ),
    ),
    "generator gives a list": (
        function("return x", cases="\n@f.cases()\ndef small(rng):\n    return [1, 2]\n"),
        "The generator `small` of `f` gives no dict of arguments on small/0: it is a list (hw/answers.py:6).",
    ),
    "no case": (
        function("return x", cases=""),
        "`f` has no case to call it with; add f.example(…) or a generator below it (hw/answers.py:2).",
    ),
    "cases without arguments": (
        HEAD + "@question\ndef f():\n    return 1\nf.example()\n",
        "`f` takes no arguments, so it has one case and needs no examples or generators (hw/answers.py:2).",
    ),
    "does not parse": (
        function("return (x"),
        "hw/answers.py raises SyntaxError on import: '(' was never closed (hw/answers.py:4).",
    ),
    "package that is not there": (
        "import scypi\n" + function("return x"),
        (
            "hw/answers.py raises ModuleNotFoundError on import: No module named 'scypi'; what the "
            "reference imports must be in the rubric's packages (hw/answers.py:1)."
        ),
    ),
    "declares nonsense": (
        function("return x", also="\nf.example(x=1)\n"),
        (
            "hw/answers.py raises ValueError on import: f: example has the arguments (x), the "
            "function takes (x, n) (hw/answers.py:10)."
        ),
    ),
    "another name": (
        HEAD + "def g(x):\n    return x\nf = question(g)\n",
        "hw/answers.py names a question f on import: its function is called g (hw/answers.py:2).",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_faulty_reference_gives_one_sentence(case, reference, bare):
    """It names the function, the case and the line, and says what happened there."""
    text, sentence = CASES[case]
    assert refusal(reference(text), bare) == sentence


def test_a_missing_function_is_named_with_the_likely_one(reference, bare):
    """The rubric's word, the reference's folder, and what it does define."""
    folder = reference(function("return x").replace(" f(", " gradient(").replace("@f", "@gradient"))
    assert refusal(folder, bare, ["gradeint"]) == (
        "The rubric asks for `gradeint`, but hw defines no such question; perhaps `gradient` is meant."
    )


def test_two_files_may_not_define_one_question(reference, bare):
    """Which of the two would count is nobody's guess."""
    folder = reference(one=function("return x"), two=function("return x"))
    assert refusal(folder, bare) == (
        "hw/two.py defines f again on import: it is in one.py:2 already (hw/two.py:2)."
    )


def test_a_file_may_not_hide_a_library(reference, bare):
    """Python would take one for the other."""
    folder = reference(statistics=function("return x"))
    assert refusal(folder, bare) == (
        "hw/statistics.py hides a library on import: another module is called statistics too, "
        "so rename the file."
    )


def test_a_folder_without_a_reference_is_said_so(tmp_path, bare):
    """A wrong path and an empty folder are two different slips."""
    assert "is not a folder; correct `reference:`" in refusal(tmp_path / "nowhere", bare)
    assert "holds no Python file with questions" in refusal(tmp_path, bare)


def test_an_interpreter_that_is_not_there_is_said_so(reference, bare):
    """It is the rubric's or the machine's, and it is named."""
    from dataclasses import replace

    folder = reference(function("return x"))
    assert refusal(folder, replace(bare, executable="/nowhere/python")) == (
        "The interpreter /nowhere/python cannot be started: No such file or directory."
    )


def test_a_call_that_does_not_end_is_ended(reference, bare, monkeypatch):
    """One call may take so long, and the sentence says which one took longer."""
    monkeypatch.setattr(process, "CALL_SECONDS", 0.5)
    folder = reference(
        function("return x", also="\n@f.mistake('hangs')\ndef hangs(x, n):\n    while n: pass\n")
    )
    assert refusal(folder, bare) == (
        "The mistake “hangs” of `f` has not ended after 0.5 s on small/0 (hw/answers.py:10)."
    )


def test_an_import_that_does_not_end_is_ended(reference, bare, monkeypatch):
    """A loop at the top of a file is as endless as one in a function."""
    monkeypatch.setattr(process, "CALL_SECONDS", 0.5)
    assert (
        refusal(reference("while True: pass\n"), bare) == "hw/answers.py has not ended after 0.5 s on import."
    )


def test_a_build_that_takes_too_long_in_all_is_ended(reference, bare):
    """Many slow answers are bounded together, and the sentence says where the time ran out."""
    folder = reference("import time\n" + function("time.sleep(0.3); return x").replace("count=2", "count=50"))
    began = time.monotonic()
    text = refusal(folder, bare, seconds=1)
    assert time.monotonic() - began < 3
    assert text.startswith(
        "The reference needs more than 1 s for all its answers; "
        "at the end it was at the reference's `f` on small/"
    )
