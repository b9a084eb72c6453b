"""How far outputs for one page agree, and which extractors behave alike.

The agreement of two outputs is the F1 of their bags of words: twice the words that both have, over all words of both.
It is blind to order, and fifty times as fast as the ledger.

==================== =========
outputs              agreement
==================== =========
the same words       1
both empty           1
one of them empty    0
no word in common    0
==================== =========

A failure is an empty output.

Source: L. R. Dice 1945 (the coefficient, here over multisets); R. R. Sokal, C. D. Michener 1958 (average linkage).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

from ..text import words

Floats = npt.NDArray[np.float64]


def bags(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return how often each word of any text comes up in each: an array of (texts, different words)."""
    numbers: dict[str, int] = {}
    fresh = count()
    columns: dict[str, npt.NDArray[np.int64]] = {}
    for text in dict.fromkeys(texts):  # modes of one library often answer the same
        found = [numbers[word] if word in numbers else numbers.setdefault(word, next(fresh)) for word in words(text)]
        columns[text] = np.bincount(np.array(found, dtype=np.int64))
    table = np.zeros((len(texts), len(numbers)), dtype=np.int64)
    for row, text in enumerate(texts):
        table[row, : len(columns[text])] = columns[text]
    return table


def agreements(table: npt.NDArray[np.int64]) -> Floats:
    """Return the agreement of each pair of rows of :func:`bags`: (0, 1), (0, 2), ..., (1, 2), ..."""
    sizes = table.sum(axis=1)
    found = []
    for row in range(len(table) - 1):
        shared = np.minimum(table[row], table[row + 1 :]).sum(axis=1)
        whole = sizes[row] + sizes[row + 1 :]
        found.append(np.where(whole > 0, 2 * shared / np.maximum(whole, 1), 1.0))
    return np.concatenate(found) if found else np.empty(0)


def square(pairs: Floats, size: int, diagonal: float = 1.0) -> Floats:
    """Return values of pairs, in the order of :func:`agreements`, as a symmetric matrix."""
    matrix = np.full((size, size), diagonal)
    above = np.triu_indices(size, 1)
    matrix[above] = pairs
    matrix.T[above] = pairs
    return matrix


def alike(agreement: Floats, threshold: float) -> list[list[int]]:
    """Return groups of extractors whose agreement is at least ``threshold``, by average linkage.

    The two groups with the highest mean agreement, over all pairs between them, are joined as long as that is high
    enough; of equals the ones that come first.

    Args:
        agreement: a symmetric matrix.
        threshold: from 0 to 1.

    Returns the numbers in each group, largest group first.
    """
    groups = [[number] for number in range(len(agreement))]
    means = agreement.astype(np.float64).copy()
    np.fill_diagonal(means, -1.0)
    while len(groups) > 1:
        first, second = divmod(int(np.argmax(means)), len(groups))
        if means[first, second] < threshold:
            break
        first, second = sorted((first, second))
        a, b = len(groups[first]), len(groups[second])
        joined = (a * means[first] + b * means[second]) / (a + b)
        means[first], means[:, first] = joined, joined
        means[first, first] = -1.0
        means = np.delete(np.delete(means, second, axis=0), second, axis=1)
        groups[first] += groups.pop(second)
    return sorted(map(sorted, groups), key=lambda group: (-len(group), group))
