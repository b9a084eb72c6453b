"""The pages on which extractors do worst."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..metrics.base import Counts
from ..model import FAILURES
from ..runs import CaseInfo, CaseResult

# More than any report shows; a run of any size keeps no more.
_KEPT = 200


@dataclass(frozen=True, slots=True)
class HardPage:
    """A case by how badly the extractors did on it: mean F1, and who did best and worst. Controls do not count.

    ``visible`` and ``held`` are the shares of its expected words that the visible page and that all its bytes hold.
    """

    case: str
    visible: float | None
    held: float | None
    mean_f1: float
    best: str
    best_f1: float
    worst: str
    worst_f1: float
    failures: int


class HardPages:
    """The hardest pages so far."""

    def __init__(self) -> None:
        # The mean is negated, so that the easiest of those that are kept comes first and is the next to go.
        self._kept: list[tuple[float, _Backwards, HardPage]] = []

    def add(self, case: CaseInfo, results: Sequence[CaseResult], f1: Mapping[str, float | None]) -> None:
        """Take in one page: the results of the extractors that compete, and their F1."""
        scores = [
            (score, result.extractor, result.outcome in FAILURES)
            for result in results
            if (score := f1.get(result.extractor)) is not None
        ]
        if not scores:
            return
        best, worst = max(scores, key=lambda score: score[0]), min(scores, key=lambda score: score[0])
        ceiling = case.ceiling or {}
        page = HardPage(
            case=case.id,
            visible=_share(ceiling, "visible"),
            held=_share(ceiling, "visible", "structured", "anywhere"),
            mean_f1=sum(score[0] for score in scores) / len(scores),
            best=best[1],
            best_f1=best[0],
            worst=worst[1],
            worst_f1=worst[0],
            failures=sum(score[2] for score in scores),
        )
        entry = (-page.mean_f1, _Backwards(page.case), page)
        if len(self._kept) < _KEPT:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heappushpop(self._kept, entry)

    def hardest(self) -> tuple[HardPage, ...]:
        """Return the hardest pages, the hardest first."""
        return tuple(sorted((page for _, _, page in self._kept), key=lambda page: (page.mean_f1, page.case)))


class _Backwards(str):
    """A name that sorts from Z to A."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _share(ceiling: Counts, *where: str) -> float | None:
    expected = ceiling.get("expected", 0)
    return sum(ceiling.get(place, 0) for place in where) / expected if expected else None
