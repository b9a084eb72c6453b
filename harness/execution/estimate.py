"""What a run will cost, from a few of its pages: batches, bytes, time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

from ..errors import PageError
from ..goldens import Cases
from ..goldens.pages import read_content
from ..model import Extraction
from .batches import batch_size
from .local import Stop, WarmChild, run_shard
from .plan import Key, Plan, Shard
from .staging import Block

# Pages that each extractor is tried on, and pages that are weighed, evenly spread over all.
_TRIED = 6
_WEIGHED = 50


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an extractor will cost.

    Attributes:
        extractor: its id.
        pages: how many it goes through.
        shards: in how many batches, each of which starts a child at the most.
        start: seconds that a child took to start.
        page: seconds a page, the median of a few, with all that is around it; ``None`` where one page is all there is.
        seconds: of one process, for all.
    """

    extractor: str
    pages: int
    shards: int
    start: float
    page: float | None
    seconds: float


def estimate(plan: Plan) -> list[Estimate]:
    """Try every row that would run here on a few pages."""
    pages = len(plan.cases)
    shards = -(-pages // batch_size(pages))
    found = []
    with tempfile.TemporaryDirectory(prefix="harness-pages-") as folder:
        numbers = spread(pages, _TRIED)
        rows = [row for row in plan.extractors if row.command and row.ready and not row.network]
        # One more than there are: the pages stay until the folder goes.
        block = Block(Path(folder) / "pages", plan.cases, len(rows) + 1)
        for row in rows:
            start, page = _try(Shard(row, numbers), block, plan)
            seconds = shards * start + pages * plan.repeat * (page or 0.0)
            found.append(Estimate(row.id, pages, shards, start, page, seconds))
    return found


def weigh(cases: Cases) -> int:
    """Return about how many bytes all pages have."""
    sizes = []
    for number in spread(len(cases), _WEIGHED):
        with suppress(PageError):
            sizes.append(len(read_content(cases[number])))
    return round(fmean(sizes) * len(cases)) if sizes else 0


def spread(count: int, most: int) -> Sequence[int]:
    """Return at most so many numbers below ``count``, evenly spread, the first among them."""
    wanted = min(count, most)
    return [at * count // wanted for at in range(wanted)]


def _try(shard: Shard, block: Block, plan: Plan) -> tuple[float, float | None]:
    """Return the seconds that a child takes to start, and those for a page."""
    arrived: list[tuple[float, float]] = []

    def emit(_: Key, extraction: Extraction) -> None:
        arrived.append((time.perf_counter(), extraction.seconds or 0.0))

    began = time.perf_counter()
    with WarmChild(plan.limits) as warm:
        run_shard(shard, block, plan, emit, Stop(), None, warm.of(shard.extractor))
    first, extracting = arrived[0]
    between = [later - earlier for (earlier, _), (later, _) in pairwise(arrived)]
    # The first page's own time is no part of the start; the rest of what it took is.
    return max(first - began - extracting, 0.0), median(between) if between else None
