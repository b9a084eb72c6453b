"""What a metric is, and how its counts become figures for a page and for a run.

A run's figures are gathered page by page (:class:`Aggregate`) and never hold more than a few numbers a figure, however
many pages there are.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import fsum
from typing import Protocol

from ..alignment import Candidate, Reference

Counts = Mapping[str, int]
Figures = dict[str, float | None]

# Terms that a mean holds before it condenses them. An exact sum of doubles needs 40 at most, one of values between 0
# and 1 about three; condensing costs as much as a few sums in C, so 64 make it rare.
_MOST_TERMS = 64


class Aggregate(Protocol):
    """The figures of a run while its pages come in. What it holds does not grow with the number of pages."""

    def add(self, counts: Counts | None) -> None:
        """Take in the counts of one page; ``None`` is a page that the metric does not apply to.

        A failure is none of these: it was counted as an empty output.
        """

    def figures(self) -> Figures:
        """Return the figures of the pages so far; more may follow."""


class Metric(Protocol):
    """One way to measure an output against a golden case.

    Counting is dear and done once; everything later (means, intervals, comparisons) works on the counts.
    """

    @property
    def name(self) -> str:
        """The metric's name, ``ledger`` for instance."""

    @property
    def signature(self) -> str:
        """Name, parameters, tokeniser, version. Runs whose signatures differ refuse to compare."""

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return the counts of one output; ``None`` when the case does not annotate what this measures."""

    def figures(self, counts: Counts) -> Figures:
        """Return the figures of one page's counts, by column name; ``None`` marks what does not apply."""

    def start(self) -> Aggregate:
        """Return an aggregate without pages: :class:`MeanOfPages`, :class:`Pooled`, or a peer's own way."""

    def aggregate(self, pages: Iterable[Counts | None]) -> Figures:
        """Return a run's figures from its pages' counts: :meth:`start`, each page added, the figures."""


class Aggregated(ABC):
    """The part of a metric that makes :meth:`aggregate` of :meth:`start`."""

    @abstractmethod
    def figures(self, counts: Counts) -> Figures:
        """Return the figures of one page's counts."""

    @abstractmethod
    def start(self) -> Aggregate:
        """Return an aggregate without pages."""

    def aggregate(self, pages: Iterable[Counts | None]) -> Figures:
        """Return a run's figures from its pages' counts."""
        return gather(self.start(), pages)


class MeanOfPages(Aggregated):
    """A metric whose run has the macro mean: each figure averaged over the pages that it applies to."""

    def start(self) -> Aggregate:
        """Return a mean without pages."""
        return PageMeans(self.figures)


class Pooled(Aggregated):
    """A metric whose run has the figures of the sum of all pages' counts (micro average)."""

    def start(self) -> Aggregate:
        """Return a sum without pages."""
        return PooledCounts(self.figures)


def gather(aggregate: Aggregate, pages: Iterable[Counts | None]) -> Figures:
    """Add pages to an aggregate and return its figures."""
    for counts in pages:
        aggregate.add(counts)
    return aggregate.figures()


def mean_of_pages(metric: Metric, pages: Iterable[Counts | None]) -> Figures:
    """Return the macro mean of any metric's figures, also of one whose runs have it another way."""
    return gather(PageMeans(metric.figures), pages)


class Mean:
    """A running mean of finite floats, exact: the correctly rounded sum over the number of values.

    A compensated sum would be a little cheaper, but its last bit depends on the order of the values; this one is the
    same in whatever order the pages come in, and the same as ``math.fsum`` over all of them.
    """

    __slots__ = ("_terms", "size")

    def __init__(self) -> None:
        self.size = 0
        self._terms: list[float] = []

    def add(self, value: float) -> None:
        """Take in one value."""
        self.size += 1
        self._terms.append(value)
        if len(self._terms) >= _MOST_TERMS:
            self._terms = _condensed(self._terms)

    @property
    def value(self) -> float | None:
        """The mean so far; ``None`` without values."""
        return fsum(self._terms) / self.size if self.size else None


def _condensed(terms: list[float]) -> list[float]:
    """Return the fewest floats with exactly the same sum: the sum rounded, what that is short of, and so on."""
    parts: list[float] = []
    while rest := fsum([*terms, *(-part for part in parts)]):
        parts.append(rest)
    return parts


class Means:
    """The mean of each figure over those that have it; ``None`` for one that nobody had."""

    __slots__ = ("_means",)

    def __init__(self) -> None:
        self._means: dict[str, Mean] = {}

    def add(self, figures: Mapping[str, float | None]) -> None:
        """Take in the figures of one page, or of one group of pages."""
        for name, value in figures.items():
            mean = self._means.get(name)
            if mean is None:
                mean = self._means[name] = Mean()
            if value is not None:
                mean.add(value)

    def figures(self) -> Figures:
        """Return the means so far, of every figure that was named."""
        return {name: mean.value for name, mean in self._means.items()}


class PageMeans:
    """The aggregate of :class:`MeanOfPages`; without any page that the metric applies to it names no figure."""

    __slots__ = ("_figures", "_means")

    def __init__(self, figures: Callable[[Counts], Figures]) -> None:
        self._figures = figures
        self._means = Means()

    def add(self, counts: Counts | None) -> None:
        """Take in one page."""
        if counts is not None:
            self._means.add(self._figures(counts))

    def figures(self) -> Figures:
        """Return the means so far."""
        return self._means.figures()


class PooledCounts:
    """The aggregate of :class:`Pooled`."""

    __slots__ = ("_figures", "_total")

    def __init__(self, figures: Callable[[Counts], Figures]) -> None:
        self._figures = figures
        self._total: Counter[str] = Counter()

    def add(self, counts: Counts | None) -> None:
        """Take in one page."""
        if counts is not None:
            self._total.update(counts)

    def figures(self) -> Figures:
        """Return the figures of the sum so far."""
        return self._figures(self._total)


def precision_recall_f1(hits: int, output: int, expected: int) -> tuple[float, float, float]:
    """Return precision, recall and F1.

    ======== ======== ====================
    output   expected P, R, F1
    ======== ======== ====================
    0        0        1, 1, 1
    0        > 0      0, 0, 0
    > 0      0        0, 0, 0
    > 0      > 0      hits/output, hits/expected, their harmonic mean
    ======== ======== ====================
    """
    if not output and not expected:
        return 1.0, 1.0, 1.0
    if not output or not expected:
        return 0.0, 0.0, 0.0
    # The harmonic mean of the two, written so that it needs no division by zero.
    return hits / output, hits / expected, 2 * hits / (output + expected)
