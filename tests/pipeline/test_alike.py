"""Results that are the same bytes, compared once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.ledger import codec
from grader.model.evidence import Cost, Evidence, Raised, Returned
from grader.model.verdict import Comparison
from grader.pipeline.alike import MOST, Alike

ONE = Evidence("gradient", {"a/0": Returned(np.array([1.0, 2.0])), "a/1": Returned("n")}, "said", Cost(1, 2))


def test_what_it_took_names_no_other_results() -> None:
    """Cost, prints and how it ran are no part of a comparison; question, labels, values and faults are."""
    named = codec.outcomes_digest(codec.pack_evidence(ONE))
    for same in (
        replace(ONE, cost=Cost(3, 4)),
        replace(ONE, prints="else ]],["),
        replace(ONE, how="alone", isolation="full", flags=("slow",)),
    ):
        assert codec.outcomes_digest(codec.pack_evidence(same)) == named
    first, second = ONE.outcomes.items()
    for other in (
        replace(ONE, question="other"),
        replace(ONE, outcomes=dict([first])),
        replace(ONE, outcomes=dict([second, first])),
        replace(ONE, outcomes=dict([first, ("a/1", Returned("m"))])),
        replace(ONE, outcomes=dict([("a/0", Returned(np.array([1.0, np.nextafter(2, 3)]))), second])),
        replace(ONE, outcomes=dict([first, ("a/1", Raised("ValueError", "n"))])),
    ):
        assert codec.outcomes_digest(codec.pack_evidence(other)) != named


def test_only_so_many_are_remembered() -> None:
    """The oldest goes first, each under its own criterion, with the bytes it is kept as."""
    alike, one = Alike(), Comparison((), "reading")
    assert alike.find("1.1/a", b"") is None
    assert alike.keep("1.1/a", b"", one) == (one, codec.pack_comparison(one))
    assert alike.find("1.1/a", b"") == (one, codec.pack_comparison(one))
    assert alike.find("1.1/b", b"") is None
    for number in range(MOST):
        alike.keep("1.1/b", str(number).encode(), one)
    assert alike.find("1.1/a", b"") is None
    assert alike.find("1.1/b", b"0") is not None
