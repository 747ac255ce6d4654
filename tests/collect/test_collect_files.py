"""What of a student's folder is read, in which order it counts, and what is flagged."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from plain_files import ASKED, Collect, Make, Rule, read

from grader.collect import collect, walk, work
from grader.model.submission import Submission
from grader.sandbox.reader import Reader

PDF = "written-assignment-2-{}.pdf"


def _one(gather: Collect, files: dict[str, str | bytes]) -> Submission:
    """The submission of a folder called ann, beside another student's."""
    found = gather({"zoe/hw2.py": "sgd"} | {f"ann/{name}": text for name, text in files.items()})
    return next(one for one in found.submissions if one.id == "ann")


def _paths(one: Submission) -> list[str]:
    return [file.path for file in one.code]


def test_what_nobody_wrote_is_passed_over(gather: Collect) -> None:
    """Hidden files, caches, checkpoints, environments and the example's expectations are not handed in."""
    one = _one(
        gather,
        {
            "hw2.py": "gradient",
            ".hidden.py": "gradient",
            "__pycache__/hw2.py": "gradient",
            ".ipynb_checkpoints/hw2.ipynb": "gradient",
            "__MACOSX/hw2.py": "gradient",
            "venv/lib/x.py": "gradient",
            "odd/pyvenv.cfg": "",
            "odd/lib/x.py": "gradient",
            ".DS_Store": "x",
            "expect.yaml": "total: 3",
        },
    )
    assert _paths(one) == ["hw2.py"]
    assert one.flags == ()


def test_other_files_are_named_in_the_notes(gather: Collect) -> None:
    """A file that is neither code nor PDF is passed over aloud."""
    found = gather({"ann/hw2.py": "gradient", "ann/data.csv": "1", "bob/hw2.py": "gradient"})
    assert found.notes == ("passed over: ann/data.csv",)


def test_our_own_output_is_no_student(gather: Collect) -> None:
    """A folder of grades inside the submissions is never graded."""
    found = gather(
        {"ann/a.py": "sgd", "bob/b.py": "sgd", "grades/ledger.sqlite": "", "grades/report/x.py": "sgd"}
    )
    assert [one.id for one in found.submissions] == ["ann", "bob"]


def test_nobody_vanishes_for_a_file_that_tools_leave(gather: Collect) -> None:
    """Neither an environment nor a folder of grades holds code at its top: one that does is a student's."""
    for name in ("pyvenv.cfg", "ledger.sqlite"):
        found = gather({"ann/a.py": "sgd", "bob/b.py": "sgd", f"bob/{name}": ""})
        assert [one.id for one in found.submissions] == ["ann", "bob"]


def test_modules_come_first_and_answers_last(gather: Collect) -> None:
    """Modules and untouched starters before answers, then the highest (n), then the last by name."""
    one = _one(
        gather,
        {
            "z_util.py": "mean",
            "zz_starter.py": "gradient? vjp?",
            "hw2(10).py": "gradient a",
            "hw2 (9).py": "gradient b",
            "b.py": "vjp",
            "a.py": "jacobian",
        },
    )
    assert _paths(one) == ["z_util.py", "zz_starter.py", "a.py", "b.py", "hw2 (9).py", "hw2(10).py"]


def test_two_files_with_one_question_are_flagged(gather: Collect) -> None:
    """The file that counts is named once for all the questions it wins."""
    one = _one(gather, {"hw2.py": "gradient vjp jacobian", "hw2 (1).py": "gradient vjp sgd"})
    assert one.flags == ("two files define gradient and vjp: hw2 (1).py was used",)


def test_a_starter_loses_question_by_question(gather: Collect) -> None:
    """A file that answers one question and leaves another wins only where it answers."""
    one = _one(gather, {"a.py": "gradient vjp", "b.py": "gradient? vjp more"})
    assert set(one.flags) == {
        "two files define gradient: a.py was used",
        "two files define vjp: b.py was used",
    }


def test_two_copies_are_no_contradiction(gather: Collect) -> None:
    """The same bytes twice need no flag."""
    assert _one(gather, {"hw2.py": "gradient", "Copy of hw2.py": "gradient"}).flags == ()


@pytest.mark.parametrize(
    ("name", "netid"),
    [
        (PDF.format("ada12"), "ada12"),
        ("Written_Assignment 2-Ada12.PDF", "ada12"),
        ("Copy of " + PDF.format("ada12"), "ada12"),
        ("written-assignment-2-ada12 (1).pdf", "ada12"),
        ("written-assignment-2-ada12(2).pdf", "ada12"),
        ("written-assignment-2-Ada-Lovelace.pdf", None),
        ("written-assignment-2-netid.pdf", None),
        ("written-assignment-2-{netid}.pdf", None),
        ("essay.pdf", None),
        ("written-assignment-3-ada12.pdf", None),
    ],
)
def test_the_netid_in_a_pdfs_name(gather: Collect, name: str, netid: str | None) -> None:
    """Spaces for hyphens, copies and attempts are forgiven; another name gives no netid."""
    one = _one(gather, {"hw2.py": "gradient", name: "pdf"})
    assert one.netid == netid
    assert [paper.size for paper in one.written] == [3]


def test_identities_that_differ_are_flagged(make: Make) -> None:
    """STUDENT, the PDF and a folder named like a netid must say the same; other folder names say nothing."""
    root = make(
        {
            "ada12/hw2.py": "gradient STUDENT=eve34",
            "bob34/hw2.py": "gradient STUDENT=BOB34",
            "Cy Young/hw2.py": "gradient STUDENT=cy1",
            "Cy Young/" + PDF.format("dan2"): "pdf",
        }
    )
    flags = {one.id: one.flags for one in collect(root, Rule(), ASKED, read).submissions}
    assert flags == {
        "ada12": ("STUDENT says eve34, the folder ada12",),
        "bob34": (),
        "Cy Young": ("STUDENT says cy1, the PDF dan2",),
    }


def test_a_student_without_code_is_still_there(gather: Collect) -> None:
    """An empty folder and one with only an archive are submissions with a reason to look."""
    found = gather({"ann/": "", "bob/hw2.zip": "PK", "cy/hw2.py": "gradient"})
    flags = {one.id: one.flags for one in found.submissions}
    assert flags["ann"] == ("no code was found",)
    assert flags["bob"] == ("hw2.zip was not opened: unpack it first", "no code was found")


def test_a_packed_student_in_a_flat_folder_is_still_there(gather: Collect) -> None:
    """Who handed in an archive among files has a row too."""
    found = gather({"ann.py": "gradient", "bob.py": "gradient", "eve.zip": "PK"})
    assert [one.id for one in found.submissions] == ["ann", "bob", "eve"]


def test_links_lead_nowhere(make: Make, tmp_path: Path) -> None:
    """A link out of a student's folder, to a folder or to nothing is not followed, and said so."""
    secret = tmp_path / "secret.py"
    secret.write_text("gradient")
    root = make({"ann/real.py": "gradient", "bob/hw2.py": "gradient"})
    (root / "ann" / "out.py").symlink_to(secret)
    (root / "ann" / "peek.py").symlink_to(Path("..") / "bob" / "hw2.py")
    (root / "ann" / "loop").symlink_to(root / "ann")
    (root / "ann" / "gone.py").symlink_to(tmp_path / "nothing")
    (root / "ann" / "same.py").symlink_to("real.py")
    (root / "eve").symlink_to(tmp_path)
    found = collect(root, Rule(), ASKED, read)
    assert [one.id for one in found.submissions] == ["ann", "bob"]
    ann = found.submissions[0]
    assert _paths(ann) == ["real.py", "same.py"]
    assert set(ann.flags) == {
        "out.py was passed over: it is a link that leads out of its folder",
        "peek.py was passed over: it is a link that leads out of its folder",
        "loop was passed over: it is a link to a folder",
        "gone.py was passed over: it is a broken link",
    }
    assert found.notes == ("eve was passed over: it is a link that leads out of its folder",)


def test_a_pipe_is_not_opened(make: Make) -> None:
    """A pipe named like code would hang whoever reads it."""
    root = make({"ann/hw2.py": "gradient", "bob/hw2.py": "gradient"})
    os.mkfifo(root / "ann" / "pipe.py")
    ann = collect(root, Rule(), ASKED, read).submissions[0]
    assert _paths(ann) == ["hw2.py"]
    assert ann.flags == ("pipe.py was passed over: it is a pipe or a device, not a file",)
    with pytest.raises(OSError, match="not a plain file"):
        walk.contents(root / "ann" / "pipe.py", 10)


def test_a_file_that_is_too_large_is_an_error_of_its_own(
    gather: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code beyond the cap is not read; the student and the other files are."""
    monkeypatch.setattr(work, "MAX_CODE", 1 << 20)
    one = _one(gather, {"big.py": b"#" * ((1 << 20) + 1), "hw2.py": "gradient"})
    assert one.flags == ("big.py could not be read: it has more than 1 MB",)
    assert one.defines == {"gradient"}


def test_what_may_not_be_opened_costs_itself(gather: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission is flagged, the class goes on."""
    opened = os.open

    def guarded(path: Path, flags: int) -> int:
        if Path(path).name.startswith("locked"):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags)

    monkeypatch.setattr(walk.os, "open", guarded)
    one = _one(gather, {"locked.py": "vjp", "locked.pdf": "pdf", "hw2.py": "gradient"})
    assert set(one.flags) == {
        "locked.py could not be read: permission denied",
        "locked.pdf could not be read: permission denied",
    }


@pytest.mark.optional
@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_may_not_be_listed_costs_itself(make: Make) -> None:
    """A folder without permission is flagged, the class goes on."""
    root = make({"ann/hw2.py": "gradient", "ann/closed/x.py": "vjp", "bob/hw2.py": "gradient"})
    (root / "ann" / "closed").chmod(0)
    ann = collect(root, Rule(), ASKED, read).submissions[0]
    (root / "ann" / "closed").chmod(0o700)
    assert ann.flags == ("the folder closed could not be read: permission denied",)


def test_names_are_spelt_one_way(make: Make) -> None:
    """Names are NFC, without control characters or broken bytes, whatever the file system holds."""
    decomposed = unicodedata.normalize("NFD", "Zoë")
    root = make({f"{decomposed}/hw2é.py": "gradient", "b\x1b[31m\nb/a\tb.py": "gradient"})
    bad = os.fsencode(root) + b"/c\xff"
    os.mkdir(bad)  # noqa: PTH102 - a name that is no text
    found = collect(root, Rule(), ASKED, read)
    assert [one.id for one in found.submissions] == ["Zo\u00eb", "b_[31m_b", "c\ufffd"]
    assert _paths(found.submissions[0]) == [unicodedata.normalize("NFC", "hw2é.py")]
    assert _paths(found.submissions[1]) == ["a_b.py"]


def test_a_flood_of_files_is_cut(gather: Collect, monkeypatch: pytest.MonkeyPatch) -> None:
    """More files than any homework has are not all read, and that is said."""
    monkeypatch.setattr(walk, "MAX_FILES", 5)
    one = _one(gather, {f"{number}.py": "mean" for number in range(9)})
    assert len(one.code) == 5
    assert one.flags == ("only its first 5 files were looked at",)


def test_the_same_files_make_the_same_digest(make: Make) -> None:
    """The order of a submission's code does not depend on where it lies."""
    root = make({"ann/b.py": "gradient", "ann/a.py": "vjp", "copy/a.py": "vjp", "copy/b.py": "gradient"})
    ann, copy = collect(root, Rule(), ASKED, read).submissions
    assert ann.digest == copy.digest


def test_collect_reads_through_the_reader(make: Make) -> None:
    """The real reader fits: bytes in, plain blocks out, an unreadable file flagged."""
    root = make(
        {
            "ann/hw2.py": "def gradient(X, t, w):\n    return X\n",
            "bob/hw2.ipynb": "",
            "cy/hw2.py": "def gradient(X, t, w):\n    # yours\n",
        }
    )
    with Reader() as reader:
        ann, bob, cy = collect(root, Rule(), ASKED, lambda p, d: reader.read(p, d, ASKED)).submissions
    assert ann.defines == {"gradient"}
    assert bob.flags == ("hw2.ipynb could not be read: it is empty (0 bytes)",)
    assert cy.code[0].untouched == {"gradient"}
