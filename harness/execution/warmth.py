"""What a worker keeps from one batch for the next: the child of each of its threads, and the pages that it has read."""

from __future__ import annotations

import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..extraction.process import Child, Limits
from ..goldens import Cases
from ..model import Extractor
from .local import Stop, WarmChild
from .staging import Block

# Pages of two hundred kilobytes take this times that of disk.
_MOST_PAGES = 2000


class EndedError(Exception):
    """The worker is leaving: nothing is begun any more, and nothing that was under way counts."""


class Warmth:
    """One thread's child and pages.

    Args:
        folder: where the pages are written, for this thread alone.
        cases: the run's cases.
        limits: what a child may use.
    """

    def __init__(self, folder: Path, cases: Cases, limits: Limits) -> None:
        self._folder, self._cases = folder, cases
        self._child = WarmChild(limits)
        self._blocks: OrderedDict[tuple[int, ...], Block] = OrderedDict()
        self._count = 0

    def child(self, row: Extractor) -> Child:
        """Return the child of an extractor: that of the last batch, if it is the same extractor's."""
        return self._child.of(row)

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
        self._child.close()
        while self._blocks:
            self._blocks.popitem()[1].shard_done()


class WarmThreads:
    """The warmth of every thread of a worker, and the end of all of it.

    Args:
        folder: of this worker alone; removed at the end.
        cases: the run's cases.
        limits: what each child may use.
    """

    def __init__(self, folder: Path, cases: Cases, limits: Limits) -> None:
        self._folder, self._cases, self._limits = folder, cases, limits
        self._lock = threading.Lock()
        self._kept: dict[threading.Thread, Warmth] = {}
        self._working: dict[threading.Thread, Stop] = {}
        self._count = 0
        self._ended = threading.Event()

    @property
    def ended(self) -> bool:
        """Whether the worker is leaving."""
        return self._ended.is_set()

    @contextmanager
    def mine(self) -> Iterator[tuple[Warmth, Stop]]:
        """Lend the calling thread what it keeps, and what ends its child from outside.

        Raises :class:`EndedError` when all has ended.
        """
        thread, stop = threading.current_thread(), Stop()
        with self._lock:
            if self._ended.is_set():
                raise EndedError
            left = [self._kept.pop(other) for other in list(self._kept) if not other.is_alive()]
            if thread not in self._kept:
                self._count += 1
                pages = self._folder / f"pages-{self._count}"
                pages.mkdir(parents=True, exist_ok=True)
                self._kept[thread] = Warmth(pages, self._cases, self._limits)
            warmth, self._working[thread] = self._kept[thread], stop
        for one in left:
            one.close()
        try:
            yield warmth, stop
        finally:
            with self._lock:
                del self._working[thread]
            if self._ended.is_set():
                self._end([thread])

    def close(self) -> None:
        """End all: what is idle here, what is at work by its own thread, which is woken."""
        with self._lock:
            self._ended.set()
            stops = list(self._working.values())
            idle = [thread for thread in self._kept if thread not in self._working]
        for stop in stops:
            stop.now()
        self._end(idle)

    def _end(self, threads: list[threading.Thread]) -> None:
        with self._lock:
            ending = [self._kept.pop(thread) for thread in threads if thread in self._kept]
        for one in ending:
            one.close()
        with self._lock:
            # A worker that is killed cannot tidy up; Dask empties the folders of those that have gone.
            if not self._kept:
                shutil.rmtree(self._folder, ignore_errors=True)
