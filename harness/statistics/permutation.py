"""The sign-flip test of a paired difference: how often chance signs give a mean as far from 0.

Were the two runs alike, each cluster's difference could as well have had the other sign. The test statistic is the size
of the sum over the clusters; the p-value, two-sided, is the share of the sign patterns that reach it. Clusters that
did not move are the same under both signs, so that only the others count: up to 12 of them are flipped by all patterns
(4,096), more by random ones, where p = (1 + hits) / (1 + draws), so that it is never 0. The random patterns depend on
the seed and on how many clusters there are, and on nothing else: a p is the same whatever is tested beside it.

=================== ===============================================================
differences         p
=================== ===============================================================
all 0               1
one cluster moved   1: either sign reaches it
k moved, one way    2 / 2^k: five cannot be significant at 5 %, six can (0.031)
=================== ===============================================================

Source: R. Fisher, "The Design of Experiments", 1935, section 21; B. Phipson, G. Smyth, "Permutation P-values Should
Never Be Zero", Statistical Applications in Genetics and Molecular Biology 9 (2010) (the added one).
"""

from __future__ import annotations

import numpy as np

from . import _CELLS, SEED, Floats

EXACT = 12
DRAWS = 9999

# Patterns that tie with the observed one in arithmetic may miss it by rounding.
_TIE = 1e-9


def p_values(sums: Floats, *, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Return (S,) p-values, in (0, 1], of the means being 0, by the table above; all figures meet the same patterns.

    Args:
        sums: (C, S) sums by cluster of the differences of S figures, C at least 1.
        draws: of random patterns.
        seed: of the draws.
    """
    found = np.ones(sums.shape[1])
    moved = np.count_nonzero(sums, axis=0)
    for i in np.flatnonzero((moved > 0) & (moved <= EXACT)).tolist():
        column = sums[sums[:, i] != 0, i]
        patterns = np.arange(2 ** len(column))[:, None] >> np.arange(len(column)) & 1
        found[i] = _hits(patterns.astype(np.float64), column[:, None])[0] / len(patterns)
    many = np.flatnonzero(moved > EXACT)
    if len(many):
        # Clusters that none of these moved are drawn too: without them a p would depend on who else is compared.
        found[many] = (1 + _random_hits(sums[:, many], draws, seed)) / (1 + draws)
    return found


def _random_hits(table: Floats, draws: int, seed: int) -> Floats:
    generator = np.random.default_rng(seed)
    hits = np.zeros(table.shape[1])
    block = max(1, _CELLS // len(table))
    for start in range(0, draws, block):
        size = (min(block, draws - start), len(table))
        hits += _hits(generator.integers(0, 2, size, dtype=np.int8).astype(np.float64), table)
    return hits


def _hits(patterns: Floats, table: Floats) -> Floats:
    """Return how many patterns, (P, C) of 0 (as it is) and 1 (flipped), reach the observed sums of (C, S)."""
    observed = table.sum(axis=0)
    flipped = observed - 2 * (patterns @ table)
    hits = np.count_nonzero(np.abs(flipped) >= np.abs(observed) - _TIE * np.abs(table).sum(axis=0), axis=0)
    return np.asarray(hits, dtype=np.float64)
