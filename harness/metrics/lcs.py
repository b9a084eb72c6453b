"""Longest common subsequences of one text with many reference sentences at once, chosen as rouge-score chooses them.

Two sentences have many longest common subsequences; ROUGE-LSum depends on which one is taken. rouge-score fills the
usual table and walks back from its last corner: on equal words it takes the pair; else it drops the candidate's word
when the entry without it is *greater* than the entry without the reference's word, and the reference's word otherwise.
On unequal words an entry is the greater of those two, so the walk drops the candidate's word exactly when the entry
differs from the one above it. That is the vertical delta bit which Hyyrö's bit-parallel recurrence computes: for the
positions ``m`` that a candidate word matches, ``u = v & m; v = (v + u) | (v - u)``, and the zeros of ``v`` are the
deltas. Keeping the deltas of each word is enough to walk back: in each column the walk goes up to the next position
that matches or has a delta.

All reference sentences lie side by side in one integer (a *lane* each, with a free bit between two lanes that catches
the carry), so one pass over a candidate sentence serves all of them. Two shortcuts leave the walk as it is:

* a run of candidate words that match nothing changes ``v`` no more than one such word does, so it is one column; it
  must not vanish, because the walk may go up there;
* reference words that the candidate does not have never stop the walk.

Source: H. Hyyrö, "Bit-parallel LCS-length computation revisited", 2004; rouge-score 0.1.2 for the choice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from math import isqrt

# Above this many kept bits (32 MiB) only every n-th row is kept and the rest is computed again, block by block.
KEPT_BITS = 1 << 28


class Lanes:
    """Some reference sentences, packed.

    Attributes:
        places: for each word the bits of its positions.
        lanes: for each distinct sentence the bits of its lane; equal sentences share an entry.
        full: the bits of all lanes.
        width: how many bits all lanes take.
    """

    def __init__(self, sentences: Collection[tuple[Hashable, ...]]) -> None:
        self.places: dict[Hashable, int] = {}
        self.lanes: dict[tuple[Hashable, ...], int] = {}
        self.width = sum(map(len, sentences)) + len(sentences)
        self.full = 0
        self._single = len(sentences) == 1
        places, start = self.places, 0
        for sentence in sentences:
            for at, word in enumerate(sentence, start):
                places[word] = places.get(word, 0) | 1 << at
            lane = ((1 << len(sentence)) - 1) << start
            self.lanes[sentence] = self.lanes.get(sentence, 0) | lane
            self.full |= lane
            start += len(sentence) + 1
        # For each power of two the positions that take the bit so many places above them, in the same lane.
        self._below: list[tuple[int, int]] = []
        step, takers = 1, self.full & (self.full >> 1)
        while takers and not self._single:
            self._below.append((step, takers))
            takers &= takers >> step
            step *= 2

    def reach(self, words: Iterable[Hashable]) -> int:
        """Return the bits of all positions that hold one of the words."""
        get = self.places.get
        reached = 0
        for word in words:
            reached |= get(word, 0)
        return reached

    def common(self, words: Sequence[Hashable], lanes: int) -> int:
        """Return the positions of the longest common subsequences of some words with the sentences in ``lanes``."""
        columns = self._columns(words, lanes)
        if not columns:
            return 0
        block = len(columns)
        if block * self.width > KEPT_BITS:
            block = isqrt(block) + 1
        # The state before each block, so that a block's deltas can be had again when the walk comes there.
        states = [lanes]
        for start in range(0, len(columns) - block, block):
            [last] = deque(_states(columns[start : start + block], states[-1], lanes), maxlen=1)
            states.append(last)
        walk = self._walk_one if self._single else self._walk_all
        taken, ahead = 0, lanes
        for at in range(len(states) - 1, -1, -1):
            part = columns[at * block : (at + 1) * block]
            taken, ahead = walk(part, [lanes ^ state for state in _states(part, states[at], lanes)], taken, ahead)
            if not ahead:
                break
        return taken

    def _columns(self, words: Sequence[Hashable], lanes: int) -> list[int]:
        """Return the positions that each word matches; 0 for a run of words that match none in ``lanes``."""
        get = self.places.get
        columns: list[int] = []
        gap = False
        for word in words:
            matches = get(word, 0)
            if matches & lanes:
                columns.append(matches)
                gap = False
            elif not gap:
                columns.append(0)
                gap = True
        return columns

    def _walk_one(self, columns: list[int], deltas: list[int], taken: int, ahead: int) -> tuple[int, int]:
        """Walk back through one block of columns of a single lane; ``ahead`` are the positions not yet passed."""
        for matches, delta in zip(reversed(columns), reversed(deltas), strict=True):
            stops = (matches | delta) & ahead
            if not stops:
                return taken, 0
            top = 1 << (stops.bit_length() - 1)
            if matches & top:
                taken |= top
                ahead = top - 1
            else:
                ahead = (top << 1) - 1
        return taken, ahead

    def _walk_all(self, columns: list[int], deltas: list[int], taken: int, ahead: int) -> tuple[int, int]:
        """The same for all lanes in step: the positions up to the topmost stop of each lane, by doubling shifts."""
        below = self._below
        neighbour = below[0][1] if below else 0
        for matches, delta in zip(reversed(columns), reversed(deltas), strict=True):
            ahead &= matches | delta
            if not ahead:
                return taken, 0
            for step, takers in below:
                ahead |= (ahead >> step) & takers
            if matches:
                # The topmost bit of each lane is the one that its upper neighbour does not cover.
                top = (ahead ^ ((ahead >> 1) & neighbour)) & matches
                taken |= top
                ahead ^= top
        return taken, ahead


def _states(columns: Iterable[int], state: int, lanes: int) -> Iterator[int]:
    """Yield Hyyrö's vector after each column."""
    for matches in columns:
        update = state & matches
        if update:
            state = ((state + update) | (state - update)) & lanes
        yield state
