"""Page values summed by cluster: what a figure's error is computed from where pages of one site move together.

A mean over pages is a ratio of two sums over clusters, of the values and of the pages. Its linearised standard error is
that of a ratio estimator, sqrt(C / (C - 1) * sum(r²)) / pages, with r a cluster's sum minus what the mean promises for
its size; with every page a cluster of its own this is the textbook s / sqrt(n).

======================= ==============================================================================================
value                   meaning
======================= ==============================================================================================
a finite number         the page's value
``None``                does not apply to the page: the page is left out
NaN, infinity           ``ValueError``: neither is a value
======================= ==============================================================================================

Clusters are one integer a page; ``None`` makes every page its own. A cluster of which no page is left does not count.

Source: W. Cochran, "Sampling Techniques", 3rd edition 1977, sections 6.3 and 9A (cluster sampling, ratio to size).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import Floats, Integers

# A sum is nothing when it is this much smaller than its terms: 0.1 + 0.2 - 0.3 leaves 5.6e-17.
ROUNDING = 1e-12

Values = Sequence[float | None] | Floats
Labels = Sequence[int] | Integers
Booleans = npt.NDArray[np.bool_]


class ClusterSums(NamedTuple):
    """Sums by cluster, of S figures over the same pages.

    Attributes:
        numerators: (C, S).
        denominators: (C,), all above 0.
    """

    numerators: Floats
    denominators: Floats

    @property
    def ratio(self) -> Floats:
        """(S,): the figures. Only for one cluster or more."""
        return np.asarray(self.numerators.sum(axis=0) / self.denominators.sum())

    @property
    def residuals(self) -> Floats:
        """(C, S): each cluster's numerator minus what the figure makes of its denominator; exactly 0 but for noise."""
        promised = self.ratio * self.denominators[:, None]
        rest = self.numerators - promised
        return np.where(np.abs(rest) <= ROUNDING * (np.abs(self.numerators) + np.abs(promised)), 0.0, rest)

    def deviations(self) -> Floats | None:
        """Return (S,): the standard errors of the figures; ``None`` with fewer than two clusters."""
        count = len(self.denominators)
        if count < 2:
            return None
        spread = np.sqrt(count / (count - 1) * np.square(self.residuals).sum(axis=0))
        return np.asarray(spread / self.denominators.sum())


def columns(table: Sequence[Values]) -> tuple[Floats, Booleans]:
    """Return the values of S figures, 0 where they do not apply, and where they apply; both (S, pages)."""
    pages = len(table[0]) if len(table) else 0
    values, applies = np.zeros((len(table), pages)), np.ones((len(table), pages), dtype=bool)
    for i, column in enumerate(table):
        if len(column) != pages:
            raise ValueError(f"figures of the same pages differ in length: {pages} and {len(column)} values")
        if not isinstance(column, np.ndarray):
            applies[i] = [value is not None for value in column]
            column = np.array([0.0 if value is None else value for value in column], dtype=np.float64)
        values[i] = column
    if not np.isfinite(values).all():
        at, page = np.argwhere(~np.isfinite(values))[0].tolist()
        raise ValueError(f"value {page} is {values[at, page]}; a value is a finite number, or None where none applies")
    return values, applies


def labels(clusters: Labels | None, pages: int) -> Integers:
    """Return the cluster of each page, numbered from 0 without gaps.

    Raises:
        ValueError: There is not one label for each page.
    """
    if clusters is None:
        return np.arange(pages)
    if len(clusters) != pages:
        raise ValueError(f"{len(clusters)} cluster labels for {pages} pages; give one a page")
    return np.unique(np.asarray(clusters, dtype=np.int64), return_inverse=True)[1].reshape(pages).astype(np.int64)


def cluster_sums(numerators: Floats, denominators: Floats, clusters: Integers) -> ClusterSums:
    """Return the sums by cluster.

    Args:
        numerators: (S, pages).
        denominators: (pages,), none below 0.
        clusters: (pages,), as :func:`labels` numbers them.
    """
    count = int(clusters.max()) + 1 if len(clusters) else 0
    sizes = np.bincount(clusters, denominators, count).astype(np.float64)
    shape = (len(numerators), count)
    sums = np.array([np.bincount(clusters, row, count) for row in numerators]).reshape(shape)
    terms = np.array([np.bincount(clusters, row, count) for row in np.abs(numerators)]).reshape(shape)
    sums = np.where(np.abs(sums) <= ROUNDING * terms, 0.0, sums)
    return ClusterSums(sums.T[sizes > 0], sizes[sizes > 0])


def mean_sums(values: Values, clusters: Labels | None) -> ClusterSums:
    """Return the sums behind the mean of one figure over the pages that it applies to."""
    table, applies = columns([values])
    return cluster_sums(table, applies[0].astype(np.float64), labels(clusters, table.shape[1]))
