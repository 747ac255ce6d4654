"""What a student's code can see: its own files, the calls, the packages it may import, nothing of ours."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from handed_in import LIMITS, Bench, bench, question

import grader
from grader.model.evidence import Returned

QUESTIONS = (question("f", {"x": 1.0}), question("hidden", {"x": 1.0}), question("scan", {"x": 1.0}))


@pytest.fixture(scope="module", params=["trust", "floor"])
def box(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One warm process, started while a secret stands in this one's memory and environment."""
    roomy = LIMITS.model_copy(update={"seconds": 20.0})
    os.environ["GRADER_TEST_SECRET"] = SECRET.decode()
    try:
        with bench(tmp_path_factory.mktemp("boundary"), *QUESTIONS, require=request.param, scan=roomy) as one:
            yield one
    finally:
        del os.environ["GRADER_TEST_SECRET"]


SECRET = b"wanted-" + secrets.token_hex(12).encode()  # stands for a want, a token, a name of the roster


def test_grader_is_an_empty_shell_inside(box: Bench) -> None:
    """Only the stand-in that lets a reference be handed in: no module of the harness can be imported."""
    source = (
        "import sys, importlib\n"
        "def tried(name):\n    try:\n        importlib.import_module(name)\n    except ImportError:\n"
        "        return 'no'\n"
        "    return 'yes'\n"
        "def f(x):\n    import grader, grader.oracle\n"
        "    names = ['grader.model', 'grader.judge', 'grader.checks', 'grader.oracle.author', "
        "'reference', 'tests']\n"
        "    return [sorted(n for n in vars(grader) if n[0] != '_'), hasattr(grader, '__file__'), "
        "list(map(tried, names)),\n"
        "            sorted(n for n in sys.modules if 'grader' in n)]"
    )
    names, has_file, imports, loaded = box.value(source, "f")
    assert (names, has_file) == (["oracle"], False)
    assert imports == ["no"] * 6
    assert loaded == ["grader", "grader.oracle"]


def test_only_the_rubrics_packages_can_be_imported(box: Bench) -> None:
    """No site-packages folder is on the path, so what the harness needs is not there for students."""
    source = (
        "import sys, importlib.util\nimport numpy\n"
        "def f(x): return [sys.path, [bool(importlib.util.find_spec(n)) for n in ('pandas', 'pydantic', "
        "'click', 'rich')]]"
    )
    path, found = box.value(source, "f")
    assert found == [False] * 4
    assert not [place for place in path if "site-packages" in place or "dist-packages" in place]
    ours = str(Path(grader.__file__).parents[1])
    assert not [place for place in path if place == ours or place.startswith(ours + "/grader")]


def test_the_environment_is_clean(box: Bench) -> None:
    """No variable of ours comes along but those that make runs alike."""
    variables = box.value("import os\ndef f(x): return dict(os.environ)", "f")
    assert SECRET.decode() not in "".join(variables.values())
    known = set(
        "PATH LANG PYTHONHASHSEED HOME TMPDIR MPLCONFIGDIR MPLBACKEND OPENBLAS_NUM_THREADS OMP_NUM_THREADS "
        "MKL_NUM_THREADS MALLOC_ARENA_MAX JOBLIB_MULTIPROCESSING LC_CTYPE".split()
    )
    assert variables.keys() <= known


def test_no_descriptor_is_open_but_the_channel(box: Bench) -> None:
    """0, 1 and 2 lead to nothing, 3 is the channel, and no other number is open."""
    source = (
        "import os, stat\ndef kind(number):\n    try:\n        mode = os.fstat(number).st_mode\n"
        "    except OSError:\n"
        "        return None\n"
        "    return 'channel' if stat.S_ISSOCK(mode) else 'null' if stat.S_ISCHR(mode) else oct(mode)\n"
        "def f(x): return {n: kind(n) for n in range(1024) if kind(n)}"
    )
    assert box.value(source, "f") == {0: "null", 1: "null", 2: "null", 3: "channel"}


def test_arguments_name_nothing_of_ours(box: Bench) -> None:
    """Neither sys.argv nor the command line of any process it can see tells where rubric or reference are."""
    source = (
        "import sys, glob\ndef read(path):\n    try:\n"
        "        return open(path, 'rb').read().decode('utf-8', 'replace')\n"
        "    except OSError:\n        return ''\n"
        "def f(x): return [sys.argv, sys.orig_argv[:-2], read('/proc/self/cmdline')]"
    )
    argv, original, line = box.value(source, "f")
    assert argv == [""]
    assert not [word for word in [*original, line] if "rubric" in word or "reference" in word]


SCAN = """
import ctypes, os
CODED = bytes.fromhex('{coded}')
TABLE = bytes(i ^ 0x55 for i in range(256))
LIBC = ctypes.CDLL(None)
LIBC.write.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t)
READ, WRITE = os.pipe()
PAGE = 4096

def page(address):
    # write(2) says EFAULT for what is not there, where reading it would end the process
    if LIBC.write(WRITE, address, PAGE) != PAGE:
        return None
    return os.read(READ, PAGE)

def regions():
    try:
        with open('/proc/self/maps') as file:
            for line in file:
                span, rights = line.split()[:2]
                if 'r' in rights:
                    begin, end = (int(one, 16) for one in span.split('-'))
                    yield from range(begin, end, PAGE)
        return
    except OSError:
        pass
    seen = set()
    in_library = ctypes.addressof(ctypes.c_int.in_dll(LIBC, 'optind'))
    for anchor in (id(object()), id(KEPT), ctypes.addressof(BUFFER), id(0), id(str), in_library):
        for step in (PAGE, -PAGE):
            address, misses = anchor // PAGE * PAGE, 0
            while misses < 64 and address > 0 and len(seen) < 100_000:
                if address not in seen:
                    seen.add(address)
                    yield address
                    misses = misses + 1 if page(address) is None else 0
                address += step

def scan(x):
    hits, pages, tail = 0, 0, b''
    for address in regions():
        data = page(address)
        if data is None:
            tail = b''
            continue
        pages += 1
        text = tail + data
        hits += text.translate(TABLE).count(CODED)
        tail = data[-len(CODED) + 1:]
    return [pages, hits]
"""


def scanner(secret: bytes, planted: bool) -> str:
    """A source that looks for a secret in all memory it can reach, without ever holding it."""
    coded = bytes(byte ^ 0x55 for byte in secret)
    plant = "bytes(i ^ 0x55 for i in CODED) * 4" if planted else "bytes(100)"
    return (
        SCAN.format(coded=coded.hex())
        + f"KEPT = {plant}\nBUFFER = ctypes.create_string_buffer(KEPT, len(KEPT))\n"
    )


def test_a_secret_of_the_head_is_in_no_childs_memory(box: Bench) -> None:
    """What stands in this process is nowhere in the student's, page by page; a planted copy is found."""
    source = scanner(SECRET, planted=True)
    pages, hits = box.value(source, "scan")
    assert pages > 500
    assert hits >= 4
    pages, hits = box.value(scanner(SECRET, planted=False), "scan")
    assert pages > 500
    assert hits == 0


def test_another_submission_is_in_no_childs_memory(box: Bench) -> None:
    """The warm process never reads a source: what the one before wrote and returned is not to be found."""
    token = b"solution-" + secrets.token_hex(12).encode()
    for _ in range(3):
        assert (
            box.value(f"TEXT = {token.decode()!r}\ndef f(x): return TEXT * 1000", "f")
            == token.decode() * 1000
        )
    assert box.value(scanner(token, planted=False), "scan")[1] == 0


def test_the_calls_hold_no_want(box: Bench) -> None:
    """A child may find every call it will be asked, and there is nothing else beside them."""
    source = (
        "import sys\ndef f(x):\n    frame = sys._getframe()\n    while 'calls' not in frame.f_locals:\n"
        "        frame = frame.f_back\n    calls = frame.f_locals['calls']\n"
        "    return [sorted(calls), sorted({key for one in calls.values() for key in one})]"
    )
    assert box.value(source, "f") == [
        ["f", "hidden", "scan"],
        ["bound", "cases", "goes_on", "names", "near", "takes"],
    ]


def test_the_harness_can_be_imported_where_these_tests_run() -> None:
    """The positive control: in this process `grader.judge` is there to be imported."""
    import grader.judge

    assert grader.judge.__file__


def test_isolation_is_settled_and_named(box: Bench) -> None:
    """After the first submission the sandbox says what is in force, and the evidence carries it."""
    evidence = box.evidence("def f(x): return 1.0", "f")["f"]
    assert list(evidence.outcomes.values()) == [Returned(1.0)]
    assert evidence.isolation in ("full", "mid", "no-open", "floor")
