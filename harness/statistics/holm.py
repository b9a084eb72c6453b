"""Holm's correction: p-values of a family of tests, such that all of it errs at most as often as one test would.

The smallest of m p-values is multiplied by m, the next by m - 1, and so on; none falls below its predecessor or rises
above 1. It holds whatever the tests have to do with each other. ``None`` was not tested, and is no member of the
family.

Source: S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979).
"""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return the corrected p-values in the same places.

    Raises:
        ValueError: A p-value lies outside of 0..1.
    """
    tested = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, i) in enumerate(tested):
        if not 0 <= p <= 1:
            raise ValueError(f"p-value {i} is {p}; it lies between 0 and 1")
        highest = max(highest, min(1.0, p * (len(tested) - rank)))
        found[i] = highest
    return tuple(found)
