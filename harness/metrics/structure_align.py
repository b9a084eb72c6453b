"""Two ordered sequences put beside each other: the most that can be matched without crossing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

from .structure_parts import Pair

# Cells of the table that are filled at most: 20,000 headings against 20,000, two seconds.
MAX_CELLS = 400_000_000
# The same where 64 cells are filled at once.
MAX_LINE_CELLS = 64 * MAX_CELLS


def common(first: Sequence[str], second: Sequence[str]) -> int | None:
    """Return the length of the longest common subsequence; ``None`` for sequences that are too long."""
    if len(first) * len(second) > MAX_LINE_CELLS:
        return None
    return int(LCSseq.similarity(first, second))


def common_pairs(first: Sequence[Pair], second: Sequence[Pair], by_text: bool) -> int | None:
    """Return the weight of the heaviest common subsequence of pairs; ``None`` for sequences that are too long.

    Two pairs weigh 1 for each half that is equal; ``by_text`` says that unless the first halves are, they weigh 0.
    """
    start, end = _shared_ends(first, second)
    weight = 2 * (start + end)
    first, second = first[start : len(first) - end], second[start : len(second) - end]
    if not first or not second:
        return weight
    if len(first) * len(second) > MAX_CELLS:
        return None
    numbers: dict[str, int] = {}
    (texts, places), (other_texts, other_places) = _numbered(first, numbers), _numbered(second, numbers)
    best = np.zeros(len(second) + 1, dtype=np.int64)
    for text, place in zip(texts.tolist(), places.tolist(), strict=True):
        same_text, same_place = other_texts == text, other_places == place
        weights = same_text + (same_text & same_place if by_text else same_place).astype(np.int64)
        best[1:] = np.maximum(best[1:], best[:-1] + weights)
        np.maximum.accumulate(best, out=best)
    return weight + int(best[-1])


def heaviest(weights: Sequence[Sequence[int]]) -> int:
    """Return the weight of the heaviest sequence of pairs (row, column) in which rows and columns both rise."""
    best = [0] * (len(weights[0]) + 1) if weights else [0]
    for row in weights:
        above = best
        best = [0]
        for column, weight in enumerate(row, 1):
            best.append(max(above[column], best[-1], above[column - 1] + weight))
    return best[-1]


def _shared_ends(first: Sequence[Pair], second: Sequence[Pair]) -> tuple[int, int]:
    """Return how many pairs are equal at the start and, of the rest, at the end.

    No pair weighs more than two equal ones, so there is always a heaviest subsequence that matches these.
    """
    shorter = min(len(first), len(second))
    start = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return start, end


def _numbered(pairs: Sequence[Pair], numbers: dict[str, int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    ids = np.array([[numbers.setdefault(half, len(numbers)) for half in pair] for pair in pairs], dtype=np.int64)
    return ids[:, 0], ids[:, 1]
