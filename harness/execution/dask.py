"""The engine of many machines: batches of pages on the workers of a Dask cluster, the journal at home.

The client hands out a few batches a worker at a time, and forgets each as soon as it is in the journal: neither it nor
the scheduler holds more than that, however long the run is. Whatever dies, the journal has what arrived; the same
command goes on from there.
"""

from __future__ import annotations

import pickle
import uuid
from dataclasses import dataclass
from pathlib import Path

from ..extraction.discovery import is_served
from .batches import batches, travels
from .belongings import pack
from .cluster import open_cluster
from .crew import Briefing, bare
from .fleet import brief, forget
from .hand_out import HandOut, Watch, has_article, lost
from .journal import Journal
from .libraries import library_versions
from .likeness import surroundings
from .manifest import Manifest
from .output_files import Earlier
from .plan import Plan


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
        libraries=library_versions(row.package for row in rows if row.package and is_served(row)),
        surroundings=surroundings(),
        cache=cluster.cache if cluster.engine == "dask" else None,
        outputs=cluster.outputs.absolute() if cluster.outputs else None,
    )
    # What lies on a scheduler is this session's alone; the files of outputs are named by what they hold.
    session = f"harness-{uuid.uuid4().hex}"
    with open_cluster(cluster.engine, cluster.workers) as client:
        try:
            brief(client, session, pickle.dumps(briefing))
            hand_out = HandOut(client, session, plan, journal, manifest, names, cluster.watch)
            try:
                hand_out.regular(batches(plan, journal.__contains__, names, hand_out.workers))
                hand_out.suspects()
            finally:
                if client.status == "running":  # else both would wait for a scheduler that is gone
                    hand_out.cancel()
                    forget(client, session)
        except (OSError, TimeoutError) as error:
            raise lost(error) from error
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
                journal.add(key, extraction, stored=(receipt.file, at) if has_article(extraction) else None)
