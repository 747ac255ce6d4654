"""What a spreadsheet makes of our files: opened by LibreOffice and saved again, no number has moved."""

from __future__ import annotations

import shutil
import subprocess  # noqa: TID251 - starts the spreadsheet
from decimal import Decimal
from pathlib import Path

import pytest
from sent_class import IDS, NAMES, made, people, read_rows
from synthetic_class import rubric

from grader.gradebook.exports.destinations import DESTINATIONS
from grader.gradebook.exports.sending import Row, Sending
from grader.model.cells import cell
from grader.model.person import Person

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="there is no soffice here; apt-get install libreoffice-calc"),
]
WRITTEN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false"  # UTF-8, and what cells hold


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sending, Path]:
    """A class with all names and ids of the tests, sent everywhere."""
    rows = []
    for at, name in enumerate(NAMES):
        id_ = IDS[at % len(IDS)] + ("" if at < len(IDS) else f".{at}")
        email = f"s{at}@example.edu"
        keys = (("canvas id", f"00{at}"), ("orgdefinedid", f"00{at}"))
        kind = ("graded", "graded", "missing", "excused", "open")[at % 5]
        rows.append(Row(made(id_, name, email, at % 9, kind), Person(id_, name, email, keys=keys)))
    sending = Sending(rubric(), tuple(rows))
    folder = tmp_path_factory.mktemp("sent")
    for to in ("classroom", "canvas", "brightspace", "csv", "xlsx"):
        DESTINATIONS[to].send(folder, sending)
    return sending, folder


def saved(folder: Path, name: str) -> list[list[str]]:
    """The file as LibreOffice writes it after opening it."""
    out = folder / "saved"
    subprocess.run(  # noqa: S603 - the spreadsheet, on our own file
        [
            *(str(SOFFICE), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--infilter=CSV:44,34,76,1", "--convert-to", WRITTEN),
            *("--outdir", str(out), str(folder / name)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return read_rows(out / f"{Path(name).stem}.csv")


def number(text: str) -> Decimal | None:
    """A cell's number; None for an empty one."""
    return Decimal(text) if text else None


@pytest.mark.parametrize(
    ("name", "top", "column"),
    [("classroom.csv", 3, 3), ("canvas.csv", 2, 5), ("brightspace.csv", 1, 5), ("gradebook.csv", 1, 9)],
)
def test_a_table_opened_and_saved_has_the_same_numbers(
    sent: tuple[Sending, Path], name: str, top: int, column: int
) -> None:
    """Every row's number stands where it stood, and no cell was calculated."""
    before, after = read_rows(sent[1] / name), saved(sent[1], name)
    assert len(after) == len(before)
    marks = [row[column] for row in before[top:]]
    assert len([one for one in marks if one not in ("", "EX")]) >= 8
    for was, now in zip(before[top:], after[top:], strict=True):
        if was[column] == "EX":
            assert now[column] == "EX"
        else:
            assert number(now[column]) == number(was[column])
    texts = [text for row in after for text in row]
    assert [text for text in texts if text.startswith(("#NAME", "#VALUE", "Err:", "#REF"))] == []


def test_the_workbook_opened_and_saved_is_the_same(sent: tuple[Sending, Path]) -> None:
    """Ids keep their zeros, names are as they were, and totals are the same numbers in the same rows."""
    sending, folder = sent
    shutil.copy(folder / "grades.xlsx", folder / "book.xlsx")
    rows = saved(folder, "book.xlsx")
    points = people(sending)
    total = rows[0].index("total")
    assert [row[0] for row in rows[1:]] == [cell(row.card.student) for row in sending]
    assert [number(row[total]) for row in rows[1:]] == list(points.values())
    assert "3.10" in rows[0]
