"""What a survey keeps while pages go by: sums and counts, whose size does not depend on how many pages there are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..model import FAILURES, Extractor, Outcome
from .agreement import Floats, alike, square
from .look import Look

# Two extractors differ materially on a page where their agreement is below this: a fifth of the words are not shared.
MATERIAL = 0.8
# Groups behave alike: what they return agrees this far on the average page.
ALIKE = 0.9
# Sites that are counted one by one; a larger crawl's other sites are one row.
_MOST_SITES = 50_000
OTHER_SITES = "(other sites)"
# Times are kept as counts of steps of two per cent, so that a median is right within one.
_STEP = math.log(1.02)


@dataclass(slots=True)
class Behaviour:
    """What one extractor did: outcomes, words and times, each as counts."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)

    @property
    def pages(self) -> int:
        """On how many pages it was asked."""
        return self.outcomes.total()

    @property
    def coverage(self) -> float | None:
        """The share of the pages for which it gave any word."""
        given = self.words.total() - self.words[0]
        return given / self.pages if self.pages else None

    @property
    def failures(self) -> int:
        """How often it failed."""
        return sum(number for outcome, number in self.outcomes.items() if outcome in FAILURES)

    def median_words(self) -> float | None:
        """Return the median number of words, of the outputs that have any."""
        return median(Counter({size: number for size, number in self.words.items() if size}))

    def median_seconds(self) -> float | None:
        """Return the median time for a page, within one per cent."""
        step = median(self.steps)
        return None if step is None else math.exp(step * _STEP)


@dataclass(slots=True)
class Stratum:
    """Pages that have something in common: how many, how far extractors agree on them, and who agrees least."""

    pages: int = 0
    compared: int = 0
    agreement: float = 0.0
    material: int = 0
    # Per extractor that gives texts: the sum of its mean agreement with the others.
    sums: Floats | None = None
    covered: int = 0
    asked: int = 0


class Tally:
    """Takes pages in, one at a time.

    Args:
        extractors: the rows; controls are counted, and left out of every mean over extractors.
        material: the agreement below which two outputs differ materially.
    """

    def __init__(self, extractors: Sequence[Extractor], material: float = MATERIAL) -> None:
        self.extractors = tuple(extractors)
        self.material = material
        self.texts = comparable(extractors)
        self.behaviours = [Behaviour() for _ in extractors]
        self.pages = self.unreadable = 0
        size = len(self.texts)
        self.sums = np.zeros(size * (size - 1) // 2)
        self.differing = np.zeros(size * (size - 1) // 2, dtype=np.int64)
        self.whole = Stratum()
        self.sites: dict[str, Stratum] = {}
        self.languages: dict[str, Stratum] = {}
        # Among the texts, who is no control; and which pairs are of two such.
        self.voters = [at for at, row in enumerate(self.texts) if not extractors[row].control]
        above = np.triu_indices(size, 1)
        self.voting = np.isin(above[0], self.voters) & np.isin(above[1], self.voters)

    def add(self, look: Look) -> None:
        """Take a page in."""
        self.pages += 1
        if look.unreadable:
            self.unreadable += 1
            return
        for behaviour, outcome, size, seconds in zip(
            self.behaviours, look.outcomes, look.words, look.seconds, strict=True
        ):
            if outcome is not None:
                behaviour.outcomes[outcome] += 1
                behaviour.words[size] += 1
                if seconds:
                    behaviour.steps[round(math.log(seconds) / _STEP)] += 1
        self.sums += look.agreements
        self.differing += look.agreements < self.material
        site = look.site or "(no address)"
        if site not in self.sites and len(self.sites) >= _MOST_SITES:
            site = OTHER_SITES
        of_site = self.sites.setdefault(site, Stratum())
        of_language = self.languages.setdefault(look.language.partition("-")[0], Stratum())
        for stratum in (self.whole, of_site, of_language):
            self._add(stratum, look)

    def agreement(self) -> Floats | None:
        """Return the mean agreement of each two extractors that give texts; ``None`` without any page."""
        read = self.pages - self.unreadable
        return square(self.sums / read, len(self.texts)) if read else None

    def material_shares(self) -> Floats | None:
        """Return the share of pages on which each two differ materially."""
        read = self.pages - self.unreadable
        return square(self.differing / read, len(self.texts), 0.0) if read else None

    def groups(self, threshold: float = ALIKE) -> list[list[str]]:
        """Return the names of extractors that behave alike, the controls left out."""
        agreement = self.agreement()
        if agreement is None:
            return []
        names = [self.extractors[self.texts[at]].id for at in self.voters]
        inner = agreement[np.ix_(self.voters, self.voters)]
        return [[names[at] for at in group] for group in alike(inner, threshold)]

    def disagreement(self, look: Look) -> float | None:
        """Return how far the extractors differ on a page, 0 to 1: one less the mean agreement of two of them."""
        voting = look.agreements[self.voting]
        return None if not len(voting) else 1.0 - float(voting.mean())

    def _add(self, stratum: Stratum, look: Look) -> None:
        stratum.pages += 1
        for row in self.texts:
            if not self.extractors[row].control and look.outcomes[row] is not None:
                stratum.asked += 1
                stratum.covered += look.words[row] > 0
        differ = self.disagreement(look)
        if differ is None:
            return
        stratum.compared += 1
        stratum.agreement += 1.0 - differ
        stratum.material += 1.0 - differ < self.material
        inner = square(look.agreements, len(self.texts), 0.0)[np.ix_(self.voters, self.voters)]
        mean = inner.sum(axis=1) / (len(self.voters) - 1)
        stratum.sums = mean if stratum.sums is None else stratum.sums + mean


def comparable(extractors: Sequence[Extractor]) -> tuple[int, ...]:
    """Return the numbers of the extractors whose texts can be compared: that run here, or are recorded."""
    return tuple(at for at, row in enumerate(extractors) if row.text and (row.ready or row.recorded is not None))


def median(counts: Counter[int]) -> float | None:
    """Return the median of numbers that are given as counts; the mean of the two in the middle of an even many."""
    total = counts.total()
    if not total:
        return None
    middle: list[int] = []
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        while len(middle) < 2 and passed > (total - 1 + len(middle)) // 2:
            middle.append(value)
        if len(middle) == 2:
            break
    return sum(middle) / 2
