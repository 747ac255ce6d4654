"""The page to enter grades from: in Classroom's order, by keyboard, and for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sent_class import TITLE, made
from synthetic_class import HOSTILE, rubric

from grader.gradebook.exports.entry import in_order, write_entry
from grader.gradebook.exports.sending import Row, Sending
from grader.model.person import Person

CLASS = (
    ("lovelac1", "Lovelace, Ada", 4, "graded"),
    ("amsel", "Ämsel, Zoë", 8, "graded"),
    ("bond", "James van Bond", 0, "graded"),
    ("cyd", "Cyd Charisse", 0, "missing"),
    ("dan", "Daniel Bernoulli", 2, "excused"),
    ("hop", "Grace Hopper", 1, "open"),
    ("evil", HOSTILE, 3, "graded"),
    ("hypatia", "Hypatia", 5, "graded"),
)
ORDER = ["", "Ämsel", "Bernoulli", "Bond", "Charisse", "Hopper", "Lovelace"]


def sending(**more: Any) -> Sending:
    """The class, in no order."""
    rows = tuple(
        Row(made(id_, name, f"{id_}@example.edu", eighths, kind), Person(id_, name, f"{id_}@example.edu"))
        for id_, name, eighths, kind in CLASS
    )
    return Sending(rubric(title=TITLE), rows, name="sent-1", **more)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, written."""
    path = tmp_path_factory.mktemp("entry") / "classroom-entry.html"
    write_entry(path, replace(sending(), rows=tuple(row for row in sending() if row.card.student != "evil")))
    return path


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    """The page, open, with a clipboard that may be read; whatever is fetched or refused fails the test."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    strange: list[str] = []
    opened.on("console", lambda message: strange.append(message.text))
    opened.on("pageerror", lambda error: strange.append(str(error)))
    opened.on("request", lambda one: strange.extend([] if one.url.startswith("file:") else [one.url]))
    opened.goto(page_file.as_uri())
    yield opened
    context.close()
    assert strange == []


def clipboard(page: Any) -> str:
    """What would be pasted now."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_rows_go_by_last_name_or_first() -> None:
    """In the order of the Grades page, accents and case aside; --sort first turns it."""
    names = [row.halves[0] for row in in_order(sending()) if row.card.student != "evil"]
    assert names == ORDER
    first = [row.halves[1] for row in in_order(sending(sort="first")) if row.card.student != "evil"]
    assert first == ["Ada", "Cyd", "Daniel", "Grace", "Hypatia", "James van", "Zoë"]


def test_the_page_asks_nobody_and_runs_nothing_of_a_student(tmp_path: Path) -> None:
    """A strict policy with the digests of its own style and script; names are text."""
    write_entry(tmp_path / "entry.html", sending())
    text = (tmp_path / "entry.html").read_text()
    assert "default-src 'none'; style-src 'sha256-" in text
    assert "unsafe" not in text
    assert "<script>alert" not in text
    assert "\x1b" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_steps_by_keyboard(page: Any) -> None:
    """Down, Enter and Space go on, Up goes back; each copies the number, or nothing, and says whose it is."""
    said = page.locator("#said")
    page.keyboard.press("ArrowDown")
    said.filter(has_text="Copied 5.63 · Hypatia, 1 of 7").wait_for()
    assert clipboard(page) == "5.63"
    page.keyboard.press("Enter")
    said.filter(has_text="Copied 6 · Ämsel, Zoë, 2 of 7").wait_for()
    assert clipboard(page) == "6"
    page.keyboard.press(" ")
    said.filter(has_text="Leave empty (excused): Bernoulli, Daniel, 3 of 7").wait_for()
    page.wait_for_function("navigator.clipboard.readText().then(text => text === '')")
    page.keyboard.press("ArrowUp")
    said.filter(has_text="Copied 6 · Ämsel").wait_for()
    assert page.locator("[aria-current]").count() == 1
    assert page.locator("#done").inner_text() == "1"
    page.evaluate("navigator.clipboard.writeText('else')")
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then(text => text === '6')")


def test_progress_is_remembered_by_export(page: Any, page_file: Path, tmp_path: Path) -> None:
    """Closed and opened again it goes on where it was; another export begins anew; so does Start over."""
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.reload()
    assert page.locator("#done").inner_text() == "2"
    assert "Bernoulli" in page.locator("[aria-current]").inner_text()
    assert "Going on at Bernoulli" in page.locator("#said").inner_text()
    other = tmp_path / "classroom-entry.html"
    write_entry(other, sending())
    page.goto(other.as_uri())
    assert page.locator("#done").inner_text() == "0"
    page.goto(page_file.as_uri())
    page.locator("#again").click()
    page.reload()
    assert page.locator("#done").inner_text() == "0"
    assert page.locator("[aria-current]").count() == 0


def test_it_ends_and_can_be_clicked(page: Any) -> None:
    """After the last row it says so and stays there; a click goes to a row."""
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    assert page.locator("#said").inner_text() == "All 7 rows are done."
    assert page.locator("#done").inner_text() == "7"
    page.locator(".row", has_text="Bond").click()
    page.locator("#said").filter(has_text="Copied 5 · Bond, James van, 4 of 7").wait_for()


def test_without_a_clipboard_the_number_is_said(page: Any) -> None:
    """Where the browser lets nothing be copied, the page says what is to be typed."""
    page.evaluate(
        "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false"
    )
    page.keyboard.press("ArrowDown")
    page.locator("#said").filter(has_text="Not copied, type it: 5.63 · Hypatia").wait_for()
    assert page.locator("[aria-current] .points").inner_text() == "5.63"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(browser: Any, tmp_path: Path, width: int, scheme: str) -> None:
    """At the beginning and in the middle, on a phone and a desk, in both schemes; nothing sticks out."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    write_entry(tmp_path / "entry.html", sending())
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto((tmp_path / "entry.html").as_uri())
    for _ in range(2):
        found = axe.run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"{width}-{scheme}.png")
        for _ in range(4):
            page.keyboard.press("ArrowDown")
    context.close()


def test_it_prints_as_a_plain_list(page: Any) -> None:
    """On paper there are names and numbers, without the keys."""
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert page.locator(".points").first.is_visible()
