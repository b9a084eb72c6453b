"""The smallest difference that a comparison would find: what it can say before it says "no difference".

A true difference is found, with the given power, once it is t(1 - alpha / 2) + t(power) standard errors; at 5 %,
two-sided, and 80 % of the time that is 2.80 for many clusters. The standard error is that of the mean difference,
by cluster (``statistics.clusters``); the degrees of freedom are the clusters less one.

A single run knows no differences. What its corpus could detect is worked out for a second run whose page values spread
as these do, and go with them as far as ``correlation`` says: the variance of a page's difference is then
2 * (1 - correlation) times that of its value. At 0 this is the worst case, an extractor that has nothing in common
with the first; page F1 of unlike extractors is correlated by 0.1 to 0.4, of two versions of one by far more.

=================================== =========
differences                         smallest
=================================== =========
of no or of one cluster             ``None``
all equal: no spread to judge from  ``None``
=================================== =========

Source: H. Bloom, "Minimum Detectable Effects", Evaluation Review 19 (1995).
"""

from __future__ import annotations

import math

from .clusters import Labels, Values, mean_sums
from .student import quantile

POWER = 0.8


def smallest_detectable(
    differences: Values, clusters: Labels | None = None, *, power: float = POWER, level: float = 0.95
) -> float | None:
    """Return the smallest true mean difference that such differences would show, in their unit.

    Args:
        differences: one a page; ``None`` where either run has no value.
        clusters: one label a page; ``None`` makes every page its own.
        power: the share of such comparisons that find it.
        level: of confidence, two-sided.
    """
    sums = mean_sums(differences, clusters)
    errors = sums.deviations()
    return None if errors is None else from_error(float(errors[0]), len(sums.denominators), power=power, level=level)


def corpus_detectable(
    values: Values,
    clusters: Labels | None = None,
    *,
    correlation: float = 0.0,
    power: float = POWER,
    level: float = 0.95,
) -> float | None:
    """Return the smallest true difference of means that a second run over the pages of this one would show.

    Args:
        values: one a page; ``None`` where the figure does not apply.
        clusters: as in :func:`smallest_detectable`, like the last two.
        correlation: of the two runs' page values, from -1 to below 1.
        power: see there.
        level: see there.
    """
    if not -1 <= correlation < 1:
        raise ValueError(f"a correlation that leaves a difference lies from -1 to below 1, not at {correlation}")
    found = smallest_detectable(values, clusters, power=power, level=level)
    return None if found is None else found * math.sqrt(2 * (1 - correlation))


def from_error(error: float, clusters: int, *, power: float = POWER, level: float = 0.95) -> float | None:
    """Return the smallest difference that a standard error allows; ``None`` where there is none."""
    if not (0 < power < 1 and 0 < level < 1):
        raise ValueError(f"power and level lie between 0 and 1, not at {power} and {level}")
    if clusters < 2 or error <= 0:
        return None
    return error * (quantile((1 + level) / 2, clusters - 1) + quantile(power, clusters - 1))
