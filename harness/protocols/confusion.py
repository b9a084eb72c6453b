"""A table of precision, recall, accuracy and F-score over pooled counts, with the time: trafilatura's and htmldate's.

Pages are not averaged: true and false positives and negatives are summed over all pages, and the figures are made of
the sums. The interval comes from resamples of the pages, each of which is pooled again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..metrics.base import Metric
from ..statistics import Integers, Samples
from ..table import Column, Table
from .base import CountTable, Scored, System
from .cells import FAILURES, VERSION, Row, interval_of, measured, name_of, ranked
from .pairs import pair_table
from .resamples import ratios_of

_FIGURES = {"precision": "Precision", "recall": "Recall", "accuracy": "Accuracy", "f1": "F-Score"}


@dataclass(frozen=True, slots=True)
class ConfusionProtocol:
    """The recipe.

    Attributes:
        name: the benchmark's name.
        metrics: the one metric, with counts ``tp fp fn tn``.
        metric: makes it.
        title: of the table.
        by_name: whether the rows stand by name, or by F-score, lowest first.
        bases: the ids by which the extractor is called whose time is 1x; the first that is there is taken. Without
            any it is the fastest that is no control.
        note: how to read the table.
        optional: no further metric.
    """

    name: str
    metrics: tuple[str, ...]
    metric: Callable[[], Metric]
    title: str
    by_name: bool
    bases: tuple[str, ...]
    note: str
    optional: tuple[str, ...] = ()

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return the one table, and the differences in the F-score when asked for."""
        (metric,) = self.metrics
        columns = [Column(f"{metric}_{name}", heading) for name, heading in _FIGURES.items()]
        base = self._base(scored.systems)
        rows: list[Row] = []
        tables_of_counts = [system.counted(metric, len(scored.pages)) for system in scored.systems]
        samples = ratios_of(*zip(*map(_terms, tables_of_counts), strict=True)) if scored.systems else []
        for system, counts, drawn in zip(scored.systems, tables_of_counts, samples, strict=True):
            figures = self.metric().aggregate(counts)
            cells = measured([figures[column.name] for column in columns], drawn)
            row = (name_of(system), system.version, *cells, cells[-1], _times(system, base), system.failures)
            rows.append(row)
        heads = (
            Column("extractor", "Package"),
            VERSION,
            *columns,
            interval_of(columns[-1], "F-Score, 95 %"),
            Column("time", "Time", 1, unit="x"),
            FAILURES,
        )
        note = self.note
        if base is not None:
            note += f" Time: as a multiple of {base.id}'s."
        order = ranked(rows, 5, lowest_first=True)
        if self.by_name:
            order = tuple(row for _, row in sorted(zip([one.id for one in scored.systems], rows, strict=True), key=_id))
        tables = [Table(self.name, self.title, heads, order, note)]
        if differences:
            last = [Samples(one.values[:, 3:], one.defined[:, 3:]) for one in samples]
            tables.append(pair_table(self.name, scored.systems, columns[3:], last))
        return tables

    def _base(self, systems: Sequence[System]) -> System | None:
        timed = [system for system in systems if system.seconds]
        by_id = {system.id: system for system in timed}
        for name in self.bases:
            if name in by_id:
                return by_id[name]
        competing = [system for system in timed if not system.control]
        return min(competing, key=lambda one: (one.seconds or 0.0, one.id), default=None)


def _id(named: tuple[str, Row]) -> tuple[str, str]:
    return named[0].casefold(), named[0]


def _times(system: System, base: System | None) -> float | None:
    if system.seconds is None or base is None or not base.seconds:
        return None
    return system.seconds / base.seconds


def _terms(counts: CountTable) -> tuple[Integers, Integers]:
    """Return numerators and denominators of the four figures: (pages, 4)."""
    tp, fp, fn, tn = (counts.column(name) for name in ("tp", "fp", "fn", "tn"))
    hits = np.stack([tp, tp, tp + tn, 2 * tp], axis=1)
    sizes = np.stack([tp + fp, tp + fn, tp + fp + fn + tn, 2 * tp + fp + fn], axis=1)
    return hits, sizes
