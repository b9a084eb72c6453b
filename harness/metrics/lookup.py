"""A set of integers that is asked for many at once: a hash table in arrays, exact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..alignment.tiling import Ids

Keys = npt.NDArray[np.uint64]

# Least slots for each key; a power of two, so twice as many at most. Small tables stay in the processor's cache.
_ROOM = 4
# Knuth's multiplier, 2**64 divided by the golden ratio: the high bits of a product depend on all bits of the key.
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Lookup:
    """Ranks of integers among the distinct keys, all above 0: 1 for the least key, 0 for an integer that is no key.

    Each slot holds one key, which is compared with what is asked for; a key that lost its slot to another is found by
    bisection. A bisection for all takes ten times longer from some thousand keys on.
    """

    def __init__(self, keys: npt.NDArray[np.integer]) -> None:
        # Rank 0 is held by the key 0, which stands for the unknown. (np.unique is several times slower than sorting.)
        ordered = np.sort(np.append(keys.astype(np.uint64, copy=False), np.uint64(0)))
        self._keys: Keys = ordered[np.append(True, ordered[1:] != ordered[:-1])]
        bits = (_ROOM * len(self._keys)).bit_length()
        self._shift = np.uint64(64 - bits)
        ranks = np.arange(1, len(self._keys), dtype=np.int32)
        slots = self._slots(self._keys[1:])
        self._ranks = np.zeros(2**bits, dtype=np.int32)
        self._ranks[slots] = ranks
        self._shared = np.zeros(2**bits, dtype=bool)
        self._shared[slots[self._ranks[slots] != ranks]] = True

    def __len__(self) -> int:
        return len(self._keys) - 1

    def ranks(self, asked: npt.NDArray[np.integer]) -> Ids:
        """Return the rank of each integer, none of them below 0."""
        integers = asked.astype(np.uint64, copy=False)
        slots = self._slots(integers)
        ranks: Ids = self._ranks.take(slots).astype(np.int64)
        same = self._keys.take(ranks) == integers
        ranks *= same
        lost = np.flatnonzero(self._shared.take(slots) > same)
        if len(lost):
            places = np.searchsorted(self._keys, integers[lost])
            ranks[lost] = np.where(self._keys.take(places, mode="clip") == integers[lost], places, 0)
        return ranks

    def _slots(self, keys: Keys) -> Ids:
        # Some high bits of a product, so never negative as a signed integer.
        return ((keys * _MULTIPLIER) >> self._shift).view(np.int64)
