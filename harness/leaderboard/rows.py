"""The rows of the leaderboard: one extractor over all its pages."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ..metrics.base import Figures, Metric
from ..model import FAILURES
from ..runs import CaseResult, ExtractorInfo
from ..statistics.interval import Interval
from ..statistics.ranks import RankRange


@dataclass(frozen=True, slots=True)
class Row:
    """One extractor over all its pages. ``seconds`` is the median of a page; ``None`` figures do not apply.

    ``memory`` is the most that its child has held, in bytes. ``rank`` is the range of places by F1 that the pages leave
    open; controls have none. ``interval`` is the 95 % interval of F1, over whole sites; ``None`` with fewer than two.
    """

    extractor: ExtractorInfo
    pages: int
    figures: Figures
    failures: int
    empty: int
    seconds: float | None
    memory: int | None
    rank: RankRange | None = None
    interval: Interval | None = None


class RowTally:
    """What a row is made of, while the pages come in."""

    def __init__(self, info: ExtractorInfo, metrics: Sequence[Metric]) -> None:
        self._info = info
        self._aggregates = [(metric.name, metric.start()) for metric in metrics]
        self._pages = self._failures = self._empty = 0
        self._seconds = array("d")
        self._memory: int | None = None

    def add(self, result: CaseResult) -> None:
        """Take in one page."""
        self._pages += 1
        failed = result.outcome in FAILURES
        self._failures += failed
        self._empty += result.outcome == "empty"
        for name, aggregate in self._aggregates:
            aggregate.add(result.counts.get(name))
        if result.seconds is not None and not failed:
            self._seconds.append(result.seconds)
        if result.peak_memory is not None:
            self._memory = max(self._memory or 0, result.peak_memory)

    def row(self) -> Row:
        """Return the row of the pages so far."""
        figures: Figures = {}
        for _, aggregate in self._aggregates if self._pages else ():
            figures.update(aggregate.figures())
        return Row(
            extractor=self._info,
            pages=self._pages,
            figures=figures,
            failures=self._failures,
            empty=self._empty,
            seconds=median(self._seconds) if self._seconds else None,
            memory=self._memory,
        )
