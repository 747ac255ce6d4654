"""The pages in a browser: axe-core finds nothing serious, and nothing sticks out on a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from synthetic_class import HALF, HOSTILE, SECRET, card, rubric, students, wrong

from grader.model.exhibit import Exhibit, Line, Plot
from grader.report.again import Again
from grader.report.pages import write_feedback, write_index

SERIOUS = ("serious", "critical")
X = tuple(0.1 * step for step in range(1, 41))
EXHIBIT = Exhibit(
    question="fit_poly",
    name="errors",
    title="Error against $d$",
    labels=("errors/0",),
    x=X,
    x_label="degree",
    y_label="mean squared error",
    log="xy",
    points=((1.0, 1.0),),
    marks=((2.0, "as many weights as points"),),
    reference=(Line("training", X), Line("test", X[::-1])),
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Pages with everything a page can have: losses, pictures, lines to type, formulas, drafts, a footer."""
    folder = tmp_path_factory.mktemp("pages")
    homework = rubric(appeals="Write to us about $w^+$ within a week.", title="Gradients, $X^+ t$ & friends")
    plots = [Plot(EXHIBIT, (Line("training", X), Line("test", (None, *X[1:]))))]
    again = Again("import numpy as np\nfrom hw2 import f\nprint(f(np.zeros(3)))", "in the folder of hw2.py")
    verdicts = {"3.1/value": HALF, "3.10/solution": SECRET, "2.1/value": wrong(HOSTILE * 9, got="9" * 400)}
    full = card(
        "ada", verdicts, name="Lovelace, Ada", prints=(("gradient", HOSTILE * 40),), receipt="AAAA-BBBB"
    )
    written = [
        write_feedback(
            folder / "feedback", each, homework, lambda *_: "x = 1", run_again=lambda *_: again, plots=plots
        )
        for each in (full, *students())
    ]
    quiet = rubric(due="2026-10-06 23:59 America/Detroit", feedback={"before_due": "outcome_only"})
    early = datetime(2026, 10, 1, tzinfo=UTC)
    written.append(write_feedback(folder / "early", full, quiet, lambda *_: "x = 1", now=early))
    written.append(write_index(folder / "report" / "index.html", students(), homework, isolation="Shut off."))
    written.append(write_index(folder / "report" / "nobody.html", [], homework))
    return written


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(browser: Any, pages: list[Path], width: int, scheme: str) -> None:
    """On every page with everything unfolded: readable by all, and nothing to scroll sideways for."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.on(
        "request", lambda request: refused.extend([] if request.url.startswith("file:") else [request.url])
    )
    for path in pages:
        page.goto(path.as_uri())
        assert refused == [], path  # what the page's own policy would forbid, or anything fetched
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = axe.run(page).response["violations"]
        serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        refused.clear()
    context.close()


def test_a_page_is_drawn_in_both_schemes(browser: Any, pages: list[Path]) -> None:
    """Ground and ink trade places in the dark, and lines of pictures are seen in either."""
    colours = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(pages[0].as_uri())
        ground = page.eval_on_selector("body", "one => getComputedStyle(one).backgroundColor")
        strokes = page.eval_on_selector_all(
            ".plot .line", "all => all.map(one => getComputedStyle(one).stroke)"
        )
        assert len(strokes) == 4
        assert "none" not in strokes
        assert ground not in strokes
        colours.append((ground, *strokes))
        page.close()
    assert not set(colours[0]) & set(colours[1])
