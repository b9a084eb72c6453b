"""A run and its report in one folder: made, unless the ones that lie there are those that are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from .config import Config
from .execution.cache import Cache
from .execution.dask import Cluster
from .execution.journal import JOURNAL, finish_journal
from .execution.local import Progress
from .execution.plan import Key, Plan
from .execution.score import report_errors, run
from .execution.unchanged import inputs_digest, note, stands
from .extraction.process import Limits
from .goldens import Collection
from .leaderboard import Report, build_report
from .metrics.base import Metric
from .model import Extractor
from .render.files import write_report
from .run_files import open_run
from .text import harmless


def report_of(
    collection: Collection,
    extractors: Sequence[Extractor],
    config: Config,
    *,
    metrics: Sequence[Metric],
    protocols: Sequence[str] = ("native",),
    pairs: frozenset[Key] | None = None,
    problems: Sequence[str] = (),
    cache: Cache | None = None,
    progress: Callable[[str], Progress] | None = None,
    repeat: int = 1,
    differences: bool = False,
    cluster: Cluster | None = None,
) -> Report:
    """Run extractors over a collection, write the report into the configured folder, and return it.

    With a cache, a report that stands is read instead: nothing that it was made from has changed since, as far as
    :mod:`~harness.execution.unchanged` can see. What a run that was broken off means for this one is told on stderr.
    Whoever calls holds the folder's lock. See :func:`~harness.execution.score.run` for the arguments; ``differences``
    are those of :func:`~harness.leaderboard.build_report`.

    Raises :class:`~harness.errors.RunFileError` when a file of the report cannot be written.
    """
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(f"harness: {harmless(text)}", file=sys.stderr)

    folder = config.report_path
    limits = Limits(timeout=config.timeout, memory=config.memory * 2**20)
    inputs = None
    if cache is not None and cluster is None:
        plan = Plan(tuple(extractors), collection.cases, limits, pairs, repeat)
        inputs = inputs_digest(plan, collection, metrics, protocols, problems, (config.page_views, differences))
    if cache is not None and stands(folder, inputs, cache):
        return build_report(open_run(folder), differences=differences)
    result = run(
        collection,
        extractors,
        folder,
        limits=limits,
        slots=config.slots,
        pairs=pairs,
        metrics=metrics,
        protocols=protocols,
        problems=problems,
        cache=cache,
        progress=progress,
        repeat=repeat,
        stays_open=True,
        cluster=cluster,
        say=say,
    )
    report = build_report(result, differences=differences)
    with report_errors(folder):
        write_report(report, folder, collection.cases, config.page_views, cache, config.slots)
        finish_journal(folder / JOURNAL)
    if cache is not None and not said:  # what was said is of this run, and not of one that finds everything done
        note(folder, inputs, cache, (one.outcome for one in result.results))
    return report
