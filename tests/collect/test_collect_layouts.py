"""Who is who: folders, flat folders, one submission, and the sentence that explains the choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_files import ASKED, Collect, Make, Rule, read

from grader.collect import Collected, collect
from grader.errors import SubmissionError

PDF = "written-assignment-2-{}.pdf"


def _who(collected: Collected) -> dict[str, list[str]]:
    return {
        one.id: [file.path for file in one.code] + [file.path for file in one.written]
        for one in collected.submissions
    }


def test_each_folder_is_a_student(gather: Collect) -> None:
    """A folder of folders: ids are the folders' names, in order, and the reason is said."""
    found = gather({"bob/hw2.py": "gradient", "ann/hw2.py": "gradient", "ann/" + PDF.format("ann1"): "pdf"})
    assert _who(found) == {"ann": ["hw2.py", PDF.format("ann1")], "bob": ["hw2.py"]}
    assert list(_who(found)) == ["ann", "bob"]
    assert (found.layout, found.why) == ("folders", "there are 2 folders")


def test_files_side_by_side_can_be_one_submission(gather: Collect) -> None:
    """No question twice and at most one PDF: one student, under the folder's name."""
    found = gather({"a.py": "gradient", "b.py": "vjp", "util.py": "mean", PDF.format("ann1"): "pdf"})
    assert list(_who(found)) == ["class"]
    assert found.layout == "one"
    assert found.submissions[0].netid == "ann1"
    assert "no question is defined in two" in found.why


@pytest.mark.parametrize("kind", ["", "?", "!"])
def test_a_question_twice_means_two_students(gather: Collect, kind: str) -> None:
    """Definitions, untouched starters and lost ones all speak for a class; the override is named."""
    found = gather({"ann.py": "gradient", "bob.py": f"gradient{kind}"})
    assert _who(found) == {"ann": ["ann.py"], "bob": ["bob.py"]}
    assert found.layout == "flat"
    assert "gradient is defined in ann.py and in bob.py" in found.why
    assert "--layout one" in found.why


def test_two_pdfs_mean_two_students(gather: Collect) -> None:
    """One student hands in one PDF at most."""
    found = gather({PDF.format("ann1"): "a", PDF.format("bob2"): "b", "ann1.py": "gradient"})
    assert _who(found) == {"ann1": ["ann1.py", PDF.format("ann1")], "bob2": [PDF.format("bob2")]}
    assert found.layout == "flat"


def test_flat_files_are_joined_by_netid_then_by_stem(gather: Collect) -> None:
    """STUDENT joins a file to the PDF of that netid; without it files of one stem belong together."""
    found = gather(
        {
            "hw2.ipynb": "gradient STUDENT=ann1",
            "more.py": "vjp STUDENT=Ann1@msu.edu",
            PDF.format("ann1"): "pdf",
            "bob.py": "gradient",
            "bob.pdf": "pdf",
            "hw2 (3).py": "gradient STUDENT=netid",
        }
    )
    assert _who(found) == {
        "ann1": ["hw2.ipynb", "more.py", PDF.format("ann1")],
        "bob": ["bob.py", "bob.pdf"],
        "hw2 (3)": ["hw2 (3).py"],
    }
    assert [one.netid for one in found.submissions] == ["ann1", None, None]


def test_the_starters_placeholder_joins_nobody(gather: Collect) -> None:
    """Students who left `STUDENT = "netid"` as it was are not one student."""
    found = gather({"a.py": "gradient STUDENT=netid", "b.py": "gradient STUDENT=netid"})
    assert list(_who(found)) == ["a", "b"]


@pytest.mark.parametrize(
    ("layout", "ids"), [("one", ["class"]), ("flat", ["a", "b"]), ("folders", ["a", "b", "old"])]
)
def test_the_layout_can_be_ordered(gather: Collect, layout: str, ids: list[str]) -> None:
    """--layout overrides what the files suggest, and is given as the reason."""
    found = gather({"a.py": "gradient", "b.py": "gradient", "old/c.py": "gradient"}, layout)
    assert list(_who(found)) == ids
    assert (found.layout, found.why) == (layout, f"--layout {layout} says so")


@pytest.mark.parametrize(("layout", "files"), [("folders", "a.py"), ("flat", "a/a.py")])
def test_an_impossible_layout_is_refused(gather: Collect, layout: str, files: str) -> None:
    """Asking for folders where there are none (or files) names the other way."""
    with pytest.raises(SubmissionError, match="--layout f"):
        gather({files: "gradient"}, layout)


def test_files_beside_folders(gather: Collect) -> None:
    """A file beside students' folders is a student by its name, and said to be; nobody vanishes."""
    found = gather({"ann/a.py": "gradient", "bob/b.py": "gradient", "eve.py": "gradient"})
    assert list(_who(found)) == ["ann", "bob", "eve"]
    assert found.notes == ("beside the folders lie files, taken by name: eve",)


def test_a_package_beside_the_answers_is_part_of_them(gather: Collect) -> None:
    """A folder that answers nothing belongs to the one submission around it, paths kept."""
    found = gather({"hw2.py": "gradient", "lib/util.py": "mean", "lib/deep/more.py": "median"})
    assert _who(found) == {"class": ["lib/deep/more.py", "lib/util.py", "hw2.py"]}
    assert found.layout == "one"


def test_one_file_is_one_submission(gather: Collect, make: Make) -> None:
    """A file given by its own name: the id is its netid, else its stem."""
    root = make({"hw2.py": "gradient STUDENT=ann1", "b.py": "gradient"})
    assert [one.id for one in collect(root / "hw2.py", Rule(), ASKED, read).submissions] == ["ann1"]
    found = gather({}, below="b.py")
    assert ([one.id for one in found.submissions], found.layout) == (["b"], "one")


def test_names_that_differ_in_case_alone_stay_two(gather: Collect) -> None:
    """Two students never share an id; the second gets a number and both are flagged."""
    found = gather({"Ann/a.py": "gradient", "ann/a.py": "gradient"})
    assert [one.id for one in found.submissions] == ["Ann", "ann (2)"]
    assert all("2 submissions are called Ann" in one.flags for one in found.submissions)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "holds no submissions"),
        ({"README.md": "hello", "ann/": ""}, "holds no submissions"),
        ({"all.zip": "PK"}, "only archives .all.zip.: unpack"),
    ],
)
def test_nothing_to_grade_is_one_sentence(gather: Collect, files: dict[str, str], words: str) -> None:
    """An empty folder stops the run with what to do about it."""
    with pytest.raises(SubmissionError, match=words):
        gather(files)


def test_a_place_that_is_no_folder_of_submissions(make: Make, tmp_path: Path) -> None:
    """A missing folder, an archive and a file of another kind are each named with the remedy."""
    root = make({"all.zip": "PK", "notes.txt": "x"})
    with pytest.raises(SubmissionError, match="does not exist: give the folder"):
        collect(tmp_path / "nowhere", Rule(), ASKED, read)
    with pytest.raises(SubmissionError, match="is an archive: unpack it"):
        collect(root / "all.zip", Rule(), ASKED, read)
    with pytest.raises(SubmissionError, match=r"not a submission: the rubric asks for \*\.py"):
        collect(root / "notes.txt", Rule(), ASKED, read)
