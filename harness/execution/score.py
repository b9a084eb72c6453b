"""From cases and extractors to a :class:`RunResult`: extract, then count case by case, into ``run.json``."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .. import __version__
from ..errors import RunFileError
from ..extraction.process import Limits
from ..goldens import Collection
from ..metrics.base import Metric
from ..metrics.catalogue import native
from ..model import Extractor
from ..run_files import RunWriter
from ..runs import RunResult, environment, extractor_info
from .cache import Cache
from .counting import Answer, CaseCounter, Task, count_all
from .dask import Cluster
from .extracted import extracted
from .journal import Journal
from .local import Progress
from .plan import Plan

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})
# A folder in the place of a file, or the other way round.
_IN_THE_WAY = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST})


def run(
    collection: Collection,
    extractors: Sequence[Extractor],
    folder: Path,
    *,
    limits: Limits,
    slots: int,
    pairs: frozenset[tuple[str, str]] | None = None,
    metrics: Sequence[Metric] | None = None,
    protocols: Sequence[str] = ("native",),
    problems: Sequence[str] = (),
    cache: Cache | None = None,
    progress: Callable[[str], Progress] | None = None,
    repeat: int = 1,
    stays_open: bool = False,
    cluster: Cluster | None = None,
    say: Callable[[str], None] | None = None,
) -> RunResult:
    """Run extractors over a collection and score them; write ``run.json``. Broken cases are named in the result.

    Args:
        collection: the cases.
        extractors: the rows; one that cannot run here stays a row without results.
        folder: the report folder. An unfinished run of the same plan is resumed from the journal in it.
        limits: what each child may use.
        slots: how many children run at once.
        pairs: (extractor id, case id) to do; ``None`` for all.
        metrics: the native ones if not given.
        protocols: the recipes that the run is to be shown by.
        problems: what is wrong with cases that are not in the collection, for the report.
        cache: what earlier runs have extracted and counted.
        progress: makes a progress callback for a named phase.
        repeat: how often each page is asked for. More than once, nothing comes from the cache, and the notices name
            the rows whose answers differ.
        stays_open: leave the journal so that the run may still be resumed; :func:`finish_journal` ends it, when
            the report is written too.
        cluster: where the extractions are made, if not on this machine; the counting is done here.
        say: told at once what an earlier, unfinished run means for this one.

    Raises :class:`RunFileError` when there is no room for the report; what is in the journal is kept.
    """
    metrics = native() if metrics is None else metrics
    plan = Plan(tuple(extractors), collection.cases, limits, pairs, repeat)
    unsteady: Counter[str] = Counter()
    with (
        report_errors(folder),
        extracted(
            plan, folder, slots, cache=cache, cluster=cluster, progress=progress, stays_open=stays_open, say=say
        ) as found,
        RunWriter(folder / "run.json") as writer,
    ):
        journal, notices = found.journal, list(found.notices)
        folder_of_cache = cache.path.parent if cache and cache.usable else None
        counter = CaseCounter(plan.cases, journal.path, metrics, "native" in protocols, folder_of_cache)
        update = progress("scoring") if progress else None
        for done, counted in enumerate(count_all(counter, _tasks(plan, journal), len(journal), slots), start=1):
            writer.add_case(counted.case)
            for line in counted.results:
                writer.add_result(line)
            notices += counted.notices
            unsteady.update(counted.unsteady)
            if update:
                update(done, len(plan.cases))
        notices += [
            f"{row.id} gave other answers on {unsteady[row.id]} of {len(plan.cases)} pages, asked {repeat} times"
            for row in plan.extractors
            if unsteady[row.id]
        ]
        return writer.finish(
            RunResult(
                data_sets=collection.data_sets,
                metrics={metric.name: metric.signature for metric in metrics},
                protocols=tuple(protocols),
                extractors=tuple(map(extractor_info, extractors)),
                cases=(),
                results=(),
                environment=environment(__version__),
                problems=(*map(str, collection.problems), *problems),
                notices=tuple(notices),
            )
        )


@contextmanager
def report_errors(folder: Path) -> Iterator[None]:
    """Say what to do about a report that cannot be written; whatever else goes wrong names its own place."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM | _IN_THE_WAY:
            raise
        # What takes a file's place names its draft first.
        place = error.filename2 or error.filename or folder
        step = "make room for it" if error.errno in _NO_ROOM else "move it away"
        raise RunFileError(
            f"cannot write {place}: {error.strerror}; {step}, or choose another report folder. "
            f"What {folder / 'journal.jsonl'} holds is kept: the same command goes on from there"
        ) from error


def _tasks(plan: Plan, journal: Journal) -> Iterator[Task]:
    for number, case_id in enumerate(plan.cases.ids):
        places = ((row, journal.place((row.id, case_id))) for row in plan.extractors)
        yield Task(number, tuple(Answer(row.id, place, row.text) for row, place in places if place is not None))
