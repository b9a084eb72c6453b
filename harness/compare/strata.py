"""The compared figure over all pages, and by data set, page type and language: where an extractor changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .changes import Change, Stratum
from .figures import ComparedFigure
from .pairing import Pairing
from .rows import PairedRow

_KINDS = ("data_set", "page_type", "language")
# Groups of fewer pages have no interval: it would say nothing.
_FEWEST_PAGES = 5
# Further groups, small ones first to go, would fill a page and tell nothing new.
_MOST_GROUPS = 12


def strata(rows: Sequence[PairedRow], figure: ComparedFigure, pairing: Pairing) -> dict[str, tuple[Stratum, ...]]:
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
            for row, difference in zip(rows, figure.differences(rows, where), strict=True):
                base, new = figure.values(row, where)
                change = Change(figure.name, base, new)
                if sizes[label] >= _FEWEST_PAGES:
                    change = Change(figure.name, base, new, difference.low, difference.high)
                found[row.id].append(Stratum(kind, label, difference.pages, difference.changed, change))
    return {name: tuple(some) for name, some in found.items()}
