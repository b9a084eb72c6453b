"""From pages and extractors to looks: extract with the engine, then look at each page once, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from ..execution.cache import Cache
from ..execution.dask import Cluster
from ..execution.extracted import extracted
from ..execution.local import Progress
from ..execution.plan import Plan
from ..extraction.process import Limits
from ..goldens import Cases
from ..model import Extractor
from .look import Look, Looker, look_at_all
from .tally import comparable


@dataclass(frozen=True, slots=True)
class Means:
    """What a survey may use.

    Attributes:
        folder: where its journal is kept; a survey that was broken off goes on from it.
        limits: what each child may use.
        slots: how many processes at once.
        cache: what earlier runs have extracted.
        cluster: where the extractions are made, if not on this machine.
        progress: makes a progress callback for a named phase.
    """

    folder: Path
    limits: Limits
    slots: int
    cache: Cache | None = None
    cluster: Cluster | None = None
    progress: Callable[[str], Progress] | None = None


@contextmanager
def looks(
    cases: Cases, extractors: Sequence[Extractor], means: Means, *, shapes: bool = False
) -> Iterator[tuple[Iterator[Look], list[str]]]:
    """Extract every page with every extractor, and give the looks at the pages, in order, and what is to be said.

    One page's outputs are in memory at a time. When all is done the journal is marked as finished: the next survey
    begins anew, with what the cache has.

    Args:
        cases: the pages; whatever is expected of them is left aside.
        extractors: the rows.
        means: what may be used.
        shapes: whether to find out each page's shape.

    Raises :class:`~harness.errors.UsageError` where none of the extractors can run.
    """
    if not any(row.ready or row.recorded for row in extractors):
        raise UsageError("none of these extractors can run here; see `harness extractors`")
    plan = Plan(tuple(extractors), cases, means.limits)
    progress = means.progress
    said: list[str] = []
    with extracted(
        plan,
        means.folder,
        means.slots,
        cache=means.cache,
        cluster=means.cluster,
        progress=progress,
        say=said.append,
    ) as found:
        journal = found.journal
        looker = Looker(cases, journal.path, comparable(extractors), shapes)

        def places(number: int) -> list[int | None]:
            return [journal.place((row.id, cases.ids[number])) for row in extractors]

        yield (
            _told(look_at_all(looker, places, means.slots), len(cases), progress),
            list(dict.fromkeys((*said, *found.notices))),
        )


def _told(every: Iterator[Look], total: int, progress: Callable[[str], Progress] | None) -> Iterator[Look]:
    update = progress("comparing") if progress else None
    for done, look in enumerate(every, start=1):
        yield look
        if update:
            update(done, total)
