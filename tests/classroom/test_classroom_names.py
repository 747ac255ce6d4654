"""Names made safe, whatever they hold."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from grader.classroom.drive import DriveFile, form_of
from grader.classroom.names import free, safe, safe_folder


@example("~")
@given(st.text(max_size=300))
def test_a_safe_name_is_one_visible_file_of_its_folder(name: str) -> None:
    """No separator, no control character, not hidden, not reserved, short, in one spelling, and stable."""
    made = safe(name)
    assert made not in ("", ".", "..")
    assert not set(made) & set('/\\:*?"<>|\x00\n')
    assert not made.startswith((".", "~", " "))
    assert not made.endswith((".", " "))
    assert len(made.encode()) <= 190
    assert unicodedata.is_normalized("NFC", made)
    assert safe(made) == made


def test_ordinary_names_stay_as_they_are() -> None:
    """Only what must be changed is changed; the ending survives a cut."""
    for name in ("hw2.py", "Ada Lovelace (1).ipynb", "проект.py", "a+b=c.py", "homework-2_final.pdf"):
        assert safe(name) == name
    assert safe("CON") == "_CON"
    assert safe("é" * 300 + ".ipynb").endswith("é.ipynb")
    assert safe_folder("venv", "x") == "_venv"
    assert safe_folder("=cmd", "x") == "_=cmd"
    assert safe_folder("", "user-1") == "user-1"


@given(st.lists(st.sampled_from(["hw.py", "HW.py", "hw (1).py", "README", "a.tar.gz"]), max_size=12))
def test_names_that_are_taken_get_a_number(wanted: list[str]) -> None:
    """However often a name comes, no two are the same, even where case makes no difference."""
    taken: list[str] = []
    for name in wanted:
        taken.append(free(name, taken))
    assert len({name.casefold() for name in taken}) == len(wanted)


def test_a_document_counts_as_the_written_part_by_its_title() -> None:
    """However its words are joined, with or without the ending; any other document cannot be used."""
    pattern = "written-assignment-2-{netid}.pdf"

    def made(title: str, written: str | None = pattern, kind: str = "document") -> str:
        mime = f"application/vnd.google-apps.{kind}"
        return form_of(DriveFile("1", title, mime, "", "", 0), written)[1]

    for title in (
        "written-assignment-2-lovelac1",
        "Written Assignment 2 lovelac1.PDF",
        "written_assignment-2-{ada}",
    ):
        assert made(title) == f"{title.removesuffix('.PDF')}.pdf"
    assert made("my proof") == ""
    assert made("written-assignment-3-lovelac1") == ""
    assert made("written-assignment-2-lovelac1", None) == ""
    assert made("written-assignment-2-lovelac1", pattern, "folder") == ""
    assert (
        form_of(DriveFile("1", "a.py", "text/x-python", "", "", 300 << 20), pattern)[2]
        == "has more than 200 MB"
    )
