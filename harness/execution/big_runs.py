"""Runs of a crawl that are too big for a result of each page: extracted as any, then summed up from the Parquet files.

Nothing is expected of a crawl's pages, so that there is nothing to count page by page; the outputs are all kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from .. import __version__
from ..big_run import BigRun, WorstPage, read_big_run, write_big_run
from ..errors import HarnessError
from ..extraction.process import Limits
from ..goldens import Collection
from ..model import Extractor
from ..runs import environment, extractor_info
from .batches import travels
from .case_numbers import CaseNumbers
from .dask import Cluster
from .extracted import extracted
from .hand_out import CRASH
from .local import Progress
from .manifest import MANIFEST
from .output_files import OUTPUTS
from .output_sums import OutputSums
from .plan import Plan

# A report goes through all results several times: so many take some minutes of it, and a gigabyte of run.json.
MOST_RESULTS = 2_000_000


def is_big(collection: Collection, extractors: Sequence[Extractor], cluster: Cluster | None) -> bool:
    """Whether a run is one: of crawls alone, with all outputs as Parquet, and of more than two million results."""
    if cluster is None or cluster.outputs is None or any(one.name != "warc" for one in collection.data_sets):
        return False
    plan = Plan(tuple(extractors), collection.cases, Limits())
    workers_do = set(travels(plan))
    if any((row.ready or row.recorded) and row.id not in workers_do for row in extractors):
        return False
    return len(collection.cases) * len(workers_do) > MOST_RESULTS


def run_big(
    collection: Collection,
    extractors: Sequence[Extractor],
    folder: Path,
    cluster: Cluster,
    *,
    limits: Limits,
    repeat: int = 1,
    progress: Callable[[str], Progress] | None = None,
) -> BigRun:
    """Run extractors over a crawl on a cluster and sum up; write ``run.json``.

    Args:
        collection: the crawl.
        extractors: rows that workers can run.
        folder: the report folder. An unfinished run of the same plan is resumed from the journal in it.
        cluster: where the extractions are made; its outputs are ``folder / "outputs"``.
        limits: what each child may use.
        repeat: how often each page is asked for.
        progress: makes a progress callback for a named phase.

    The journal is left open: :func:`~harness.execution.journal.finish_journal` ends it when the report is written.
    """
    plan = Plan(tuple(extractors), collection.cases, limits, None, repeat)
    rows = travels(plan)
    sums = OutputSums()
    said: list[str] = []
    with extracted(plan, folder, cluster.workers, cluster=cluster, stays_open=True, say=said.append) as found:
        journal = found.journal
        sums.add_all(folder / OUTPUTS, progress("summing up") if progress else None)
        counted = {name: journal.count(name) for name in rows}
    if any(sums.pages(name) < counted[name] for name in rows):
        _add_crashes(sums, journal.path, plan.cases.ids)
    for name in rows:
        if sums.pages(name) != counted[name]:
            raise HarnessError(
                f"{folder / OUTPUTS} has {sums.pages(name)} outputs of {name} and the journal {counted[name]}; "
                f"remove {folder} and run again"
            )
    run = BigRun(
        data_sets=collection.data_sets,
        extractors=tuple(map(extractor_info, extractors)),
        aggregates=tuple(sums.aggregate(name) for name in rows),
        worst=tuple(page for name in rows for page in sums.worst(name)),
        environment=environment(__version__),
        problems=tuple(map(str, collection.problems)),
        notices=(
            *dict.fromkeys((*said, *found.notices)),
            f"{sum(counted.values()):,} results: run.json has their sums and a sample of the worst pages; every output "
            f"is in {OUTPUTS}/, listed by {MANIFEST}",
        ),
    )
    write_big_run(run, folder / "run.json")
    return run


def sum_again(path: Path, progress: Callable[[int, int], None] | None = None) -> BigRun:
    """Read a big run and, where its outputs still lie beside it, sum them up once more.

    Args:
        path: ``run.json``.
        progress: called with (files done, files in all).

    Raises :class:`~harness.errors.RunFileError` for a file that is damaged or missing.
    """
    run = read_big_run(path)
    folder = path.parent / OUTPUTS
    if not (folder / MANIFEST).exists():
        return run
    sums = OutputSums()
    sums.add_all(folder, progress)
    for page in run.worst:
        if page.failure == _CRASHED:
            sums.add_page(page, 0)
    for one in run.aggregates:
        sums.add_crashes(one.extractor, max(one.pages - sums.pages(one.extractor), 0))
    rows = [one.extractor for one in run.aggregates]
    return replace(
        run,
        aggregates=tuple(sums.aggregate(name) for name in rows),
        worst=tuple(page for name in rows for page in sums.worst(name)),
    )


_CRASHED = f"{CRASH.type}: {CRASH.message}"


def _add_crashes(sums: OutputSums, journal: Path, ids: Sequence[str]) -> None:
    """Count the pages that took their workers down: these the client has noted itself."""
    numbers = CaseNumbers(ids)
    with journal.open("rb") as file:
        for line in file:
            if b'"outcome": "crash"' not in line or CRASH.message.encode() not in line:
                continue
            entry = json.loads(line)
            if (entry["failure"] or {}).get("message") == CRASH.message:
                page = WorstPage(entry["extractor"], entry["case"], "crash", _CRASHED, None)
                sums.add_page(page, numbers.add(entry["case"]))
