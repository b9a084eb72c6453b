"""Batches: some pages of one extractor, named by what they are, as they go to the workers of a cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from .plan import Key, Plan

# A batch costs the start of a child, about half a second, and a message or two of the scheduler, about a millisecond;
# with more than 200 pages a lost worker would take too much along.
_LARGEST = 200
_SMALLEST = 20
# So many batches an extractor, where there are pages enough: some for each of a few workers, the last of which should
# not keep the others waiting.
_BATCHES = 32
# A batch that takes its worker down is tried again in so many parts, and each part that does in as many: the one page
# among 200 is found in two rounds and 29 starts of a child.
_PARTS = 15
# So many batches of a row for each worker before the next row has its turn, and of small ones so many that a child is
# started for this many pages, as the local engine does.
_STRETCH = 5
_STRETCH_PAGES = 250


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages, by their numbers in the run, for one warm child of the extractor ``row`` (its id)."""

    row: str
    numbers: tuple[int, ...]

    def name(self, plan: str) -> str:
        """Return the name that this batch has in every session of the plan with this key: a digest of what it is."""
        content = f"{plan}\n{self.row}\n{self.numbers}"
        return f"shard-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"

    def without(self, done: int) -> Batch | None:
        """Return what is left when the first pages are done."""
        return Batch(self.row, self.numbers[done:]) if done < len(self.numbers) else None

    def parts(self) -> list[Batch]:
        """Return the same pages as several smaller batches, single pages in the end."""
        size = -(-len(self.numbers) // _PARTS)
        return [Batch(self.row, self.numbers[at : at + size]) for at in range(0, len(self.numbers), size)]


def batch_size(pages: int) -> int:
    """Return how many pages a batch has in a run of so many.

    It depends on nothing else, so that a run which goes on elsewhere cuts the same batches.
    """
    return min(max(pages // _BATCHES, _SMALLEST), _LARGEST)


def travels(plan: Plan) -> list[str]:
    """Return the ids of the rows that workers can run: programs, but no services.

    How often a service may be asked is counted on one machine, and its secrets are to stay there.
    """
    return [row.id for row in plan.extractors if row.command and row.ready and not row.network]


def batches(plan: Plan, done: Callable[[Key], bool], rows: Sequence[str], workers: int = 1) -> Iterator[Batch]:
    """Yield the work of some rows that is not ``done``, a stretch of pages at a time, row after row.

    A stretch has a few batches for each worker, so that its child of a row stays warm from one to the next, and the
    pages that it has read for one row are still there for the next.
    """
    size = batch_size(len(plan.cases))
    blocks = plan.blocks(size, done)
    while stretch := list(islice(blocks, max(_STRETCH, -(-_STRETCH_PAGES // size)) * workers)):
        for row in rows:
            for shards in stretch:
                for shard in shards:
                    if shard.extractor.id == row:
                        yield Batch(row, tuple(shard.numbers))
