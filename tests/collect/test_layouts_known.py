"""Every system's download: nobody is lost, every file is the right student's, whatever they are called."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import layouts_made as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_files import ASKED, Rule, read

from grader.collect import Collected, Layout, collect
from grader.collect.names import clean
from grader.model.submission import Submission
from grader.sandbox.unpacker import Unpacker

SYSTEMS = ("canvas", "moodle", "moodle flat", "gradescope", "brightspace", "blackboard", "manifest")
HOSTILE = (
    "Lovelace, Ada",
    'Ada "Countess" Lovelace',
    unicodedata.normalize("NFC", "Zoë Müller-Ångström"),
    unicodedata.normalize("NFD", "Zoë Müller-Ångström"),
    "عائشة الباعونية",
    "אדה \u202elovelace",
    "Ada 😀 Lovelace",
    "=HYPERLINK(1)",
    "+1",
    "@ada",
    "-",
    "NaN",
    "0012",
    "null",
    "true",
    "Ada - Oct 15 - Lovelace",
    "Ada (Countess) Lovelace",
    "O'Brien",
    "Ada_Lovelace",
    "a" * 90,
    "Participant",
    "anon",
    "{a: *b}",
    "- x: &a",
    "# ada",
)


@pytest.fixture(scope="module")
def unpacker() -> Iterator[Unpacker]:
    """One process that unpacks, for the module."""
    with Unpacker() as one:
        yield one


def collected(
    root: Path, layout: Layout = "auto", unpacker: Unpacker | None = None, zone: bool = True
) -> Collected:
    """Collect with the plain reader."""
    return collect(
        root,
        Rule(),
        ASKED,
        read,
        layout,
        unpack=unpacker.unpack if unpacker else None,
        zone=made.ZONE if zone else None,
    )


def whose(found: Collected) -> dict[str, Submission]:
    """By the mark in their code, the submissions; a mark that is there twice fails."""
    marks: dict[str, Submission] = {}
    for one in found.submissions:
        for mark in one.defines - ASKED:
            assert mark not in marks
            marks[mark] = one
    return marks


def accounted(found: Collected, files: Mapping[str, bytes]) -> None:
    """Every file once, under its own path."""
    assert sorted(one.path for one in found.files) == sorted(clean(name) for name in files)


STUDENTS = st.lists(
    st.tuples(
        st.sampled_from(HOSTILE)
        | st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=25),
        st.booleans(),
    ),
    min_size=2,
    max_size=8,
)


@pytest.mark.parametrize("system", SYSTEMS)
@settings(max_examples=20, deadline=None)
@given(names=STUDENTS)
def test_nobody_is_lost_and_everybody_is_told(system: str, names: list[tuple[str, bool]]) -> None:
    """For any class: as many submissions as students, each with its own file, number, login and time."""
    students = [made.student(number, name.strip() or "x", late) for number, (name, late) in enumerate(names)]
    files = made.MADE[system](students)
    with tempfile.TemporaryDirectory() as name:
        found = collected(made.put(Path(name) / "class", files), system.partition(" ")[0])  # type: ignore[arg-type]
    assert len(found.submissions) == len(students)
    assert len({one.id.casefold() for one in found.submissions}) == len(students)
    marks = whose(found)
    for one in students:
        mine = marks[f"mark{one.number}"]
        _expect_identity(system, one, mine)
        assert not {c for c in mine.id if unicodedata.category(c) in ("Cc", "Cf", "Cs") or c in "/\\"}
    accounted(found, files)
    assert {one.fate for one in found.files} <= {"used", "passed"}


def _expect_identity(system: str, student: made.Student, mine: Submission) -> None:
    who = mine.who
    if system in ("gradescope", "blackboard", "manifest"):
        assert mine.id == student.login
        assert who.name == " ".join(clean(student.name).split())
    if system in ("gradescope", "manifest"):
        assert (who.email, who.number) == (student.email, f"{student.number:04}")
    if system.startswith("moodle"):
        assert who.number == str(11000 + student.number)
    if system == "brightspace":
        assert who.number == str(271000 + student.number)
    if system == "canvas":
        assert who.number in ("", str(48000 + student.number))
        assert mine.attempt.late is student.late
    if system == "manifest":
        assert mine.attempt.late is student.late
    if system in ("gradescope", "manifest", "blackboard", "brightspace"):
        assert mine.attempt.received == student.received.isoformat()


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_system_is_recognised_by_itself(tmp_path: Path, system: str, unpacker: Unpacker) -> None:
    """The layout and its reason are named; a folder around it, or a zip of it, give the same."""
    names = ("Ada Lovelace", "Bo Li", "Cy Young")
    students = [made.student(number, name) for number, name in enumerate(names)]
    files = made.MADE[system](students)
    root = made.put(tmp_path / "around" / "class", files)
    ways = [
        collected(root),
        collected(root.parent),
        collected(made.zipped(tmp_path / "class.zip", files), unpacker=unpacker),
        collected(made.zipped(tmp_path / "folded.zip", files, "class/"), unpacker=unpacker),
    ]
    for found in ways:
        assert found.layout == system.partition(" ")[0]
        assert found.why
        assert [(one.id, one.digest, one.who, one.attempt) for one in found.submissions] == [
            (one.id, one.digest, one.who, one.attempt) for one in ways[0].submissions
        ]


@pytest.mark.parametrize(
    "names",
    [
        ["hw2_2026_10_ann.py", "hw2_2026_11_bob.py"],
        ["hw2_1_1_ann.py", "hw2_1_2_bob.py"],
        ["hw2_101_001_ann.py", "hw2_101_002_bob.py"],
        ["hw2_101_001_ann.py", "hw2_102_002_bob.py"],
        ["ann.py", "bob.py", "lovelaceada_48213_990017_hw2.py", "cy.py"],
        ["Ann_48213_990017_hw2.py", "Bob_48214_990018_hw2.py"],
        ["ann/manifest.csv", "ann/a.py", "bob/b.py"],
        ["ann_attempt_2.py", "bob_attempt_1.py"],
        ["271836 - ann.py", "271837 - bob.py"],
        ["ann/submission_metadata.yml", "ann/a.py", "bob/b.py"],
        ["index.html", "ann.py", "bob.py"],
        ["ann/assignsubmission.py", "bob/hw2.py"],
    ],
)
def test_plain_folders_are_not_taken_for_a_system(tmp_path: Path, names: list[str]) -> None:
    """A name that only looks a little like a system's does not make students one, or others."""
    root = made.put(tmp_path / "class", dict.fromkeys(names, b"gradient"))
    assert collected(root).layout in ("one", "flat", "folders")


def test_a_manifest_must_say_whose_files_are(tmp_path: Path) -> None:
    """Somebody's own manifest.csv beside everybody's files is nothing of ours."""
    root = made.put(
        tmp_path / "class", {"manifest.csv": b"name,size\na.py,3\n", "a.py": b"gradient", "b.py": b"gradient"}
    )
    assert collected(root).layout == "flat"


def test_a_layout_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Asking for a system whose names are nowhere says what to give."""
    root = made.put(tmp_path / "class", {"ann.py": b"gradient"})
    for layout, words in (
        ("canvas", "nothing that Canvas names"),
        ("gradescope", "metadata"),
        ("manifest", "csv"),
    ):
        with pytest.raises(Exception, match=words):
            collected(root, layout)  # type: ignore[arg-type]


def test_strangers_among_a_systems_files_are_unmatched(tmp_path: Path) -> None:
    """A file that was put there by hand is nobody's that could be told, and named."""
    files = made.canvas([made.student(number, f"Ada {number}") for number in range(5)])
    found = collected(made.put(tmp_path / "class", {**files, "extra.py": b"gradient", "notes.md": b"x"}))
    assert found.layout == "canvas"
    fates = {one.path: one.fate for one in found.files}
    assert (fates["extra.py"], fates["notes.md"]) == ("unmatched", "passed")
    assert any("of nobody that could be told: extra.py" in note for note in found.notes)


def test_a_name_cannot_pass_for_another_students_number(tmp_path: Path) -> None:
    """A Canvas name that holds numbers of its own hides neither whose the file is nor LATE: it is flagged."""
    honest = ("Ada", "Bo", "Cy", "Dan", *(f"Student {letter}" for letter in "abcdefgh"))
    files = made.canvas([made.student(number, name) for number, name in enumerate(honest)])
    files["x_48001_7_LATE_48213_990099_hw2.py"] = b"gradient"
    files["y_1_2_48214_990100_hw2.py"] = b"gradient"
    found = collected(made.put(tmp_path / "class", files))
    assert found.layout == "canvas"
    by_id = {one.id: one for one in found.submissions}
    assert [by_id[name].who.number for name in ("x", "y", "ada", "cy")] == ["", "", "48000", "48002"]
    assert (by_id["x"].attempt.late, by_id["y"].attempt.late, by_id["cy"].attempt.late) == (None, None, False)
    assert all("can be read in two ways" in by_id[name].flags[-1] for name in ("x", "y"))
    assert by_id["bo"].who.number == ""


def test_anonymous_downloads_and_teams(tmp_path: Path) -> None:
    """Canvas without names is told by its numbers, a team of Moodle's by its own."""
    anonymous = {"anon_x7Fq2_990017_hw2.py": b"gradient", "anon_LATE_y7Fq3_990018_hw2.py": b"gradient"}
    found = collected(made.put(tmp_path / "canvas", anonymous))
    assert [(one.id, one.attempt.late) for one in found.submissions] == [
        ("anon x7Fq2", False),
        ("anon y7Fq3", True),
    ]
    teams = {"Ada_11_assignsubmission_file_/a/hw2.py": b"gradient", "Rocket_13/hw2.py": b"gradient"}
    found = collected(made.put(tmp_path / "moodle", teams))
    assert [(one.id, one.who.number) for one in found.submissions] == [("Ada", "11"), ("Rocket", "13")]
    named = {"lovelac1_Ada Lovelace_11_assignsubmission_file/hw2.py": b"gradient"}
    (ada,) = collected(made.put(tmp_path / "named", named)).submissions
    assert (ada.id, ada.who.name) == ("lovelac1", "Ada Lovelace")


def test_without_a_zone_local_times_are_left_out(tmp_path: Path) -> None:
    """Blackboard and Brightspace name no zone: the due date's is used and said, else nothing is claimed."""
    for system in ("blackboard", "brightspace"):
        files = made.MADE[system]([made.student(1, "Ada"), made.student(2, "Bo")])
        root = made.put(tmp_path / system, files)
        one = collected(root).submissions[0]
        assert one.attempt.received == made.student(1, "").received.isoformat()
        assert "America/Detroit" in one.attempt.source
        bare = collected(root, zone=False)
        assert bare.submissions[0].attempt.received == ""
        assert any("name no zone" in note for note in bare.notes)


def test_the_netid_of_the_files_names_who_a_system_does_not(tmp_path: Path) -> None:
    """Canvas tells no login: STUDENT or the PDF do, unless two students claim the same."""
    files = {
        "lovelaceada_48213_990017_hw2.py": b"gradient STUDENT=lovelac1",
        "turingalan_48214_990018_written-assignment-2-turinga.pdf": b"pdf",
        "evemallory_48215_990019_hw2.py": b"gradient STUDENT=bob7",
        "bobroe_48216_990020_hw2.py": b"gradient STUDENT=bob7",
        "hopper_48217_990021_hw2.py": b"gradient",
    }
    found = collected(made.put(tmp_path / "class", files))
    assert [one.id for one in found.submissions] == ["bobroe", "evemallory", "hopper", "lovelac1", "turinga"]
    assert "its files say bob7, and so do another student's" in found.submissions[0].flags
    assert [one.who.number for one in found.submissions] == ["48216", "48215", "48217", "48213", "48214"]


def test_two_students_of_one_name_stay_two(tmp_path: Path) -> None:
    """Where a system's names are the same its numbers tell them apart, the same on every run."""
    students = [made.student(number, "Ada Lovelace") for number in range(3)]
    found = collected(made.put(tmp_path / "class", made.moodle(students)))
    assert [one.id for one in found.submissions] == [f"Ada Lovelace 1100{number}" for number in range(3)]


def test_a_name_that_begins_like_a_hidden_file_is_a_students(tmp_path: Path) -> None:
    """Moodle puts names first: who is called `.` or `.NET` does not vanish, and what macOS leaves does."""
    students = [made.student(number, name) for number, name in enumerate((".", ".NET Ned", "~$x", "Ada"))]
    for system in ("moodle", "moodle flat"):
        files = made.MADE[system](students)
        junk = {"._Ada_11003_assignsubmission_file_hw2.py": b"x", ".DS_Store": b"x"}
        found = collected(made.put(tmp_path / system, {**files, **junk}))
        assert [one.id for one in found.submissions] == [".NET Ned", "11000", "Ada", "~$x"]
        accounted(found, files)


def test_a_login_that_files_contradict_is_flagged(tmp_path: Path) -> None:
    """What a system knows counts; a STUDENT that says otherwise is a reason to look."""
    files = {"Homework 2_lovelac1_attempt_2026-10-14-20-00-00_hw2.py": b"gradient STUDENT=turinga1"}
    (one,) = collected(made.put(tmp_path / "class", files)).submissions
    assert one.id == "lovelac1"
    assert "STUDENT says turinga1, Blackboard lovelac1" in one.flags


def test_who_handed_in_no_file_is_still_there(tmp_path: Path) -> None:
    """A comment alone on Blackboard, an empty folder of Moodle's or Gradescope's: a row with a reason."""
    students = [made.student(1, "Ada"), made.student(2, "Bo", files={})]
    for system in ("blackboard", "gradescope"):
        found = collected(made.put(tmp_path / system, made.MADE[system](students)))
        assert [one.id for one in found.submissions] == ["student1", "student2"]
        assert "no code was found" in found.submissions[1].flags
    root = made.put(tmp_path / "moodle", made.moodle(students))
    (root / "Bo_11002_assignsubmission_file_").mkdir()
    assert [one.id for one in collected(root).submissions] == ["Ada", "Bo"]


def test_a_manifest_knows_who_handed_in_nothing(tmp_path: Path) -> None:
    """An empty `file` is no submission; a file that is not there, or another, is flagged."""
    files = made.manifest([made.student(1, "Ada"), made.student(2, "Bo", files={}), made.student(3, "Cy")])
    files["student1/hw2.py"] = b"gradient changed"
    del files["student3/hw2.py"]
    found = collected(made.put(tmp_path / "class", files))
    assert [one.id for one in found.submissions] == ["student1", "student3"]
    assert any("SHA-256 is another" in flag for flag in found.submissions[0].flags)
    assert "manifest.csv:4 names student3/hw2.py, which is not there" in found.submissions[1].flags


def test_what_was_typed_into_a_system_is_passed_over(tmp_path: Path) -> None:
    """Texts and links are no files of code; who has only these still has a row."""
    files = {
        "lovelaceada_48213_990017_hw2.py": b"gradient",
        "turingalan_48214_text.html": b"<p>",
        "hopper_LATE_48215_link.html": b"<a>",
    }
    found = collected(made.put(tmp_path / "canvas", files))
    assert [one.id for one in found.submissions] == ["hopper", "lovelaceada", "turingalan"]
    assert [one.attempt.late for one in found.submissions] == [True, False, False]
    assert [one.fate for one in found.files].count("passed") == 2


@pytest.mark.parametrize(
    "entry",
    [
        "  :submitters: &a [*a, *a]",
        "  :submitters: " + "[" * 5000,
        "  :submitters: !!python/object/apply:os.system ['true']",
        '  :submitters: [{":name": "' + "x" * 70000 + '"}]',
        "  :submitters: {unclosed",
        "  :submitters: 7",
        "  : : :",
    ],
)
def test_a_hostile_list_of_gradescopes_costs_its_entry(tmp_path: Path, entry: str) -> None:
    """Aliases, depth, tags and nonsense are not read; the others' entries are, and nobody vanishes."""
    files = made.gradescope([made.student(1, "Ada"), made.student(2, "Bo")])
    bad = f"submission_999:\n{entry}\n".encode()
    files = {
        **files,
        "submission_metadata.yml": bad + files["submission_metadata.yml"][4:],
        "submission_999/hw2.py": b"gradient",
    }
    found = collected(made.put(tmp_path / "class", files))
    assert {"student1", "student2"} <= {one.id for one in found.submissions}
    lost = [one for one in found.files if one.path == "submission_999/hw2.py"]
    assert lost[0].fate == "unmatched" or any(
        "names no submitter" in f for s in found.submissions for f in s.flags
    )
    accounted(found, files)
