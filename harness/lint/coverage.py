"""Coverage: the share of a page's visible words that the annotations say anything about.

A word is covered when it is expected (it has a place in the expected text), optional, or noise of a kind. What is left
is *page* text: wrong in an output too, but nobody learns what it was.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..alignment import Reference
from ..alignment.labels import UNLABELLED
from ..text import words

# Two words in a hundred: a lone separator or counter that no quote is worth.
LEAST_COVERAGE = 0.98
_SHOWN = 8


def coverage_of(reference: Reference) -> float | None:
    """Return the share, from 0 to 1; ``None`` for a page without visible words."""
    covered = _covered(reference)
    return float(covered.mean()) if len(covered) else None


def longest_gap(reference: Reference) -> str:
    """Return the first words of the longest run of words that are not covered, for a message."""
    covered = _covered(reference)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], covered, [True]]).astype(np.int8)))
    if not len(edges):
        return "none"
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    start, end = int(starts[longest]), int(ends[longest])
    found = reference.cut(words(reference.visible))
    if len(found) != len(covered):  # a word is cut in one place and whole in another, so places are not certain
        return f"{end - start} words"
    shown = " ".join(found[start : min(end, start + _SHOWN)])
    return f"“{shown}{' ...' if end - start > _SHOWN else ''}” ({end - start} words)"


def _covered(reference: Reference) -> npt.NDArray[np.bool_]:
    size = reference.visible_size
    covered: npt.NDArray[np.bool_] = reference.labels[:size] != UNLABELLED
    if len(reference.expected):
        covered = covered | (reference.twins[:size] >= 0)
    return covered
