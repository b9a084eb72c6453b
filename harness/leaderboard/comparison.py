"""The same extractors across data sets and across kinds of pages: F1, ranks, and how far the rankings agree.

Figures are the ledger's F1, as the mean over the pages of a group. Intervals are those of
:func:`harness.statistics.interval.mean_interval` over sites, for pages of one site do well or badly together. A *rank*
counts the extractors that compete (controls have none); equal means share the better rank. *Agreement* of two data sets
is Kendall's tau-b between the F1 of the extractors that both have.

*Complexity* of a page is 1 - expected words / words of the visible page, *length* its expected words, *ease* the mean
F1 of the extractors that compete; each is cut into quartiles over all pages of the run that have it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import inf, nan
from statistics import fmean, pstdev

import numpy as np
import numpy.typing as npt

from ..runs import CaseInfo, ExtractorInfo
from ..sites import site_of
from ..statistics import Floats
from ..statistics.detectable import corpus_detectable
from ..statistics.interval import Interval, mean_interval, mean_intervals, method_for
from ..statistics.kendall import tau_b
from ..statistics.ranks import RankRange, rank_ranges
from ..table import Cell, Column, Measured, Name, Table

# A stratum of fewer pages says nothing, and a table of more columns does not fit a screen.
_FEWEST_PAGES = 5
_MOST_COLUMNS = 7
_QUARTERS = ("lowest quarter", "second", "third", "highest")
_EASE = ("hardest quarter", "second", "third", "easiest")

Booleans = npt.NDArray[np.bool_]


class Comparison:
    """F1 of every extractor on every page, eight bytes each, and what the pages are grouped by."""

    def __init__(self, extractors: Sequence[ExtractorInfo]) -> None:
        self._infos = {info.id: info for info in extractors}
        self._f1 = {info.id: array("d") for info in extractors}
        self._sites = _Labels()
        self._labels = {name: _Labels() for name in ("data_set", "collection", "page_type", "language")}
        self._tags: dict[str, array[int]] = {}
        self._complexity, self._length = array("d"), array("d")

    def add(self, case: CaseInfo, f1: Mapping[str, float | None]) -> None:
        """Take in one page."""
        for name, scores in self._f1.items():
            score = f1.get(name)
            scores.append(nan if score is None else score)
        self._sites.append(site_of(case.url) or case.id)
        for name, labels in self._labels.items():
            labels.append(getattr(case, name))
        for tag in dict.fromkeys(case.tags):
            self._tags.setdefault(tag, array("l")).append(len(self._length))
        expected = (case.ceiling or {}).get("expected", 0)
        self._length.append(expected or nan)
        self._complexity.append(max(0.0, 1 - expected / case.words) if expected and case.words else nan)

    def ranks(self) -> dict[str, RankRange | None]:
        """Return which ranks each extractor that competes may have: see :mod:`harness.statistics.ranks`."""
        names = [name for name, scores in self._f1.items() if not self._infos[name].control and len(scores)]
        values = [np.array(self._f1[name]) for name in names]
        listed = [[None if np.isnan(one) else one for one in scores.tolist()] for scores in values]
        return dict(zip(names, rank_ranges(listed, self._sites.numbers.tolist()), strict=True)) if names else {}

    def intervals(self) -> dict[str, Interval]:
        """Return the 95 % interval of each extractor's mean; extractors on the same pages share their resamples."""
        values = np.array(list(self._f1.values())).reshape(len(self._f1), len(self._length))
        found = mean_intervals(values, ~np.isnan(values), self._sites.numbers)
        return {name: interval for name, interval in zip(self._f1, found, strict=True) if interval}

    def detectable(self, name: str) -> float | None:
        """Return the smallest difference from an extractor that these pages would show, of one unlike it.

        See :func:`harness.statistics.detectable.corpus_detectable`.
        """
        scores = [None if score != score else score for score in self._f1[name]]
        return corpus_detectable(scores, self._sites.numbers)

    def strata(self, shown: Sequence[str]) -> Iterator[Table]:
        """Yield F1 by what :meth:`tables` does not group by: collection, tag, and how easy the pages are.

        Without intervals: of many small groups they say little, and take seconds.
        """
        names = [name for name in shown if not np.isnan(self._f1[name]).all()]
        if not names:
            return
        yield from self._strata(
            "collection", "F1 by collection", names, self._labels["collection"].groups(), intervals=False
        )
        tags = {}
        for tag, places in sorted(self._tags.items()):
            tags[tag] = np.zeros(len(self._length), dtype=bool)
            tags[tag][places] = True
        yield from self._strata("tag", "F1 by tag", names, tags, intervals=False)
        scores = np.array([self._f1[name] for name in names if not self._infos[name].control])
        if scores.size:
            there = ~np.isnan(scores)
            sizes = there.sum(axis=0)
            ease = np.where(sizes > 0, np.where(there, scores, 0.0).sum(axis=0) / np.maximum(sizes, 1), nan)
            yield from self._strata("ease", "F1 by ease of the page", names, _quarters(ease, _EASE), intervals=False)

    def tables(self, shown: Sequence[str]) -> Iterator[Table]:
        """Yield what a run of several data sets, languages or kinds of pages has to be compared by."""
        names = [name for name in shown if not np.isnan(self._f1[name]).all()]
        if not names or not len(self._length):
            return
        data_sets = self._labels["data_set"].groups()
        if len(data_sets) > 1:
            yield from self._by_data_set(names, data_sets)
            if agreement := self._agreement(names, data_sets):
                yield agreement
        for name, title in (("page_type", "F1 by page type"), ("language", "F1 by language")):
            yield from self._strata(name, title, names, self._labels[name].groups())
        yield from self._strata("complexity", "F1 by complexity of the page", names, _quarters(self._complexity))
        yield from self._strata("length", "F1 by length of the article", names, _quarters(self._length))

    def _by_data_set(self, names: Sequence[str], groups: Mapping[str, Booleans]) -> Iterator[Table]:
        competing = [name for name in names if not self._infos[name].control]
        ranks = {
            group: _ranks({name: self._mean(name, where) for name in competing}) for group, where in groups.items()
        }
        figures = {name: [self._measured(name, where) for where in groups.values()] for name in names}
        rows: list[tuple[float, tuple[Cell, ...]]] = []
        for name in names:
            cells: list[Cell] = [Name(name, self._infos[name].control)]
            for group, figure in zip(groups, figures[name], strict=True):
                cells += [figure, ranks[group].get(name)]
            mine = [rank for group in groups if (rank := ranks[group].get(name)) is not None]
            mean = fmean(mine) if mine else None
            rows.append((inf if mean is None else mean, (*cells, mean, pstdev(mine) if len(mine) > 1 else None)))
        rows.sort(key=lambda row: row[0])
        columns = [Column("extractor", "extractor")]
        for group in groups:
            columns += [Column(f"f1_{group}", group), Column(f"rank_{group}", "rank")]
        columns += [Column("mean_rank", "mean rank", digits=1), Column("rank_spread", "±", digits=1)]
        note = "Last the mean of the ranks and their standard deviation."
        yield Table("data_sets", "F1 by data set, and rank", tuple(columns), tuple(row for _, row in rows), note)
        intervals = tuple(Column(f"f1_{group}", group, part="interval") for group in groups)
        yield Table(
            "data_set_intervals",
            "F1 by data set, 95 % intervals",
            (Column("extractor", "extractor"), *intervals),
            tuple((row[0], *figures[row[0].id]) for _, row in rows if isinstance(row[0], Name)),
            "Over whole sites: pages of one site do well or badly together.",
        )

    def _agreement(self, names: Sequence[str], groups: Mapping[str, Booleans]) -> Table | None:
        competing = [name for name in names if not self._infos[name].control]
        means = {group: [self._mean(name, where) for name in competing] for group, where in groups.items()}
        rows: list[tuple[Cell, ...]] = []
        for one, other in combinations(groups, 2):
            both = [(a, b) for a, b in zip(means[one], means[other], strict=True) if a is not None and b is not None]
            rows.append((one, other, len(both), tau_b([a for a, _ in both], [b for _, b in both]) if both else None))
        if all(row[-1] is None for row in rows):
            return None
        columns = (Column("one", "data set"), Column("other", "and"), Column("extractors", "extractors"))
        note = "Kendall's tau-b between the F1 of the extractors: 1 the same order, 0 none in common, -1 reversed."
        title = "How far the data sets agree on the ranking"
        return Table("agreement", title, (*columns, Column("tau_b", "tau-b")), tuple(rows), note)

    def _strata(
        self,
        name: str,
        title: str,
        names: Sequence[str],
        groups: Mapping[str, Booleans],
        *,
        intervals: bool = True,
    ) -> Iterator[Table]:
        large = {group: where for group, where in groups.items() if int(where.sum()) >= _FEWEST_PAGES}
        if len(large) < 2:
            return
        kept = sorted(large, key=lambda group: -int(large[group].sum()))[:_MOST_COLUMNS]
        kept = [group for group in large if group in kept]
        columns = [Column("extractor", "extractor")]
        columns += [Column(f"f1_{group}", f"{group} ({int(large[group].sum())})") for group in kept]
        measured = self._measured if intervals else self._bare
        rows: list[tuple[Cell, ...]] = [
            (Name(row, self._infos[row].control), *(measured(row, large[group]) for group in kept)) for row in names
        ]
        left_out = len(groups) - len(kept)
        note = f"{left_out} groups of fewer pages are left out." if left_out else ""
        yield Table(f"by_{name}", title, tuple(columns), tuple(rows), note)

    def _mean(self, name: str, where: Booleans) -> float | None:
        values = np.array(self._f1[name])[where]
        values = values[~np.isnan(values)]
        return float(values.mean()) if len(values) else None

    def _bare(self, name: str, where: Booleans) -> Measured:
        return Measured(self._mean(name, where))

    def _measured(self, name: str, where: Booleans) -> Measured:
        values = np.array(self._f1[name])[where]
        there = ~np.isnan(values)
        if not there.any():
            return Measured(None)
        sites = self._sites.numbers[where][there]
        interval = mean_interval(values[there].tolist(), sites.tolist(), method=method_for(len(np.unique(sites))))
        low, high = (interval.low, interval.high) if interval else (None, None)
        return Measured(float(values[there].mean()), None, low, high)


class _Labels:
    """One label a page, two to eight bytes each."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._numbers = array("l")

    def append(self, label: str) -> None:
        self._numbers.append(self._names.setdefault(label, len(self._names)))

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        return np.array(self._numbers, dtype=np.int64)

    def groups(self) -> dict[str, Booleans]:
        """Return for each label where it stands, in the order of the labels."""
        numbers = self.numbers
        return {name: numbers == number for name, number in sorted(self._names.items())}


def _quarters(values: Sequence[float] | Floats, names: Sequence[str] = _QUARTERS) -> dict[str, Booleans]:
    table = np.array(values)
    there = ~np.isnan(table)
    if not there.any():
        return {}
    bounds = np.quantile(table[there], (0.25, 0.5, 0.75))
    quarter = np.where(there, np.searchsorted(bounds, table, side="left"), -1)
    return {name: quarter == number for number, name in enumerate(names)}


def _ranks(means: Mapping[str, float | None]) -> dict[str, int]:
    scores = [mean for mean in means.values() if mean is not None]
    return {name: 1 + sum(other > mean for other in scores) for name, mean in means.items() if mean is not None}
