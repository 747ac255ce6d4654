"""The sheet as it stands now, with all that pages and tables need: nothing is judged and nothing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.model.exhibit import Plot
from grader.model.submission import Submission
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.gather import Gatherer
from grader.pipeline.groups import alike
from grader.pipeline.homes import homes
from grader.pipeline.homework import Homework
from grader.pipeline.plots import Plotter
from grader.pipeline.rejudge import NothingRuns, Rejudged, prepared
from grader.pipeline.run import Graded, Progress
from grader.pipeline.standing import Opened, Standing, standing_of
from grader.rubric.told import for_teacher

__all__ = ["graded_again", "graded_of"]


def graded_again(here: Opened, rejudged: Rejudged, progress: Progress = lambda *_: None) -> Graded:
    """The class as it was kept, ready to be written out."""
    stand = standing_of(Opened(here.folder, here.ledger, here.source, rejudged.record))
    submissions = [one.submission for one in stand.handed]
    with prepared(here) as homework:
        plots = _plots(stand, homework, submissions, progress)
    return replace(graded_of(stand, plots), seconds=rejudged.seconds)


def graded_of(stand: Standing, plots: Mapping[str, tuple[Plot, ...]] | None = None) -> Graded:
    """A sheet as it stands, as far as the rubric lets it be told."""
    calls = stand.built.calls
    return Graded(
        cards=tuple(for_teacher(card, stand.source.rubric) for card in stand.cards),
        source=stand.source,
        calls=calls,
        isolation=stand.record.isolation,
        seconds=0.0,
        notes=(*stand.record.notes, *stand.ledger.notes),
        plots=plots or {},
        homes=homes([one.submission for one in stand.handed], calls.questions),
        looked=stand.looked,
        groups=alike(stand),
        trail=stand.ledger.trail.head(),
        account=stand.record.account,
    )


def _plots(
    stand: Standing, homework: Homework, submissions: Sequence[Submission], progress: Progress
) -> dict[str, tuple[Plot, ...]]:
    """Everybody's pictures, drawn from what is kept."""
    source, built = stand.source, homework.built
    pictured = [one.question for one in built.exhibits]
    if not pictured:
        return {}
    nowhere = NothingRuns.standing(stand.record, source)
    with Oracle(source.reference, built.every_call, source.rubric.seed, homework.interpreter) as oracle:
        asking = Asking(oracle)
        gatherer = Gatherer(homework, stand.ledger, nowhere, asking)
        plotter = Plotter(homework, stand.ledger, nowhere, oracle, asking.turn)
        plots = {}
        for done, one in enumerate(submissions):
            progress("Drawing pictures", done, len(submissions))
            plots[one.id] = plotter.plots(one, gatherer.known(one, pictured))
    return plots
