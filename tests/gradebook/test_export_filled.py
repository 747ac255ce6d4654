"""The teacher's own file: the column is filled, and every other byte is as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sent_class import (
    TITLE,
    WORKSHEET,
    Style,
    blackboard_file,
    brightspace_file,
    canvas_file,
    classes,
    classroom_file,
    made,
    moodle_file,
    people,
    read_rows,
    styles,
)
from synthetic_class import rubric

from grader.errors import GraderError
from grader.gradebook.exports.comments import comment_for
from grader.gradebook.exports.destinations import DESTINATIONS
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.exports.teachers_file import read
from grader.model.person import Person

SOME = settings(max_examples=60, deadline=None)  # files are written: a busy disk is no fault
MAKERS: dict[str, Callable[..., bytes]] = {
    "classroom": classroom_file,
    "canvas": canvas_file,
    "brightspace": brightspace_file,
    "blackboard": blackboard_file,
}


def filled(to: str, sending: Sending, data: bytes, **more: str) -> tuple[bytes, list[str]]:
    """The filled copy's bytes, and what was said."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "theirs.csv"
        path.write_bytes(data)
        notes = DESTINATIONS[to].send(Path(folder) / "out", replace(sending, fill=path, **more))  # type: ignore[arg-type]
        return (Path(folder) / "out" / "theirs.csv").read_bytes(), list(notes)


def sending(*students: tuple[str, str, int]) -> Sending:
    """A class of (id, address, eighths)."""
    cards = [made(id_, id_.title(), email, eighths) for id_, email, eighths in students]
    rows = tuple(Row(one, Person(one.student, one.name, one.email)) for one in cards)
    return Sending(rubric(title=TITLE), rows)


ADA = sending(("ada", "ada@example.edu", 4))
HEAD = f'Last Name,First Name,Email Address,"{TITLE}"\nDate,,,\nPoints,,,5.0\n'


@pytest.mark.parametrize("to", MAKERS)
@SOME
@given(data=st.data())
def test_only_the_column_changes(to: str, data: st.DataObject) -> None:
    """One description makes a file with grades and an empty one: filling this gives the bytes of that."""
    marks = ",\t" if to == "blackboard" else ",;\t"
    sent, style = data.draw(classes()), data.draw(styles(marks))
    empty, full = (MAKERS[to](sent, style, points) for points in ({}, people(sent)))
    assert filled(to, sent, empty)[0] == full


@SOME
@given(data=st.data())
def test_moodle_gets_grades_and_comments(data: st.DataObject) -> None:
    """Grade and feedback are filled, and dates, maxima and names are not touched."""
    from datetime import UTC, datetime

    sent, style = data.draw(classes()), data.draw(styles(","))
    now = datetime.now(UTC)
    said = {row.card.student: comment_for(row.card, sent.rubric, now) for row in sent}
    empty, full = (moodle_file(sent, style, *one) for one in (({}, {}), (people(sent), said)))
    assert filled("moodle", sent, empty)[0] == full


@SOME
@given(classes(), styles())
@example(ADA, Style(";", "\r\n", bom=True, decimal=","))
def test_nothing_to_fill_changes_nothing(sent: Sending, style: Style) -> None:
    """Whatever the file looks like, reading and writing it back is the identity."""
    data = classroom_file(sent, style, people(sent))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "theirs.csv"
        path.write_bytes(data)
        assert read(path).filled({}) == data


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_stays_utf_16(codec: str) -> None:
    """Blackboard's tab-separated "XLS" is UTF-16, and so is what goes back."""
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[codec]
    text = f"Last Name\tUsername\t{TITLE} [Total Pts: 5 Score] |1\r\nZoë\tada\t%s\r\n"
    data = mark + (text % "").encode(codec)
    assert filled("blackboard", ADA, data)[0] == mark + (text % "5.5").encode(codec)


def test_a_decimal_comma_is_quoted_where_commas_divide() -> None:
    """A file with 5,0 gets 5,5, in quotation marks where it must be."""
    data = HEAD.replace("5.0", '"5,0"').encode() + b"L,A,ada@example.edu,\n"
    assert (
        filled("classroom", ADA, data)[0]
        == HEAD.replace("5.0", '"5,0"').encode() + b'L,A,ada@example.edu,"5,5"\n'
    )


def test_short_rows_and_empty_lines() -> None:
    """A row that ends early is filled up to the column; an empty line stays one."""
    data = HEAD.encode() + b"L,A,ada@example.edu\n\n"
    assert filled("classroom", ADA, data)[0] == HEAD.encode() + b"L,A,ada@example.edu,5.5\n\n"


def test_a_title_that_stands_twice_is_an_error_that_lists_the_places() -> None:
    """Classroom lets two assignments share a title: then a place decides, and nothing is guessed."""
    head = HEAD.replace(f'"{TITLE}"\n', f'"{TITLE}",Lab,"{TITLE}"\n')
    data = head.encode() + b"L,A,ada@example.edu,,,\n"
    with pytest.raises(GraderError, match=r"theirs.csv:1: 2 columns .*#4, #6"):
        filled("classroom", ADA, data)
    assert filled("classroom", ADA, data, column="#6")[0].endswith(b"ada@example.edu,,,5.5\n")


def test_an_unknown_title_lists_what_is_there() -> None:
    """No column of that name: the sentence names file, line, all titles and the option."""
    data = HEAD.replace(f'"{TITLE}"', "Lab").encode() + b"L,A,ada@example.edu,\n"
    with pytest.raises(GraderError, match=r"theirs.csv:1: .*--column TITLE.*There are: Lab"):
        filled("classroom", ADA, data)
    assert filled("classroom", ADA, data, column="Lab")[0].endswith(b",5.5\n")


@pytest.mark.parametrize("to", ["classroom", "canvas", "brightspace"])
def test_a_new_column_comes_only_when_asked_for(to: str) -> None:
    """--column with a title that is not there adds one, said so; Brightspace's last column stays last."""
    data = MAKERS[to](replace(ADA, rows=tuple(_known(row) for row in ADA)), Style(), {})
    sent = replace(ADA, rows=tuple(_known(row) for row in ADA))
    out, notes = filled(to, sent, data, column="Brand new")
    head = out.splitlines()[0].decode()
    assert "Brand new" in head
    assert any("Brand new" in note for note in notes)
    assert head.endswith("End-of-Line Indicator") == (to == "brightspace")
    assert b"5.5" in out
    with pytest.raises(GraderError, match="Brand new"):
        filled("blackboard", sent, MAKERS["blackboard"](sent, Style(), {}), column="Brand new")


def _known(row: Row) -> Row:
    keys = (("canvas id", "481"), ("orgdefinedid", "001"), ("username", "ada"))
    return replace(row, person=replace(row.person, keys=keys))


def test_who_is_not_there_is_counted_and_named() -> None:
    """Rows that are nobody's, and points without a row: both are said, and neither is touched."""
    sent = sending(("ada", "ada@example.edu", 4), ("bob", "bob@example.edu", 8))
    data = HEAD.encode() + b"L,A,ada@example.edu,\nX,Y,eve@example.edu,3.0\n"
    out, notes = filled("classroom", sent, data)
    assert out.endswith(b"eve@example.edu,3.0\n")
    assert any(
        note.startswith("1 row of the file is nobody's") and "eve@example.edu" in note for note in notes
    )
    assert any(note.startswith("1 student with points is not in the file: bob") for note in notes)


def test_open_missing_and_excused_stay_as_they_stood() -> None:
    """No points are no reason to take something away: such rows are left, and named with the reason."""
    rows = [Row(made(id_, "", f"{id_}@e.edu", 4, kind), Person(id_, "", "")) for id_, kind in
            [("ada", "graded"), ("bob", "missing"), ("cyd", "excused"), ("dan", "open")]]  # fmt: skip
    data = HEAD + "".join(
        f",,{id_}@e.edu,{old}\n" for id_, old in [("ada", ""), ("bob", ""), ("cyd", "1.0"), ("dan", "")]
    )
    out, notes = filled("classroom", Sending(rubric(title=TITLE), tuple(rows)), data.encode())
    assert out.decode() == data.replace("ada@e.edu,", "ada@e.edu,5.5")
    assert "bob (missing), cyd (excused), dan (open)" in " ".join(notes)


def test_another_number_that_stood_there_is_named() -> None:
    """Who typed something else before is told what is replaced; the same number is no change."""
    data = HEAD.encode() + b"L,A,ada@example.edu,3\n"
    assert "ada (3)" in " ".join(filled("classroom", ADA, data)[1])
    same = HEAD.encode() + b"L,A,ada@example.edu,5.50\n"
    assert "before" not in " ".join(filled("classroom", ADA, same)[1])


def test_another_maximum_is_said() -> None:
    """A column out of 100 for a homework out of 5 is filled as it is, and said."""
    data = HEAD.replace("5.0", "100.0").encode() + b"L,A,ada@example.edu,\n"
    out, notes = filled("classroom", ADA, data)
    assert out.endswith(b",5.5\n")
    assert any("maximum is 100.0" in note for note in notes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"L,A,ada@example.edu,\nM,B,ADA@example.edu ,\n",
            "theirs.csv:5: this row and line 4 could both be ada",
        ),
        (b'"L,A,ada@example.edu,\n', "theirs.csv:4: a quotation mark"),
        (b"L\xe9,A,ada@example.edu,\n", "theirs.csv:4: this is not UTF-8"),
        (b"X,Y,eve@example.edu,\n", "no row is one of the students"),
    ],
)
def test_a_faulty_file_is_one_sentence_with_its_line(data: bytes, words: str) -> None:
    """What cannot be read or joined names file, line and remedy."""
    with pytest.raises(GraderError, match=words):
        filled("classroom", ADA, HEAD.encode() + data)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf\r\n", b"PK\x03\x04rest"])
def test_what_is_no_csv_is_refused(data: bytes) -> None:
    """An empty file, or a workbook."""
    with pytest.raises(GraderError, match=r"theirs.csv.*download"):
        filled("classroom", ADA, data)


def test_two_of_ours_in_one_row_is_an_error() -> None:
    """Two students of the sheet with one address: neither is put into the row."""
    sent = sending(("ada", "ada@example.edu", 4), ("ida", "Ada@Example.edu", 8))
    with pytest.raises(GraderError, match="both ada and ida"):
        filled("classroom", sent, HEAD.encode() + b"L,A,ada@example.edu,\n")


def test_keys_that_contradict_each_other_are_an_error() -> None:
    """Canvas's number says one row and the login another: no grade goes to either."""
    sent = replace(ADA, rows=tuple(_known(row) for row in ADA))
    data = f"Student,ID,SIS Login ID,Section,{'Lab (1)'}\nA,481,x,S,\nB,482,ada,S,\n".encode()
    with pytest.raises(GraderError, match="could both be ada"):
        filled("canvas", sent, data, column="Lab")


def test_without_an_address_the_part_before_the_at_joins() -> None:
    """A netid is the local part of the address where nothing says the address itself, if only one fits."""
    sent = sending(("ada", "", 4))
    assert filled("classroom", sent, HEAD.encode() + b"L,A,Ada@example.edu,\n")[0].endswith(b"edu,5.5\n")
    with pytest.raises(GraderError, match="could both be ada"):
        filled("classroom", sent, HEAD.encode() + b"L,A,ada@a.edu,\nL,A,ada@b.edu,\n")


def test_another_system_s_number_is_not_canvas_s() -> None:
    """Numbers of students count in the system they come from, and in no other."""
    row = replace(ADA.rows[0], who=replace(ADA.rows[0].who, number="481"), system="Moodle")
    data = b"Student,ID,Section,Lab (1)\nA,481,S,\n"
    with pytest.raises(GraderError, match="no row"):
        filled("canvas", replace(ADA, rows=(row,)), data, column="Lab")
    row = replace(row, system="Canvas")
    assert filled("canvas", replace(ADA, rows=(row,)), data, column="Lab")[0].endswith(b"481,S,5.50\n")


def test_canvas_columns_by_number_and_read_only_ones_never() -> None:
    """The number in parentheses is enough; a read-only column is no choice; a bare title is warned of."""
    sent = replace(ADA, rows=tuple(_known(row) for row in ADA))
    data = canvas_file(sent, Style(), {})
    assert filled("canvas", sent, data, column="771204")[0] == canvas_file(
        sent, Style(), {"ada": people(sent)["ada"]}
    )
    bare = data.replace(b"friends (771204)", b"friends")
    assert any("makes a new one" in note for note in filled("canvas", sent, bare)[1])
    with pytest.raises(GraderError, match=r"There are: (?!.*Final Score)"):
        filled("canvas", sent, data.replace(b"(771204)", b"2"))


def test_moodle_leaves_locked_rows_and_comments_of_a_teacher() -> None:
    """A grade that cannot be changed is left and named; so is a comment that somebody wrote."""
    sent = sending(("ada", "ada@example.edu", 4), ("bob", "bob@example.edu", 8))
    known = [replace(row.person, keys=(("participant", f"11{at}"),)) for at, row in enumerate(sent)]
    sent = replace(sent, rows=tuple(replace(row, person=one) for row, one in zip(sent, known, strict=True)))
    data = moodle_file(sent, Style(), {}, {"bob": "Well done, B."}).replace(b",Yes,", b",No,", 1)
    out, notes = filled("moodle", sent, data)
    rows = [line.split(b",") for line in out.splitlines()]
    assert (rows[1][4], rows[2][4]) == (b"", b"6.00")
    assert b'"Well done, B."' in out
    words = " ".join(notes)
    assert "Locked in Moodle, and left as they were: Ada" in words
    assert "is kept: bob" in words
    assert "Above Moodle's maximum of 5" in words


def test_moodle_in_another_language() -> None:
    """German words are known; in an unknown language --column names the column, and the comments are left."""
    head = "ID,Vollständiger Name,E-Mail-Adresse,Status,{},Höchste Bewertung,"
    head += "Bewertung kann geändert werden,Zuletzt geändert (Bewertung),Feedback als Kommentar"
    row = 'Teilnehmer/in11,Ada,ada@example.edu,Abgegeben,{},"5,00",Ja,-,{}'
    data = f"{head.format('Bewertung')}\n{row.format('', '')}\n".encode()
    out = filled("moodle", ADA, data)[0].decode()
    assert row.format('"5,50"', "5.5 of 5 points. 3.1 (-0.5): Half of it.") in out
    odd = f"{head.format('Einkunn').replace('Feedback als', 'Meira')}\n{row.format('', '')}\n".encode()
    with pytest.raises(GraderError, match="Einkunn"):
        filled("moodle", ADA, odd)
    out, notes = filled("moodle", ADA, odd, column="Einkunn")
    assert row.format('"5,50"', "") in out.decode()
    assert any("No column for feedback" in note for note in notes)


def test_one_assignment_s_download_is_known_by_its_rows() -> None:
    """Classroom's other form has people in the second line, and its grade beside the address."""
    data = b"Last Name,First Name,Email Address,Grade,Assignment State,Comments\nL,A,ada@example.edu,,,\n"
    assert filled("classroom", ADA, data)[0] == data.replace(b"edu,,,", b"edu,5.5,,")


def test_the_other_columns_read_back(tmp_path: Path) -> None:
    """The filled file is a CSV like the one before: names, dates and the other grades are the same."""
    sent = sending(("ada", "ada@example.edu", 4))
    data = classroom_file(sent, Style(";", "\r\n", bom=True, quote_all=True, decimal=","), {})
    out, _ = filled("classroom", sent, data)
    (tmp_path / "before.csv").write_bytes(data)
    (tmp_path / "after.csv").write_bytes(out)
    before, after = (read_rows(tmp_path / name, ";") for name in ("before.csv", "after.csv"))
    assert after[3][4] == "5,5"
    after[3][4] = ""
    assert after == before


def test_ids_are_known_as_class_lists_write_them() -> None:
    """A list from the system itself says #A1 and Participant 11; a student number is the SIS's, too."""
    keys = (("orgdefinedid", "#A1"), ("participant", "Participant 11"), ("student id", "007"))
    row = replace(ADA.rows[0], person=Person("ada", "", "", keys=keys), card=made("ada", "", "", 4))
    sent = replace(ADA, rows=(row,))
    title = f"{TITLE} Points Grade"
    data = f'OrgDefinedId,"{title}",End-of-Line Indicator\n#A1,,#\n'.encode()
    assert filled("brightspace", sent, data)[0].endswith(b"#A1,5.5,#\n")
    data = f"{','.join(WORKSHEET)}\nParticipant 11,,,,,5.00,Yes,-,-,\n".encode()
    assert b"Participant 11,,,,5.50,5.00" in filled("moodle", sent, data)[0]
    data = f'Student,ID,SIS User ID,Section,"{TITLE} (1)"\nA,48,007,S,\nB,49,7,S,\n'.encode()
    assert b"A,48,007,S,5.50\nB,49,7,S,\n" in filled("canvas", sent, data)[0]
