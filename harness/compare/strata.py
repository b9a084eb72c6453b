"""The compared figure over all pages, and by data set, page type and language: where an extractor changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..statistics.difference import Difference, all_differences
from .changes import Change, Stratum
from .pairing import Pairing
from .rows import PairedRow
from .sides import Booleans

_KINDS = ("data_set", "page_type", "language")
# Groups of fewer pages have no interval: it would say nothing.
_FEWEST_PAGES = 5
# Further groups, small ones first to go, would fill a page and tell nothing new.
_MOST_GROUPS = 12


def strata(
    rows: Sequence[PairedRow], metric: str, pairing: Pairing, confidence: float
) -> dict[str, tuple[Stratum, ...]]:
    """Return for each extractor the strata of its pages: by each kind of label that the pages have two or more of.

    Intervals are not corrected for how many there are: they say where to look, and no verdict rests on them.
    """
    found: dict[str, list[Stratum]] = {row.id: [] for row in rows}
    for kind in _KINDS:
        labels = [str(getattr(case, kind)) for case in pairing.cases]
        sizes = {label: labels.count(label) for label in set(labels)}
        if len(sizes) < 2:
            continue
        kept = sorted(sizes, key=lambda label: (-sizes[label], label))[:_MOST_GROUPS]
        column = np.array(labels)
        for label in sorted(kept):
            where = column == label
            for row, difference in zip(rows, _differences(rows, metric, where, pairing, confidence), strict=True):
                base, new = means(row, metric, where)
                change = Change(metric, base, new)
                if sizes[label] >= _FEWEST_PAGES:
                    change = Change(metric, base, new, difference.low, difference.high)
                found[row.id].append(Stratum(kind, label, difference.pages, difference.changed, change))
    return {name: tuple(some) for name, some in found.items()}


def means(row: PairedRow, metric: str, where: Booleans | None = None) -> tuple[float | None, float | None]:
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


def all_rows(rows: Sequence[PairedRow], metric: str, pairing: Pairing, confidence: float) -> tuple[Difference, ...]:
    """Return the differences of the compared figure over all pages."""
    return _differences(rows, metric, np.ones(len(pairing.cases), dtype=np.bool_), pairing, confidence)


def _differences(
    rows: Sequence[PairedRow], metric: str, where: Booleans, pairing: Pairing, confidence: float
) -> tuple[Difference, ...]:
    if not rows:
        return ()
    columns: tuple[list[list[float | None]], list[list[float | None]]] = ([], [])
    for row in rows:
        pair = row.figures.get(metric)
        for column, side in zip(columns, (0, 1), strict=True):
            if pair is None:
                column.append([None] * int(where.sum()))
                continue
            there = (pair[0].applies & pair[1].applies & row.both)[where].tolist()
            values = pair[side].values[where].tolist()
            column.append([value if applies else None for value, applies in zip(values, there, strict=True)])
    return all_differences(*columns, pairing.clusters[where], level=confidence)
