"""Pages against extractors: F1, outcome, defects, and the words that leaked and were lost, page by page.

It is what the cells of the other tables are made of. However large the run, it holds no more than :data:`MOST_PAGES`
pages: the hardest, by the mean F1 of the extractors that compete.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from statistics import fmean, pstdev

from ..blocks import BLOCK_KINDS
from ..metrics.base import Counts
from ..metrics.defects import DEFECTS
from ..model import NOISE_KINDS, Outcome
from ..runs import CaseInfo, CaseResult, ExtractorInfo

MOST_PAGES = 4000
# No page has more; a damaged run may say so.
_MOST_WORDS = 2**31 - 1

# A kind, and the ledger's counts of all its words and of those that leaked or were lost.
_Kind = tuple[str, str, str]
_NOISE: tuple[_Kind, ...] = tuple((kind, f"in-page:{kind}", f"noise:{kind}") for kind in NOISE_KINDS)
_BLOCKS: tuple[_Kind, ...] = tuple((kind, f"expected:{kind}", f"lost:{kind}") for kind in BLOCK_KINDS)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Words of one kind on one page: how many there are, and how many of them each extractor leaked or lost.

    ``hits`` has one number an extractor of the grid, 0 also where it has no result.
    """

    kind: str
    words: int
    hits: Sequence[int]


@dataclass(frozen=True, slots=True)
class GridPage:
    """One page and what every extractor of the grid, in its order, did on it.

    Attributes:
        case: the page.
        f1: one an extractor; ``None`` where the figure does not apply or there is no result.
        outcomes: one an extractor; ``None`` without a result.
        defects: by defect, the extractors that have it on this page, as places in the grid.
        leaks: noise kinds that stand on the page; ``losses`` kinds of blocks that are expected.
        difficulty: mean F1 of the extractors that compete; ``None`` where none has one.
        disagreement: the standard deviation of the same.
    """

    case: CaseInfo
    f1: tuple[float | None, ...]
    outcomes: tuple[Outcome | None, ...]
    defects: Mapping[str, Sequence[int]]
    leaks: tuple[Pieces, ...]
    losses: tuple[Pieces, ...]
    difficulty: float | None
    disagreement: float | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The pages of a run, in its order, against its extractors; ``left_out`` easier pages are not among them."""

    extractors: tuple[str, ...]
    pages: tuple[GridPage, ...]
    left_out: int = 0


class GridTally:
    """The grid while the pages come in."""

    def __init__(self, extractors: Sequence[ExtractorInfo], *, most: int = MOST_PAGES) -> None:
        self._names = tuple(info.id for info in extractors)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._competing = [place for place, info in enumerate(extractors) if not info.control]
        self._most = most
        self._size = 0
        # By how easy a page is, and of equals the later one first: the next to go comes first.
        self._kept: list[tuple[float, int, _Page]] = []

    def add(self, case: CaseInfo, results: Sequence[CaseResult], f1: Mapping[str, float | None]) -> None:
        """Take in one page."""
        page = _Page(case, self._places, results, f1)
        scores = page.scores(self._competing)
        # A page that nobody has a figure of is the first to go.
        mean = fmean(scores) if scores else 2.0
        self._size += 1
        entry = (-mean, -self._size, page)
        if len(self._kept) < self._most:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heappushpop(self._kept, entry)

    def grid(self, shown: Sequence[str]) -> Grid:
        """Return the grid of the extractors that are shown, in their order."""
        order = [self._places[name] for name in shown]
        competing = set(self._competing)
        among = [place for place in order if place in competing]
        kept = sorted(self._kept, key=lambda entry: -entry[1])
        pages = tuple(page.page(order, among) for _, _, page in kept)
        return Grid(tuple(shown), pages, self._size - len(kept))


class _Page:
    """One page, eight bytes a figure, until it is known who is shown."""

    __slots__ = ("_case", "_defects", "_f1", "_leaks", "_losses", "_outcomes")

    def __init__(
        self,
        case: CaseInfo,
        places: Mapping[str, int],
        results: Iterable[CaseResult],
        f1: Mapping[str, float | None],
    ) -> None:
        self._case = case
        self._f1 = array("d", [nan]) * len(places)
        self._outcomes: list[Outcome | None] = [None] * len(places)
        self._defects: dict[str, list[int]] = {}
        self._leaks: dict[str, tuple[int, array[int]]] = {}
        self._losses: dict[str, tuple[int, array[int]]] = {}
        for result in results:
            place = places[result.extractor]
            score = f1.get(result.extractor)
            self._f1[place] = nan if score is None else score
            self._outcomes[place] = result.outcome
            flags = result.counts.get("defects") or {}
            for defect in DEFECTS:
                if flags.get(defect.name):
                    self._defects.setdefault(defect.name, []).append(place)
            counts = result.counts.get("ledger") or {}
            _take(self._leaks, counts, _NOISE, place, len(places))
            _take(self._losses, counts, _BLOCKS, place, len(places))

    def scores(self, places: Iterable[int]) -> list[float]:
        return [score for place in places if (score := self._f1[place]) == score]  # NaN equals nothing

    def page(self, order: Sequence[int], competing: Sequence[int]) -> GridPage:
        at = {place: i for i, place in enumerate(order)}
        scores = self.scores(competing)
        return GridPage(
            case=self._case,
            f1=tuple(None if (score := self._f1[place]) != score else score for place in order),
            outcomes=tuple(self._outcomes[place] for place in order),
            defects={
                name: found
                for name, who in self._defects.items()
                if (found := sorted(at[place] for place in who if place in at))
            },
            leaks=_pieces(self._leaks, order),
            losses=_pieces(self._losses, order),
            difficulty=fmean(scores) if scores else None,
            disagreement=pstdev(scores) if scores else None,
        )


def _take(
    found: dict[str, tuple[int, array[int]]], counts: Counts, kinds: Sequence[_Kind], place: int, size: int
) -> None:
    for kind, whole, hit in kinds:
        if words := counts.get(whole):
            if kind not in found:
                found[kind] = (words, array("l", [0]) * size)
            if hits := counts.get(hit):
                found[kind][1][place] = min(hits, _MOST_WORDS)


def _pieces(found: Mapping[str, tuple[int, array[int]]], order: Sequence[int]) -> tuple[Pieces, ...]:
    return tuple(
        Pieces(kind, words, tuple(hits[place] for place in order)) for kind, (words, hits) in sorted(found.items())
    )
