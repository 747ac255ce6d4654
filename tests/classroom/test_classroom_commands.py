"""`grader run --from-classroom` and `grader export --to classroom-api`, typed as an instructor types them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from google_school import COURSE, MADE, WORK, School, at, give
from grading import Class, Said, by_student, rows, type_command

import grader.pipeline.classroom as room
from grader.classroom.login import Talk
from grader.cli.app import app
from grader.errors import GraderError
from grader.pipeline import Request
from grader.pipeline import run as run_in_this_process
from grader.pipeline.outputs import write_outputs

ADA = (Path(__file__).parents[1] / "homeworks" / "tiny" / "submissions" / "ada" / "hw.py").read_bytes()
BEA = ADA.replace(b"return x + x", b"return x**2")
HERE = f"{COURSE}/{WORK}"
POINTS = f"{COURSE}/{MADE}"


def typed(of: Class, school: School, *words: object) -> Said:
    """A command that has logged in already, with Google at the school's address."""
    before = f"""
import types, time
import googleapiclient.http
googleapiclient.http.time = types.SimpleNamespace(sleep=lambda seconds: None, time=time.time)
import grader.pipeline.classroom as room
from grader.classroom.service import connected
from google.auth.credentials import AnonymousCredentials
room.signed_in = lambda purpose, credentials, talk: connected(
    AnonymousCredentials(), {school.url!r}, {school.url!r} + "drive/v3/")
"""
    return type_command(*words, cwd=of.folder, before=before)


def run(of: Class, school: School, *more: object) -> Said:
    """Fetch and grade."""
    return typed(of, school, "run", "--from-classroom", HERE, "-r", "rubric.yaml", *more)


def export(*more: object, to: str = POINTS) -> Said:
    """Draft grades into Classroom, without a process of its own."""
    done = CliRunner().invoke(app, ["export", "--to", "classroom-api", "--course", to, *map(str, more)])
    if isinstance(done.exception, GraderError):
        return Said(done.exception.exit_code, done.stdout, f"grader: {done.exception}\n")
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def graded(tiny: Class, full: School, monkeypatch: pytest.MonkeyPatch) -> Class:
    """A class that was fetched and graded, in whose folder commands are typed."""
    monkeypatch.setattr(room, "signed_in", lambda *_: at(full))
    monkeypatch.chdir(tiny.folder)
    again(tiny)
    give(full, MADE)
    return tiny


def again(of: Class) -> None:
    """Fetch and grade without a process of its own."""
    talk = Talk(lambda _: None, lambda _: "")
    out = of.folder / "grades"
    got = room.fetch(HERE, None, out, of.rubric, None, None, talk, lambda *_: None)
    request = Request(got.submissions, of.rubric, out, roster=got.roster)
    write_outputs(run_in_this_process(request, lambda *_: None), out)


@pytest.fixture
def full(school: School) -> School:
    """The small school, with work of three."""
    school.hand_in("101", school.hang("hw.py", ADA))
    school.hand_in("102", school.hang("Untitled", BEA, "text/x-python"), school.hang("hw.py", BEA))
    school.hand_in("103", state="NEW", submissionHistory=[], assignmentSubmission={})
    school.hand_in("104", school.hang("hw.py", ADA), late=True)
    return school


@pytest.mark.slow
def test_from_classroom_to_draft_grades(tiny: Class, full: School) -> None:
    """One command fetches and grades with names and addresses, one shows what the last one sends."""
    done = run(tiny, full)
    assert done.code == 0, done.err
    assert "Classroom: Machine Learning, “Homework 2”" in done.out
    assert "3 of 4 students handed in files (4 fetched, 0 unchanged), in grades/collected/." in done.out
    assert "Missing: hypatia" in done.out
    assert "4 on the class list = 3 graded + 1 missing" in done.out
    sheet = by_student(tiny.folder / "grades" / "gradebook.csv")
    assert {who: row["total"] for who, row in sheet.items()} == {
        "hypatia": "",
        "lovelac1": "5.00",
        "noethere": "5.00",
        "turinga": sheet["turinga"]["total"],
    }
    assert (sheet["noethere"]["name"], sheet["noethere"]["email"]) == (
        "Noether, Emmy",
        "noethere@example.edu",
    )
    assert stat.S_IMODE((tiny.folder / "grades" / "collected").stat().st_mode) == 0o700
    assert (tiny.folder / "grades" / ".gitignore").exists()

    give(full, MADE)
    sent = typed(
        tiny, full, "export", "--to", "classroom-api", "--course", POINTS, "--send", "--name", "first"
    )
    assert sent.code == 0, sent.err
    assert full.drafts() == {"101": 5.0, "104": 5.0, "102": float(sheet["turinga"]["total"])}
    kept = rows(tiny.folder / "grades" / "exports" / "first" / "drafts.csv")
    assert [(row["student"], row["sent"]) for row in kept] == [
        ("lovelac1", "yes"),
        ("noethere", "yes"),
        ("turinga", "yes"),
    ]


def test_what_would_be_sent_is_shown_and_then_just_that_is_sent(graded: Class, full: School) -> None:
    """Without --send nothing leaves and nothing is kept; with it, once; the second time nothing is left."""
    shown = export()
    assert shown.code == 0, shown.err
    assert "Lovelac1@Example.edu (Lovelace, Ada)  5" in shown.out
    assert "Still open, and left out (not 0): hypatia@example.edu." in shown.out
    assert "out of 10 there, and the sheet out of 4" in shown.out
    assert "Nothing was sent. With --send, 3 draft grades will be." in shown.out
    assert full.asked("PATCH") == []
    exports = graded.folder / "grades" / "exports"
    assert not exports.exists()
    assert export("--send").code == 0
    assert len(full.drafts()) == 3
    second = export("--send")
    assert second.code == 0
    assert "3 drafts are there already, equal." in second.out
    assert "There was nothing to send." in second.out
    assert len(full.asked("PATCH")) == 3
    assert {path.name for path in exports.iterdir()} == {"sent-1"}


@pytest.mark.slow
def test_the_fetched_folder_can_be_graded_by_itself(tiny: Class, full: School) -> None:
    """It is a folder of folders like any other; running again fetches nothing new."""
    assert run(tiny, full, "-o", "one").code == 0
    again = run(tiny, full, "-o", "one")
    assert "0 fetched, 4 unchanged" in again.out
    alone = type_command("run", "one/collected", "-r", "rubric.yaml", "-o", "two", cwd=tiny.folder)
    assert alone.code == 0, alone.err
    assert "manifest.csv says whose each file is" in alone.out
    one, two = (by_student(tiny.folder / out / "gradebook.csv") for out in ("one", "two"))
    assert one.pop("hypatia")["status"] == "missing"  # whom the class list alone knows
    assert {who: row["total"] for who, row in one.items()} == {who: row["total"] for who, row in two.items()}


def test_a_file_that_could_not_be_had_ends_with_code_3(tiny: Class, full: School) -> None:
    """The others are graded; the one is named, is neither missing nor 0, and comes with the next fetch."""
    full.fail("/files/file-1?", 500)
    done = run(tiny, full, "work")
    assert done.code == 3
    assert "lovelac1: hw.py could not be fetched" in done.out
    sheet = tiny.folder / "grades" / "gradebook.csv"
    assert set(by_student(sheet)) == {"hypatia", "noethere", "turinga"}
    assert "4 on the class list = 2 graded + 1 missing + 1 not settled" in done.out
    assert "lovelac1/hw.py is not there" in typed(tiny, full, "export", "--to", "csv").sentence
    full.faults.clear()
    assert run(tiny, full, "work").code == 0
    assert by_student(sheet)["lovelac1"]["total"] == "5.00"
    assert (tiny.folder / "work" / "manifest.csv").exists()


def test_netids_of_the_roster_name_the_folders(tiny: Class, full: School) -> None:
    """What the university calls a student counts, not what stands before the @."""
    (tiny.folder / "class.csv").write_text(
        "netid,name,email\nada1815,Ada,lovelac1@example.edu\nalan,Alan,turinga@example.edu\n"
    )
    assert run(tiny, full, "--roster", "class.csv").code == 0
    assert set(by_student(tiny.folder / "grades" / "gradebook.csv")) == {"ada1815", "alan", "noethere"}


@pytest.mark.usefixtures("graded")
def test_a_push_is_refused_where_google_would_refuse_it(full: School) -> None:
    """An assignment made by hand: the reason and the way out; --create makes one beside it."""
    refused = export("--send", to=HERE)
    assert refused.code == 1
    assert "made by hand or by another" in refused.sentence
    shown = export("--create", "--publish", to=HERE)
    assert shown.code == 0, shown.err
    assert "To be made in Machine Learning: “Homework 2 (grades)”, 4 points, published" in shown.out
    assert full.asked("POST") == []
    draft = export("--create", "--send", to=HERE)
    assert draft.code == 3
    assert "publish it there, then type the same command again" in draft.out
    (made,) = [number for number, one in full.works.items() if one["title"] == "Homework 2 (grades)"]
    give(full, made)
    sent = export("--create", "--send", to=HERE)
    assert sent.code == 0, sent.err
    assert full.drafts(made)["101"] == 5.0
    assert len(full.asked("POST")) == 1


def test_what_could_not_be_sent_is_named_and_sent_the_next_time(graded: Class, full: School) -> None:
    """Exit code 3, a list beside what was sent, and the same command goes on; --json says it to programs."""
    full.fail("sub-999-104", 429, "RESOURCE_EXHAUSTED")
    sent = export("--send", "--json")
    assert sent.code == 3
    said = json.loads(sent.out)
    assert set(said["unsent"]) == {"noethere@example.edu"}
    assert set(said["sent"]) == {"Lovelac1@Example.edu", "turinga@example.edu"}
    kept = rows(graded.folder / "grades" / "exports" / "sent-1" / "drafts.csv")
    assert [row["why"] for row in kept if row["sent"] == "no"] == [
        "Google asks for patience (its quota is used up)"
    ]
    full.faults.clear()
    assert export("--send").code == 0
    assert full.drafts()["104"] == 5.0


def test_an_open_sheet_is_not_sent_by_accident(graded: Class, full: School) -> None:
    """As with every export; --except-open leaves open rows without a grade, and never sends 0."""
    full.hand_in("103", full.hang("hw.py", b"def other(x):\n    return x\n"))
    full.submissions = [
        one
        for one in full.submissions
        if (one["userId"], one["state"], one["courseWorkId"]) != ("103", "NEW", WORK)
    ]
    again(graded)
    assert "still open: hypatia" in export("--send").sentence
    sent = export("--send", "--except-open")
    assert sent.code == 0, sent.err
    assert "Still open, and left out (not 0): hypatia@example.edu." in sent.out
    assert set(full.drafts()) == {"101", "102", "104"}


def test_who_is_forgotten_is_in_no_list_of_what_was_sent(graded: Class) -> None:
    """`grader adjust --forget` takes the row away there, too."""
    assert export("--send", "--name", "first").code == 0
    done = CliRunner().invoke(app, ["adjust", "turinga", "--forget"], input="y")
    assert done.exit_code == 0, done.output
    kept = rows(graded.folder / "grades" / "exports" / "first" / "drafts.csv")
    assert [row["student"] for row in kept] == ["lovelac1", "noethere"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run",), "Missing argument 'SUBMISSIONS'"),
        (("export", "--to", "classroom-api"), "needs --course COURSE/WORK"),
        (("export", "--to", "csv", "--send"), "go with --to classroom-api"),
        (("export", "--to", "classroom-api", "--course", "a/b", "--publish"), "add --create"),
    ],
)
def test_options_that_do_not_fit_are_a_usage_error(tiny: Class, words: tuple[str, ...], said: str) -> None:
    """Code 2 and what is missing, before Google or anything else is asked."""
    rubric = ("-r", "rubric.yaml") if words[0] == "run" else ()
    done = type_command(*words, *rubric, cwd=tiny.folder)
    assert done.code == 2
    assert said in done.err


@pytest.mark.slow
def test_without_the_extra_one_sentence_says_what_to_install(tiny: Class) -> None:
    """And everything else works: the client library is imported only for this."""
    tiny.grade()
    block = "import sys\nsys.modules['googleapiclient'] = sys.modules['google_auth_oauthlib'] = None"
    done = type_command("run", "--from-classroom", HERE, "-r", "rubric.yaml", cwd=tiny.folder, before=block)
    assert done.code == 1
    assert "install grader[classroom]" in done.err
    pushed = type_command("export", "--to", "classroom-api", "--course", HERE, cwd=tiny.folder, before=block)
    assert "install grader[classroom]" in pushed.sentence
    assert type_command("export", "--to", "csv", cwd=tiny.folder, before=block).code == 0


def test_nothing_of_google_is_loaded_for_other_commands(tiny: Class) -> None:
    """`grader run` on a folder and help start as fast as before."""
    after = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('GOOGLE', any(n.startswith('googleapi') for n in sys.modules)))"
    )
    done = type_command("run", "submissions", "-r", "rubric.yaml", cwd=tiny.folder, before=after)
    assert done.code == 0
    assert "GOOGLE False" in done.out
