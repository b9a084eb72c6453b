"""Bootstrap intervals of a mean of page values, or of a ratio of sums, over pages or over whole sites.

=============== ====================================================================================================
method          ends of the interval
=============== ====================================================================================================
``percentile``  quantiles of the resampled figure
``bca``         the same quantiles shifted for bias (the share of the resamples below the figure) and for a spread
                that grows with the figure (the skewness of its jackknife values)
``bounded``     for values that cannot leave known bounds: quantiles under random Dirichlet weights, with one more
                cluster, of mean size, at the lower bound for the lower end and at the upper bound for the upper end;
                for zeros and ones this is Clopper's and Pearson's exact interval
=============== ====================================================================================================

The first two know only what they have seen. They are widened for that the way Student's t is: for ``C`` clusters, the
normal quantile z becomes sqrt(C / (C - 1)) * t(C - 1). It helps, but no resampling finds the bad site that is not in
the sample: below some thirty sites ``bounded`` is the only one that covers as promised. docs/statistics.md has the
figures.

=========================== =======================================================
pages                       interval
=========================== =======================================================
none, or none that applies  ``None``
of one cluster              ``None``
all of one value            from the value to the value; ``bounded`` leaves room
=========================== =======================================================

Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, sections 13.3 and 14.3; T. Hesterberg, "What
Teachers Should Know About the Bootstrap", The American Statistician 69 (2015), section 4 (the widening); E. Learned-
Miller, P. Thomas, "A New Confidence Interval for the Mean of a Bounded Random Variable", 2019 (``bounded``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from . import _CELLS, SEED, Floats, resampled_sums
from .clusters import ROUNDING, Booleans, ClusterSums, Labels, Values, cluster_sums, labels, mean_sums
from .student import NORMAL, quantile

# Twice the draws of a standard error: the ends stand on the outer 2.5 %, 50 resamples each.
RESAMPLES = 2000

Method = Literal["percentile", "bca", "bounded"]
METHODS: tuple[Method, ...] = ("percentile", "bca", "bounded")
# Of so many sites the bad one is among them, as a rule: docs/statistics.md.
MANY_SITES = 50


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both within."""

    low: float
    high: float


def mean_interval(
    values: Values,
    clusters: Labels | None = None,
    *,
    level: float = 0.95,
    method: Method = "bca",
    bounds: tuple[float, float] = (0.0, 1.0),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval | None:
    """Return the interval of the mean over the pages that a figure applies to, by the tables above.

    Args:
        values: one a page; ``None`` where the figure does not apply.
        clusters: one label a page, drawn whole; ``None`` draws page by page.
        level: the share of such intervals that hold the true mean.
        method: of the first table.
        bounds: of the values; only ``bounded`` looks at them.
        resamples: how many.
        seed: of the draws.
    """
    return _one(mean_sums(values, clusters), level, method, bounds, resamples, seed)


def mean_intervals(
    table: Floats, applies: Booleans, clusters: Labels, *, level: float = 0.95
) -> tuple[Interval | None, ...]:
    """Return the interval of each of S means, by the method for so many sites; rows on the same pages share draws.

    The method is :func:`method_for`'s; values that leave 0..1, which ``bounded`` knows nothing of, take ``bca``.

    Args:
        table: (S, pages) values, finite where they apply.
        applies: (S, pages).
        clusters: one label a page.
        level: as in :func:`mean_interval`.
    """
    values = np.where(applies, table, 0.0)
    numbers = labels(clusters, values.shape[1])
    shares = [bool(((row >= 0) & (row <= 1)).all()) for row in values]
    groups: dict[tuple[bytes, bool], list[int]] = {}
    for i, mask in enumerate(applies):
        groups.setdefault((mask.tobytes(), shares[i]), []).append(i)
    found: list[Interval | None] = [None] * len(values)
    for (_, are_shares), group in groups.items():
        sums = cluster_sums(values[group], applies[group[0]].astype(np.float64), numbers)
        sites = len(sums.denominators)
        if sites > 1:
            low, high = endpoints(sums, level=level, method=method_for(sites) if are_shares else "bca")
            for i, *ends in zip(group, low.tolist(), high.tolist(), strict=True):
                found[i] = Interval(*ends)
    return tuple(found)


def method_for(sites: int) -> Method:
    """Return the method for the mean of values from 0 to 1 over so many sites."""
    return "bca" if sites >= MANY_SITES else "bounded"


def endpoints(
    sums: ClusterSums,
    *,
    level: float,
    method: Method,
    bounds: tuple[float, float] = (0.0, 1.0),
    resamples: int = RESAMPLES,
    seed: int = SEED,
    widen: bool = True,
) -> tuple[Floats, Floats]:
    """Return the lower and the upper ends, (S,) each, of S figures that meet the same resamples.

    Args:
        sums: of two clusters or more.
        level: as in :func:`mean_interval`, like all but the last.
        method: see there.
        bounds: see there.
        resamples: see there.
        seed: see there.
        widen: whether ``percentile`` and ``bca`` allow for few clusters; without it they are the plain methods.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval lies between 0 and 1, not at {level}")
    if method == "bounded":
        return _bounded(sums, level, bounds, resamples, seed)
    if method not in METHODS:
        raise ValueError(f"no method {method!r} of an interval; known: {', '.join(METHODS)}")
    figures, residuals, count = sums.ratio, sums.residuals, len(sums.denominators)
    reach = NORMAL.inv_cdf((1 + level) / 2)
    if widen:
        reach = math.sqrt(count / (count - 1)) * quantile((1 + level) / 2, count - 1)
    drawn = resampled_sums(np.column_stack([residuals, sums.denominators]), resamples, seed)
    moved = drawn[:, :-1] / drawn[:, -1:]
    bias, growth = np.zeros(len(figures)), np.zeros(len(figures))
    if method == "bca":
        noise = ROUNDING * np.abs(residuals).sum(axis=0) / sums.denominators.sum()
        bias, growth = _bias(moved, noise), _growth(sums, residuals)
    moved.sort(axis=0)
    low, high = (figures + _quantiles(moved, _shares(bias, growth, end)) for end in (-reach, reach))
    return low, high


def _one(
    sums: ClusterSums, level: float, method: Method, bounds: tuple[float, float], resamples: int, seed: int
) -> Interval | None:
    if len(sums.denominators) < 2:
        return None
    low, high = endpoints(sums, level=level, method=method, bounds=bounds, resamples=resamples, seed=seed)
    return Interval(float(low[0]), float(high[0]))


def _bias(moved: Floats, noise: Floats) -> Floats:
    """Return the normal quantile of the share of the resamples below the figure, those upon it counted half."""
    # Among equal values many resamples are upon it, but for rounding.
    below = (np.count_nonzero(moved < -noise, axis=0) + np.count_nonzero(moved <= noise, axis=0)) / (2 * len(moved))
    # All on one side would be an infinite bias: as far as that many resamples can tell, it is half a resample.
    edge = 0.5 / len(moved)
    return np.array([NORMAL.inv_cdf(share) for share in np.clip(below, edge, 1 - edge).tolist()])


def _growth(sums: ClusterSums, residuals: Floats) -> Floats:
    """Return Efron's acceleration: a sixth of the skewness of the jackknife values."""
    jackknife = -residuals / (sums.denominators.sum() - sums.denominators)[:, None]
    pull = jackknife.mean(axis=0) - jackknife
    # In units of the largest, so that no third power of a small figure vanishes.
    largest = np.abs(pull).max(axis=0)
    pull = pull / np.where(largest > 0, largest, 1.0)
    squares = np.square(pull).sum(axis=0)
    return np.where(squares > 0, (pull**3).sum(axis=0) / (6 * np.where(squares > 0, squares, 1.0) ** 1.5), 0.0)


def _shares(bias: Floats, growth: Floats, end: float) -> Floats:
    """Return which quantiles of the resamples are the ends, given the normal quantile of an unbiased one."""
    found = []
    for z0, a in zip(bias.tolist(), growth.tolist(), strict=True):
        room = 1 - a * (z0 + end)
        # Beyond the pole the formula turns round; the outermost resample is what it meant.
        found.append(NORMAL.cdf(z0 + (z0 + end) / room) if room > 0 else float(end > 0))
    return np.array(found)


def _quantiles(values: Floats, shares: Floats) -> Floats:
    """Return a quantile of each column of sorted (R, S) values, between neighbours by straight lines."""
    at = np.clip(shares, 0, 1) * (len(values) - 1)
    below = np.floor(at).astype(np.int64)
    above = np.minimum(below + 1, len(values) - 1)
    every = np.arange(values.shape[1])
    return np.asarray(values[below, every] + (at - below) * (values[above, every] - values[below, every]))


def _bounded(
    sums: ClusterSums, level: float, bounds: tuple[float, float], resamples: int, seed: int
) -> tuple[Floats, Floats]:
    numerators, denominators = sums
    size = denominators.mean()
    least, most = bounds
    means = numerators / denominators[:, None]
    if (means < least - 1e-9).any() or (means > most + 1e-9).any():
        raise ValueError(f"values lie outside of their bounds {least} and {most}: {means.min()} to {means.max()}")
    generator = np.random.default_rng(seed)
    table = np.column_stack([numerators, denominators])
    low, high = np.zeros((resamples, numerators.shape[1])), np.zeros((resamples, numerators.shape[1]))
    block = max(1, _CELLS // (len(table) + 1))
    for start in range(0, resamples, block):
        # Exponential weights over their sum are Dirichlet's; the ratio needs no sum.
        weights = generator.standard_exponential((min(block, resamples - start), len(table) + 1))
        drawn, extra = weights[:, :-1] @ table, weights[:, -1:] * size
        whole = drawn[:, -1:] + extra
        low[start : start + block] = (drawn[:, :-1] + least * extra) / whole
        high[start : start + block] = (drawn[:, :-1] + most * extra) / whole
    shares = np.full(numerators.shape[1], (1 - level) / 2)
    low.sort(axis=0)
    high.sort(axis=0)
    return _quantiles(low, shares), _quantiles(high, 1 - shares)
