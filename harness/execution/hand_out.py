"""Handing out batches to the workers of a Dask cluster, a few at a time, and taking in what comes of them.

A batch that keeps taking its worker down is tried again when the others are done, all by itself, in ever smaller
parts: the page that does it is a crash, the others lose nothing.
"""

from __future__ import annotations

import importlib.util
import queue
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ..errors import HarnessError
from ..model import FAILURES, Extraction, Failure
from .batches import Batch
from .cluster import Client, ClusterError, Future
from .crew import Haul
from .journal import Journal
from .manifest import Manifest
from .plan import Plan

# Batches that wait at each worker, so that it need not wait for the next, and one that it is at.
_AHEAD = 3
# Of so many batches the client knows which worker has their pages: some stretches of some hundred workers.
_KNOWN = 5000
# What Dask calls an answer whose worker died between telling that it is there and giving it: it is asked for again.
_FETCHED_TOO_LATE = frozenset({"lost", "pending"})
_POLL = 1.0  # seconds between two looks at the cluster
CRASH = Failure("Crash", "took the worker that drove it down, each time that it was tried")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: extractions done and in all, failures among those of this session, workers, dashboard."""

    done: int
    total: int
    failures: int
    workers: int
    dashboard: str | None


Watch = Callable[[Standing], None]


@dataclass(frozen=True, slots=True)
class _Flight:
    """A batch that is under way, maybe ``alone``; ``home`` is the worker that was asked for, if one was."""

    future: Future
    batch: Batch
    home: str | None
    alone: bool


class HandOut:
    """Hands batches out and takes in what comes of them; ``session`` is what the workers were briefed under."""

    def __init__(
        self,
        client: Client,
        session: str,
        plan: Plan,
        journal: Journal,
        manifest: Manifest | None,
        rows: list[str],
        watch: Watch | None,
    ) -> None:
        self._client, self._session, self._plan, self._key = client, session, plan, plan.key
        self._journal, self._manifest, self._watch = journal, manifest, watch
        self._flying: dict[str, _Flight] = {}
        self._arrived: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._suspects: deque[Batch] = deque()
        self._homes: dict[int, str] = {}
        self._failures = self._submitted = 0
        self._total = len(journal) + plan.todo([row for row in plan.extractors if row.id in rows], journal)
        # Our own scheduler has a page to show only with Bokeh; of another's we know the address alone.
        shown = client.cluster is None or importlib.util.find_spec("bokeh") is not None
        self._dashboard = client.dashboard_link if shown else None
        self.workers, self._looked = 1, 0.0
        self._look()

    def regular(self, work: Iterator[Batch]) -> None:
        """Go through batches, several at a time."""
        waiting: Batch | None = next(work, None)
        while waiting or self._flying:
            while waiting and len(self._flying) < _AHEAD * max(self.workers, 1):
                self._submit(waiting)
                waiting = next(work, None)
            rest = self._take()
            if rest:
                self._submit(rest)

    def suspects(self) -> None:
        """Go through the batches whose worker died, one at a time, so that none is blamed for another."""
        while self._suspects:
            batch = self._suspects.popleft()
            waiting: Batch | None = batch
            while waiting:
                self._submit(waiting, alone=True)
                while self._flying:
                    waiting = self._take()
            # What died again went to the end of the line: its parts are next.

    def cancel(self) -> None:
        """Give up whatever is under way."""
        with suppress(OSError, TimeoutError, RuntimeError):
            self._client.cancel([flight.future for flight in self._flying.values()], force=True)
        self._flying.clear()

    def _submit(self, batch: Batch, *, alone: bool = False, anywhere: bool = False) -> None:
        session = self._session

        def work(row: str, numbers: tuple[int, ...]) -> object:
            # Travels by value, so that a scheduler needs no harness.
            from distributed import get_worker

            return get_worker().plugins[session].crew.work(row, numbers)  # type: ignore[attr-defined]

        # Dask takes two calls of one name for the same: neither another client's, nor one that is made again, may be.
        self._submitted += 1
        name = f"{batch.name(self._key)}-{session}-{self._submitted}"
        # The other rows' batches of the same pages go where these have been read, if that worker is still there.
        home = None if alone or anywhere else self._homes.get(batch.numbers[0])
        future = self._client.submit(
            work,
            batch.row,
            batch.numbers,
            key=name,
            pure=False,
            workers=[home] if home else None,
            allow_other_workers=home is not None,
        )
        self._flying[name] = _Flight(future, batch, home, alone)
        future.add_done_callback(lambda _: self._arrived.put(name))

    def _take(self) -> Batch | None:
        """Wait for a batch, journal it, and return what is left of it; after a while without one return too."""
        try:
            name = self._arrived.get(timeout=_POLL)
        except queue.Empty:
            self._look()
            return None
        flight = self._flying.pop(name, None)
        if flight is None:
            return None  # it was handed out again
        future, batch = flight.future, flight.batch
        if future.status == "error":
            self._died(batch, future, alone=flight.alone)
            return None
        if future.status in _FETCHED_TOO_LATE:
            future.release()
            self._submit(batch, alone=flight.alone, anywhere=True)
            return None
        if future.status != "finished":
            raise lost(None)
        haul: Haul = future.result()
        future.release()
        if haul.problem:
            raise ClusterError(f"{haul.problem}. What has arrived is kept: the same command goes on from there")
        self._keep(batch, haul)
        return batch.without(len(haul.extractions))

    def _keep(self, batch: Batch, haul: Haul) -> None:
        if haul.worker:
            self._homes[batch.numbers[0]] = haul.worker
            if len(self._homes) > _KNOWN:
                del self._homes[next(iter(self._homes))]
        if self._manifest and haul.receipt:
            self._manifest.add(haul.receipt)
        ids = self._plan.cases.ids
        for at, (number, extraction) in enumerate(zip(batch.numbers, haul.extractions, strict=False)):
            stored = (haul.receipt.file, at) if haul.receipt and has_article(extraction) else None
            self._add((batch.row, ids[number]), extraction, stored)
        self._look()

    def _add(self, key: tuple[str, str], extraction: Extraction, stored: tuple[str, int] | None = None) -> None:
        if key not in self._journal:  # what is there stands
            self._journal.add(key, extraction, stored=stored)
            self._failures += extraction.outcome in FAILURES

    def _died(self, batch: Batch, future: Future, *, alone: bool) -> None:
        """See what is to become of a batch that gave no answer; raises what a worker raised."""
        from distributed.scheduler import KilledWorker

        error = future.exception()
        future.release()
        if not isinstance(error, KilledWorker):
            raise HarnessError(f"a worker failed on {batch.row}: {type(error).__name__}: {error}") from error
        if not alone:
            self._suspects.append(batch)
        elif len(batch.numbers) > 1:
            self._suspects.extendleft(reversed(batch.parts()))
        else:
            self._add((batch.row, self._plan.cases.ids[batch.numbers[0]]), Extraction("crash", failure=CRASH))
            self._look()

    def _look(self) -> None:
        """Count the workers now and then, and tell how far the run is."""
        now = time.monotonic()
        if now - self._looked > _POLL and self._client.status == "running":
            self._looked = now
            there: Mapping[str, int] | None = None
            with suppress(OSError, TimeoutError):
                there = self._client.nthreads()
            if there is not None:
                self.workers = sum(there.values())
                self._hand_out_again(there)
        if self._watch:
            done = len(self._journal)
            self._watch(Standing(done, self._total, self._failures, self.workers, self._dashboard))

    def _hand_out_again(self, there: Collection[str]) -> None:
        """Let anybody have the batches that were meant for workers who have gone.

        Dask lets anybody have them too, but not when they were the last: then it waits for them to come back.
        """
        self._homes = {number: home for number, home in self._homes.items() if home in there}
        gone = {name: one for name, one in self._flying.items() if one.home is not None and one.home not in there}
        for name, flight in gone.items():
            del self._flying[name]
            self._client.cancel([flight.future], force=True)
            self._submit(flight.batch, anywhere=True)


def has_article(extraction: Extraction) -> bool:
    """Whether there is an article, here or in a file of the outputs."""
    return extraction.outcome not in FAILURES


def lost(error: BaseException | None) -> ClusterError:
    """Return what is to be raised when the cluster is no more."""
    why = f": {error}" if error else ""
    return ClusterError(f"the cluster was lost{why}. What has arrived is kept: run the same command again to resume")
