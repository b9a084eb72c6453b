"""Greedy string tiling: cover two token sequences with common runs, the longest first, each token used once.

Source: M. J. Wise, "String Similarity via Greedy String Tiling and Running Karp-Rabin Matching", 1993. Runs are
found here by exact n-gram codes and their diagonals instead of by hashing, so there is nothing to verify.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]

# Four tokens in a row are the shortest run that is rarely a coincidence: the 4-gram of Zyte's benchmark, for the
# same reason.
MINIMUM_RUN = 4
# A 4-gram that stands more often than this in the reference is paired with that many of its places, those nearest
# by rank: "0 0 0 0" all over a table would otherwise give a quadratic number of pairs.
_MOST_PLACES = 64
# And if that still makes more pairs than so many a word, with fewer places each: a text of four different words would
# make 64 pairs a word, and seconds of runs. Real pages make one to five as a rule; 15 a word were the most seen.
_MOST_PAIRS = 16
_FEW_PAIRS = 1 << 16
# Runs this long are chosen first, one by one; most of the others lie inside what they took and go in one sweep.
_LONG_RUN = 32

_NO_RUNS: Ids = np.empty((0, 3), dtype=np.int64)


class Tile(NamedTuple):
    """``length`` tokens that are the same from place ``a`` in the one sequence and from ``b`` in the other."""

    a: int
    b: int
    length: int


class NgramIndex:
    """Where each run of :data:`MINIMUM_RUN` tokens stands in a sequence of token ids; made once, asked many times."""

    def __init__(self, ids: Ids) -> None:
        self.size = len(ids)
        self._base = int(ids.max()) + 1 if len(ids) else 1
        # A 4-gram is a pair of bigrams; bigrams by rank, not by value, keep every code below 2**63, whatever the
        # size of the vocabulary.
        pairs = ids[:-1] * self._base + ids[1:]
        self._pairs, ranks = np.unique(pairs, return_inverse=True)
        codes = ranks[:-2] * len(self._pairs) + ranks[2:]
        self._places = np.argsort(codes, kind="stable")
        self._codes = codes[self._places]

    def runs(self, ids: Ids) -> Ids:
        """Return every maximal run of at least four tokens common to ``ids`` (side a) and the index (side b).

        The result has a row ``a, b, length`` for each run, shape (runs, 3), in no particular order.

        Ids that the indexed sequence does not hold match nothing. The result stays linear in ``len(ids)``:

        ============================================= =========================================================
        4-grams                                       places in the index that each is paired with
        ============================================= =========================================================
        any                                           all, but no more than the 64 nearest by rank
        more than 16 pairs a word by that, and 65,536 the 32 nearest, or 16, ... or 1: the most with so few pairs
        ============================================= =========================================================
        """
        if len(ids) < MINIMUM_RUN or not len(self._codes):
            return _NO_RUNS
        places = self._lookup(ids)
        if places is None:
            return _NO_RUNS
        a, b = places
        # Pairs on one diagonal (a - b) with consecutive a form one run.
        width = len(ids) + 1
        keys = np.sort((a - b + self.size) * width + a)
        breaks = np.flatnonzero(np.diff(keys) != 1) + 1
        first = np.concatenate(([0], breaks))
        lengths = np.diff(np.concatenate((first, [len(keys)]))) + (MINIMUM_RUN - 1)
        starts = keys[first] % width
        others = starts - (keys[first] // width - self.size)
        return np.stack((starts, others, lengths), axis=1)

    def _lookup(self, ids: Ids) -> tuple[Ids, Ids] | None:
        """Return the pairs of places (in ``ids``, in the index) where the same 4-gram starts."""
        known = (ids >= 0) & (ids < self._base)
        pairs = np.where(known[:-1] & known[1:], ids[:-1] * self._base + ids[1:], -1)
        ranks = np.searchsorted(self._pairs, pairs)
        ranks[ranks == len(self._pairs)] = 0
        valid = self._pairs[ranks] == pairs
        at = np.flatnonzero(valid[:-2] & valid[2:])
        codes = ranks[at] * len(self._pairs) + ranks[at + 2]
        low = np.searchsorted(self._codes, codes, "left")
        counts = np.searchsorted(self._codes, codes, "right") - low
        most, room = _MOST_PLACES, max(_FEW_PAIRS, _MOST_PAIRS * len(ids))
        while most > 1 and int(np.minimum(counts, most).sum()) > room:
            most //= 2
        if counts.size and counts.max() > most:
            rank = _rank_among_equals(codes)
            low += np.clip(rank - most // 2, 0, np.maximum(counts - most, 0))
            counts = np.minimum(counts, most)
        total = int(counts.sum())
        if not total:
            return None
        offsets = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(at, counts), self._places[np.repeat(low, counts) + offsets]


def _rank_among_equals(codes: Ids) -> Ids:
    """For each code say how many equal ones stand before it."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    first = np.searchsorted(ordered, ordered, "left")
    ranks = np.empty(len(codes), dtype=np.int64)
    ranks[order] = np.arange(len(codes)) - first
    return ranks


def tile(runs: Ids, used_a: bytearray, used_b: bytearray) -> list[Tile]:
    """Choose runs, the longest first, so that no token is covered twice; mark the chosen tokens in both masks.

    A run that is partly taken is cut into the pieces still free; pieces shorter than :data:`MINIMUM_RUN` are given
    up. Among runs of one length the leftmost goes first, so the result depends on nothing but the input.

    Args:
        runs: common runs, a row ``a, b, length`` each, in any order.
        used_a: one byte a token of side a: 1 where it is taken already. Updated.
        used_b: the same for side b.
    """
    # Pieces of the long runs may be short: they wait for the short ones, so that the longest still goes first.
    long = runs[:, 2] >= _LONG_RUN
    waiting: dict[int, list[Tile]] = defaultdict(list)
    chosen = _choose(runs[long], waiting, _LONG_RUN, used_a, used_b)
    short = runs[~long]
    for mask, column in ((used_a, 0), (used_b, 1)):
        # Free tokens before each place: a run with fewer than four of them on a side can give no piece.
        free = np.concatenate(([0], np.cumsum(np.frombuffer(mask, dtype=np.uint8) == 0)))
        short = short[free[short[:, column] + short[:, 2]] - free[short[:, column]] >= MINIMUM_RUN]
    return chosen + _choose(short, waiting, MINIMUM_RUN, used_a, used_b)


def _choose(runs: Ids, waiting: dict[int, list[Tile]], least: int, used_a: bytearray, used_b: bytearray) -> list[Tile]:
    """Choose among the runs and those waiting (by length), down to a least length; shorter pieces go on waiting."""
    for run in map(Tile._make, runs.tolist()):
        waiting[run.length].append(run)
    lengths = [-length for length in waiting if length >= least]
    heapq.heapify(lengths)
    chosen: list[Tile] = []
    while lengths:
        length = -heapq.heappop(lengths)
        for run in sorted(waiting.pop(length)):
            a, b, _ = run
            if used_a.find(1, a, a + length) < 0 and used_b.find(1, b, b + length) < 0:
                used_a[a : a + length] = used_b[b : b + length] = b"\1" * length
                chosen.append(run)
                continue
            for piece in _free_pieces(run, used_a, used_b):
                if piece.length not in waiting and piece.length >= least:
                    heapq.heappush(lengths, -piece.length)
                waiting[piece.length].append(piece)
    return chosen


def _free_pieces(run: Tile, used_a: bytearray, used_b: bytearray) -> list[Tile]:
    a, b, length = run
    pieces: list[Tile] = []
    position = 0
    while True:
        free_a = used_a.find(0, a + position, a + length)
        free_b = used_b.find(0, b + position, b + length)
        if free_a < 0 or free_b < 0:
            return pieces
        start = max(free_a - a, free_b - b)
        if used_a[a + start] or used_b[b + start]:
            position = start
            continue
        ends = [
            found
            for found in (
                used_a.find(1, a + start, a + length) - a,
                used_b.find(1, b + start, b + length) - b,
            )
            if found >= 0
        ]
        position = min(ends, default=length)
        if position - start >= MINIMUM_RUN:
            pieces.append(Tile(a + start, b + start, position - start))


def heaviest_increasing(tiles: Iterable[Tile]) -> int:
    """Return the most tokens that a choice of tiles can hold whose order is the same on both sides.

    The heaviest increasing subsequence, O(n log n): 0 for no tiles. What it leaves out was moved.
    """
    # Kept sorted: places on side b, and the best weight of a sequence that ends at or before each.
    places: list[int] = []
    weights: list[int] = []
    for tile_ in sorted(tiles):
        at = bisect_left(places, tile_.b)
        weight = tile_.length + (weights[at - 1] if at else 0)
        end = at
        while end < len(places) and weights[end] <= weight:
            end += 1
        places[at:end] = [tile_.b]
        weights[at:end] = [weight]
    return weights[-1] if weights else 0
