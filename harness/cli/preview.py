"""``harness run --dry-run``: how much a run would be, and about how long it would take."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ..config import Config
from ..execution.estimate import Estimate, estimate, weigh
from ..execution.plan import Plan
from ..extraction.process import Limits
from ..model import Extractor
from ..progress import phases
from ..render.columns import Value
from ..render.listing import listing
from .options import selection
from .progress_line import clock
from .scoring import open_cases, say_what_was_opened


def preview(
    options: argparse.Namespace, config: Config, specs: Sequence[str], extractors: Sequence[Extractor], *, repeat: int
) -> int:
    """Print what each extractor would have to do, and on stderr what that comes to; nothing is written."""
    config = config.override(jobs=options.jobs)
    with phases(sys.stderr) as phase:
        collection = open_cases(specs, selection(options), phase, dedupe=options.dedupe)
    say_what_was_opened(collection)
    limits = Limits(timeout=config.timeout, memory=config.memory * 2**20)
    found = estimate(Plan(tuple(extractors), collection.cases, limits, None, repeat))
    print(listing([_row(one) for one in found], options.format), end="")
    seconds = sum(one.seconds for one in found)
    print(
        f"{sum(one.shards for one in found):,} shards of {len(collection.cases):,} pages, about "
        f"{weigh(collection.cases) / 2**20:,.1f} MiB; about {clock(seconds / config.slots)} on {config.slots} "
        "processes, without scoring",
        file=sys.stderr,
    )
    return 0


def _row(one: Estimate) -> dict[str, Value]:
    return {
        "extractor": one.extractor,
        "pages": one.pages,
        "shards": one.shards,
        "start_ms": one.start * 1000,
        "page_ms": None if one.page is None else one.page * 1000,
        "seconds": one.seconds,
    }
