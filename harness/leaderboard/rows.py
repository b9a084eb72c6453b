"""The rows of the leaderboard: one extractor over all its pages."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ..metrics.base import Figures, Metric
from ..model import FAILURES, FIELDS
from ..runs import CaseResult, ExtractorInfo
from ..statistics.interval import Interval
from ..statistics.ranks import RankRange


@dataclass(frozen=True, slots=True)
class Row:
    """One extractor over all its pages. ``seconds`` is the median of a page; ``None`` figures do not apply.

    ``cpu_seconds`` is the median of what a page took of the processor, on all threads together. Where each page was
    asked for several times, ``determinism`` is the share of the pages that were answered the same each time, in 0..1,
    and ``fastest`` and ``slowest`` are the medians of each page's fastest and slowest answer, in seconds.
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
    cpu_seconds: float | None = None
    determinism: float | None = None
    fastest: float | None = None
    slowest: float | None = None

    def figure(self, name: str) -> float | None:
        """Return a figure; the F1 of a metadata field that the library never gave does not apply, and is no 0."""
        field = name.removesuffix("_f1")
        if field != name and field in FIELDS and self.figures.get(f"{field}_precision", 0.0) is None:
            return None
        return self.figures.get(name)


class RowTally:
    """What a row is made of, while the pages come in."""

    def __init__(self, info: ExtractorInfo, metrics: Sequence[Metric]) -> None:
        self._info = info
        self._aggregates = [(metric.name, metric.start()) for metric in metrics]
        self._pages = self._failures = self._empty = 0
        self._seconds, self._cpu_seconds = array("d"), array("d")
        self._fastest, self._slowest = array("d"), array("d")
        self._repeated = self._steady = 0
        self._memory: int | None = None

    def add(self, result: CaseResult) -> None:
        """Take in one page."""
        self._pages += 1
        failed = result.outcome in FAILURES
        self._failures += failed
        self._empty += result.outcome == "empty"
        for name, aggregate in self._aggregates:
            aggregate.add(result.counts.get(name))
        repeats = result.repeats
        if repeats:
            self._repeated += 1
            self._steady += not repeats.different
        if not failed:
            for values, value in (
                (self._seconds, result.seconds),
                (self._cpu_seconds, result.cpu_seconds),
                (self._fastest, repeats.fastest if repeats else None),
                (self._slowest, repeats.slowest if repeats else None),
            ):
                if value is not None:
                    values.append(value)
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
            seconds=_median(self._seconds),
            memory=self._memory,
            cpu_seconds=_median(self._cpu_seconds),
            determinism=self._steady / self._repeated if self._repeated else None,
            fastest=_median(self._fastest),
            slowest=_median(self._slowest),
        )


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None
