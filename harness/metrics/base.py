"""What a metric is, and how its counts become figures for a page and for a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

from ..alignment import Candidate, Reference

Counts = Mapping[str, int]
Figures = dict[str, float | None]


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

    def aggregate(self, pages: Iterable[Counts | None]) -> Figures:
        """Return a run's figures from its pages' counts: :func:`mean_of_pages`, :func:`pooled`, or a peer's own way."""


def mean_of_pages(metric: Metric, pages: Iterable[Counts | None]) -> Figures:
    """Return the macro mean: each figure averaged over the pages that it applies to; ``None`` if there are none.

    ``None`` in place of counts is a page that the metric does not apply to. A failure is none of these: it was counted
    as an empty output.
    """
    sums: dict[str, list[float]] = {}
    for counts in pages:
        for name, value in (metric.figures(counts) if counts is not None else {}).items():
            values = sums.setdefault(name, [])
            if value is not None:
                values.append(value)
    return {name: sum(values) / len(values) if values else None for name, values in sums.items()}


def pooled(metric: Metric, pages: Iterable[Counts | None]) -> Figures:
    """Return the figures of the sum of all pages' counts (micro average)."""
    total: Counter[str] = Counter()
    for counts in pages:
        total.update(counts or {})
    return metric.figures(total)


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
