"""Which pages get a view: each extractor's worst, as many as there is room for."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..leaderboard import Report, page_figures
from ..runs import CaseResult
from .runs import MOST_WORDS
from .view import VIEW_BYTES

Key = tuple[str, str]

# A word with what stands around it and its part in the marks: the mean over golden/. Where short runs alternate it is
# up to 23; what is too large in truth is left out while the views are made.
_WORD_BYTES = 8


@dataclass(frozen=True, slots=True)
class Budget:
    """How many views there may be.

    Attributes:
        per_extractor: the pages of each extractor, its worst first.
        size: bytes of HTML that all views together may take, the pages themselves not counted.
        words: what a view shows of a text.
    """

    per_extractor: int = 50
    size: int = 6_000_000
    words: int = MOST_WORDS


@dataclass(frozen=True, slots=True)
class Choice:
    """Which views to make, and what is left out.

    Attributes:
        keys: (extractor, case), in the order of the cases of the run.
        left_out: by extractor, how many of its pages get no view; none of them 0.
        for_size: how many of these would have got one but for the size of the budget.
        problem: why there are no views at all; ``None`` if there are any.
    """

    keys: tuple[Key, ...]
    left_out: Mapping[str, int]
    for_size: int = 0
    problem: str | None = None


def choose(report: Report, per_extractor: int = 50, size: int | None = None, words: int = MOST_WORDS) -> Choice:
    """Choose the pages on which each extractor does worst, by F1 and, where equal, by the case's id.

    Where the size does not allow for all, the worst page of every extractor goes before the second worst of any, the
    rows of the leaderboard in their order and the controls behind the others. Needs the counts of the run alone.

    Args:
        report: the tables of the run.
        per_extractor: how many pages of each extractor, at most.
        size: bytes of HTML that the views may take, estimated from the counts; ``None`` for any.
        words: what a view shows of a text.
    """
    headline = [metric for metric in report.metrics if metric.name == "ledger"]
    if not headline:
        return Choice((), {}, problem="the run has no counts of the ledger; score with the native protocol")
    worst: dict[str, list[_Worst]] = {row.extractor.id: [] for row in report.rows}
    order: dict[str, int] = {}
    pages: Counter[str] = Counter()
    for case, results in report.run.by_case():
        order[case.id] = len(order)
        for result in results:
            f1 = page_figures(result, headline).get("f1")
            if f1 is None or result.extractor not in worst:
                continue
            pages[result.extractor] += 1
            entry = _Worst(f1, case.id, _estimate(result, words))
            kept = worst[result.extractor]
            if len(kept) < per_extractor:
                heapq.heappush(kept, entry)
            elif kept:
                heapq.heappushpop(kept, entry)
    room = size
    chosen: set[Key] = set()
    refused = 0
    for name, entry in _by_turns(report, worst):
        if room is not None and entry.size > room:
            refused += 1
            continue
        room = None if room is None else room - entry.size
        chosen.add((name, entry.case))
    taken = Counter(name for name, _ in chosen)
    left_out = {name: pages[name] - taken[name] for name in worst if pages[name] > taken[name]}
    rank = {row.extractor.id: number for number, row in enumerate(report.rows)}
    keys = sorted(chosen, key=lambda key: (order[key[1]], rank[key[0]]))
    return Choice(tuple(keys), left_out, refused, None if pages else "no page has an F1")


@dataclass(frozen=True, slots=True)
class _Worst:
    """A page of an extractor. In a heap the best of the kept ones, the next to go, comes first."""

    f1: float
    case: str
    size: int

    def __lt__(self, other: _Worst) -> bool:
        return (self.f1, self.case) > (other.f1, other.case)


def _by_turns(report: Report, worst: Mapping[str, list[_Worst]]) -> Iterator[tuple[str, _Worst]]:
    """Yield each extractor's worst page, then each one's second worst, ...; the controls' behind all others."""
    for control in (False, True):
        names = [row.extractor.id for row in report.rows if row.extractor.control == control]
        # The heap's order is the other way round.
        lists = {name: sorted(worst[name], reverse=True) for name in names}
        for turn in range(max(map(len, lists.values()), default=0)):
            for name in names:
                if turn < len(lists[name]):
                    yield name, lists[name][turn]


def _estimate(result: CaseResult, words: int) -> int:
    counts = result.counts.get("ledger") or {}
    shown = sum(min(counts.get(side, 0), words) for side in ("output", "expected"))
    return VIEW_BYTES + _WORD_BYTES * shown
