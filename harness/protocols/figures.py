"""The figures of extractors page by page: their means, medians and deviations, and their means in every resample."""

from __future__ import annotations

import statistics as elementary
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import numpy.typing as npt

from ..metrics.base import Metric
from ..statistics import Floats, Samples
from .base import CountTable
from .resamples import ratios_of

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Figures of all pages.

    Attributes:
        values: (pages, figures); 0 where not known.
        known: (pages, figures): whether the figure applies to the page.
    """

    values: Floats
    known: Booleans

    def of(self, pages: Booleans) -> PageFigures:
        """Return the same with no other page known than these; the pages stay as many, for the resamples' sake."""
        return PageFigures(self.values * pages[:, None], self.known & pages[:, None])

    def means(self) -> list[float | None]:
        """Return the mean of each figure over the pages that it applies to."""
        return [fsum(column) / len(column) if len(column) else None for column in self._columns()]

    def medians(self) -> list[float | None]:
        """Return the median of each figure, of an even number of pages the mean of the middle two."""
        return [float(np.median(column)) if len(column) else None for column in self._columns()]

    def deviations(self) -> list[float | None]:
        """Return the standard deviation (n - 1) of each figure; ``None`` with fewer than two pages."""
        return [elementary.stdev(column.tolist()) if len(column) > 1 else None for column in self._columns()]

    def _columns(self) -> list[Floats]:
        return [self.values[self.known[:, at], at] for at in range(self.values.shape[1])]


def mean_samples(figures: Sequence[PageFigures]) -> list[Samples]:
    """Return each extractor's means in every resample: (resamples, figures)."""
    return ratios_of([one.values for one in figures], [one.known for one in figures])


def page_figures(metric: Metric, counts: CountTable, names: Sequence[str]) -> PageFigures:
    """Return some of a metric's figures for every page."""
    values = np.zeros((len(counts), len(names)))
    known = np.zeros(values.shape, dtype=bool)
    for page, counted in enumerate(counts):
        if counted is not None:
            figures = metric.figures(counted)
            for at, name in enumerate(names):
                if (value := figures[name]) is not None:
                    values[page, at], known[page, at] = value, True
    return PageFigures(values, known)
