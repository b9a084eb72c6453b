"""Ranks as ranges: which places of a leaderboard the pages cannot tell apart.

A system's best possible rank is one more than the number of systems that are better beyond doubt, its worst possible
rank the number of systems less those that are worse beyond doubt. Beyond doubt: the paired difference of the two means
over its bootstrap deviation, against Student's t with one degree of freedom less than there are clusters. Jointly, as
is the default, Holm's correction over all pairs lets all ranges be right at once at the given level; otherwise each
pair is judged alone, and among many systems some range will be too short.

A figure's mean is over the pages that it applies to, as on the leaderboard; a system without such pages has no rank
and is no competitor. A page that the figure applies to for no system is left out, and so is a site of such pages.

=================================== =============================
pages                               ranges
=================================== =============================
none                                ``None`` for every system
of one cluster                      1 to S for every system
two systems alike on all pages      the same range for both
one ahead by the same on all pages  beyond doubt ahead
=================================== =============================

Source: M. Klein, T. Wright, J. Wieczorek, "A Joint Confidence Region for an Overall Ranking of Populations", Journal
of the Royal Statistical Society C 69 (2020).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import RESAMPLES, SEED, Floats, differences, ratios
from .clusters import ROUNDING, Booleans, Labels, Values, columns, labels
from .holm import holm
from .student import two_sided


@dataclass(frozen=True, slots=True)
class RankRange:
    """The best and the worst rank that a system may have, counted from 1."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}-{self.worst}"


def rank_ranges(
    values: Sequence[Values],
    clusters: Labels | None = None,
    *,
    level: float = 0.95,
    joint: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[RankRange | None, ...]:
    """Return the range of ranks of each system, higher values being better, by the table above.

    Args:
        values: S systems, each with one value a page; ``None`` where the figure does not apply.
        clusters: one label a page, drawn whole; ``None`` draws page by page.
        level: of confidence, for all ranges at once or, not ``joint``, for each pair of systems.
        joint: whether to correct for the number of pairs.
        resamples: how many.
        seed: of the draws.
    """
    table, applies = columns(values)
    ranked = np.flatnonzero(applies.any(axis=1))
    better = _beyond_doubt(table[ranked], applies[ranked], clusters, level, joint, resamples, seed)
    found: list[RankRange | None] = [None] * len(table)
    for place, i in enumerate(ranked.tolist()):
        found[i] = RankRange(1 + int(better[:, place].sum()), len(ranked) - int(better[place].sum()))
    return tuple(found)


def _beyond_doubt(
    table: Floats, applies: Booleans, clusters: Labels | None, level: float, joint: bool, resamples: int, seed: int
) -> Booleans:
    """Return (S, S): whether system i is better than system j beyond doubt."""
    size, pages = table.shape
    nothing = np.zeros((size, size), dtype=bool)
    # A site where the figure applies to nobody says nothing, and lends no degree of freedom.
    there = applies.any(axis=0)
    table, applies = table[:, there], applies[:, there]
    numbers = labels(labels(clusters, pages)[there], int(there.sum()))
    count = int(numbers.max()) + 1 if len(numbers) else 0
    if size < 2 or count < 2:
        return nothing
    numerators, denominators = (
        np.column_stack([np.bincount(numbers, row, count) for row in part]) for part in (table, applies.astype(float))
    )
    samples = ratios(numerators, denominators, resamples, seed)
    if np.count_nonzero(samples.defined.all(axis=1)) < 2:
        return nothing
    means = numerators.sum(axis=0) / denominators.sum(axis=0)
    deltas = means[:, None] - means[None, :]
    # Equal pages in another order of summing are no difference, and no deviation.
    deltas[np.abs(deltas) <= ROUNDING * np.abs(means).max()] = 0.0
    deviation = differences(samples).deviation * math.sqrt(count / (count - 1))
    deviation[deviation <= ROUNDING * np.abs(means).max()] = 0.0
    certain = np.where(deltas != 0, np.inf, 0.0)
    statistic = np.where(deviation > 0, np.abs(deltas) / np.where(deviation > 0, deviation, 1.0), certain)
    upper = np.triu_indices(size, 1)
    p = two_sided(statistic[upper], count - 1)
    if joint:
        p = np.array(holm(p.tolist()), dtype=np.float64)
    rejected = nothing.copy()
    rejected[upper] = p <= 1 - level
    return np.asarray((rejected | rejected.T) & (deltas > 0))
