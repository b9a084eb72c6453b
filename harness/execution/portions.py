"""Who goes through which pages: each slot through a shard of its own, and at the end through part of another's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from .plan import Shard
from .staging import Block

# Pages that a slot takes at a time.
PORTION = 10
# When a shard is shared: with so many pages left, or so many seconds. A child of one's own costs about half a second of
# imports.
_MANY_PAGES, _MANY_SECONDS = 50, 2.0
# What a page is taken to last at the least, while nobody knows.
_SECONDS_A_PAGE = 0.01


def portions_of(shard: Shard, size: int = PORTION) -> int:
    """Return in how many portions of a size a shard is handed out."""
    return -(-len(shard.numbers) // size)


class Portions:
    """The shards of a run, handed out a portion at a time; any number of threads may ask.

    Extractors differ a hundredfold in speed. A slot for which there is no shard any more helps with the one of which
    most is left, or it would be idle while another is at the slowest extractor.

    Args:
        work: the shards in order, each with its pages; the next one is asked for when a slot has none.
        size: how many pages a portion has.
    """

    def __init__(self, work: Iterator[tuple[Shard, Block]], size: int = PORTION) -> None:
        self._work, self._size = work, size
        self._lock = threading.Lock()
        self._rests: dict[int, _Rest] = {}

    def take(self, slot: int) -> tuple[Shard, Block] | None:
        """Return the next portion for a slot, a shard by itself; ``None`` when there is nothing for it to do."""
        with self._lock:
            if not self._rests.get(slot):
                rest = self._next()
                if rest is None:
                    return None
                self._rests[slot] = rest
            return self._rests[slot].take()

    def _next(self) -> _Rest | None:
        for shard, block in self._work:
            return _Rest(shard, block, self._size)
        most = max(self._rests.values(), key=_Rest.seconds, default=None)
        return most if most and (len(most) >= _MANY_PAGES or most.seconds() >= _MANY_SECONDS) else None


class _Rest:
    """What nobody has taken of a shard yet."""

    def __init__(self, shard: Shard, block: Block, size: int) -> None:
        self._shard, self._block, self._size = shard, block, size
        self._taken = 0
        self._begun = time.monotonic()

    def __len__(self) -> int:
        return len(self._shard.numbers) - self._taken

    def seconds(self) -> float:
        """Return what it will take, by what its first pages have taken: all but those that are under way."""
        pace = (time.monotonic() - self._begun) / max(self._taken - self._size, 1)
        return len(self) * max(pace, _SECONDS_A_PAGE)

    def take(self) -> tuple[Shard, Block]:
        """Return the next pages."""
        start = self._taken
        self._taken = min(start + self._size, len(self._shard.numbers))
        return Shard(self._shard.extractor, self._shard.numbers[start : self._taken]), self._block
