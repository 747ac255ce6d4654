"""The written file's rule: its name, whose it is, what is in it, and which of several counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect import names
from grader.collect.papers import by_the_rule
from grader.collect.work import Work, submission
from grader.model.papers import BREAKS
from grader.model.pdf import PdfFacts
from grader.model.submission import CodeFile, Identity, Submission, WrittenFile

PATTERN = "written-assignment-2-{netid}.pdf"
GOOD = PdfFacts(14, ((612.0, 792.0),) * 14)


def handed(*paths: str, who: str = "lovelac1", **more: object) -> Submission:
    """A submission with written files of these names."""
    written = tuple(WrittenFile(path, f"digest of {path}", 9) for path in paths)
    return Submission(who, written=written, origin=f"/class/{who}", **more)  # type: ignore[arg-type]


def flags(one: Submission, facts: PdfFacts = GOOD, others: frozenset[str] = frozenset()) -> list[str]:
    """What breaks the rule, without the words each begins with."""
    found = {file.digest: facts for file in one.written}
    held = by_the_rule(one, found, PATTERN, others)
    assert held.paper is not None
    assert [f"{BREAKS}{trouble}" for trouble in held.paper.troubles] == [
        flag for flag in held.flags if flag.startswith(BREAKS)
    ]
    return list(held.paper.troubles)


@pytest.mark.parametrize(
    "name",
    [
        "written-assignment-2-lovelac1.pdf",
        "Written-Assignment-2-Lovelac1.PDF",
        "Copy of written-assignment-2-lovelac1.pdf",
        "written-assignment-2-lovelac1 (1).pdf",
        "written_assignment_2_lovelac1.pdf",
        "written assignment 2 lovelac1.pdf",
        "written-assignment-2-{lovelac1}.pdf",
        "written-assignment-2-lovelac1-copy.pdf",
        "deep/er/written-assignment-2-lovelac1.pdf",
    ],
)
def test_small_slips_of_a_name_are_no_trouble(name: str) -> None:
    """Case, copies, underscores, spaces and braces left in are remarked and nothing more."""
    one = by_the_rule(handed(name), {f"digest of {name}": GOOD}, PATTERN)
    assert one.flags == ()
    assert one.paper is not None
    assert bool(one.paper.remarks) == (name.rpartition("/")[2] != "written-assignment-2-lovelac1.pdf")


def test_a_wrong_name_is_said_with_the_rules_own_words() -> None:
    """The file's name stands beside what the rule says, with the student's netid where it is known."""
    expected = "it is called `HW2 final.pdf`; the rule says written-assignment-2-lovelac1.pdf"
    assert flags(handed("HW2 final.pdf")) == [expected]
    assert flags(handed("HW2 final.pdf", who="Ada Lovelace"))[0].endswith(PATTERN)


def test_the_right_name_for_another_student_is_no_right_name() -> None:
    """The netid in the name must be one the student goes by: folder, STUDENT, login, e-mail or number."""
    name = "written-assignment-2-turinga1.pdf"
    assert flags(handed(name)) == ["its name says turinga1, the folder lovelac1"]
    assert flags(handed(name, who="Ada"), others=frozenset({"turinga1"}))
    assert flags(handed(name, who="Alan")) == []  # nobody can tell
    by_code = (CodeFile("a.py", "d", student="bernoul4"),)
    assert flags(handed(name, who="Jakob", code=by_code)) == ["its name says turinga1, STUDENT bernoul4"]
    for who in (Identity(login="TuringA1"), Identity(email="turinga1@msu.edu"), Identity(number="turinga1")):
        assert flags(replace(handed(name), who=who)) == []


def test_a_contradiction_is_said_once() -> None:
    """Where collecting has seen already that the PDF is another's, that flag gives way to the rule's."""
    one = handed(
        "written-assignment-2-turinga1.pdf", flags=("the PDF says turinga1, the folder lovelac1", "x")
    )
    held = by_the_rule(one, {one.written[0].digest: GOOD}, PATTERN)
    assert held.flags == ("x", f"{BREAKS}its name says turinga1, the folder lovelac1")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (PdfFacts(trouble="it is a Word file"), "it is a Word file, not a PDF"),
        (PdfFacts(trouble="it is an empty file"), "it is an empty file, not a PDF"),
        (PdfFacts(trouble="it needs a password", encrypted=True), "it needs a password"),
        (PdfFacts(trouble="it is damaged"), "it is damaged"),
        (PdfFacts(trouble="it has no pages"), "it has no pages"),
        (PdfFacts(14, GOOD.sizes, blank=(3, 5)), "pages 3 and 5 of 14 are blank"),
        (PdfFacts(14, GOOD.sizes, blank=(3,)), "page 3 of 14 is blank"),
        (PdfFacts(1, GOOD.sizes[:1], blank=(1,)), "its only page is blank, as if nothing had been handed in"),
        (
            PdfFacts(3, GOOD.sizes[:3], blank=(1, 2, 3)),
            "all 3 pages are blank, as if nothing had been handed in",
        ),
        (PdfFacts(14, GOOD.sizes, broken=(2,)), "page 2 of 14 cannot be shown"),
    ],
)
def test_what_is_wrong_inside_is_named(facts: PdfFacts, said: str) -> None:
    """Each trouble is one short sentence about the file."""
    assert flags(handed("written-assignment-2-lovelac1.pdf"), facts) == [said]


def test_a_mended_file_is_remarked_and_counts() -> None:
    """A damaged table of contents that could be made anew is no trouble."""
    one = handed("written-assignment-2-lovelac1.pdf")
    held = by_the_rule(one, {one.written[0].digest: PdfFacts(1, GOOD.sizes[:1], mended=True)}, PATTERN)
    assert (held.flags, held.written[0].remarks) == ((), ("it was damaged, and could be mended",))


def test_of_two_files_the_one_named_by_the_rule_counts() -> None:
    """Its name first, then whether it opens, then the latest copy; a copy of the same bytes is none."""
    good, again = "written-assignment-2-lovelac1.pdf", "written-assignment-2-lovelac1 (2).pdf"
    for paths, counts in (((good, "hw2.pdf"), good), (("zzz.pdf", good), good), ((good, again), again)):
        one = handed(*paths)
        held = by_the_rule(one, {file.digest: GOOD for file in one.written}, PATTERN)
        assert [file.path for file in held.written if file.counts] == [counts]
        assert held.flags[-1] == f"{BREAKS}two PDFs were handed in; `{counts}` counts"
    broken = {"digest of a.pdf": GOOD, "digest of b.pdf": PdfFacts(trouble="it is damaged")}
    held = by_the_rule(handed("a.pdf", "b.pdf"), broken, PATTERN)
    assert held.paper is not None
    assert held.paper.path == "a.pdf"
    twins = Submission("lovelac1", written=(WrittenFile(good, "d", 1), WrittenFile(again, "d", 1)))
    assert by_the_rule(twins, {"d": GOOD}, PATTERN).flags == ()


def test_another_kind_of_file_in_place_of_a_pdf_is_named() -> None:
    """A Word file or a photo without any PDF is flagged; beside a PDF, or without a rule, it is not."""
    photo = Work(passed=("page 1.HEIC", "data.csv"))
    paper = WrittenFile("written-assignment-2-ann.pdf", "d", 1)
    said = f"no PDF was handed in, but page 1.HEIC; the rule says {PATTERN}"
    assert said in submission("ann", photo, frozenset(), PATTERN, "").flags
    assert said not in submission("ann", replace(photo, written=(paper,)), frozenset(), PATTERN, "").flags
    assert submission("ann", photo, frozenset(), None, "").flags == ("no code was found",)


def test_without_a_rule_for_names_any_name_will_do() -> None:
    """A rubric that names no file, and has work marked by hand, still learns what is in it."""
    one = handed("HW2 final.pdf")
    facts = {one.written[0].digest: PdfFacts(2, GOOD.sizes[:2], blank=(2,))}
    assert by_the_rule(one, facts, None).flags == (f"{BREAKS}page 2 of 2 is blank",)


def test_of_a_file_nobody_could_open_again_only_the_name_is_judged() -> None:
    """What is not there any more is never taken for an empty file, nor for a damaged one."""
    held = by_the_rule(handed("written-assignment-2-lovelac1.pdf"), {}, PATTERN)
    assert (held.flags, held.written[0].pages, held.written[0].unread) == ((), None, "")
    assert by_the_rule(handed("HW2 final.pdf"), {}, PATTERN).flags[0].startswith(f"{BREAKS}it is called")


@given(st.from_regex(r"\A[A-Za-z][A-Za-z0-9]{1,12}\Z"), st.text(max_size=30))
def test_a_netid_is_read_back_from_the_rules_name_and_other_names_harm_nothing(
    netid: str, other: str
) -> None:
    """Whatever the netid, the rule's own name gives it; whatever the name, there is an answer."""
    found = names.from_written(PATTERN.replace("{netid}", netid), PATTERN)
    assert found == (None if netid.lower() in names.PLACEHOLDERS else netid.lower())
    assert isinstance(flags(handed(f"{other}.pdf")), list)
