"""How much of each kind of boilerplate leaks, and how much of each kind of block is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..runs import CaseResult


@dataclass(frozen=True, slots=True)
class Shares:
    """For each extractor and kind the share of the words of that kind: leaked (noise) or lost (blocks), in 0..1.

    ``words`` says how many words of each kind there are; kinds without any are left out. ``pages`` counts, for each
    extractor and kind, the pages on which any leaked or was lost.
    """

    kinds: tuple[str, ...]
    words: Mapping[str, int]
    rows: tuple[tuple[str, Mapping[str, float]], ...]
    pages: Mapping[tuple[str, str], int]


class SharesTally:
    """Sums of the ledger's counts ``hit + kind`` and ``whole + kind``, while the pages come in."""

    def __init__(self, kinds: Sequence[str], *, hit: str, whole: str) -> None:
        self._kinds, self._hit, self._whole = kinds, hit, whole
        # Each count that matters, and the kind that it is a hit of.
        self._keys = {whole + kind: "" for kind in kinds} | {hit + kind: kind for kind in kinds}
        self._totals: dict[str, Counter[str]] = {}
        self._pages: Counter[tuple[str, str]] = Counter()

    def add(self, result: CaseResult) -> None:
        """Take in one page."""
        counts = result.counts.get("ledger") or {}
        total = self._totals.setdefault(result.extractor, Counter())
        for key, words in counts.items():
            if key in self._keys and words:
                total[key] += words
                if kind := self._keys[key]:
                    self._pages[result.extractor, kind] += 1

    def shares(self, shown: Sequence[str]) -> Shares:
        """Return the shares, a row for each extractor that is shown."""
        totals = {name: self._totals.get(name, Counter()) for name in shown}
        hit, whole = self._hit, self._whole
        # Extractors may have run on different cases (single items were chosen): the largest count is the whole corpus.
        words = {kind: max((total[whole + kind] for total in totals.values()), default=0) for kind in self._kinds}
        present = tuple(kind for kind in self._kinds if words[kind])
        rows = tuple(
            (name, {kind: total[hit + kind] / total[whole + kind] for kind in present if total[whole + kind]})
            for name, total in totals.items()
        )
        return Shares(present, words, rows, self._pages)
