"""Growth classes are read from text by a parser of their own, and compared without constants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grader.checks import GrowthCheck, Tolerance
from grader.errors import OracleError


def match(want, got, **parameters):
    """Compare as this check with these parameters would."""
    return GrowthCheck(**parameters).compare(want, got, Tolerance())


SAME = {
    "n^2": r"""n^2|O(n^2)|O(n**2)|Θ(n²)|n*n|n·n|n x n|n × n|nn|N²|quadratic|Quadratic in n|2n^2
        |O(n^2) flops|n^2 + n|n(n-1)/2|\mathcal{O}(n^2)|$O(n^2)$|$\mathcal{O}\left(n^{2}\right)$
        |n squared|Theta(n^2)        |n-squared
        |\Theta(n^2)|O n^2|order n^2|big-O(n^2)|quadratic time|~n^2|O(n)*O(n)|sqrt(n^4)|n^2.0|\frac{n(n+1)}{2}
        |O(0.5 n^2)|O(N^2).|n^3/n|O(n²) operations|[n^2]|(n+1)^2|n^{2}|n \cdot n""",
    "n": "n|O(n)|linear|2n + 5|n^1|O( N )|n/2|linear in n|n + log n|n + sqrt(n)",
    "1": "1|O(1)|constant|O(5)|Θ(1)|constant memory|n/n|n^0|1/2",
    "n log n": r"""n log n|O(n log(n))|nlogn|n lg n|n*log2(n)|n log₂ n|log-linear|n \log n|log(n!)|n ln(n)
        |n log n^2|n·log_2(n)|n log_{10} n + n|linearithmic|n log 2 n|NlogN""",
    "log n": "log n|O(log(n))|ln(n)|logarithmic|log(2n+1)|log10(n)|log(n^3)|lg n",
    "n^3": "cubic|n³|n^2 n|n*n*n|O(N^3)|n cubed|n^3 + 2^3",
    "sqrt(n)": "√n|n^0.5|n^(1/2)|n^{1/2}|n**½|sqrt(n)|\\sqrt{n}|\\sqrt n",
    "2^n": "2^n|exponential|2**n|2ⁿ|2^(n+1)|n^5 + 2^n",
    "n 2^n": "n 2^n|n*2^n|O(n 2ⁿ)",
    "n!": "n!|factorial|n! + 2^n",
    "n d": "O(dn)|nd|n*d|N D|nd + n|n·d + d|d n",
    "n d^2 + d^3": "d^2(n + d)|nd^2 + d^3|d³ + n d²",
}


@pytest.mark.parametrize(
    ("want", "got"), [(w, g.strip()) for w, all_ in SAME.items() for g in all_.split("|")]
)
def test_one_class_in_many_spellings(want, got):
    """However a class is written it means the same."""
    result = match(want, got)
    assert result.equal, result.say


@pytest.mark.parametrize(("want", "got"), [(w, g) for w in SAME for g in SAME if w != g])
def test_classes_differ_from_each_other(want, got):
    """No class equals another."""
    result = match(want, got)
    assert not result.equal
    assert result.say


@pytest.mark.parametrize(
    "got",
    [
        "n^2 log n",
        "n^1.9",
        "2^(2n)",
        "n^2 + n^3",
        "n log^2 n",
        "1/n",
        "3^n",
        "-n^2",
        "n^(-2)",
        "n^-2",
        "(1/2)^n",
    ],
)
def test_near_misses_are_wrong(got):
    """A factor of a logarithm, a higher term or another base is another class."""
    assert not match("n^2", got).equal


@pytest.mark.parametrize(
    "got",
    [
        *(
            "",
            "  ",
            "hello",
            "(n",
            "n)",
            "n^",
            "^2",
            "n2",
            "n^n",
            "9^9^9^9",
            "1e999",
            "0",
            "n/0",
            "\\",
            "$$",
            "log",
        ),
        *("n^2; import os", "__import__('os')", "len(v)**2", "n if n else 1", "lambda n: n^2", "O()", "frac"),
        *("Ω(n^2)", "o(n^2)", "n \u202e^2", "n^(1/0)", "in n", "quadratic in", "polynomial", "1/(n+d)"),
        *("(" * 20 + "n" + ")" * 20, "n" * 500, "2^" * 50 + "n", "-" * 90 + "n", "log " * 40 + "n"),
        *("(n+d)" * 30, "!n" * 30, "999999^999999^2", "n^" * 90 + "2", "!" * 100, "n" + "²" * 150),
    ],
)
def test_what_cannot_be_read_says_so(got):
    """Text that is no growth class is wrong with a sentence, is never evaluated and never raises."""
    result = match("n^2", got)
    assert not result.equal
    assert "cannot be read" in result.say
    assert result.say.isprintable()


@pytest.mark.parametrize("got", [None, 2, 1.0, True, ["n^2"], {"time": "n^2"}, b"n^2"])
def test_what_is_not_text_says_so(got):
    """A growth class is text; the number 1 alone passes for constant."""
    assert not match("n^2", got).equal
    assert match("1", 1).equal
    assert not match("1", True).equal


def test_lower_and_strict_bounds_are_told_apart():
    """Ω and o do not name the growth, and the sentence says what to give instead."""
    assert "O or Θ" in match("n^2", "Ω(n^2)").say
    assert "O or Θ" in match("n^2", "o(n^2)").say


def test_a_foreign_size_is_named():
    """A letter that is no size of the question is named, and an alias makes it one."""
    assert "it speaks of d" in match("n^2", "d^2").say
    assert match("n^2", "d^2", variables={"n": ["n", "N", "d"]}).equal
    assert match("n^2", "Nd", variables={"n": ["n", "N", "d"]}).equal
    assert match("m n", "rows*cols", variables={"m": ["rows"], "n": ["cols"]}).equal


def test_aliases_may_tell_case_apart():
    """Where n and N are two sizes they stay two."""
    sizes = {"n": ["n"], "N": ["N"]}
    assert match("n N", "N n", variables=sizes).equal
    assert not match("n^2", "N^2", variables=sizes).equal


def test_an_unnamed_size_is_asked_for():
    """With two sizes “linear” alone is not enough."""
    assert "does not say in what" in match("n d", "quadratic").say
    assert match("n + d", "linear in n + linear in d").equal


@pytest.mark.parametrize("variables", [{"n": ["x"], "m": ["x"]}, {"n": ["n 1"]}, {"n": ["2"]}])
def test_unclear_names_are_the_rubrics_fault(variables):
    """A name stands for one size and is made of letters."""
    with pytest.raises(ValidationError):
        GrowthCheck(variables=variables)


@pytest.mark.parametrize("want", ["hello", "", None, "Ω(n)", 3.5])
def test_an_unusable_want_is_the_references_fault(want):
    """A want that is no growth class raises."""
    with pytest.raises(OracleError):
        match(want, "n")


def test_the_sentence_keeps_our_class():
    """The student hears how the answer was read, not what was wanted."""
    say = match("n^3", "O(n²)").say
    assert "n^2" in say
    assert "n^3" not in say


pieces = st.lists(
    st.sampled_from(
        ["n", "d", "2", "0", "^", "**", "*", "/", "+", "-", "(", ")", "{", "}", "!", "log", "sqrt", "O", "²",
         " ", "\\", "frac", "in", "linear", "exponential", "½", "ⁿ", "_", "x", "Θ", ".", "99", "squared"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(pieces | st.text(max_size=60))
def test_no_text_makes_the_parser_raise(text):
    """Whatever is typed, the answer is equal or it is not."""
    for want in ("n^2", "n d", "1"):
        assert isinstance(match(want, text).equal, bool)


@given(pieces)
def test_reading_is_its_own_inverse(text):
    """The name a class is given reads as that class again."""
    from grader.checks.growth_text import UnreadableError, name_growth, read_growth

    try:
        read = read_growth(text, {}, free=True)
        again = name_growth(read)
    except UnreadableError:
        return
    if len(again) < 150 and not any(len(part) > 6 for part in again.replace("/", " ").split()):
        assert read_growth(again, {size: size for size in read.sizes()}, free=True) == read
