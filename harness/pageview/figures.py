"""The figures of the leaderboard that are means over pages: page by page, and the interval of each mean.

Intervals are made as those of F1 are: a bootstrap over whole sites, by the method for so many sites. Other figures are
pooled over pages or worked out as another benchmark does, and have none here.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from ..leaderboard import Report, page_figures
from ..metrics.base import MeanOfPages
from ..page_scores import LEVEL
from ..sites import site_of
from ..statistics.interval import Interval, mean_intervals

# What the grid can show of a page: figures of the ledger.
ON_PAGES = ("f1", "precision", "recall", "order", "noise", "duplication", "page", "invention")
# Rows times pages that are resampled: a few seconds. Beyond that F1 alone has its interval, which the leaderboard has
# already; the means of so many pages hardly move.
_MOST_VALUES = 400_000


@dataclass(frozen=True, slots=True, eq=False)
class MeanFigures:
    """Figures by name, extractors as places in the grid of a report.

    Attributes:
        pages: of :data:`ON_PAGES`, by extractor and then by page of the grid; ``None`` where the figure does
            not apply or there is no result. Figures that apply to no page are absent.
        intervals: 95 % intervals of the means over all pages, one an extractor; ``None`` where a figure applies to
            pages of one site alone, or none. F1 is not among them: a row of the leaderboard has it.
    """

    pages: Mapping[str, tuple[tuple[float | None, ...], ...]]
    intervals: Mapping[str, tuple[Interval | None, ...]]


def mean_figures(report: Report, wanted: Callable[[str], bool]) -> MeanFigures:
    """Go once through a run for the figures of its pages, and for the intervals of the figures that are ``wanted``.

    All pages of the run count for the intervals.
    """
    metrics = [metric for metric in report.metrics if isinstance(metric, MeanOfPages)]
    names = report.grid.extractors
    places = {name: place for place, name in enumerate(names)}
    kept = {page.case.id: number for number, page in enumerate(report.grid.pages)}
    on_grid: dict[str, list[array[float]]] = {}
    values: dict[str, list[array[float]]] = {}
    sites: list[str] = []
    for case, results in report.run.by_case():
        sites.append(site_of(case.url) or case.id)
        for result in results:
            place = places.get(result.extractor)
            if place is None:
                continue
            for name, value in page_figures(result, metrics).items():
                if value is None:
                    continue
                if name not in values:
                    values[name] = [array("d") for _ in names]
                column = values[name][place]
                column.extend([nan] * (len(sites) - 1 - len(column)))
                column.append(value)
                if name in ON_PAGES and case.id in kept:
                    if name not in on_grid:
                        on_grid[name] = [array("d", [nan]) * len(kept) for _ in names]
                    on_grid[name][place][kept[case.id]] = value
    pages = {
        name: tuple(tuple(None if value != value else value for value in row) for row in on_grid[name])
        for name in ON_PAGES
        if name in on_grid
    }
    known = {name: some for name, some in values.items() if name != "f1" and wanted(name) and _is_share(some)}
    return MeanFigures(pages, _intervals(known, sites))


def _is_share(columns: Iterable[Iterable[float]]) -> bool:
    """Say whether a figure stays between 0 and 1, as the drawing of an interval takes it."""
    return all(0 <= value <= 1 or value != value for column in columns for value in column)


def _intervals(
    values: Mapping[str, Sequence[array[float]]], sites: Sequence[str]
) -> dict[str, tuple[Interval | None, ...]]:
    rows = [(name, place) for name, columns in values.items() for place in range(len(columns))]
    if len(rows) * len(sites) > _MOST_VALUES:
        return {}
    seen: dict[str, int] = {}
    numbers = np.array([seen.setdefault(site, len(seen)) for site in sites], dtype=np.int64)
    table = np.full((len(rows), len(sites)), nan)
    for at, (name, place) in enumerate(rows):
        column = values[name][place]
        table[at, : len(column)] = column
    found: dict[str, list[Interval | None]] = {name: [None] * len(values[name]) for name in values}
    intervals = mean_intervals(table, ~np.isnan(table), numbers, level=LEVEL)
    for (name, place), interval in zip(rows, intervals, strict=True):
        found[name][place] = interval
    return {name: tuple(some) for name, some in found.items() if any(some)}
