"""Kendall's tau-b: how far two lists of scores order the same systems alike, from -1 (reversed) to 1 (the same).

tau-b = (concordant - discordant) / sqrt(pairs not tied in the one list * pairs not tied in the other).

===================================== =========
lists                                 tau-b
===================================== =========
fewer than two items                  ``None``
one list of equal scores              ``None``
the same order and the same ties      1
===================================== =========

Every pair is compared: meant for lists of systems, or of a few thousand pages.

Source: M. Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33 (1945).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from . import Floats


def tau_b(first: Sequence[float] | Floats, second: Sequence[float] | Floats) -> float | None:
    """Return tau-b of two lists of scores of the same items, by the table above.

    Raises:
        ValueError: The lists differ in length, or hold NaN.
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != other.shape:
        raise ValueError(f"two lists of scores of the same items, but of {len(one)} and {len(other)} of them")
    if np.isnan(one).any() or np.isnan(other).any():
        raise ValueError("a score is not a number; leave out the items that have none")
    agreement = untied_one = untied_other = 0
    # Row by row, so that memory stays linear.
    for i in range(len(one) - 1):
        a = (one[i + 1 :] > one[i]).astype(np.int64) - (one[i + 1 :] < one[i])
        b = (other[i + 1 :] > other[i]).astype(np.int64) - (other[i + 1 :] < other[i])
        agreement += int(a @ b)
        untied_one += int(a @ a)
        untied_other += int(b @ b)
    if not untied_one or not untied_other:
        return None
    return agreement / math.sqrt(untied_one * untied_other)
