"""The engine of many machines: batches of pages on the workers of a Dask cluster, the journal at home.

The client hands out a few batches a worker at a time, and forgets each as soon as it is in the journal: neither it nor
the scheduler holds more than that, however long the run is. Whatever dies, the journal has what arrived; the same
command goes on from there. A batch that keeps taking its worker down is tried again when the others are done, all by
itself, in ever smaller parts: the page that does it is a crash, the others lose nothing.
"""

from __future__ import annotations

import importlib.util
import pickle
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import HarnessError
from ..model import FAILURES, Extraction, Failure
from .batches import Batch, batches, travels
from .belongings import pack
from .cluster import Client, ClusterError, Future, open_cluster
from .crew import Briefing, Haul, bare
from .fleet import brief, forget
from .journal import Journal
from .likeness import library_versions, surroundings
from .manifest import Manifest
from .output_files import Earlier
from .plan import Plan

# Batches that wait at each worker, so that it need not wait for the next, and one that it is at.
_AHEAD = 3
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
class Cluster:
    """Where a run is to go.

    Attributes:
        engine: ``dask`` for processes of this machine, or ``dask://host:port``.
        workers: how many processes.
        workspace: the folder of the workspace's extractor files.
        outputs: the folder for the outputs as Parquet; ``None``: they come into the journal.
        cache: folder of the cache, for workers of this machine.
        watch: told how far the run is.
    """

    engine: str
    workers: int
    workspace: Path
    outputs: Path | None = None
    cache: Path | None = None
    watch: Watch | None = None


def extract_on_cluster(plan: Plan, journal: Journal, cluster: Cluster) -> None:
    """Extract on a cluster what the journal does not hold yet; services are left for the local engine.

    Raises :class:`ClusterError` when the cluster is lost or not fit, and :class:`HarnessError` when a worker cannot
    read the data. What is in the journal is kept.
    """
    manifest = Manifest(cluster.outputs, plan.key, fresh=not journal.resumed) if cluster.outputs else None
    if manifest is not None and cluster.outputs is not None:
        _replay(manifest, cluster.outputs, plan, journal)
    rows = [row for row in plan.extractors if row.id in set(travels(plan))]
    names = [row.id for row in rows]
    if next(batches(plan, journal.__contains__, names), None) is None:
        return
    briefing = Briefing(
        plan=plan.key,
        rows=tuple(rows),
        cases=bare(plan.cases),
        limits=plan.limits,
        repeat=plan.repeat,
        belongings=pack(cluster.workspace.absolute()),
        libraries=library_versions(row.package for row in rows if row.package and row.command[1:2] == ("-m",)),
        surroundings=surroundings(),
        cache=cluster.cache if cluster.engine == "dask" else None,
        outputs=cluster.outputs.absolute() if cluster.outputs else None,
    )
    with open_cluster(cluster.engine, cluster.workers) as client:
        try:
            brief(client, plan.key, pickle.dumps(briefing))
            hand_out = _HandOut(client, plan, journal, manifest, names, cluster.watch)
            try:
                hand_out.regular(batches(plan, journal.__contains__, names, hand_out.workers))
                hand_out.suspects()
            finally:
                if client.status == "running":  # else both would wait for a scheduler that is gone
                    hand_out.cancel()
                    forget(client, plan.key)
        except (OSError, TimeoutError) as error:
            raise _lost(error) from error
    if manifest is not None:
        manifest.sweep()


def _replay(manifest: Manifest, folder: Path, plan: Plan, journal: Journal) -> None:
    """Journal what a file has and the journal does not: the client died between the one and the other."""
    ids = plan.cases.ids
    for receipt in manifest.receipts:
        keys = [(receipt.extractor, ids[number]) for number in receipt.numbers]
        if all(key in journal for key in keys):
            continue
        found = Earlier(folder / receipt.file, receipt).extractions()
        for at, (key, extraction) in enumerate(zip(keys, found, strict=True)):
            if key not in journal:
                journal.add(key, extraction, stored=(receipt.file, at) if _has_article(extraction) else None)


class _HandOut:
    """Hands batches out and takes in what comes of them."""

    def __init__(
        self,
        client: Client,
        plan: Plan,
        journal: Journal,
        manifest: Manifest | None,
        rows: list[str],
        watch: Watch | None,
    ) -> None:
        self._client, self._plan, self._key = client, plan, plan.key
        self._journal, self._manifest, self._watch = journal, manifest, watch
        self._flying: dict[str, tuple[Future, Batch]] = {}
        self._arrived: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._suspects: deque[Batch] = deque()
        self._failures = 0
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
                self._submit(waiting, "-alone")
                while self._flying:
                    waiting = self._take()
            # What died again went to the end of the line: its parts are next.

    def cancel(self) -> None:
        """Give up whatever is under way."""
        with suppress(OSError, TimeoutError, RuntimeError):
            self._client.cancel([future for future, _ in self._flying.values()], force=True)
        self._flying.clear()

    def _submit(self, batch: Batch, alone: str = "") -> None:
        key = self._key
        plugin = f"harness-{key}"

        def work(row: str, numbers: tuple[int, ...]) -> object:
            # Travels by value, so that a scheduler needs no harness.
            from distributed import get_worker

            return get_worker().plugins[plugin].crew.work(row, numbers)  # type: ignore[attr-defined]

        name = batch.name(key) + alone
        future = self._client.submit(work, batch.row, batch.numbers, key=name, pure=False)
        self._flying[name] = future, batch
        future.add_done_callback(lambda _: self._arrived.put(name))

    def _take(self) -> Batch | None:
        """Wait for a batch, journal it, and return what is left of it; after a while without one return too."""
        try:
            name = self._arrived.get(timeout=_POLL)
        except queue.Empty:
            self._look()
            return None
        future, batch = self._flying.pop(name)
        if future.status == "error":
            self._died(batch, future, alone=name.endswith("-alone"))
            return None
        if future.status != "finished":
            raise _lost(None)
        haul: Haul = future.result()
        future.release()
        if haul.problem:
            raise ClusterError(f"{haul.problem}. What has arrived is kept: the same command goes on from there")
        self._keep(batch, haul)
        return batch.without(len(haul.extractions))

    def _keep(self, batch: Batch, haul: Haul) -> None:
        if self._manifest and haul.receipt:
            self._manifest.add(haul.receipt)
        ids = self._plan.cases.ids
        for at, (number, extraction) in enumerate(zip(batch.numbers, haul.extractions, strict=False)):
            stored = (haul.receipt.file, at) if haul.receipt and _has_article(extraction) else None
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
            with suppress(OSError, TimeoutError):
                self.workers = sum(self._client.nthreads().values())
            self._looked = now
        if self._watch:
            done = len(self._journal)
            self._watch(Standing(done, self._total, self._failures, self.workers, self._dashboard))


def _has_article(extraction: Extraction) -> bool:
    return extraction.outcome not in FAILURES


def _lost(error: BaseException | None) -> ClusterError:
    why = f": {error}" if error else ""
    return ClusterError(f"the cluster was lost{why}. What has arrived is kept: run the same command again to resume")
