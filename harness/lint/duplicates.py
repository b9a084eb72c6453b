"""Near-duplicates among many texts: MinHash finds the candidates, the exact Jaccard index judges them.

A text is the set of its runs of five words (one of fewer words: the one run that it is). Two texts are near-duplicates
when the Jaccard index of their sets, shared runs over all runs of either, is above 0.8.

The signatures have 25 bands of 4 values: two texts of index s become candidates with probability 1 - (1 - s^4)^25,
which is 0.999998 for 0.8 and 0.18 for 0.3. So the time grows with the number of texts and not with its square.

================================================  ============================================================
case                                              answer
================================================  ============================================================
a text without words                              never a near-duplicate
texts of fewer than five words                    near-duplicates when their words are the same
several texts with the same set of runs           each later one is paired with the first of them
a text that is near to several earlier ones       paired with the one of the highest index, the earliest of them
more than 100 earlier texts with a band in        compared with the first 100 of them
common
================================================  ============================================================

Sources: A. Broder, "On the resemblance and containment of documents", 1997; banding: J. Leskovec, A. Rajaraman,
J. Ullman, "Mining of Massive Datasets", section 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RUN = 5
LEAST_SHARE = 0.8
_BANDS, _ROWS = 25, 4
# A template that ten thousand pages share must not make fifty million pairs of them.
_MOST_COMPARED = 100
_SEED = 5

Runs = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by number, the earlier one first, and the Jaccard index of their runs."""

    first: int
    second: int
    share: float


class NearDuplicates:
    """Takes in texts word by word, and pairs those that are nearly the same."""

    def __init__(self) -> None:
        random = np.random.Generator(np.random.PCG64(_SEED))
        draw = random.integers(0, 2**64, size=RUN + 2 * _BANDS * _ROWS, dtype=np.uint64)
        self._weights = draw[:RUN] | np.uint64(1)
        self._factors = draw[RUN : RUN + _BANDS * _ROWS] | np.uint64(1)
        self._offsets = draw[RUN + _BANDS * _ROWS :]
        self._vocabulary: dict[str, int] = {}
        self._runs: list[Runs] = []

    def add(self, words: Sequence[str]) -> None:
        """Take in the next text; texts are numbered from 0."""
        numbers = np.array([self._vocabulary.setdefault(word, len(self._vocabulary) + 1) for word in words], np.uint64)
        if 0 < len(numbers) < RUN:
            numbers = np.concatenate([numbers, np.zeros(RUN - len(numbers), np.uint64)])
        size = max(len(numbers) - RUN + 1, 0)
        runs = np.zeros(size, np.uint64)
        for place in range(RUN):
            runs += _mixed(numbers[place : place + size] * self._weights[place])
        self._runs.append(np.unique(_mixed(runs)))

    def pairs(self) -> list[Pair]:
        """Return at most one pair for each text: with the nearest earlier one, above :data:`LEAST_SHARE`."""
        found: list[Pair] = []
        same: dict[bytes, int] = {}
        bands: list[dict[bytes, list[int]]] = [{} for _ in range(_BANDS)]
        for number, runs in enumerate(self._runs):
            if not len(runs):
                continue
            first = same.setdefault(runs.tobytes(), number)
            if first != number:
                found.append(Pair(first, number, 1.0))
                continue
            candidates: set[int] = set()
            for band, key in zip(bands, self._keys(runs), strict=True):
                earlier = band.setdefault(key, [])
                candidates.update(earlier)
                if len(earlier) < _MOST_COMPARED:
                    earlier.append(number)
            pairs = [Pair(one, number, jaccard(self._runs[one], runs)) for one in sorted(candidates)]
            near = max(pairs, key=lambda pair: pair.share, default=None)  # the first of equals
            if near is not None and near.share > LEAST_SHARE:
                found.append(near)
        return found

    def _keys(self, runs: Runs) -> list[bytes]:
        least = np.full(_BANDS * _ROWS, np.iinfo(np.uint64).max, np.uint64)
        for start in range(0, len(runs), 4096):  # a book's runs times a hundred would fill the memory
            part = runs[start : start + 4096, None] * self._factors + self._offsets
            least = np.minimum(least, part.min(axis=0))
        return [least[start : start + _ROWS].tobytes() for start in range(0, len(least), _ROWS)]


def jaccard(one: Runs, other: Runs) -> float:
    """Return shared elements over all elements of two sorted arrays without repetition, not both empty."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def _mixed(values: Runs) -> Runs:
    """Spread each value over all 64 bits: the finaliser of SplitMix64."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
