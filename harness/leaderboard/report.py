"""Every table of a run, from one walk over its results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..blocks import BLOCK_KINDS
from ..metrics.base import Figures, Metric
from ..metrics.catalogue import of_run
from ..model import NOISE_KINDS
from ..runs import CaseResult, RunResult
from ..table import Table
from .comparison import Comparison
from .failures import FailureList, FailureRow
from .grid import Grid, GridTally
from .hard_pages import HardPage, HardPages
from .peers import PeerTables
from .rows import Row, RowTally
from .shares import Shares, SharesTally
from .standing import Lead, front, lead

_NO_GRID = Grid((), ())


@dataclass(frozen=True, slots=True)
class Report:
    """Every table of a run, and the metrics that it was counted by.

    Attributes:
        rows: best F1 first, rows without a result last.
        leaks: noise by kind; ``losses`` blocks by kind.
        worst: the hardest pages.
        failures: the first thousand; ``failed`` is how many there are.
        peers: the tables of other benchmarks' protocols, in the order that they were asked for.
        comparison: across data sets and strata; empty for a run that has one of each.
        strata: further strata, by collection, tag and ease.
        grid: pages against extractors, those of ``rows`` that have any page, in their order.
        lead: who is first, and what that means; ``None`` without a ledger.
        front: the extractors that none beats in both F1 and time.
    """

    run: RunResult
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    leaks: Shares
    losses: Shares
    worst: tuple[HardPage, ...]
    failures: tuple[FailureRow, ...]
    failed: int = 0
    peers: tuple[Table, ...] = ()
    comparison: tuple[Table, ...] = ()
    strata: tuple[Table, ...] = ()
    grid: Grid = _NO_GRID
    lead: Lead | None = None
    front: tuple[str, ...] = ()

    @property
    def native(self) -> bool:
        """Whether our own leaderboard is part of it."""
        return "native" in self.run.protocols


def build_report(run: RunResult, *, differences: bool = False) -> Report:
    """Compute every table of a run in one walk over its results, which may be lines of a file.

    With ``differences`` the protocols also say by how much any two rows differ.

    Raises :class:`~harness.errors.RunFileError` for a run that other versions of the metrics counted.
    """
    metrics = of_run(run.metrics)
    rows = {info.id: RowTally(info, metrics) for info in run.extractors}
    controls = {info.id for info in run.extractors if info.control}
    leaks = SharesTally(NOISE_KINDS, hit="noise:", whole="in-page:")
    losses = SharesTally(BLOCK_KINDS, hit="lost:", whole="expected:")
    hard, failures = HardPages(), FailureList()
    headline = [metric for metric in metrics if metric.name == "ledger"]
    comparison = Comparison(run.extractors)
    peers = PeerTables(run)
    grid = GridTally(run.extractors)
    for case, results in run.by_case():
        f1: dict[str, float | None] = {}
        for result in results:
            f1[result.extractor] = page_figures(result, headline).get("f1")
            rows[result.extractor].add(result)
            leaks.add(result)
            losses.add(result)
            failures.add(result)
        hard.add(case, results, {name: score for name, score in f1.items() if name not in controls})
        comparison.add(case, f1)
        peers.add(case, results)
        grid.add(case, results, f1)
    ranks, intervals = (comparison.ranks(), comparison.intervals()) if headline else ({}, {})
    table = [replace(tally.row(), rank=ranks.get(name), interval=intervals.get(name)) for name, tally in rows.items()]
    table.sort(key=lambda row: (-1.0 if (f1 := row.figures.get("f1")) is None else f1, row.pages), reverse=True)
    shown = [row.extractor.id for row in table if row.pages]
    return Report(
        run=run,
        metrics=metrics,
        rows=tuple(table),
        leaks=leaks.shares(shown),
        losses=losses.shares(shown),
        worst=hard.hardest(),
        failures=tuple(failures.rows),
        failed=failures.size,
        peers=tuple(peers.tables(table, differences=differences)),
        comparison=tuple(comparison.tables(shown)),
        strata=tuple(comparison.strata(shown)),
        grid=grid.grid(shown),
        lead=lead(table, comparison.detectable),
        front=front(table),
    )


def page_figures(result: CaseResult, metrics: Sequence[Metric]) -> Figures:
    """Return the figures of one extractor on one case."""
    figures: Figures = {}
    for metric in metrics:
        counts = result.counts.get(metric.name)
        figures.update(metric.figures(counts) if counts is not None else {})
    return figures
