"""Every fault of a rubric: its exact sentence at its line, in an instructor's words."""

# ruff: noqa: E501 - a sentence is easier to compare when it stands on one line

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import RubricError
from grader.rubric.load import load

LINE = "          - {id: line, points: 3/2, question: line, check: {kind: line}}"
VALUE = "      - {id: 1.1, title: A slope, points: 1, question: slope, check: {kind: array}}"


def faults(path):
    """The lines of the error, without the file's name; none when the rubric loads."""
    try:
        load(path)
    except RubricError as error:
        return [line.removeprefix(f"{path}:") for line in str(error).splitlines()]
    return []


FIELDS = [
    # what is replaced, by what, and what is then said
    ("title: A small homework\n", "", "1: `title` is missing"),
    ("points: 3\n", "points: three\n", "4: `points` must be a number like 2, 0.25 or 1/3, not “three”"),
    ("points: 3\n", "points: 1/0\n", "4: `points` must be a number like 2, 0.25 or 1/3, not “1/0”"),
    (
        "points: 3\n",
        "points: 1e99999999\n",
        "4: `points` must be a number like 2, 0.25 or 1/3, not “1e99999999”",
    ),
    ("points: 3\n", "points:\n", "4: `points` must be a number like 2, 0.25 or 1/3, not nothing"),
    ("points: 3\n", "points: [3]\n", "4: `points` must be a number like 2, 0.25 or 1/3, not a list"),
    (
        "question: slope,",
        "question: slope, follow_through: 1,",
        "13: part 1.1: `follow_through` must be less than 1: what follows from a wrong answer is not right itself",
    ),
    ("seed: 7\n", "seed: 7.5\n", "6: `seed` must be a whole number, not “7.5”"),
    ("seed: 7\n", "seed: -7\n", "6: `seed` must be at least 0, not “-7”"),
    ("format: 1\n", "format: 2\n", "1: `format` must be 1, not “2”"),
    ("title: A small homework\n", "title:\n", "3: `title` is empty; give it a value, or leave the key out"),
    (
        "title: A small homework\n",
        'title: ""\n',
        "3: `title` is empty; give it a value, or leave the key out",
    ),
    ("title: A small homework\n", "title: [a]\n", "3: `title` must be a text, not a list"),
    (
        "packages: [numpy]\n",
        "packages: numpy\n",
        "7: `packages` must be a list, as in [one, two], not “numpy”",
    ),
    ("packages: [numpy]\n", "packages: [{a: b}]\n", "7: `packages.1` must be a text, not a group of keys"),
    ("packages: [numpy]\n", "limits: 5\n", "7: `limits` must be a group of keys, not “5”"),
    (
        "packages: [numpy]\n",
        "limits: {seconds: 0}\n",
        "7: `limits.seconds` must be more than 0, not “0”",
    ),
    (
        "packages: [numpy]\n",
        "limits: {seconds: inf}\n",
        "7: `limits.seconds` must be a finite number, not “inf”",
    ),
    ("packages: [numpy]\n", "limits: {seconds: soon}\n", "7: `limits.seconds` must be a number, not “soon”"),
    (
        "packages: [numpy]\n",
        "limits: {second: 5}\n",
        "7: there is no key `limits.second`; did you mean `seconds`?",
    ),
    (
        "packages: [numpy]\n",
        "isolation: ful\n",
        "7: `isolation` must be strong or full, not “ful”; did you mean `full`?",
    ),
    ("packages: [numpy]\n", "show_want: maybe\n", "7: `show_want` must be yes or no, not “maybe”"),
    ("packages: [numpy]\n", "pakages: [numpy]\n", "7: there is no key `pakages`; did you mean `packages`?"),
    (
        "packages: [numpy]\n",
        "zzz: 1\n",
        (
            "7: there is no key `zzz`; possible are roster, due, late, missing, format, homework, title, points, reference, seed, python, "
            "submission, packages, accept_near_names, limits, tolerance, isolation, show_want, feedback, "
            "appeals, problems, questions"
        ),
    ),
    (
        "packages: [numpy]\n",
        "due: 2026-10-06 23:59\n",
        "7: `due` has no time zone; write it as in 2026-10-06 23:59 America/Detroit",
    ),
    (
        "packages: [numpy]\n",
        "due: 2026-10-06 23:59 America/Nowhere\n",
        "7: `due` is no date and time with a zone; write it as in 2026-10-06 23:59 America/Detroit",
    ),
    (
        "packages: [numpy]\n",
        "feedback: {before_due: outcome_only}\n",
        "1: `feedback` tells before from after the due date, but there is no `due`",
    ),
    ("packages: [numpy]\n", "seed: 8\n", "7: `seed` is given twice (first in line 6); keep one of them"),
    (
        "homework: hw9\n",
        "homework: a/b\n",
        (
            "2: `homework` may hold only letters, digits, dots, dashes and "
            "underscores, and starts with a letter or digit; this is “a/b”"
        ),
    ),
    (
        "reference: answers\n",
        "reference: nowhere\n",
        ("5: `reference` names nowhere, but there is no such folder beside the rubric"),
    ),
    ("reference: answers\n", "reference: .\n", "5: `reference` names ., but that folder holds no .py file"),
    ("    title: Slopes\n", "", "9: problem 1: `title` is missing"),
    (
        "    title: Slopes\n",
        "    titel: Slopes\n    title: Slopes\n",
        "10: problem 1: there is no key `titel`; did you mean `title`?",
    ),
    ("id: 1.1, ", "", "13: part number 1 of problem 1: `id` is missing"),
    (
        "question: slope",
        "question: my slope",
        (
            "13: part 1.1: `question` must be a name as in Python: letters, "
            "digits and underscores; this is “my slope”\n"
            "37: `questions` speaks of slope, which no criterion asks for; did you mean `my slope`?"
        ),
    ),
    (
        "question: slope",
        "qestion: slope, question: slope",
        "13: part 1.1: there is no key `qestion`; did you mean `question`?",
    ),
    (
        "check: {kind: array}}\n",
        "chek: {kind: array}}\n",
        (
            "13: part 1.1: `question` needs a `check`, as in check: {kind: array}\n"
            "13: part 1.1: there is no key `chek`; did you mean `check`?"
        ),
    ),
    (
        "question: slope, check: {kind: array}}",
        "title: again}",
        (
            "13: `title` is given twice (on this line); keep one of them\n"
            "13: part 1.1: needs a `question` with a `check`, or `by_hand` with levels\n"
            "37: `questions` speaks of slope, which no criterion asks for"
        ),
    ),
    (
        "question: slope, ",
        "",
        (
            "13: part 1.1: `check` needs a `question`, the name of the function it looks at\n"
            "37: `questions` speaks of slope, which no criterion asks for"
        ),
    ),
    (
        "{kind: array}}\n",
        "{kind: aray}}\n",
        (
            "13: part 1.1: `check.kind` must be array, exact, growth, graph, line, direction, mapping, data, "
            "table, raises or property, not “aray”; did you mean `array`?"
        ),
    ),
    ("{kind: array}}\n", "{rel: 1}}\n", "13: part 1.1: `check.kind` is missing"),
    (
        "{kind: array}}\n",
        "{kind: array, rell: 1}}\n",
        "13: part 1.1: there is no key `check.rell`; did you mean `rel`?",
    ),
    (
        "{kind: array}}\n",
        "{kind: array, rel: tiny}}\n",
        "13: part 1.1: `check.rel` must be a number, not “tiny”",
    ),
    ("{kind: array}}\n", "{kind: property}}\n", "13: part 1.1: `check.name` is missing"),
    ("{kind: array}}\n", "array}\n", "13: part 1.1: `check` must be a group of keys, not “array”"),
    (
        "        points: 2\n",
        "        points: 2\n        question: line\n",
        "21: part 2.1: the part has criteria, so `question` belongs inside one of them",
    ),
    (
        "needs: [line]",
        "by_hand: {levels: [{id: a, points: 0, when: x}]}",
        "23: criterion 2.1/unique: `question` and `by_hand` exclude each other; keep one, or make two criteria",
    ),
    (
        "needs: [line]",
        "credit: per case",
        (
            "26: criterion 2.1/unique: `credit` must be all_or_nothing or per_case, not “per case”; did you mean "
            "`per_case`?"
        ),
    ),
    (
        "when: It has a gap.",
        "whem: x",
        (
            "35: part 2.2: `by_hand.levels.half.when` is missing\n"
            "35: part 2.2: there is no key `by_hand.levels.half.whem`; did you mean `when`?"
        ),
    ),
    (
        "  slope: {limits: {memory_mb: 64}",
        "  slope: {limits: {memory: 64}",
        "37: there is no key `questions.slope.limits.memory`; did you mean `memory_mb`?",
    ),
]

RULES = [
    (
        "    points: 2\n    parts",
        "    points: 2.5\n    parts",
        (
            "4: the rubric says 3 points, but its problems add up to 3.5 (1 for problem 1 + 2.5 for problem 2)\n"
            "16: problem 2 says 2.5 points, but its parts add up to 2 (2.1 2); 2.2 is extra credit and does not count"
        ),
    ),
    (
        "points: 3\n",
        "points: 4\n",
        "4: the rubric says 4 points, but its problems add up to 3 (1 for problem 1 + 2 for problem 2)",
    ),
    (
        "    points: 1\n    parts",
        "    points: 1/3\n    parts",
        (
            "4: the rubric says 3 points, but its problems add up to 7/3 (1/3 for problem 1 + 2 for problem 2)\n"
            "11: problem 1 says 1/3 points, but its parts add up to 1 (1.1 1)"
        ),
    ),
    (
        "points: 3/2",
        "points: 1",
        "20: part 2.1 says 2 points, but its criteria add up to 1.5 (line 1 + unique 0.5)",
    ),
    ("points: 3/2", "points: -1", "22: criterion 2.1/line: `points` may not be negative, but is -1"),
    ("        extra: yes\n", "", "16: problem 2 says 2 points, but its parts add up to 3 (2.1 2 + 2.2 1)"),
    ("id: unique", "id: line", "23: there are two criteria 2.1/line (the other in line 22); rename one"),
    ("id: 2.2", "id: 2.1", "28: there are two parts 2.1 (the other in line 18); rename one"),
    ("- id: 2\n", "- id: 1\n", "14: there are two problems 1 (the other in line 9); rename one"),
    ("id: 1.1", "id: total", "13: a part cannot be called total: the grade sheet has a column of that name"),
    (
        "needs: [line]",
        "needs: [lime]",
        "26: criterion 2.1/unique: needs lime, but there is no such criterion; did you mean `line`?",
    ),
    (
        "needs: [line]",
        "needs: [2.1/lime]",
        "26: criterion 2.1/unique: needs 2.1/lime, but there is no such criterion; did you mean `2.1/line`?",
    ),
    ("needs: [line]", "needs: [unique]", "26: criterion 2.1/unique: needs itself; take it out of `needs`"),
    (
        "needs: [line]",
        "needs: [2.2]",
        "26: criterion 2.1/unique: needs 2.2, which is marked by hand; only code can open the way",
    ),
    (
        "check: {kind: line}}",
        "check: {kind: line}, needs: [unique]}",
        "22: these criteria need each other in a circle: 2.1/line → 2.1/unique → 2.1/line",
    ),
    (
        "id: half, points: 1/2",
        "id: half, points: 2",
        "35: part 2.2: level half gives 2, more than the criterion's 1",
    ),
    ("id: half", "id: full", "35: part 2.2: there are two levels full; rename one"),
    (
        "  slope: {",
        "  slop: {",
        "37: `questions` speaks of slop, which no criterion asks for; did you mean `slope`?",
    ),
    (
        "aliases: [gradient]",
        "aliases: [line]",
        "37: line cannot be another name for slope: it is a question itself",
    ),
]

SYNTAX = [
    (
        "    title: Slopes\n",
        "\ttitle: Slopes\n",
        "10: a tab stands where YAML wants spaces; replace it with spaces",
    ),
    (
        "    title: Slopes\n",
        "  title: Slopes\n",
        "10: the indentation of this line does not fit the lines above",
    ),
    (
        "title: A small homework",
        "title: Small: a homework",
        (
            "3: a colon stands where none can; put the text in quotes, or check the indentation of this line and the "
            "one above"
        ),
    ),
    (
        "packages: [numpy]",
        "packages: [numpy",
        "8: the list that opens in line 7 is not closed with ] before this line",
    ),
    (
        "check: {kind: array}}",
        "check: {kind: array}",
        "14: the braces that open in line 13 are not closed before this line",
    ),
    (
        "title: A small homework",
        'title: "A small homework',
        "3: a quotation mark opens on this line and is never closed",
    ),
    (
        "title: A small homework",
        "title: @home",
        "3: this text begins with a character that means something in YAML; put it in quotes",
    ),
    (
        "packages: [numpy]",
        "packages: *none",
        "7: an alias (*name) is used, but no anchor (&name) of that name stands before it",
    ),
    ("packages: [numpy]", "---", "7: a rubric is one document; delete the line --- in its middle"),
    (
        "title: A small homework",
        "title: A \x07 bell",
        "3: there is a character that cannot stand in YAML; delete it",
    ),
    ("seed: 7", "? [seed]\n: 7", "6: a key must be one word, not a list or a group\n1: `seed` is missing"),
]


@pytest.mark.parametrize(("old", "new", "said"), [*FIELDS, *RULES, *SYNTAX])
def test_each_fault_has_its_sentence(write, sound, old, new, said):
    """One fault, one sentence, at the line where it can be put right."""
    assert old in sound
    assert sorted(faults(write(sound.replace(old, new, 1)))) == sorted(said.splitlines())


def test_all_faults_are_said_at_once_and_in_order(write, sound):
    """A rubric is put right in one go, not error by error."""
    text = sound.replace("packages", "pakages").replace("points: 3/2", "points: 1").replace("[line]", "[x]")
    assert faults(write(text)) == [
        "7: there is no key `pakages`; did you mean `packages`?",
        "20: part 2.1 says 2 points, but its criteria add up to 1.5 (line 1 + unique 0.5)",
        "26: criterion 2.1/unique: needs x, but there is no such criterion",
    ]


def test_a_circle_through_three_parts_is_found(write, sound):
    """Circles are found however long they are, and named once."""
    text = sound.replace("{kind: array}}", "{kind: array}, needs: [2.1/unique]}", 1)
    text = text.replace("{kind: line}}", "{kind: line}, needs: [1.1]}")
    assert faults(write(text)) == [
        "13: these criteria need each other in a circle: 1.1/value → 2.1/unique → 2.1/line → 1.1/value"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_says_so(write, text):
    """An empty rubric grades nothing."""
    assert faults(write(text)) == ["1: the rubric is empty; `grader new` writes one to start from"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n"])
def test_something_else_in_yaml_says_so(write, text):
    """A list or a text is YAML, but no rubric."""
    assert faults(write(text)) == [
        "1: a rubric is made of keys with values (homework: hw2), not of a list or a text"
    ]


def test_other_encodings_are_named_at_their_line(write, sound):
    """Latin-1 is told apart from UTF-8 at the first letter that differs."""
    text = sound.replace("A small", "Eine schöne").encode("latin-1")
    assert faults(write(text)) == ["3: this line is not UTF-8 text; save the file with the encoding UTF-8"]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("text", [BOMB, "a: &a [*a]\n", "a: &a {b: *a}\n", "{a: " * 40 + "1" + "}" * 40])
def test_texts_that_unfold_without_end_are_refused(write, text):
    """Nine aliases of nine aliases do not fill the memory."""
    assert faults(write(text)) == [
        "1: this unfolds to far more than a rubric holds; write out what anchors and aliases repeat"
    ]


def test_deep_and_large_texts_are_refused(write):
    """Neither a thousand lists in lists nor a file of the wrong kind is worked through."""
    assert faults(write("- " * 2000)) == ["1: lists and braces are nested too deeply to be a rubric"]
    assert faults(write("a: b\n" * 300_000)) == ["1: a rubric has at most 1 MB; this file is something else"]


JARGON = re.compile(
    r"pydantic|input|type=|validation|mapping|scalar|Traceback|None\b|str\b|tuple|dict", re.ASCII
)
pieces = st.sampled_from(
    ["points", "id", "check", "1", "-1", "[", "]", "{", "}", ":", "\n", "  ", "needs", "*a", "~"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 900), cut=st.integers(0, 30), put=st.lists(pieces, max_size=3).map("".join))
def test_any_edit_loads_or_is_explained(write, sound, at, cut, put):
    """However a rubric is broken, the answer is sentences with lines in order, in plain words."""
    text = sound[:at] + put + sound[at + cut :]
    said = faults(write(text))
    numbers = [int(line.partition(":")[0]) for line in said]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= text.count("\n") + 1 for number in numbers)
    assert not [line for line in said if JARGON.search(line.replace("mapping or property", ""))]
