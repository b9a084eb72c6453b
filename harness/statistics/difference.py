"""The paired difference of two runs over the same pages: how much, how sure, by how many pages.

The interval is a bootstrap over the pairs (by cluster, both runs meeting the same draws). A bootstrap of few moved
pages is too sure of itself: with four moved pages of 250, all down, it knows of no page that could have gone up. So
it is held to the sign-flip test: where that does not reject at the interval's level, the interval is stretched to hold
0. The two then never contradict each other, and "the interval excludes 0" errs no more often than the test, which needs
six moved clusters at 95 %.

====================================== ======================================================================
pages                                  result
====================================== ======================================================================
none with both values                  delta, interval and p are ``None``, pages 0
none moved                             delta 0, p 1; the interval is from 0 to 0, ``None`` with one cluster
of one cluster                         delta and p 1; no interval, no smallest detectable difference
====================================== ======================================================================

Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 15; the stretching is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import SEED
from .clusters import ClusterSums, Labels, Values, cluster_sums, columns, labels
from .detectable import from_error
from .interval import RESAMPLES, Method, endpoints
from .permutation import DRAWS, p_values


@dataclass(frozen=True, slots=True)
class Difference:
    """New run minus base run, in the figure's own unit.

    ``low`` and ``high`` bound the mean difference ``delta``; ``p`` is the sign-flip test's. ``pages`` have a value in
    both runs, ``changed`` of them another one, a fact and no estimate; they fall into ``clusters``.
    ``smallest_detectable`` would be found 80 times in 100.
    """

    delta: float | None
    low: float | None
    high: float | None
    p: float | None
    pages: int
    changed: int
    smallest_detectable: float | None
    clusters: int

    def drops_beyond(self, tolerance: float) -> bool:
        """Return whether the figure fell by more than the tolerance, beyond doubt: the whole interval lies below it."""
        return self.delta is not None and self.high is not None and max(self.delta, self.high) < -tolerance


def difference(
    base: Values,
    new: Values,
    clusters: Labels | None = None,
    *,
    level: float = 0.95,
    method: Method = "percentile",
    resamples: int = RESAMPLES,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Difference:
    """Return the difference of two runs in one figure, by the table above.

    Args:
        base: one value a page; ``None`` where the figure does not apply. A page without both values is left out.
        new: of the same pages in the same order.
        clusters: one label a page, drawn and flipped whole; ``None`` makes every page its own.
        level: of the interval.
        method: of the bootstrap; docs/statistics.md says why the plainest is the best one here.
        resamples: of the bootstrap.
        draws: of the test.
        seed: of both.
    """
    found = all_differences(
        [base], [new], clusters, level=level, method=method, resamples=resamples, draws=draws, seed=seed
    )
    return found[0]


def all_differences(
    base: Sequence[Values],
    new: Sequence[Values],
    clusters: Labels | None = None,
    *,
    level: float = 0.95,
    method: Method = "percentile",
    resamples: int = RESAMPLES,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[Difference, ...]:
    """Return the differences of many figures at once: as :func:`difference` gives one by one, from shared draws.

    Args:
        base: S figures (of one extractor or of many), each with one value a page.
        new: the same S figures.
        clusters: as in :func:`difference`, like all that follow.
        level: see there.
        method: see there.
        resamples: see there.
        draws: see there.
        seed: see there.
    """
    if len(base) != len(new):
        raise ValueError(f"{len(base)} figures cannot be compared with {len(new)}")
    before, applies = columns(base)
    after, also = columns(new)
    if before.shape != after.shape:
        raise ValueError(f"runs over {before.shape[1]} and {after.shape[1]} pages are not paired")
    both = applies & also
    numbers = labels(clusters, before.shape[1])
    # Figures of the same pages share their draws; as a rule that is all of them.
    groups: dict[bytes, list[int]] = {}
    for i, mask in enumerate(both):
        groups.setdefault(mask.tobytes(), []).append(i)
    found: dict[int, Difference] = {}
    for group in groups.values():
        some = both[group[0]]
        moved = np.where(some, after[group] - before[group], 0.0)
        sums = cluster_sums(moved, some.astype(np.float64), numbers)
        changed = np.count_nonzero(moved, axis=1).tolist()
        results = _of_group(sums, int(some.sum()), changed, level, method, resamples, draws, seed)
        found.update(zip(group, results, strict=True))
    return tuple(found[i] for i in range(len(base)))


def _of_group(
    sums: ClusterSums,
    pages: int,
    changed: list[int],
    level: float,
    method: Method,
    resamples: int,
    draws: int,
    seed: int,
) -> list[Difference]:
    count = len(sums.denominators)
    if not count:
        return [Difference(None, None, None, None, 0, 0, None, 0) for _ in changed]
    deltas = sums.ratio.tolist()
    p = p_values(sums.numerators, draws=draws, seed=seed).tolist()
    errors = sums.deviations()
    if errors is None:
        return [Difference(deltas[i], None, None, p[i], pages, changed[i], None, count) for i in range(len(changed))]
    ends = [(0.0, 0.0)] * len(changed)
    moved = np.flatnonzero(sums.numerators.any(axis=0)).tolist()
    if moved:
        some = ClusterSums(sums.numerators[:, moved], sums.denominators)
        low, high = endpoints(some, level=level, method=method, bounds=(-1, 1), resamples=resamples, seed=seed)
        for i, pair in zip(moved, zip(low.tolist(), high.tolist(), strict=True), strict=True):
            ends[i] = pair if p[i] <= 1 - level else (min(pair[0], 0.0), max(pair[1], 0.0))
    found = []
    for i, (low_end, high_end) in enumerate(ends):
        smallest = from_error(float(errors[i]), count, level=level)
        found.append(Difference(deltas[i], low_end, high_end, p[i], pages, changed[i], smallest, count))
    return found
