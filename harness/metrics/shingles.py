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
from .base import Counts, Figures, MeanOfPages, precision_recall_f1
from .lookup import Lookup

# Codes of shingles stay below this, so that no product overflows the 63 bits of an int64.
_CODES = 2**62


class Shingles(MeanOfPages):
    """Precision, recall and F1 over n-grams; figures ``shingles4_f1``, ``shingles4_precision``, ..."""

    def __init__(self, n: int = 4) -> None:
        if n < 1:
            raise ValueError(f"shingles hold at least one word, not {n}")
        self.n = n
        self.name = f"shingles({n})"
        self.signature = f"shingles(n={n})|tok:{TOKENISER}|v2"
        self._prefix = f"shingles{n}"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``hits``, ``output`` and ``expected``, counted in shingles."""
        if reference.case.expected is None:
            return None
        index = reference.memo(f"shingles({self.n})", lambda: ShingleIndex(reference.expected, self.n))
        output = candidate.numbers
        return {
            "hits": index.shared(output),
            "output": shingle_count(len(output), self.n),
            "expected": shingle_count(len(reference.expected), self.n),
        }

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision and recall."""
        precision, recall, f1 = precision_recall_f1(counts["hits"], counts["output"], counts["expected"])
        return {
            f"{self._prefix}_f1": f1,
            f"{self._prefix}_precision": precision,
            f"{self._prefix}_recall": recall,
        }


def shingle_count(words: int, n: int) -> int:
    """Return how many shingles a text of so many words has: one short one for 1 to n - 1 words."""
    return words - n + 1 if words >= n else min(words, 1)


class ShingleIndex:
    """The shingles of an expected text, counted once and met with every output.

    A shingle is one integer: its words' numbers are the digits. Where the vocabulary is too large for that, the first
    words of the shingle are replaced by their rank among those of the expected text.
    """

    def __init__(self, expected: Ids, n: int) -> None:
        """Count the shingles of the expected text's word numbers, all above 0."""
        self._expected, self._n = expected, n
        self._base = int(expected.max()) + 1 if len(expected) else 1
        self._ranked: dict[int, Lookup] = {}
        size, base = self._base, self._base
        codes = expected[: len(expected) - n + 1] if len(expected) >= n else expected[:0]
        for column in range(1, n):
            if size * base > _CODES:
                self._ranked[column] = Lookup(codes)
                codes = self._ranked[column].ranks(codes)
                size = len(self._ranked[column]) + 1
            codes = codes * base + expected[column : column + len(codes)]
            size *= base
        if n > 1:
            self._lookup = Lookup(codes)
            codes = self._lookup.ranks(codes)
        # Single words are their own ranks. Rank 0 is the unknown, wanted no times.
        self._wanted = np.bincount(codes, minlength=1)

    def shared(self, output: Ids) -> int:
        """Return how many shingles, each as often as both have it, an output shares with the expected text.

        A number that the expected text does not hold (0 among them) matches nothing.
        """
        if len(output) < self._n or len(self._expected) < self._n:
            # The one short shingle matches itself alone.
            return int(0 < len(output) == len(self._expected) and np.array_equal(output, self._expected))
        known = np.where(output < self._base, output, 0)
        ranks = self._lookup.ranks(self._encode(known)) if self._n > 1 else known
        given = np.bincount(ranks, minlength=len(self._wanted))
        return int(np.minimum(given, self._wanted).sum())

    def _encode(self, output: Ids) -> Ids:
        """Return the code of each shingle. One with an unknown word holds the digit 0, which no expected one does."""
        size = len(output) - self._n + 1
        codes = output[:size]
        for column in range(1, self._n):
            if column in self._ranked:
                codes = self._ranked[column].ranks(codes)
            codes = codes * self._base + output[column : column + size]
        return codes
