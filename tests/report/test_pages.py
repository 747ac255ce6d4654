"""The students' pages and the instructor's."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_class import HALF, HOSTILE, PENDING, SECRET, card, rubric, students, wrong

from grader.model.exhibit import Exhibit, Line, Plot
from grader.model.grade import GradeCard
from grader.model.verdict import Kind, Verdict
from grader.report import pages
from grader.report.again import Again
from grader.report.pages import page_name, write_feedback, write_index
from grader.rubric.schema import Rubric

VOID = {"meta", "rect"}
PLOT = Plot(
    Exhibit("gradient", "line", "A picture", ("line/0",), (0.0, 1.0), reference=(Line("", (0.0, 1.0)),)),
    (Line("", (0.0, 2.0)),),
)


class Reader(HTMLParser):
    """Collects tags, attributes and visible text, and notices what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.events: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append(tag)
        self.events += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.anchors += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Every end has its start."""
        assert tag in VOID or self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Visible text, but for the style."""
        if "style" not in self.open:
            self.text += data


def _page(folder: Path, given: GradeCard, homework: Rubric | None = None) -> tuple[str, Reader]:
    path = write_feedback(
        folder, given, homework or rubric(), lambda question, label: f"{question} at {label}"
    )
    text = path.read_text("utf-8")
    return text, Reader(text)


def _index(folder: Path, cards: list[GradeCard], **more: object) -> tuple[str, Reader]:
    path = write_index(folder / "grades" / "report" / "index.html", cards, rubric(), **more)  # type: ignore[arg-type]
    text = path.read_text("utf-8")
    return text, Reader(text)


def test_every_page_is_whole_and_alone(tmp_path: Path) -> None:
    """Tags close, no script, no handler, no request; links stay among the pages and their anchors."""
    found = [_page(tmp_path, each) for each in students()]
    found.append(_index(tmp_path, students(), isolation="Shut off.", notes=["A note."]))
    for text, reader in found:
        assert reader.open == []
        assert not {"script", "img", "link", "iframe", "form", "object"} & set(reader.tags)
        assert reader.events == []
        assert all(link.startswith(("#", "../feedback/")) for link in reader.links)
        assert all(link[1:] in reader.anchors for link in reader.links if link.startswith("#"))
        assert len(set(reader.anchors)) == len(reader.anchors)
        assert reader.tags.count("h1") == 1
        assert re.search(r'content="default-src \'none\'; style-src \'sha256-', text)


def test_the_policy_allows_exactly_our_style(tmp_path: Path) -> None:
    """The digest in the policy is of the bytes between the style tags, else a browser shows bare text."""
    text, _ = _page(tmp_path, card("ada"))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in text


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    """Markup, templates, escapes and overrides of a student reach nobody; long prints are cut."""
    for text, reader in (_page(tmp_path, students()[4]), _index(tmp_path, students())):
        assert "<script" not in text
        assert '<script>alert("x")</script>' in reader.text
        assert "{{ 7 * 7 }}" in reader.text
        assert not any(character in text for character in "\x1b\x00\x07\u202e")
    long = card(
        "ada", {"3.1/value": wrong("Too long.", got="x" * 9999)}, prints=(("gradient", HOSTILE * 1000),)
    )
    assert len(_page(tmp_path, long)[0]) < 30_000


def test_a_loss_says_case_expected_yours_hint(tmp_path: Path) -> None:
    """In that order, the hint once; lost points also head the page with a link to their place."""
    text, reader = _page(tmp_path, card("007", {"3.1/value": HALF}))
    shown = reader.text[reader.text.index("Linear regression") :]
    order = [
        "3.1",
        "partly right",
        HALF.say,
        "gradient at example/0",
        HALF.want,
        HALF.got,
        HALF.hint,
        HALF.notes[0],
    ]
    at = [shown.index(word) for word in order]
    assert at == sorted(at)
    assert text.count(HALF.hint) == 1
    assert reader.links == ["#c-3.1-value"]


def test_lost_points_come_first_within_a_problem(tmp_path: Path) -> None:
    """Problems keep their order; within one, what needs reading is above what is right."""
    _, reader = _page(tmp_path, card("ada", {"3.10/solution": wrong("No.")}))
    below = reader.text[reader.text.index("Vector-Jacobian") :]
    assert below.index("3.10") < below.index("The gradient")
    assert below.index("2.1") < below.index("Linear regression")


def test_hidden_wants_are_nowhere(tmp_path: Path) -> None:
    """`show_want: false` of a criterion or the rubric: no wanted value, not even in a sentence quoting it."""
    text, _ = _page(tmp_path, card("ada", {"3.10/solution": SECRET}))
    assert SECRET.want not in text
    assert "by luck" not in text
    assert "Expected" not in text
    assert SECRET.say in text
    assert SECRET.got in text
    text, _ = _page(tmp_path, card("ada", {"3.1/value": HALF}), rubric(show_want="false"))
    assert HALF.want not in text
    assert "Expected" not in text


def test_a_criterion_overrides_the_rubric(tmp_path: Path) -> None:
    """A criterion that says it shows its want does so in a rubric that hides them."""
    dumped = rubric(show_want="false").model_dump()
    dumped["problems"][1]["parts"][0]["criteria"][0]["show_want"] = True
    text, _ = _page(tmp_path, card("ada", {"3.1/value": HALF}), Rubric.model_validate(dumped))
    assert HALF.want in text


def test_a_right_criterion_shows_no_want(tmp_path: Path) -> None:
    """What is right needs no comparison, and a friend learns nothing from it."""
    told = Verdict(Kind.RIGHT, HALF.credit * 2, want="[9.25]", got="[9.25]", notes=("read as float32",))
    text, _ = _page(tmp_path, card("ada", {"3.1/value": told}))
    assert "9.25" not in text
    assert "read as float32" in text


def test_a_draft_says_so(tmp_path: Path) -> None:
    """An open part has no points, the page says what is waited for, and no zero stands in its place."""
    text, reader = _page(tmp_path, card("ada", {"3.10/argument": PENDING, "2.1/value": PENDING}))
    assert "This is a draft" in reader.text
    assert "waiting for marking" in reader.text
    assert "waiting for a look" in reader.text
    assert not re.search(r"<b>0</b>", text)
    assert "pending" not in text


def test_nothing_lost_is_said(tmp_path: Path) -> None:
    """A full score is told kindly, extra credit above the maximum included."""
    _, reader = _page(tmp_path, card("ada"))
    assert "Nothing was lost" in reader.text
    assert "with 1 of extra credit" in reader.text


def test_prints_are_folded_with_their_problem(tmp_path: Path) -> None:
    """A student's own prints are there, folded; prints of no question stand at the end."""
    text, reader = _page(
        tmp_path, card("ada", prints=(("gradient", "hello"), ("", "loading"), ("vjp", " \n")))
    )
    assert text.count("<details>") == 2
    assert reader.text.index("hello") < reader.text.index("loading")


def test_what_was_done_to_the_files_is_said(tmp_path: Path) -> None:
    """A student reads what was put right, as text; who has no such remark reads nothing of the kind."""
    told = ("hw.py: tabs were read as 4 spaces", f"{HOSTILE} failed", "found `Fit`, expected `fit`")
    html, _ = _page(tmp_path, card("ada", remarks=told))
    assert "About your files" in html
    assert "tabs were read as 4 spaces" in html
    assert "expected <code>fit</code>" in html
    assert HOSTILE not in html
    assert "About your files" not in _page(tmp_path, card("bea"))[0]


def test_index_links_to_pages_that_exist(tmp_path: Path) -> None:
    """Each row leads to that student's page, hostile ids included."""
    folder = tmp_path / "grades" / "feedback"
    for each in students():
        _page(folder, each)
    _, reader = _index(tmp_path, students())
    targets = [(tmp_path / "grades" / "report" / unquote(link)).resolve() for link in reader.links]
    assert len(set(targets)) == len(students())
    assert all(target.is_file() and target.parent == folder.resolve() for target in targets)


def test_index_averages_are_of_what_is_settled(tmp_path: Path) -> None:
    """An open row does not pull the mean towards zero."""
    cards = [card("ada"), card("bob", {"2.1/value": wrong("No.")}), card("cyd", {"2.1/value": PENDING})]
    text, reader = _index(tmp_path, cards)
    assert 'aria-label="average 1.50 of 2"' in text
    assert "over the 2 of 3 that are settled" in reader.text
    assert "1 still a draft" in reader.text


def test_index_of_nobody(tmp_path: Path) -> None:
    """An empty class gives a page, not a traceback."""
    assert "no submissions" in _index(tmp_path, [])[1].text


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The same grades make the same page, so that a difference means something."""
    assert _page(tmp_path, students()[1])[0] == _page(tmp_path, students()[1])[0]


@given(st.lists(st.text(max_size=300), unique=True, max_size=8))
def test_file_names_are_safe_and_their_own(ids: list[str]) -> None:
    """No id leaves the folder, hides its file or takes another's."""
    names = [page_name(student) for student in ids]
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9%_-][A-Za-z0-9._%-]*\.html", name)
        assert len(name) <= 125


def test_ordinary_ids_keep_their_names() -> None:
    """A netid is its file's name, and a climb is spelled out."""
    assert page_name("lovelac1") == "lovelac1.html"
    assert page_name("../../etc") == "%2E.%2F..%2Fetc.html"
    assert page_name("") == "%.html"


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1])
def test_contrast_is_enough_to_read(theme: int) -> None:
    """Every text colour has 4.5 to 1 on every ground, light and dark."""
    style = (Path(pages.__file__).parent / "templates" / "style.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[theme]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
    for ink in ("ink", "soft", "right", "part", "lost", "open", "link"):
        for ground in ("page", "card", "mono-bg"):
            light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_the_summary_tells_a_part_once(tmp_path: Path) -> None:
    """A part whose criteria all went the same way is one line; extra credit not earned is no loss."""
    gone = Verdict(Kind.NOT_ATTEMPTED)
    _, reader = _page(tmp_path, card("ada", {"2.2/value": gone, "2.2/linear": gone, "3.11/value": gone}))
    assert reader.links == ["#c-2.2-value"]
    assert "−1" in reader.text
    _, reader = _page(tmp_path, card("ada", {"2.2/value": gone, "2.2/linear": wrong("No.")}))
    assert reader.links == ["#c-2.2-value", "#c-2.2-linear"]


def test_names_between_backticks_are_code_and_still_escaped(tmp_path: Path) -> None:
    """A name in a sentence is set as code; markup inside it stays text."""
    text, _ = _page(tmp_path, card("ada", {"3.1/value": wrong("There is no `a<b>` here.")}))
    assert "<code>a&lt;b&gt;</code>" in text


@pytest.mark.parametrize("kind", [Kind.MISSING, Kind.NOT_ATTEMPTED, Kind.SKIPPED])
def test_what_never_ran_shows_no_case(tmp_path: Path, kind: Kind) -> None:
    """A case says nothing about a function that was not there."""
    _, reader = _page(tmp_path, card("ada", {"3.1/value": Verdict(kind, case="example/0")}))
    assert "Case" not in reader.text


def test_the_foot_says_whom_to_ask(tmp_path: Path) -> None:
    """The rubric's own words and the code to quote; of neither, there is no foot."""
    homework = rubric(appeals="Write to <me> within a week.")
    _, reader = _page(tmp_path, card("ada", receipt="7QK2-M0XD-93VB"), homework)
    assert reader.text.rstrip().endswith("Write to <me> within a week.\nReceipt 7QK2-M0XD-93VB")
    assert "footer" not in _page(tmp_path, card("ada"))[1].tags


def test_before_it_is_due_a_page_tells_outcomes_alone(tmp_path: Path) -> None:
    """Verdict and points, and when the rest will follow: no case, value, hint, print, line or picture."""
    homework = rubric(due="2026-10-06 23:59 America/Detroit", feedback={"before_due": "outcome_only"})
    given = card("ada", {"3.1/value": HALF}, prints=(("gradient", "hello"),))
    again = Again("print(gradient(1))", "in the folder of hw2.py")

    def page(day: int) -> str:
        path = write_feedback(
            tmp_path,
            given,
            homework,
            lambda *_: "x = 1",
            run_again=lambda *_: again,
            plots=[PLOT],
            now=datetime(2026, 10, day, tzinfo=UTC),
        )
        return Reader(path.read_text("utf-8")).text

    told = (HALF.say, HALF.want, HALF.hint, "x = 1", "hello", "print(gradient(1))", "A picture")
    early, late = page(6), page(8)
    assert [text for text in told if text not in late] == []
    assert [text for text in (*told, "Expected", "Yours", "Case") if text in early] == []
    assert "partly right" in early
    assert "The reasons follow after the due date, 6 October 2026, 23:59 (America/Detroit)." in early
    assert "due date" not in late


def test_lines_to_type_are_folded_below_the_hint(tmp_path: Path) -> None:
    """Each failing case that ran has its lines; inputs too large for them are named."""
    again = Again("import numpy as np\nprint(f(1 < 2))", "in the folder of hw2.py", "We use `g`.")
    path = write_feedback(
        tmp_path, card("ada", {"3.1/value": HALF}), rubric(), lambda *_: "x", run_again=lambda *_: again
    )
    text = path.read_text("utf-8")
    assert text.count("<details") == 1
    assert "import numpy as np\nprint(f(1 &lt; 2))</pre>" in text
    assert "We use <code>g</code>." in text
    large = Again("", "in the folder of hw2.py", "The inputs are too large.")
    path = write_feedback(
        tmp_path, card("ada", {"3.1/value": HALF}), rubric(), lambda *_: "x", run_again=lambda *_: large
    )
    assert "<details" not in path.read_text("utf-8")
    assert "The inputs are too large." in path.read_text("utf-8")


def test_a_picture_stands_with_its_part(tmp_path: Path) -> None:
    """Below the part that asks its question, told in words as well; no expected line where that is hidden."""
    path = write_feedback(tmp_path, card("ada"), rubric(), lambda *_: "", plots=[PLOT])
    text = path.read_text("utf-8")
    assert text.index("The gradient") < text.index("<figure>") < text.index("The general case")
    assert "<desc" in text
    assert text.count('class="line expected') == 2
    path = write_feedback(tmp_path, card("ada"), rubric(show_want="false"), lambda *_: "", plots=[PLOT])
    assert "expected" not in Reader(path.read_text("utf-8")).text


def test_formulas_in_an_instructors_words_are_mathml(tmp_path: Path) -> None:
    """In titles and hints; a student's own text stays text."""
    half = replace(HALF, hint="Use $X^+$.", got="$x$")
    text, _ = _page(tmp_path, card("ada", {"3.1/value": half}), rubric(title="About $w$"))
    assert text.count("<math") == 2
    assert "$x$" in text
