"""One figure of one extractor, page by page: what a history and a comparison of versions are worked out from.

How a run's figure comes from its pages is its metric's business, and decides what can be said of its spread:

================================ ============================ ==============================================
metric                           value of a run               interval, and that of a change
================================ ============================ ==============================================
mean over pages (ledger,         mean of the page values      ``mean_intervals``, ``difference``
structure)
pooled (fields, defects)         figure of the summed counts  percentiles of 1,000 resamples, paired; no p
its own way (another benchmark)  as the metric has it         none
================================ ============================ ==============================================

All resamples draw whole sites; a page without the figure's counts has no part, nor has a site of such pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from .direction import lower_is_better
from .errors import RunFileError, UnknownNameError
from .metrics.base import Counts, MeanOfPages, Metric, PageMeans, Pooled, gather
from .metrics.catalogue import of_run
from .model import FAILURES
from .runs import CaseInfo, ExtractorInfo, RunResult
from .statistics import resampled_sums
from .statistics.clusters import Labels, columns, labels
from .statistics.difference import Difference, all_differences
from .statistics.interval import mean_intervals
from .table import Measured

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by its column's name, and the metric that gives it."""

    name: str
    metric: Metric

    @property
    def lower_is_better(self) -> bool:
        """Whether a fall is good news."""
        return lower_is_better(self.name)

    @property
    def is_mean(self) -> bool:
        """Whether a run's figure is the mean over its pages."""
        return isinstance(self.metric, MeanOfPages)

    @property
    def is_pooled(self) -> bool:
        """Whether a run's figure is that of its pages' counts together."""
        return isinstance(self.metric, Pooled)


@dataclass(frozen=True, slots=True, eq=False)
class PageScores:
    """A figure of one extractor over a list of cases.

    Attributes:
        extractor: the row.
        pages: on how many of the cases there is a result; ``failures`` of them are none of its answers.
        values: one a case; ``None`` where the figure does not apply or there is no result.
        counts: one a case, where the figure is no mean of the values; else empty.
    """

    extractor: ExtractorInfo
    pages: int
    failures: int
    values: tuple[float | None, ...]
    counts: tuple[Counts | None, ...] = ()

    def value(self, figure: Figure) -> float | None:
        """Return the figure over all the cases, as a leaderboard has it."""
        if not figure.is_mean:
            return gather(figure.metric.start(), self.counts).get(figure.name)
        there = [value for value in self.values if value is not None]
        return fsum(there) / len(there) if there else None

    def only(self, there: Sequence[bool]) -> PageScores:
        """Return the scores without the counts of some cases; the very same object when none is left out."""
        counts = tuple(one if keep else None for one, keep in zip(self.counts, there, strict=True))
        return self if counts == self.counts else replace(self, counts=counts)


def find_figure(run: RunResult, name: str) -> Figure:
    """Return a figure of a run by its column's name; an unknown name lists the nearest ones.

    Raises :class:`~harness.errors.RunFileError` for a run that other versions of the metrics counted.
    """
    waiting = {metric.name: metric for metric in of_run(run.metrics)}
    known: set[str] = set()
    for result in run.results:
        for metric in list(waiting.values()):
            counts = result.counts.get(metric.name)
            if counts is not None:
                del waiting[metric.name]
                names = metric.figures(counts)
                if name in names:
                    return Figure(name, metric)
                known.update(names)
        if not waiting:
            break
    raise UnknownNameError("figure", name, known)


def read_scores(
    run: RunResult, figure: Figure, cases: Sequence[CaseInfo], wanted: frozenset[str]
) -> dict[str, PageScores]:
    """Read a figure of the wanted rows (ids) on the cases (by id) of a run; rows without a result there are absent."""
    places = {case.id: i for i, case in enumerate(cases)}
    name = figure.metric.name
    values: dict[str, list[float | None]] = {}
    counted: dict[str, list[Counts | None]] = {}
    pages, failures = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0)
    # A metric may say of a whole row that it has no figure, as of one that never answered: then no page has it.
    special = figure.is_mean and not isinstance(figure.metric.start(), PageMeans)
    wholes = {row: figure.metric.start() for row in wanted} if special else {}
    for result in run.results:
        place, row = places.get(result.case), result.extractor
        if place is None or row not in wanted:
            continue
        counts = result.counts.get(name)
        pages[row] += 1
        failures[row] += result.outcome in FAILURES
        column = values.setdefault(row, [None] * len(cases))
        try:
            column[place] = None if counts is None else figure.metric.figures(counts).get(figure.name)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise RunFileError(
                f"the counts of {name} of {row} on {result.case} are damaged ({error!r}); run again"
            ) from error
        if row in wholes:
            wholes[row].add(counts)
        if not figure.is_mean:
            counted.setdefault(row, [None] * len(cases))[place] = counts
    for row, whole in wholes.items():
        if row in values and whole.figures().get(figure.name) is None:
            values[row] = [None] * len(cases)
    return {
        info.id: PageScores(
            info, pages[info.id], failures[info.id], tuple(values[info.id]), tuple(counted.get(info.id, ()))
        )
        for info in run.extractors
        if info.id in values
    }


def estimates(figure: Figure, scores: Sequence[PageScores], clusters: Labels) -> list[Measured]:
    """Return each row's figure with its 95 % interval, by the table above; ``clusters`` holds a site's label a case."""
    values = [one.value(figure) for one in scores]
    if figure.is_mean:
        intervals = mean_intervals(*columns([one.values for one in scores]), clusters, level=LEVEL) if scores else ()
        ends = [(one.low, one.high) if one else None for one in intervals]
    elif figure.is_pooled:
        ends = [_ends(_resampled(figure, one, clusters), LEVEL) for one in scores]
    else:
        ends = [None] * len(scores)
    return [Measured(value, None, *(end or (None, None))) for value, end in zip(values, ends, strict=True)]


def changes(
    figure: Figure, pairs: Sequence[tuple[PageScores, PageScores]], clusters: Labels, *, level: float = LEVEL
) -> list[Difference]:
    """Return by how much the second of each pair differs from the first, over the cases that both have."""
    if not pairs:
        return []
    if figure.is_mean:
        return list(all_differences([a.values for a, _ in pairs], [b.values for _, b in pairs], clusters, level=level))
    # The second of one pair is the first of the next as a rule, and resampling it is most of the work.
    known: dict[int, list[float | None]] = {}

    def resampled(scores: PageScores) -> list[float | None]:
        if not any(scores is one for pair in pairs for one in pair):
            return _resampled(figure, scores, clusters)
        if id(scores) not in known:
            known[id(scores)] = _resampled(figure, scores, clusters)
        return known[id(scores)]

    return [_pooled_change(figure, *pair, clusters, resampled, level) for pair in pairs]


def verdict(change: Difference, p: float | None, figure: Figure) -> str | None:
    """Return ``better``, ``worse``, ``same`` (on every page) or ``inconclusive``; ``None`` where nothing is known.

    ``p`` is the change's, corrected for the family it was tested in; ``None`` for a figure that has no test, where the
    interval decides alone.
    """
    if change.delta is None:
        return None
    if not change.changed:
        return "same"
    sure = change.low is not None and change.high is not None and not change.low <= 0 <= change.high
    if not sure or (p is not None and p > 1 - LEVEL):
        return "inconclusive"
    return "better" if (change.delta > 0) != figure.lower_is_better else "worse"


def _resampled(figure: Figure, scores: PageScores, clusters: Labels) -> list[float | None]:
    """Return a pooled figure in every resample of the sites; empty with fewer than two sites.

    A page without counts is left out, and so is a site of such pages.
    """
    there = [place for place, counts in enumerate(scores.counts) if counts is not None]
    numbers = labels(labels(clusters, len(scores.counts))[there], len(there))
    count = int(numbers.max()) + 1 if there else 0
    if count < 2:
        return []
    keys = sorted({key for counts in scores.counts if counts for key in counts})
    sums = np.zeros((count, len(keys)))
    places = {key: i for i, key in enumerate(keys)}
    for number, page in zip(numbers.tolist(), there, strict=True):
        for key, value in (scores.counts[page] or {}).items():
            sums[number, places[key]] += value
    drawn = np.rint(resampled_sums(sums)).astype(np.int64).tolist()
    return [figure.metric.figures(Counter(dict(zip(keys, row, strict=True)))).get(figure.name) for row in drawn]


def _ends(samples: Sequence[float | None], level: float) -> tuple[float, float] | None:
    there = [value for value in samples if value is not None]
    if len(there) < 2:
        return None
    low, high = np.percentile(there, (50 * (1 - level), 50 * (1 + level))).tolist()
    return low, high


def _pooled_change(
    figure: Figure,
    base: PageScores,
    new: PageScores,
    clusters: Labels,
    resampled: Callable[[PageScores], list[float | None]],
    level: float,
) -> Difference:
    both = [None not in pair for pair in zip(base.counts, new.counts, strict=True)]
    old, now = (one.only(both) for one in (base, new))
    pages = sum(both)
    changed = sum(a != b for a, b in zip(old.counts, now.counts, strict=True))
    before, after = old.value(figure), now.value(figure)
    if before is None or after is None:
        return Difference(None, None, None, None, pages, changed, None, 0)
    ends = None
    if figure.is_pooled:
        pairs = zip(resampled(old), resampled(now), strict=True)
        ends = _ends([b - a for a, b in pairs if a is not None and b is not None], level)
    low, high = ends or (None, None)
    sites = len({label for label, there in zip(clusters, both, strict=True) if there})
    return Difference(after - before, low, high, None, pages, changed, None, sites)
