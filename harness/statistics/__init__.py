"""The bootstrap over pages: how far a figure would move with other pages, for one extractor or between any two.

A figure of a run is a function of sums over pages (of hits and sizes, of a value and of "it applies here"). A resample
draws as many pages as there are, with replacement; all that matters is how often it draws each. So all resamples of
all figures of all extractors are one product: (resamples x pages) times (pages x terms). The draws depend on the
seed, the number of pages and that of the resamples alone: every extractor meets the same resamples, whoever else is
compared, and the difference of two extractors is a paired one.

Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 6 (standard error), 13 (percentile
interval); 1,000 resamples as in Zyte's article-extraction-benchmark.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
SEED = 20191107  # any fixed number would do

# Draws and products are made in blocks of this many cells (resamples x pages): 16 MB a block, whatever the run's size.
_CELLS = 2_000_000
# Below this share of the single variances a difference's variance is lost in rounding and is computed from the pairs.
_CANCELLED = 1e-6

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Samples(NamedTuple):
    """A figure in every resample.

    Attributes:
        values: (resamples, ...); 0 where not defined.
        defined: (resamples, ...) booleans: whether the figure applies to any page that was drawn.
    """

    values: Floats
    defined: npt.NDArray[np.bool_]


class Differences(NamedTuple):
    """All pairwise differences of S extractors in one figure.

    Attributes:
        mean: (S, S); entry (i, j) is the mean over the resamples of figure i minus figure j.
        deviation: (S, S), symmetric: the standard deviation (n - 1) of that difference.
    """

    mean: Floats
    deviation: Floats


def weights(pages: int, resamples: int = RESAMPLES, seed: int = SEED) -> Integers:
    """Return how often each resample draws each page: (resamples, pages) integers whose rows sum to ``pages``."""
    return _weights(np.random.default_rng(seed), pages, resamples)


def resampled_sums(terms: npt.ArrayLike, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Return the sums of the terms over each resample's pages, in blocks: memory does not grow with the run.

    Args:
        terms: (pages, ...): what the figures are sums of.
        resamples: how many.
        seed: of the draws.

    Returns:
        (resamples, ...).
    """
    table = np.asarray(terms, dtype=np.float64)
    pages = len(table)
    flat = table.reshape(pages, math.prod(table.shape[1:]))
    sums = np.zeros((resamples, flat.shape[1]))
    generator = np.random.default_rng(seed)
    block = max(1, _CELLS // max(pages, 1))
    for start in range(0, resamples, block):
        drawn = _weights(generator, pages, min(block, resamples - start))
        sums[start : start + block] = drawn.astype(np.float64) @ flat
    return sums.reshape(resamples, *table.shape[1:])


def bootstrap(
    terms: npt.ArrayLike, figures: Callable[[Floats, int], Floats], resamples: int = RESAMPLES, seed: int = SEED
) -> Samples:
    """Return figures that are defined for any pages, in every resample.

    Args:
        terms: (pages, ..., T): what the figures are functions of, summed.
        figures: takes (resamples, ..., T) sums and the number of pages, and gives (resamples, ...) figures.
        resamples: how many.
        seed: of the draws.
    """
    table = np.asarray(terms, dtype=np.float64)
    values = figures(resampled_sums(table, resamples, seed), len(table))
    return Samples(values, np.ones(values.shape, dtype=bool))


def ratios(
    numerators: npt.ArrayLike, denominators: npt.ArrayLike, resamples: int = RESAMPLES, seed: int = SEED
) -> Samples:
    """Return a ratio of sums in every resample.

    A pooled figure has hits over sizes; a macro mean has values over ones, with two zeros for a page that the figure
    does not apply to.

    Args:
        numerators: (pages, ...).
        denominators: (pages, ...), of the same shape, none below 0.
        resamples: how many.
        seed: of the draws.
    """
    sums = resampled_sums(np.stack([np.asarray(numerators), np.asarray(denominators)], axis=1), resamples, seed)
    defined = sums[:, 1] > 0
    return Samples(np.where(defined, sums[:, 0] / np.where(defined, sums[:, 1], 1.0), 0.0), defined)


def deviations(samples: Samples) -> list[float | None]:
    """Return the standard deviation (n - 1) of each figure, flattened; ``None`` with fewer than two resamples.

    A resample in which the figure is not defined is left out.
    """
    return [float(np.std(column, ddof=1)) if len(column) > 1 else None for column in _columns(samples)]


def intervals(samples: Samples, level: float = 0.95) -> list[tuple[float, float] | None]:
    """Return the percentile interval of each figure, flattened; ``None`` with no resample in which it is defined."""
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval lies between 0 and 1, not at {level}")
    ends = (50 * (1 - level), 50 * (1 + level))
    found: list[tuple[float, float] | None] = []
    for column in _columns(samples):
        low, high = np.percentile(column, ends) if len(column) else (0.0, 0.0)
        found.append((float(low), float(high)) if len(column) else None)
    return found


def differences(samples: Samples) -> Differences:
    """Return mean and deviation of the difference of any two extractors in one figure, from one product.

    Args:
        samples: (resamples, S). A resample in which the figure is not defined for one of them is left out for all.
    """
    values = samples.values[samples.defined.all(axis=1)]
    size = values.shape[1]
    if len(values) < 2:
        raise ValueError("a difference needs two resamples in which the figure is defined for every extractor")
    mean = values.mean(axis=0)
    centred = values - mean
    covariance = centred.T @ centred / (len(values) - 1)
    single = np.diag(covariance)
    both = single[:, None] + single[None, :]
    variance = both - 2 * covariance
    for i, j in np.argwhere(np.triu(variance <= _CANCELLED * both, 1)).tolist():
        variance[i, j] = variance[j, i] = np.var(values[:, i] - values[:, j], ddof=1)
    variance[np.arange(size), np.arange(size)] = 0.0
    return Differences(mean[:, None] - mean[None, :], np.sqrt(np.maximum(variance, 0.0)))


def _weights(generator: np.random.Generator, pages: int, resamples: int) -> Integers:
    drawn = generator.integers(0, pages, (resamples, pages)) if pages else np.zeros((resamples, 0), dtype=np.int64)
    # Each resample counts in a row of its own, so that one bincount counts them all.
    drawn += np.arange(resamples)[:, None] * pages
    return np.bincount(drawn.ravel(), minlength=resamples * pages).reshape(resamples, pages)


def _columns(samples: Samples) -> list[Floats]:
    shape = (len(samples.values), math.prod(samples.values.shape[1:]))
    values, defined = samples.values.reshape(shape), samples.defined.reshape(shape)
    return [values[:, i][defined[:, i]] for i in range(shape[1])]
