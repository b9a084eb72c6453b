"""The engine of one machine: threads that each drive one warm child, and a journal that one thread writes."""

from __future__ import annotations

import queue
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ..extraction.process import Child, Limits
from ..model import Extraction, Extractor
from .cache import Cache
from .journal import Journal
from .plan import Key, Plan, Shard
from .portions import PORTION, Portions, portions_of
from .remembering import ShardMemory
from .repeating import WINDOW, extract_repeatedly
from .staging import Block

# A shard starts a child, which costs about half a second of imports: over so many pages that is nothing, and no block
# needs more disk than they take.
_BLOCK = 250

Progress = Callable[[int, int], None]
Emit = Callable[[Key, Extraction], None]


class _StoppedError(Exception):
    """The run is broken off."""


class Stop:
    """Ends the children of all threads at once, when the run is broken off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether the run is broken off."""
        return self._stopped

    def watch(self, child: Child) -> bool:
        """Remember a child; ``False`` when it is too late to start anything."""
        with self._lock:
            self._children.add(child)
            return not self._stopped

    def forget(self, child: Child) -> None:
        """Drop a child that has ended."""
        with self._lock:
            self._children.discard(child)

    def now(self) -> None:
        """Kill every child, and let none start."""
        with self._lock:
            self._stopped = True
            for child in self._children:
                child.kill()


def extract_all(
    plan: Plan, journal: Journal, slots: int, *, cache: Cache | None = None, progress: Progress | None = None
) -> None:
    """Extract everything in the plan that the journal does not hold yet.

    Args:
        plan: what to do.
        journal: where the extractions go, as they arrive.
        slots: how many children run at once.
        cache: what earlier runs have extracted; nothing is extracted twice.
        progress: called with (extractions done, extractions in all), also once at the start.
    """
    todo = plan.todo([row for row in plan.extractors if row.command], journal)
    total = len(journal) + todo
    if progress:
        progress(len(journal), total)
    if not todo:
        return
    arrived: queue.SimpleQueue[tuple[Key, Extraction] | Future[None]] = queue.SimpleQueue()
    stop = Stop()

    def emit(key: Key, extraction: Extraction) -> None:
        arrived.put((key, extraction))

    with tempfile.TemporaryDirectory(prefix="harness-pages-") as folder:
        size = WINDOW if plan.repeat > 1 else PORTION
        portions = Portions(_work(plan, journal, Path(folder), size), size)
        with ThreadPoolExecutor(slots, thread_name_prefix="harness-slot") as pool:
            running: set[Future[None]] = set()
            try:
                for slot in range(slots):
                    future = pool.submit(_serve, slot, portions, plan, emit, stop, cache)
                    running.add(future)
                    future.add_done_callback(arrived.put)
                while running:
                    message = arrived.get()
                    if isinstance(message, Future):
                        running.discard(message)
                        message.result()
                        continue
                    journal.add(*message)
                    if progress:
                        progress(len(journal), total)
            except BaseException:
                stop.now()
                raise


def _serve(slot: int, portions: Portions, plan: Plan, emit: Emit, stop: Stop, cache: Cache | None) -> None:
    """Go through what there is for one slot."""
    with WarmChild(plan.limits) as warm:
        while not stop.stopped and (portion := portions.take(slot)):
            shard, block = portion
            run_shard(shard, block, plan, emit, stop, cache, warm.of(shard.extractor, block))


class WarmChild:
    """The child of whichever extractor was served last. Of one thread: the kernel ends a child with its starter.

    Use as a context manager: leaving it ends the child.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: Child | None = None
        self._served = ""
        self._block: Block | None = None

    def of(self, row: Extractor, block: Block | None = None) -> Child:
        """Return the child of an extractor: the one that is there, if it is the same extractor's.

        One that has given up is tried again with another block: what kept it from starting may have passed.
        """
        hopeless = self._child is not None and self._child.given_up and block is not self._block
        self._block = block
        if self._child is None or self._served != row.id or hopeless:
            self.close()
            self._child = Child(row.command, self._limits, dict(row.environment), row.accepts, network=row.network)
            self._served = row.id
        return self._child

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.close()
            self._child = None

    def __enter__(self) -> WarmChild:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def run_shard(
    shard: Shard, block: Block, plan: Plan, emit: Emit, stop: Stop, cache: Cache | None, child: Child
) -> None:
    """Send the cases of a shard through a child, handing over each extraction at once.

    What the cache has is handed over without asking the child, which starts only when there is something to ask. A run
    that asks more than once asks the child each time. The child is left alive.
    """
    row, ids = shard.extractor, plan.cases.ids
    memory = ShardMemory(row, plan.limits, cache if plan.repeat == 1 else None)

    def ask(number: int) -> Extraction:
        if not stop.watch(child):
            raise _StoppedError
        return _judged(child.extract(*block.files(number)), row)

    def recall_or_ask(number: int) -> Extraction:
        extraction = memory.find(number, shard.numbers, block)
        if extraction is None:
            extraction = ask(number)
            memory.keep(number, extraction)
        return extraction

    try:
        with suppress(_StoppedError), memory:
            if plan.repeat > 1:
                answers = extract_repeatedly(ask, shard.numbers, plan.repeat)
            else:
                answers = ((number, recall_or_ask(number)) for number in shard.numbers)
            for number, extraction in answers:
                emit((row.id, ids[number]), extraction)
    finally:
        stop.forget(child)
        block.shard_done()


def _judged(extraction: Extraction, row: Extractor) -> Extraction:
    """Return an extraction with the outcome that it has for this extractor: one without a text need not give any."""
    if row.text or extraction.outcome != "empty" or extraction.article is None or not extraction.article.to_json():
        return extraction
    return replace(extraction, outcome="ok")


def _work(plan: Plan, journal: Journal, folder: Path, size: int) -> Iterator[tuple[Shard, Block]]:
    for number, shards in enumerate(plan.blocks(_BLOCK, journal.__contains__)):
        block = Block(folder / str(number), plan.cases, sum(portions_of(shard, size) for shard in shards))
        for shard in shards:
            yield shard, block
