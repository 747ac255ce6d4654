"""What an instructor writes with."""

import pytest

from grader.oracle import question
from grader.oracle.author import Question


def add(a, b):
    """Add two numbers."""
    return a + b


def test_a_question_is_still_its_function():
    """The reference can call its own questions, and other tests too."""
    asked = question(add)
    assert isinstance(asked, Question)
    assert asked(1, 2) == 3
    assert (asked.name, asked.parameters) == ("add", ("a", "b"))


def test_seeds_depend_on_every_word():
    """Seed, question, generator and number: each moves the words, and nothing else does."""
    asked = question(add)
    words = [asked.seeds(*which) for which in (("a", 0, 1), ("a", 1, 1), ("b", 0, 1), ("a", 0, 2))]
    assert len({tuple(word) for word in words}) == 4
    assert question(add).seeds("a", 0, 1) == words[0]


@pytest.mark.parametrize(
    "declare",
    [
        lambda asked: asked.example(b=1, a=2),
        lambda asked: asked.cases(count=0),
        lambda asked: asked.cases(keep="some"),
        lambda asked: [asked.cases()(add), asked.cases()(add)],
        lambda asked: [asked.equivalent(add), asked.equivalent(add)],
        lambda asked: [asked.property(add), asked.property(add)],
        lambda asked: [asked.convention("one")(add), asked.convention("one")],
        lambda asked: asked.convention(""),
        lambda asked: [asked.mistake("one")(add), asked.mistake("one")],
        lambda asked: asked.mistake("one", credit="1"),
        lambda asked: asked.given(source="starter_that_is_not_there.py"),
        lambda asked: asked.given(source="../test_oracle_author.py"),
        lambda _: question(lambda *many: many),
        lambda _: question(lambda a, /: a),
    ],
)
def test_contradictions_are_refused_where_they_are_written(declare):
    """A name used twice, a credit of everything, a file that is not there: a ValueError in that line."""
    with pytest.raises(ValueError, match=r"^(add|<lambda>): "):
        declare(question(add))
