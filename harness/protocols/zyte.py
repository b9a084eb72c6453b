"""Zyte's table: F1, precision, recall and accuracy, each with the standard deviation of 1,000 resamples.

All pages count, one that a system does not answer as an empty answer. The rows stand by F1, best first, as in the
README; three digits. Beside Zyte's columns stands the 95 % percentile interval of F1, from the same resamples.

The table of differences is that of ``--bootstrap-differences``: F1, precision and recall of any two systems, mean and
standard deviation over the resamples (until 2019 1.96 times that), names in order.

Source: scrapinghub/article-extraction-benchmark, ``evaluate.py`` and the tables of its README (MIT).
"""

from __future__ import annotations

import numpy as np

from ..metrics.zyte import COUNTS, FIGURES, Zyte, figures_of_sums, page_terms
from ..statistics import Floats, Samples
from ..table import Column, Table
from .base import CountTable, Scored
from .cells import FAILURES, VERSION, Row, interval_of, measured, name_of, ranked
from .pairs import pair_table
from .resamples import sums_of

_COLUMNS = tuple(
    Column(f"zyte_{name}", "F1" if name == "f1" else name.capitalize(), part="deviation") for name in FIGURES
)
_NOTE = (
    "Precision and recall: means over the pages with output and with expected text; F1 is their harmonic mean. ±: "
    "standard deviation of 1,000 resamples of the pages. 95 %: percentile interval of F1. * bounds the table."
)


class ZyteProtocol:
    """The recipe."""

    name = "zyte"
    metrics = ("zyte",)
    optional = ()

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return the one table that Zyte prints, and its differences when asked for."""
        rows: list[Row] = []
        tables_of_counts = [system.counted("zyte", len(scored.pages)) for system in scored.systems]
        samples = [_figures(sums) for sums in sums_of([_terms(counts) for counts in tables_of_counts])]
        for system, counts, drawn in zip(scored.systems, tables_of_counts, samples, strict=True):
            figures = Zyte().aggregate(counts)
            cells = measured([figures[column.name] for column in _COLUMNS], drawn, deviation=True)
            rows.append((name_of(system), system.version, *cells, cells[0], system.failures))
        columns = (Column("extractor", "Name"), VERSION, *_COLUMNS, interval_of(_COLUMNS[0], "F1, 95 %"), FAILURES)
        tables = [Table(self.name, "Zyte's article-extraction-benchmark", columns, ranked(rows, 2), _NOTE)]
        if differences:
            tables.append(pair_table(self.name, scored.systems, _COLUMNS[:3], samples))
        return tables


def _terms(counts: CountTable) -> Floats:
    """Return (pages, 6): the metric's terms, and whether the page applies; zeros where not, so systems stay paired."""
    matrix = np.stack([counts.column(name) for name in COUNTS], axis=-1)
    return np.concatenate([page_terms(matrix) * counts.applies[:, None], counts.applies[:, None]], axis=1)


def _figures(sums: Floats) -> Samples:
    """Return (resamples, 4) figures from (resamples, 6) sums."""
    values = figures_of_sums(sums[:, :5], 1)
    values[:, 3] /= np.maximum(sums[:, 5], 1.0)
    compared, counted = sums[:, 1] + sums[:, 3] > 0, sums[:, 5] > 0
    return Samples(values, np.stack([compared, compared, compared, counted], axis=1))


PROTOCOL = ZyteProtocol()
