"""Which pages to annotate next, from how extractors agree on each.

``order``: the pages from whose scores the order of the extractors on all pages can be told best. Each page is a point
with a coordinate for each pair of extractors, their agreement. One page after the other is chosen so that the mean of
the chosen points is as near as can be to the mean of all: what the chosen pages say of the extractors' likeness is what
all pages say, and likeness is what can be known before anybody annotates. Shapes and sites are coordinates too (their
share of the pages), so each further page of one shape or site gains less, and a common template gets more pages than a
rare one. The first pages of a longer choice are the shorter choice.

``disagreement``: the pages on which extractors differ most, weighted by how common their shape is; each further page of
a shape, and of a site, counts half, a third, ... They show what goes wrong, and are not like all pages: means over them
are those of hard pages, and order extractors on one data set no better than random pages do (``docs/triage.md``).

Source: M. Welling 2009 (herding); J. C. Deville, Y. Tillé 2004 (balanced samples); V. D'Hondt 1882 (the divisors).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Rule = Literal["order", "disagreement"]
RULES: tuple[Rule, ...] = get_args(Rule)
Floats = npt.NDArray[np.float32]

# Agreements of pairs that are held at most: 256 MiB. Of a larger crawl a random share of the pages can be chosen; the
# means that they are held against are those of all pages.
_MOST_VALUES = 1 << 26
# What a shape's and a site's share weigh beside the mean agreements, whose variance over pages is some hundredths.
_SPREAD = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be chosen.

    Attributes:
        number: the case's.
        site: a number for its site.
        shape: a number for its shape.
        disagreement: 0 to 1.
    """

    number: int
    site: int
    shape: int
    disagreement: float


class Candidates:
    """The pages that may be chosen, and the means over all pages that were seen.

    Args:
        pairs: how many agreements a page has.
        most: the most values to hold.
    """

    def __init__(self, pairs: int, most: int = _MOST_VALUES) -> None:
        self._room = max(most // max(pairs, 1), 1)
        self._pairs = pairs
        self._held: list[Candidate] = []
        self._values = array("f")
        self._sums = np.zeros(pairs)
        self._shapes: Counter[int] = Counter()
        self._sites: Counter[int] = Counter()
        self._seen = 0
        self._generator = np.random.default_rng(0)

    def add(self, candidate: Candidate, agreements: Sequence[float] | npt.NDArray[np.float64]) -> None:
        """Take a page in; when there is no room, it takes the place of a random one or is let go."""
        self._sums += agreements
        self._shapes[candidate.shape] += 1
        self._sites[candidate.site] += 1
        self._seen += 1
        if len(self._held) < self._room:
            self._held.append(candidate)
            self._values.extend(agreements)
            return
        place = int(self._generator.integers(self._seen))
        if place < self._room:
            self._held[place] = candidate
            self._values[place * self._pairs : (place + 1) * self._pairs] = array("f", agreements)

    def share(self, candidate: Candidate) -> float:
        """Return the share of all pages that have a candidate's shape."""
        return self._shapes[candidate.shape] / self._seen

    def choose(self, top: int, rule: Rule = "order") -> list[Candidate]:
        """Return the pages to annotate, the most telling one first; all of them where there are not more."""
        top = min(top, len(self._held))
        if not top:
            return []
        shapes = _Groups([one.shape for one in self._held], self._shapes, self._seen)
        sites = _Groups([one.site for one in self._held], self._sites, self._seen)
        chosen = self._herd(top, shapes, sites) if rule == "order" else self._most_disputed(top, shapes, sites)
        return [self._held[at] for at in chosen]

    def _herd(self, top: int, shapes: _Groups, sites: _Groups) -> list[int]:
        points: Floats = np.frombuffer(self._values, np.float32).reshape(len(self._held), self._pairs)
        mean = (self._sums / self._seen).astype(np.float32)
        squares = (points**2).sum(axis=1, dtype=np.float64)
        sums = np.zeros(self._pairs)
        free = np.ones(len(self._held), dtype=bool)
        chosen: list[int] = []
        for taken in range(1, top + 1):
            # |(sums + point) / taken - mean|^2, without what is the same for all points.
            gap = (sums - taken * mean).astype(np.float32)
            distance = (squares + 2.0 * (points @ gap)) / (max(self._pairs, 1) * taken**2)
            distance += _SPREAD * (shapes.cost(taken) + sites.cost(taken))
            distance[~free] = np.inf
            at = int(np.argmin(distance))
            chosen.append(at)
            free[at] = False
            sums += points[at]
            shapes.take(at)
            sites.take(at)
        return chosen

    def _most_disputed(self, top: int, shapes: _Groups, sites: _Groups) -> list[int]:
        worth = np.array([one.disagreement for one in self._held]) * shapes.shares
        chosen: list[int] = []
        for _ in range(top):
            at = int(np.argmax(worth / ((1 + shapes.taken) * (1 + sites.taken))))
            chosen.append(at)
            worth[at] = -1.0
            shapes.take(at)
            sites.take(at)
        return chosen


class _Groups:
    """Groups of pages by a number: the share that each has of all pages, and how many of it are chosen."""

    def __init__(self, numbers: Sequence[int], counts: Counter[int], seen: int) -> None:
        self._members = np.unique(np.array(numbers), return_inverse=True)[1]
        self.shares = np.array([counts[number] / seen for number in numbers])
        self.taken = np.zeros(len(numbers))

    def cost(self, taken: int) -> npt.NDArray[np.float64]:
        """Return by how much each page, as the ``taken``-th, moves the groups' shares off those of all pages.

        That is the change of the sum over all groups of (chosen / taken - share)^2.
        """
        cost: npt.NDArray[np.float64] = (2 * self.taken + 1) / taken**2 - 2 * self.shares / taken
        return cost

    def take(self, at: int) -> None:
        """Count a page as chosen."""
        self.taken[self._members == self._members[at]] += 1
