"""The tables of other benchmarks, by their own recipes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import nan

import numpy as np

from ..protocols.base import CountTable, PageLabels, Protocol, Scored, System
from ..protocols.catalogue import default_protocol, find_protocol
from ..runs import CaseInfo, CaseResult, RunResult
from ..table import Table
from .rows import Row


class PeerTables:
    """Gathers the counts that the run's protocols ask for; nothing at all when there are none."""

    def __init__(self, run: RunResult) -> None:
        self._gathered = [_Gathered(find_protocol(name), run) for name in run.protocols if name != "native"]

    def add(self, case: CaseInfo, results: Sequence[CaseResult]) -> None:
        """Take in one page."""
        for one in self._gathered:
            one.add(case, results)

    def tables(self, rows: Sequence[Row], *, differences: bool) -> list[Table]:
        """Return the tables, of the rows that have any page."""
        return [table for one in self._gathered for table in one.tables(rows, differences=differences)]


class _Gathered:
    """What one protocol is made of: the pages of its own data sets, or all where the run has none of them."""

    def __init__(self, protocol: Protocol, run: RunResult) -> None:
        self._protocol = protocol
        names = {data_set.name for data_set in run.data_sets}
        self._data_sets = {name for name in names if default_protocol(name) == protocol.name} or names
        metrics = [name for name in (*protocol.metrics, *protocol.optional) if name in run.metrics]
        self._pages: list[PageLabels] = []
        self._complexity = array("d")
        self._counts = {info.id: {name: CountTable() for name in metrics} for info in run.extractors}
        self._failures = dict.fromkeys(self._counts, 0)
        self._seconds: dict[str, float] = {}

    def add(self, case: CaseInfo, results: Sequence[CaseResult]) -> None:
        if case.data_set not in self._data_sets:
            return
        self._pages.append(PageLabels(case.data_set, case.collection, case.language, case.page_type, case.tags))
        self._complexity.append(nan if case.complexity is None else case.complexity)
        by_name = {result.extractor: result for result in results}
        for name, tables in self._counts.items():
            result = by_name.get(name)
            for metric, table in tables.items():
                table.append(result.counts.get(metric) if result else None)
            if result and result.failure:
                self._failures[name] += 1
            if result and result.seconds is not None:
                self._seconds[name] = self._seconds.get(name, 0.0) + result.seconds

    def tables(self, rows: Iterable[Row], *, differences: bool) -> list[Table]:
        systems = tuple(
            System(
                id=row.extractor.id,
                version=row.extractor.version,
                control=row.extractor.control,
                counts=self._counts[row.extractor.id],
                failures=self._failures[row.extractor.id],
                seconds=self._seconds.get(row.extractor.id),
            )
            for row in rows
            if row.pages
        )
        return self._protocol.tables(Scored(self._labelled(), systems), differences=differences)

    def _labelled(self) -> tuple[PageLabels, ...]:
        """Return the pages with their complexity as tags: up to the first quartile, between, from the third on."""
        values = np.array(self._complexity)
        known = values[~np.isnan(values)]
        if not len(known):
            return tuple(self._pages)
        first, third = np.quantile(known, (0.25, 0.75)).tolist()
        pages = []
        for page, value in zip(self._pages, values.tolist(), strict=True):
            levels = [
                f"complexity:{level}"
                for level, there in (
                    ("low", value <= first),
                    ("medium", first <= value <= third),
                    ("high", value >= third),
                )
                if there
            ]
            pages.append(
                PageLabels(page.data_set, page.collection, page.language, page.page_type, (*page.tags, *levels))
            )
        return tuple(pages)
