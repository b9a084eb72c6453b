"""The compared figure of an extractor, over all pages or over some: the mean of its pages, or that of their counts.

=========================== ================================ =========================================================
figure                      values                           difference
=========================== ================================ =========================================================
mean over pages (F1)        means of the page values         :func:`~harness.statistics.difference.all_differences`
pooled (``title_f1``)       figures of the summed counts     percentiles of resampled sites, paired; no p
another benchmark's way     --                               refused: such a figure has no interval, so no verdict
=========================== ================================ =========================================================

Both are as on the leaderboard, but over the pages that the figure applies to on both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..errors import UsageError
from ..metrics.base import Counts
from ..metrics.catalogue import of_run
from ..page_scores import Figure, PageScores, changes
from ..runs import ExtractorInfo
from ..statistics.difference import Difference, all_differences
from .columns import Booleans
from .pairing import Pairing
from .rows import PairedRow
from .sides import HEADLINE, Side, SideRow

Values = tuple[float | None, float | None]


class ComparedFigure(Protocol):
    """What a comparison asks of the compared figure; ``where`` says which cases of the pairing count."""

    @property
    def name(self) -> str:
        """The name of its column."""

    def values(self, row: PairedRow, where: Booleans | None = None) -> Values:
        """Return the figure on both sides, over the pages that it applies to on both."""

    def alone(self, row: SideRow) -> float | None:
        """Return the figure of a row that only one side has, over all its pages."""

    def differences(self, rows: Sequence[PairedRow], where: Booleans) -> tuple[Difference, ...]:
        """Return by how much the new side of each row differs."""


@dataclass(frozen=True, slots=True)
class MeanFigure:
    """A figure whose run has the mean of its pages."""

    name: str
    pairing: Pairing
    confidence: float

    def values(self, row: PairedRow, where: Booleans | None = None) -> Values:
        """Return the means on both sides."""
        return means(row, self.name, where)

    def alone(self, row: SideRow) -> float | None:
        """Return the mean of one side."""
        scores = row.figures.get(self.name)
        return float(scores.values[scores.applies].mean()) if scores and scores.applies.any() else None

    def differences(self, rows: Sequence[PairedRow], where: Booleans) -> tuple[Difference, ...]:
        """Return the paired differences."""
        if not rows:
            return ()
        columns: tuple[list[list[float | None]], list[list[float | None]]] = ([], [])
        for row in rows:
            pair = row.figures.get(self.name)
            for column, side in zip(columns, (0, 1), strict=True):
                if pair is None:
                    column.append([None] * int(where.sum()))
                    continue
                there = (pair[0].applies & pair[1].applies & row.both)[where].tolist()
                values = pair[side].values[where].tolist()
                column.append([value if applies else None for value, applies in zip(values, there, strict=True)])
        return all_differences(*columns, self.pairing.clusters[where], level=self.confidence)


@dataclass(frozen=True, slots=True)
class PooledFigure:
    """A figure whose run has that of its summed counts."""

    figure: Figure
    pairing: Pairing
    confidence: float

    @property
    def name(self) -> str:
        """The name of its column."""
        return self.figure.name

    def values(self, row: PairedRow, where: Booleans | None = None) -> Values:
        """Return the figures of the counts on both sides."""
        base, new = self._pair(row, where)
        both = [None not in pair for pair in zip(base.counts, new.counts, strict=True)]
        first, second = (one.only(both).value(self.figure) for one in (base, new))
        return first, second

    def alone(self, row: SideRow) -> float | None:
        """Return the figure of the counts of one side."""
        return self._scores(row, row.counts.get(self.figure.metric.name, ())).value(self.figure)

    def differences(self, rows: Sequence[PairedRow], where: Booleans) -> tuple[Difference, ...]:
        """Return the differences over the pages that both sides have counts of."""
        pairs = [self._pair(row, where) for row in rows]
        return tuple(changes(self.figure, pairs, self.pairing.clusters, level=self.confidence))

    def _pair(self, row: PairedRow, where: Booleans | None) -> tuple[PageScores, PageScores]:
        found = []
        for side, numbers in ((row.base, self.pairing.base), (row.new, self.pairing.new)):
            counts = side.counts.get(self.figure.metric.name) if side else None
            kept = [True] * len(numbers) if where is None else where.tolist()
            found.append(
                self._scores(
                    row.either,
                    [counts[i] if counts and keep else None for i, keep in zip(numbers.tolist(), kept, strict=True)],
                )
            )
        return found[0], found[1]

    def _scores(self, row: SideRow, counts: Sequence[Counts | None]) -> PageScores:
        info = ExtractorInfo(row.id, row.version, row.status, row.control, None, None, row.digest or "")
        return PageScores(info, len(counts), 0, (None,) * len(counts), tuple(counts))


def compared_figure(name: str, base: Side, new: Side, pairing: Pairing, confidence: float) -> ComparedFigure:
    """Return the way in which a figure is compared, by the table above.

    Raises:
        UsageError: It is a figure that nothing can be said of but its value.
    """
    for side in () if name in HEADLINE else (new, base):
        for metric in of_run(side.metrics):
            if name in metric.figures(Counter()):
                figure = Figure(name, metric)
                if figure.is_mean:
                    return MeanFigure(name, pairing, confidence)
                if not figure.is_pooled:
                    raise UsageError(
                        f"{name} of a run is neither a mean of its pages nor one of their summed counts, so that no "
                        "interval and no verdict can be given; `harness history` puts its values side by side"
                    )
                return PooledFigure(figure, pairing, confidence)
    return MeanFigure(name, pairing, confidence)


def means(row: PairedRow, metric: str, where: Booleans | None = None) -> Values:
    """Return the means of a figure on both sides, over the pages that it applies to on both."""
    pair = row.figures.get(metric)
    if pair is None:
        return None, None
    there = pair[0].applies & pair[1].applies & row.both
    if where is not None:
        there = there & where
    if not there.any():
        return None, None
    return float(pair[0].values[there].mean()), float(pair[1].values[there].mean())


def everywhere(pairing: Pairing) -> Booleans:
    """Return (cases,): all of them."""
    return np.ones(len(pairing.cases), dtype=np.bool_)
