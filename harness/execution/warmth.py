"""What a worker keeps from one batch for the next: its child, and the pages that it has read."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from ..extraction.process import Child, Limits
from ..goldens import Cases
from ..model import Extractor
from .local import child_of
from .staging import Block

# Pages of two hundred kilobytes take this times that of disk.
_MOST_PAGES = 2000


class Warmth:
    """One worker's child and pages; for one thread at a time.

    Args:
        folder: where the pages are written, for this worker alone.
        cases: the run's cases.
        limits: what a child may use.
    """

    def __init__(self, folder: Path, cases: Cases, limits: Limits) -> None:
        self._folder, self._cases, self._limits = folder, cases, limits
        self._child: Child | None = None
        self._served: tuple[str, int] | None = None
        self._blocks: OrderedDict[tuple[int, ...], Block] = OrderedDict()
        self._count = 0

    def child(self, row: Extractor) -> Child:
        """Return the child of an extractor: that of the last batch, if it is the same extractor's."""
        # The kernel ends a child with the thread that started it, not with its process.
        served = row.id, threading.get_ident()
        if self._child is None or self._served != served:
            if self._child:
                self._child.close()
            self._child, self._served = child_of(row, self._limits), served
        return self._child

    def block(self, numbers: tuple[int, ...]) -> Block:
        """Return some pages, for one shard; those of earlier batches are read but once."""
        block = self._blocks.pop(numbers, None)
        if block is None:
            self._count += 1
            block = Block(self._folder / str(self._count), self._cases, 1)
        self._blocks[numbers] = block
        while len(self._blocks) > 1 and sum(map(len, self._blocks)) > _MOST_PAGES:
            self._blocks.popitem(last=False)[1].shard_done()
        block.hold()
        return block

    def close(self) -> None:
        """End the child, remove the pages."""
        if self._child:
            self._child.close()
            self._child = None
        while self._blocks:
            self._blocks.popitem()[1].shard_done()
