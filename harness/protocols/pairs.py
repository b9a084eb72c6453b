"""The table of all paired differences: any two extractors, page by page on the same resamples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..statistics import Differences, Samples, differences
from ..table import Column, Measured, Table
from .base import System
from .cells import Row, name_of

_NOTE = (
    "First minus second, both on the same resamples of the pages: mean ± standard deviation of the difference. One "
    "that is less than twice its deviation away from 0 may be chance."
)


def pair_table(
    protocol: str, systems: Sequence[System], columns: Sequence[Column], samples: Sequence[Samples]
) -> Table:
    """Return a row for each two extractors, by name, the lesser name first.

    Args:
        protocol: the benchmark's name.
        systems: S extractors.
        columns: F figures.
        samples: for each extractor (resamples, F).
    """
    order = sorted(range(len(systems)), key=lambda at: systems[at].id)
    found = [_matrices([samples[at] for at in order], figure) for figure in range(len(columns))]
    rows: list[Row] = []
    for i, first in enumerate(order):
        for j, second in enumerate(order[i + 1 :], start=i + 1):
            cells = [Measured(*matrices[i][j]) for matrices in found]
            rows.append((name_of(systems[first]), name_of(systems[second]), *cells))
    heads = (Column("extractor", "Name"), Column("other", "minus"))
    shown = tuple(replace(column, name=f"{column.name}_difference", part="deviation") for column in columns)
    return Table(f"{protocol}_differences", f"Differences, {protocol}", (*heads, *shown), tuple(rows), _NOTE)


def _matrices(samples: Sequence[Samples], figure: int) -> list[list[tuple[float | None, float | None]]]:
    """Return mean and deviation of each difference in one figure, ``None`` where it does not apply to both."""
    size = len(samples)
    found: list[list[tuple[float | None, float | None]]] = [[(None, None)] * size for _ in range(size)]
    # An extractor that the figure never applies to would leave no resample for the others.
    known = [at for at, one in enumerate(samples) if one.defined[:, figure].any()]
    if not known:
        return found
    together = Samples(
        np.stack([samples[at].values[:, figure] for at in known], axis=1),
        np.stack([samples[at].defined[:, figure] for at in known], axis=1),
    )
    if int(together.defined.all(axis=1).sum()) < 2:
        return found
    result: Differences = differences(together)
    means, deviations = result.mean.tolist(), result.deviation.tolist()
    for row, i in enumerate(known):
        for column, j in enumerate(known):
            found[i][j] = means[row][column], deviations[row][column]
    return found
