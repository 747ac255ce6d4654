"""Several attempts, groups that share one submission, and what becomes of each file then."""

from __future__ import annotations

from pathlib import Path

import layouts_made as made
import pytest
from plain_files import ASKED, Collect, Rule, read

from grader.collect import Collected, collect, grouped
from grader.model.submission import Identity, Submission


def _collected(root: Path) -> Collected:
    return collect(root, Rule(), ASKED, read, zone=made.ZONE)


def _fates(found: Collected) -> dict[str, tuple[str, str]]:
    assert len({one.path for one in found.files}) == len(found.files)
    return {one.path: (one.fate, one.student) for one in found.files}


HEAD = "Homework 2_lovelac1_attempt_2026-10-{}-20-00-00_hw2.py"


def test_the_last_attempt_on_blackboard_counts(tmp_path: Path) -> None:
    """Attempts are told by their times; the others are kept apart, named, and their files duplicates."""
    files = {HEAD.format("14"): b"gradient one", HEAD.format("16"): b"gradient three"}
    files |= {HEAD.format("15"): b"gradient two", HEAD.replace("lovelac1", "bob2").format("15"): b"gradient"}
    found = _collected(made.put(tmp_path / "class", files))
    assert [one.id for one in found.submissions] == ["bob2", "lovelac1"]
    ada = found.submissions[1]
    assert "three" in ada.defines
    assert (ada.attempt.number, ada.attempt.received) == (3, "2026-10-17T00:00:00+00:00")
    assert ada.flags[0] == "handed in 3 times: the last, received 2026-10-17T00:00:00+00:00, counts"
    assert [(one.id, one.attempt.number) for one in found.earlier] == [("lovelac1", 1), ("lovelac1", 2)]
    assert [fate for fate, _ in _fates(found).values()].count("duplicate") == 2
    why = next(one.why for one in found.files if one.path == HEAD.format("14"))
    assert why == "of attempt 1; attempt 3 counts"


def test_an_attempt_without_the_code_of_an_earlier_one_is_said(tmp_path: Path) -> None:
    """Who handed in code first and only the PDF later is a reason to look."""
    files = {
        HEAD.format("14"): b"gradient",
        HEAD.format("15").replace("hw2.py", "written-assignment-2-lovelac1.pdf"): b"pdf",
    }
    (ada,) = _collected(made.put(tmp_path / "class", files)).submissions
    assert "an earlier attempt holds code, the last does not: hw2.py" in ada.flags


def test_brightspace_adds_to_what_was_there(tmp_path: Path) -> None:
    """A PDF that comes later joins the code; a file that comes again replaces the first, an attempt more."""
    head = "271836-442356 - Ada Lovelace - Oct {}, 2026 1149 AM - {}"
    files = {
        head.format(14, "hw2.py"): b"gradient one",
        head.format(15, "essay.pdf"): b"pdf",
        head.format(16, "hw2.py"): b"gradient two",
        "271837-442356 - Bo Li - Oct 14, 2026 1149 AM - hw2.py": b"gradient",
    }
    found = _collected(made.put(tmp_path / "class", files))
    ada = found.submissions[0]
    assert ("two" in ada.defines, len(ada.written), ada.attempt.number) == (True, 1, 2)
    assert [("one" in one.defines, len(one.written)) for one in found.earlier] == [(True, 1)]
    fates = {path: fate for path, (fate, _) in _fates(found).items()}
    assert fates[head.format(14, "hw2.py")] == "duplicate"
    assert fates[head.format(15, "essay.pdf")] == fates[head.format(16, "hw2.py")] == "used"


def test_a_folder_a_second_time_is_a_later_attempt(gather: Collect) -> None:
    """`ann (1)` beside `ann` is hers, unless their files name two people; alone it is somebody."""
    found = gather(
        {
            "ann/hw2.py": "gradient one",
            "ann (1)/hw2.py": "gradient two",
            "bob/hw2.py": "gradient STUDENT=bob1",
            "bob (1)/hw2.py": "gradient STUDENT=bob2",
            "cy (2)/hw2.py": "gradient",
        }
    )
    assert [one.id for one in found.submissions] == ["ann", "bob", "bob (1)", "cy (2)"]
    assert "two" in found.submissions[0].defines
    assert [one.id for one in found.earlier] == ["ann"]
    assert _fates(found)["ann/hw2.py"] == ("duplicate", "ann")


def test_the_same_file_again_is_a_duplicate(gather: Collect) -> None:
    """Of two files with the same bytes one is used."""
    found = gather({"ann/hw2.py": "gradient", "ann/Copy of hw2.py": "gradient", "bob/b.py": "gradient"})
    fates = {path: fate for path, (fate, _) in _fates(found).items()}
    assert sorted([fates["ann/hw2.py"], fates["ann/Copy of hw2.py"]]) == ["duplicate", "used"]


def test_a_second_attempt_in_a_manifest(tmp_path: Path) -> None:
    """Two submissions of one netid are attempts in the order they were received."""
    text = (
        "file,netid,submission_id,received,late,extra\n"
        "b/hw2.py,ann1,s2,2026-10-15T08:00:00-04:00,yes,\n"
        "a/hw2.py,ann1,s1,2026-10-14T12:00:00Z,no,\n"
    )
    files = {"manifest.csv": text.encode(), "a/hw2.py": b"gradient one", "b/hw2.py": b"gradient two"}
    (ann,) = _collected(made.put(tmp_path / "class", files)).submissions
    assert "two" in ann.defines
    assert (ann.attempt.received, ann.attempt.late) == ("2026-10-15T12:00:00+00:00", True)


def _together(found: Collected, *ids: str) -> list[Submission]:
    mine = [one for one in found.submissions if one.id in ids]
    assert sorted(one.id for one in mine) == sorted(ids)
    assert len({one.digest for one in mine}) == 1
    assert all(set(one.together) == set(ids) for one in mine)
    assert all(any("handed in together with" in flag for flag in one.flags) for one in mine)
    return mine


def test_gradescopes_submitters_share_one_submission(tmp_path: Path) -> None:
    """Each has a row with the same files, the own name and address, and the others named."""
    text = (
        "submission_1:\n  :submitters:\n"
        '  - {":name": Ada Lovelace, ":sid": "0012", ":email": lovelac1@example.edu}\n'
        "  - :name: Bo Li\n    :sid: '7'\n    :email: LiBo@example.edu\n"
        "submission_2:\n  :submitters:\n"
        """  - {":name": 'Cy: Young', ":email": cy@example.edu}\n"""
    )
    files = {"submission_metadata.yml": text.encode(), "submission_1/hw2.py": b"gradient"}
    files["submission_2/hw2.py"] = b"gradient more"
    found = _collected(made.put(tmp_path / "class", files))
    ada, bo = sorted(_together(found, "lovelac1", "LiBo"), key=lambda one: one.who.name)
    assert (ada.who.number, bo.who.name) == ("0012", "Bo Li")
    assert _fates(found)["submission_1/hw2.py"] == ("used", "lovelac1, LiBo")
    assert next(one.who.name for one in found.submissions if one.id == "cy") == "Cy: Young"


def test_a_manifests_group_shares_one_submission(tmp_path: Path) -> None:
    """Two netids with one submission_id handed in together."""
    text = "netid,name,submission_id,file\nann1,Ann,s1,x/hw2.py\nbob2,Bob,s1,x/hw2.py\n"
    files = {"manifest.csv": text.encode(), "x/hw2.py": b"gradient"}
    found = _collected(made.put(tmp_path / "class", files))
    assert [one.who.name for one in _together(found, "ann1", "bob2")] == ["Ann", "Bob"]


def test_a_groups_earlier_attempt_is_everybodys_too(tmp_path: Path) -> None:
    """The same two people twice on Gradescope: each has the later one, and the earlier one beside it."""
    people = '[{":name": Ada, ":email": a1@x.edu}, {":name": Bo, ":email": b2@x.edu}]'
    text = "".join(
        f"submission_{number}:\n  :submitters: {people}\n  :created_at: 2026-10-1{number} 12:00:00.5 -04:00\n"
        for number in (2, 1)
    )
    files = {"submission_metadata.yml": text.encode(), "submission_1/hw2.py": b"gradient one"}
    found = _collected(made.put(tmp_path / "class", {**files, "submission_2/hw2.py": b"gradient two"}))
    assert all("two" in one.defines for one in _together(found, "a1", "b2"))
    assert found.submissions[0].attempt.received == "2026-10-12T16:00:00+00:00"
    assert [(one.id, one.who.name, one.together) for one in found.earlier] == [
        ("a1", "Ada", ("a1", "b2")),
        ("b2", "Bo", ("a1", "b2")),
    ]


@pytest.mark.parametrize(
    ("folder", "more", "ids"),
    [
        ("team 7", {}, ["ann1", "bob2"]),
        ("ann1", {}, ["ann1", "bob2"]),
        ("ann1", {"bob2/hw2.py": "gradient own"}, ["ann1", "bob2"]),
    ],
)
def test_students_names_a_group(gather: Collect, folder: str, more: dict[str, str], ids: list[str]) -> None:
    """STUDENTS with two netids is two rows; who handed in work of their own keeps it, and it is said."""
    found = gather({f"{folder}/hw2.py": "gradient STUDENT=ann1,bob2", "zoe/hw2.py": "gradient", **more})
    assert [one.id for one in found.submissions] == [*ids, "zoe"]
    if more:
        assert "own" in found.submissions[1].defines
        assert "names bob2 too, who handed in work of their own" in found.submissions[0].flags
    else:
        _together(found, *ids)


def test_groups_that_somebody_else_knows(tmp_path: Path) -> None:
    """A team's folder of Moodle's is one row until a list says who is in it."""
    files = {
        "Team Rocket_77_assignsubmission_file_/hw2.py": b"gradient",
        "Ada_78_assignsubmission_file_/hw2.py": b"gradient own",
    }
    found = _collected(made.put(tmp_path / "class", files))
    assert [one.id for one in found.submissions] == ["Ada", "Team Rocket"]
    people = (Identity(login="ann1"), Identity(email="bob2@x.edu"), Identity(name="Ada"))
    split = grouped(found.submissions, {"team rocket": people})
    assert [one.id for one in split] == ["Ada", "ann1", "bob2"]
    assert split[1].together == ("ann1", "bob2")
    assert "its group has Ada too, who handed in work of their own" in split[1].flags
    assert grouped(found.submissions, {"nobody": people}) == found.submissions
