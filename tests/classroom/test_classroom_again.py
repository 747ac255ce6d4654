"""Fetching again and again: whatever happened in between, the folder is what a first fetch would make."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from google_school import COURSE, DOC, WORK, School, at, open_school, small_school
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.find import find
from grader.classroom.pull import Pulled, pull
from grader.classroom.service import Google

USERS = ("101", "102", "103")
NAMES = ("hw.py", "HW.py", "hw (1).py", "../x.py", "written-assignment-2-a")
CHANGES = st.one_of(
    st.tuples(st.just("hang"), st.sampled_from(USERS), st.sampled_from(NAMES), st.binary(max_size=3)),
    st.tuples(st.just("edit"), st.integers(1, 6), st.binary(max_size=3)),
    st.tuples(st.just("rename"), st.integers(1, 6), st.sampled_from(NAMES)),
    st.tuples(st.just("take off"), st.sampled_from(USERS), st.integers(0, 3)),
    st.tuples(st.just("turn round"), st.sampled_from(USERS)),
    st.tuples(st.just("take back"), st.sampled_from(USERS)),
    st.tuples(st.just("fail"), st.integers(1, 6)),
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CHANGES, max_size=4), min_size=1, max_size=4))
def test_a_folder_fetched_often_is_as_one_fetched_once(
    monkeypatch: pytest.MonkeyPatch, rounds: list[list[tuple[object, ...]]]
) -> None:
    """Files and manifest are as in a new folder; what failed in between is there in the end."""
    pytest.importorskip("googleapiclient", reason="the extra [classroom] is not installed")
    monkeypatch.setattr("googleapiclient.http.time", SimpleNamespace(sleep=lambda _: None, time=time.time))
    school = small_school()
    rows = {user: school.hand_in(user) for user in USERS}
    with open_school(school), at(school) as google, tempfile.TemporaryDirectory() as place:
        old, new = Path(place) / "old", Path(place) / "new"
        for changes in rounds:
            school.faults.clear()
            for change in changes:
                happen(school, rows, *change)
            fetch(google, old)
        school.faults.clear()
        assert fetch(google, old).failed == fetch(google, new).failed == ()
        assert contents(old) == contents(new)


def happen(school: School, rows: dict[str, dict], what: str, which: object, *more: object) -> None:
    """One thing that students or Google do between two fetches."""
    if what in ("edit", "rename", "fail"):
        number = f"file-{which}"
        if what == "fail":
            school.fail(f"/files/{number}?", 500)
        elif number in school.files:
            facts = school.files[number]
            name, data = (facts["name"], more[0]) if what == "edit" else (more[0], school.contents[number])
            hung = school.hang(str(name), bytes(data), facts["mimeType"], number)  # type: ignore[call-overload]
            school.files[number]["modifiedTime"] = f"2026-10-01T00:00:00.{len(school.log):06}Z"
            for row in rows.values():
                for one in row["assignmentSubmission"]["attachments"]:
                    if one["driveFile"]["id"] == number:
                        one["driveFile"]["title"] = hung["driveFile"]["title"]
        return
    row = rows[str(which)]
    hung_there = row["assignmentSubmission"]["attachments"]
    if what == "hang":
        kind = DOC if str(more[0]).startswith("written") else "text/plain"
        hung_there.append(school.hang(str(more[0]), bytes(more[1]), kind))  # type: ignore[call-overload]
    elif what == "take off":
        del hung_there[int(str(more[0])) :]
    elif what == "turn round":
        hung_there.reverse()
    else:
        row["state"] = "RECLAIMED_BY_STUDENT" if row["state"] == "TURNED_IN" else "TURNED_IN"


def fetch(google: Google, folder: Path) -> Pulled:
    """Fetch the homework."""
    return pull(google, find(google, f"{COURSE}/{WORK}"), folder, written="written-assignment-2-{netid}.pdf")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, but for what is only for the next fetch."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
