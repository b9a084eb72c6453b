"""Shingles: the multiset of n-grams that output and expected text share.

Order beyond n words does not matter, so this is blind to moved paragraphs and sees each lost or added word n times.
A text of fewer than n words is one short shingle. The edge cases are those of :func:`.base.precision_recall_f1`.

Source: A. Broder, "On the resemblance and containment of documents", 1997; with n = 4 and precision and recall as in
Zyte's article-extraction-benchmark, but over the words of this harness.
"""

from __future__ import annotations

import numpy as np

from ..alignment import Candidate, Reference
from ..alignment.tiling import Ids
from ..text import TOKENISER
from .base import Counts, Figures, precision_recall_f1


class Shingles:
    """Precision, recall and F1 over n-grams; figures ``shingles4_f1``, ``shingles4_precision``, ..."""

    pooled = False

    def __init__(self, n: int = 4) -> None:
        if n < 1:
            raise ValueError(f"shingles hold at least one word, not {n}")
        self.n = n
        self.name = f"shingles({n})"
        self.signature = f"shingles(n={n})|tok:{TOKENISER}|v1"
        self._prefix = f"shingles{n}"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``hits``, ``output`` and ``expected``, counted in shingles."""
        if reference.case.expected is None:
            return None
        expected, output = reference.expected, candidate.numbers
        return {
            "hits": shared(_shingles(output, self.n), _shingles(expected, self.n)),
            "output": _size(len(output), self.n),
            "expected": _size(len(expected), self.n),
        }

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision and recall."""
        precision, recall, f1 = precision_recall_f1(counts["hits"], counts["output"], counts["expected"])
        return {
            f"{self._prefix}_f1": f1,
            f"{self._prefix}_precision": precision,
            f"{self._prefix}_recall": recall,
        }


def _size(length: int, n: int) -> int:
    return length - n + 1 if length >= n else min(length, 1)


def _shingles(ids: Ids, n: int) -> Ids:
    """Return one row a shingle. Words that the reference does not know are 0: a row that holds one matches nothing."""
    if len(ids) < n:
        # The one short shingle, padded by a number that no word has.
        return np.pad(ids, (0, n - len(ids)), constant_values=-1)[np.newaxis] if len(ids) else ids.reshape(0, n)
    return np.lib.stride_tricks.sliding_window_view(ids, n)


def shared(output: Ids, expected: Ids) -> int:
    """Return the size of the intersection of two multisets of rows."""
    output = output[(output != 0).all(axis=1)]
    if not len(output) or not len(expected):
        return 0
    both = np.concatenate((expected, output))
    codes = both[:, 0]
    base = int(both.max()) + 2
    for column in both.T[1:]:
        # Rank after each column: codes stay below (number of rows) x (number of words), so they never overflow.
        codes = np.unique(codes * base + (column + 1), return_inverse=True)[1]
    size = int(codes.max()) + 1
    wanted = np.bincount(codes[: len(expected)], minlength=size)
    given = np.bincount(codes[len(expected) :], minlength=size)
    return int(np.minimum(wanted, given).sum())
