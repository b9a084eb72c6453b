"""Every extraction that a plan asks for, in the journal of a folder: the one place that knows where each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .cache import Cache
from .dask import Cluster, extract_on_cluster
from .journal import JOURNAL, Journal
from .local import Progress, extract_all
from .makeup import code_is_known
from .manifest import remove_outputs
from .output_files import OUTPUTS
from .plan import Plan
from .recording import record_all
from .voting import vote_all


@dataclass(frozen=True, slots=True)
class Extracted:
    """A journal that holds all extractions of a plan, and the notices of the run that they are of."""

    journal: Journal
    notices: tuple[str, ...]


@contextmanager
def extracted(
    plan: Plan,
    folder: Path,
    slots: int,
    *,
    cache: Cache | None = None,
    cluster: Cluster | None = None,
    progress: Callable[[str], Progress] | None = None,
    stays_open: bool = False,
    say: Callable[[str], None] | None = None,
) -> Iterator[Extracted]:
    """Take in what is recorded, extract on the cluster, then here what is left, then vote; leaving ends the journal.

    Args:
        plan: what is to be there.
        folder: where the journal is; an unfinished run of the same plan is gone on with.
        slots: how many children run at once.
        cache: what earlier runs have extracted.
        cluster: where the extractions are made, if not on this machine.
        progress: makes a progress callback for a named phase.
        stays_open: leave the journal as that of a run that may still be resumed.
        say: told at once what an earlier, unfinished run means for this one.
    """
    with Journal(folder / JOURNAL, plan.key, plan.cases.ids, plan.contents) as journal:
        journal.stays_open = stays_open
        begun_anew = (journal.notice,) if journal.notice else ()
        if say:
            for text in (*begun_anew, *_unproven(plan, journal)):
                say(text)
        notices = (*begun_anew, *record_all(plan, journal))
        if not journal.resumed:
            remove_outputs(folder / OUTPUTS)
        if cluster is not None:
            extract_on_cluster(plan, journal, cluster)
        extract_all(plan, journal, slots, cache=cache, progress=progress("extracting") if progress else None)
        vote_all(plan, journal, progress("voting") if progress else None)
        yield Extracted(journal, notices)


def _unproven(plan: Plan, journal: Journal) -> Iterator[str]:
    """Say which answers are gone on with although nobody knows whether the same code would give them again.

    It is no notice of the run: one that was killed has the very ``run.json`` of one that was not.
    """
    rows = [row for row in plan.extractors if row.command and not code_is_known(row)]
    names = [row.id for row in rows if journal.resumed and journal.count(row.id)]
    if names:
        yield (
            f"what {', '.join(names)} answered before the interruption is kept, and no version tells whether the code "
            f"has changed since; remove {journal.path} to ask again"
        )
