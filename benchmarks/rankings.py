"""How far two sets of pages rank the same extractors alike: rows, means over resamples, Kendall's tau-b."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from harness.metrics.base import gather
from harness.page_scores import find_figure, read_scores
from harness.runs import CaseInfo, RunResult
from harness.statistics import RESAMPLES, Samples, weights
from harness.statistics.kendall import tau_b


@dataclass(frozen=True)
class Pages:
    """Some pages of a set, with a figure of each row on them.

    ``means`` is of shape (1 + RESAMPLES, rows): over all the pages, then over each resample of them.
    """

    title: str
    size: int
    means: Samples

    def mean(self, number: int) -> float | None:
        """Return the figure of a row, by its number, over all the pages."""
        return float(self.means.values[0, number]) if self.means.defined[0, number] else None


@dataclass(frozen=True)
class Agreement:
    """tau-b of two sets, (1 + RESAMPLES): of all their pages, then of each resample; ``None`` where there is none."""

    taus: tuple[float | None, ...]

    def cells(self) -> tuple[str, str]:
        """Return tau-b and its 95 % interval."""
        value, *resampled = self.taus
        there = [tau for tau in resampled if tau is not None]
        if value is None or len(there) < 2:
            return "-", "-"
        low, high = np.percentile(there, [2.5, 97.5])
        return f"{value:.2f}", f"{low:.2f} to {high:.2f}"


def shared_rows(runs: Sequence[RunResult], *, modes: bool) -> list[str]:
    """Return the rows that every run has and that give text in the first; without modes, the first of each library."""
    known = [{info.id for info in one.extractors if info.status == "ready" and not info.control} for one in runs]
    texts = {result.extractor for result in runs[0].results if result.outcome == "ok" and result.counts.get("ledger")}
    shared = [info.id for info in runs[0].extractors if info.id in set.intersection(*known) & texts]
    first = {one.partition("[")[0]: one for one in reversed(shared)}
    return [one for one in shared if modes or first[one.partition("[")[0]] == one]


def noise_kept(run: RunResult, rows: Iterable[str]) -> dict[str, float]:
    """Return which share of the words labelled noise each row keeps: the mean over the pages that have such words."""
    shares: dict[str, list[float]] = {one: [] for one in rows}
    for result in run.results:
        counts = result.counts.get("ledger")
        if result.extractor in shares and counts:
            there = sum(size for name, size in counts.items() if name.startswith("in-page:"))
            kept = sum(size for name, size in counts.items() if name.startswith("noise:"))
            if there:
                shares[result.extractor].append(kept / there)
    return {one: sum(found) / len(found) for one, found in shares.items() if found}


def pages_of(
    run: RunResult, figure_name: str, rows: Sequence[str], title: str, wanted: Callable[[CaseInfo], bool]
) -> Pages:
    """Work out a figure of each row on some pages of a run, and on resamples of these."""
    cases = [case for case in run.cases if wanted(case)]
    figure = find_figure(run, figure_name)
    scores = read_scores(run, figure, cases, frozenset(rows))
    # The seed is the set's own: draws of two sets must not go together.
    drawn = np.vstack([np.ones((1, len(cases)), np.int64), weights(len(cases), RESAMPLES, zlib.crc32(title.encode()))])
    means, defined = np.zeros((len(drawn), len(rows))), np.zeros((len(drawn), len(rows)), dtype=bool)
    for at, name in enumerate(rows):
        if name not in scores:
            continue
        if figure.is_mean:
            there = np.array([value is not None for value in scores[name].values], dtype=np.int64)
            sums = drawn @ np.array([value or 0.0 for value in scores[name].values])
            sizes = drawn @ there
            defined[:, at] = sizes > 0
            # The last digit of a sum must not tell two rows apart that have the same values.
            means[:, at] = np.round(sums / np.maximum(sizes, 1), 12)
            continue
        counts = scores[name].counts
        for draw, times in enumerate(drawn.tolist()):
            chosen = (one for one, many in zip(counts, times, strict=True) for _ in range(many))
            value = gather(figure.metric.start(), chosen).get(figure.name)
            means[draw, at], defined[draw, at] = value or 0.0, value is not None
    return Pages(title, len(cases), Samples(means, defined))


def compare(one: Pages, other: Pages, among: Iterable[int]) -> Agreement:
    """Return how far two sets agree on the rows with these numbers."""
    chosen = np.zeros(one.means.values.shape[1], dtype=bool)
    chosen[list(among)] = True
    both = one.means.defined & other.means.defined & chosen
    pairs = zip(one.means.values, other.means.values, both, strict=True)
    return Agreement(tuple(tau_b(first[known], second[known]) for first, second, known in pairs))


def mean_of(agreements: Sequence[Agreement]) -> Agreement:
    """Return the mean of several, resample by resample; ``None`` where one of them has none."""
    found: list[float | None] = []
    for taus in zip(*(one.taus for one in agreements), strict=True):
        there = [tau for tau in taus if tau is not None]
        found.append(sum(there) / len(there) if len(there) == len(taus) else None)
    return Agreement(tuple(found))
