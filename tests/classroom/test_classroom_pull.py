"""Fetching what was handed in: every page of it, whole, once, and only into its folder."""

from __future__ import annotations

import csv
import hashlib
import stat
from pathlib import Path

import pytest
from google_school import COLAB, COURSE, DOC, WORK, School

from grader.classroom.find import find
from grader.classroom.pull import Pulled, pull
from grader.classroom.service import Google
from grader.errors import GraderError

COLUMNS = "netid,email,name,user_id,submission_id,state,late,received,drive_file_id,title,file,sha256"
WRITTEN = "written-assignment-2-{netid}.pdf"


def fetch(google: Google, folder: Path, **more: object) -> Pulled:
    """Fetch the homework of the small school."""
    return pull(google, find(google, f"{COURSE}/{WORK}"), folder, written=WRITTEN, **more)  # type: ignore[arg-type]


def manifest(folder: Path) -> list[dict[str, str]]:
    """The rows of manifest.csv."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """What lies in the students' folders."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*/*") if path.is_file()
    }


def test_everybody_is_in_the_manifest_and_files_lie_where_it_says(
    school: School, google: Google, folder: Path
) -> None:
    """All pages are read; a row a file with its digest, and a row without one for who handed in nothing."""
    school.hand_in("101", school.hang("hw2.py", b"a = 1\n"), school.hang("hw2.py", b"a = 2\n"), late=True)
    school.hand_in("102", school.hang("Untitled0", b"{}", COLAB))
    school.hand_in("103", state="NEW", submissionHistory=[], assignmentSubmission={})
    done = fetch(google, folder)
    assert files(folder) == {
        "lovelac1/hw2.py": b"a = 1\n",
        "lovelac1/hw2 (1).py": b"a = 2\n",
        "turinga/Untitled0.ipynb": b"{}",
    }
    text = (folder / "manifest.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == COLUMNS
    rows = manifest(folder)
    assert [(row["netid"], row["file"], row["state"], row["late"]) for row in rows] == [
        ("hypatia", "", "NEW", "false"),
        ("lovelac1", "lovelac1/hw2.py", "TURNED_IN", "true"),
        ("lovelac1", "lovelac1/hw2 (1).py", "TURNED_IN", "true"),
        ("noethere", "", "", ""),
        ("turinga", "turinga/Untitled0.ipynb", "TURNED_IN", "false"),
    ]
    assert rows[1]["sha256"] == hashlib.sha256(b"a = 1\n").hexdigest()
    assert (rows[1]["email"], rows[1]["name"]) == ("Lovelac1@Example.edu", "Lovelace, Ada")
    assert rows[1]["received"] == "2026-09-29T21:58:01+00:00"
    assert rows[1]["drive_file_id"] == "file-1"
    assert "not given this assignment: noethere" in done.notes
    assert len(school.asked("/students?")) == 2
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_fetch_takes_only_what_changed(school: School, google: Google, folder: Path) -> None:
    """By checksum, or for Google's documents by the time of the last change; what is gone is taken away."""
    school.hand_in(
        "101", school.hang("hw2.py", b"1"), school.hang("written assignment 2 lovelac1", b"x", DOC)
    )
    one = school.hand_in("102", school.hang("hw2.py", b"2"), school.hang("old.py", b"3"))
    first = fetch(google, folder)
    assert (first.fetched, first.kept) == (4, 0)
    before = (folder / "manifest.csv").read_bytes()
    second = fetch(google, folder)
    assert (second.fetched, second.kept) == (0, 4)
    assert (folder / "manifest.csv").read_bytes() == before
    school.hang("hw2.py", b"22", number="file-3")
    school.files["file-2"]["modifiedTime"] = "2026-10-01T00:00:00.000Z"
    one["assignmentSubmission"]["attachments"].pop()
    third = fetch(google, folder)
    assert (third.fetched, third.kept) == (2, 1)
    assert files(folder)["turinga/hw2.py"] == b"22"
    assert not (folder / "turinga" / "old.py").exists()
    (folder / "turinga" / "hw2.py").write_bytes(b"changed here")
    assert fetch(google, folder).fetched == 1
    assert files(folder)["turinga/hw2.py"] == b"22"


def test_a_renamed_file_does_not_stay_under_its_old_name(
    school: School, google: Google, folder: Path
) -> None:
    """Otherwise two files would be graded where one was handed in."""
    one = school.hand_in("101", school.hang("hw2.py", b"1"))
    fetch(google, folder)
    one["assignmentSubmission"]["attachments"] = [school.hang("final.py", b"1", number="file-1")]
    fetch(google, folder)
    assert files(folder) == {"lovelac1/final.py": b"1"}


def test_what_is_no_file_is_named(school: School, google: Google, folder: Path) -> None:
    """Links, forms, videos and documents of Google's are said by student, and cost nothing else."""
    link = {"link": {"url": "https://colab.research.google.com/drive/1", "title": "hw2"}}
    form = {"form": {"formUrl": "https://forms.gle/x", "title": "Quiz"}}
    video = {"youTubeVideo": {"id": "x", "title": "My proof"}}
    doc, written = school.hang("notes", b"n", DOC), school.hang("Written-Assignment-2-lovelac1", b"w", DOC)
    school.hand_in("101", link, form, video, doc, written, {"new": {}}, school.hang("hw2.py", b"1"))
    done = fetch(google, folder)
    assert set(files(folder)) == {"lovelac1/hw2.py", "lovelac1/Written-Assignment-2-lovelac1.pdf"}
    said = "\n".join(done.notes)
    for clause in (
        "a link to Colab instead",
        "a Google Form",
        "a video",
        "notes cannot be used: it is a Google Doc",
    ):
        assert clause in said
    assert done.failed == ()
    assert not [note for note in done.notes if note.startswith("handed in, but nothing")]
    school.hand_in("102", link)
    assert "handed in, but nothing that is here to be graded: turinga" in fetch(google, folder).notes


def test_a_file_that_cannot_be_had_costs_only_itself(school: School, google: Google, folder: Path) -> None:
    """It is named, everybody else is fetched, and the next fetch gets it."""
    school.hand_in("101", school.hang("hw2.py", b"1"), school.hang("more.py", b"2"))
    school.hand_in("102", school.hang("hw2.py", b"3"))
    school.fail("/files/file-1?", 503)
    done = fetch(google, folder)
    assert set(files(folder)) == {"lovelac1/more.py", "turinga/hw2.py"}
    assert len(done.failed) == 1
    assert done.failed[0].startswith("lovelac1: hw2.py could not be fetched: Google has trouble")
    assert len(school.asked("/files/file-1?")) == 6  # bounded: once, and five times more
    school.faults.clear()
    assert fetch(google, folder).fetched == 1


def test_the_version_fetched_earlier_stays_when_a_new_one_cannot_be_had(
    school: School, google: Google, folder: Path
) -> None:
    """And that is said, for it is not what was handed in last."""
    school.hand_in("101", school.hang("hw2.py", b"1"))
    fetch(google, folder)
    school.hang("hw2.py", b"2", number="file-1")
    school.fail("alt=media", 500)
    done = fetch(google, folder)
    assert files(folder) == {"lovelac1/hw2.py": b"1"}
    assert "the version fetched earlier stays" in done.failed[0]
    assert [row["file"] for row in manifest(folder) if row["file"]] == ["lovelac1/hw2.py"]


def test_a_drive_that_does_not_come_back_ends_the_waiting(
    school: School, google: Google, folder: Path
) -> None:
    """After three files in vain the others are named, not tried: nobody waits for hours."""
    school.hand_in("101", *(school.hang(f"hw{n}.py", b"1") for n in range(5)))
    school.hand_in("102", school.hang("hw2.py", b"3"))
    school.fail("/drive/", 503)
    done = fetch(google, folder)
    assert len(done.failed) == 6
    assert done.failed[-1] == "turinga: hw2.py could not be fetched: not tried after the others"
    assert len(school.asked("/drive/")) == 3 * 6


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_waited_for(school: School, google: Google, folder: Path, status: int) -> None:
    """Quotas and Google's own troubles are tried again, for lists and for files."""
    school.hand_in("101", school.hang("hw2.py", b"1"))
    for where in ("/students?", "/studentSubmissions?", "alt=media"):
        school.fail(where, status, times=2)
    done = fetch(google, folder)
    assert (done.fetched, done.failed) == (1, ())


def test_a_list_that_cannot_be_had_leaves_everything_as_it_was(
    school: School, google: Google, folder: Path
) -> None:
    """Without the whole class list nothing is fetched, and the earlier manifest stays."""
    school.hand_in("101", school.hang("hw2.py", b"1"))
    fetch(google, folder)
    before = (folder / "manifest.csv").read_bytes()
    school.fail("/students?", 503)
    with pytest.raises(GraderError, match="Google has trouble of its own"):
        fetch(google, folder)
    assert (folder / "manifest.csv").read_bytes() == before
    assert files(folder) == {"lovelac1/hw2.py": b"1"}


def test_a_fetch_that_is_stopped_goes_on_there(school: School, google: Google, folder: Path) -> None:
    """What one student's turn brought is kept, and not fetched a second time."""
    for user in ("101", "102", "103"):
        school.hand_in(user, school.hang("hw2.py", user.encode()))

    def stop(stage: str, done: int, total: int) -> None:
        del stage, total
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(google, folder, progress=stop)
    assert not (folder / "manifest.csv").exists()
    done = fetch(google, folder)
    assert (done.fetched, done.kept) == (1, 2)


def test_bytes_that_did_not_arrive_whole_are_not_written(
    school: School, google: Google, folder: Path
) -> None:
    """What Drive says of a file must fit what came."""
    school.hand_in("101", school.hang("hw2.py", b"whole"))
    school.contents["file-1"] = b"who"
    done = fetch(google, folder)
    assert "did not arrive whole" in done.failed[0]
    assert files(folder) == {}


HOSTILE = [
    "../../../etc/passwd.py",
    "/etc/cron.d/x.py",
    "..",
    ".bashrc",
    "con.py",
    "a\x00b\n\u202ec.py",
    "x" * 400 + ".py",
    "C:\\Windows\\hw.py",
    "~$hw.py",
    "ha\u0308mlet.py",
    "   ",
    "=1+1.py",
]


def test_hostile_names_stay_in_the_students_folder(school: School, google: Google, folder: Path) -> None:
    """Each file lies directly in its student's folder, can be seen there, and is named so in the manifest."""
    school.hand_in("101", *(school.hang(name, name.encode()) for name in HOSTILE))
    school.enrol("105", "../evil@example.edu", "=HYPERLINK(1)", "")
    school.hand_in("105", school.hang("hw2.py", b"e"))
    done = fetch(google, folder)
    assert done.fetched == len(HOSTILE) + 1
    assert {path.name for path in folder.parent.iterdir()} == {"collected"}
    rows = [row["file"] for row in manifest(folder) if row["file"]]
    assert sorted(rows) == sorted(files(folder))
    for name in rows:
        assert name.count("/") == 1
        last = name.rpartition("/")[2]
        assert not last.startswith((".", "~"))
        assert len(last.encode()) < 200
        assert last.isprintable()
    assert "lovelac1/h\u00e4mlet.py" in rows
    assert "'=HYPERLINK(1)" in {row["name"] for row in manifest(folder)}


def test_two_students_with_one_name_before_the_at_get_two_folders(
    school: School, google: Google, folder: Path
) -> None:
    """Nobody's work lies in another's folder; without an address the folder has Google's number."""
    school.enrol("105", "turinga@other.example", "Turing", "Other")
    school.enrol("106", "", "Nobody", "")
    for user in ("102", "105", "106"):
        school.hand_in(user, school.hang("hw2.py", user.encode()))
    fetch(google, folder, netids={"hypatia@example.edu": "hyp1"})
    assert files(folder) == {
        "turinga@example.edu/hw2.py": b"102",
        "turinga@other.example/hw2.py": b"105",
        "user-106/hw2.py": b"106",
    }
    assert {row["netid"] for row in manifest(folder)} >= {"hyp1", "user-106"}


def test_states_and_times_are_told_apart(school: School, google: Google, folder: Path) -> None:
    """What was not handed in is not fetched; a time that is only the last change is said to be that."""
    school.hand_in("101", school.hang("hw2.py", b"1"), state="CREATED")
    school.hand_in("102", school.hang("hw2.py", b"2"), submissionHistory=[])
    history = [
        {"stateHistory": {"state": "TURNED_IN", "stateTimestamp": "2026-09-29T23:30:00+02:00"}},
        {"stateHistory": {"state": "TURNED_IN", "stateTimestamp": "2026-09-28T00:00:00Z"}},
        {"stateHistory": {"state": "STUDENT_EDITED_AFTER_TURN_IN", "stateTimestamp": "2026-10-02T00:00:00Z"}},
        {"gradeHistory": {"pointsEarned": 1}},
    ]
    school.hand_in("103", school.hang("hw2.py", b"3"), submissionHistory=history, state="RETURNED")
    school.hand_in("999", school.hang("hw2.py", b"9"))
    done = fetch(google, folder)
    assert set(files(folder)) == {"turinga/hw2.py", "hypatia/hw2.py"}
    times = {row["netid"]: row["received"] for row in manifest(folder)}
    assert times["turinga"] == "2026-09-30T10:00:00+00:00"
    assert times["hypatia"] == "2026-09-29T21:30:00+00:00"
    assert times["lovelac1"] == ""
    assert "attached something and did not hand it in: lovelac1" in done.notes
    assert "no time of handing in; `received` is the last change instead: turinga" in done.notes
    assert "changed the files after handing in: hypatia" in done.notes
    assert "user 999 handed in, but is not in the course any more: passed over" in done.notes


def test_a_folder_with_other_things_is_left_alone(school: School, google: Google, folder: Path) -> None:
    """Neither somebody's own files nor another assignment's are mixed with what is fetched."""
    folder.mkdir()
    (folder / "mine.py").write_text("x = 1\n")
    with pytest.raises(GraderError, match="did not come from Classroom"):
        fetch(google, folder)
    (folder / "mine.py").unlink()
    fetch(google, folder)
    school.works["595448233777"] = school.works[WORK] | {"id": "595448233777", "title": "Homework 3"}
    with pytest.raises(GraderError, match="another assignment"):
        pull(google, find(google, f"{COURSE}/595448233777"), folder)
    assert (folder / "manifest.csv").exists()
