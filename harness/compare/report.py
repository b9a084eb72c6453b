"""A comparison with everything that a reader gets beside it: the words, what the gate says, and what to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .changes import Comparison
from .gate import Breach
from .texts import Texts


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """What every renderer shows.

    Attributes:
        comparison: the figures.
        texts: the words of the pages that moved most.
        breaches: what the gate does not allow; empty without a gate.
        top: how many pages of an extractor are shown to people; programs get all.
        notices: what else there is to say, a sentence each.
        made: when the new run was made, where it is known.
    """

    comparison: Comparison
    texts: Texts
    breaches: tuple[Breach, ...] = ()
    top: int = 5
    notices: tuple[str, ...] = ()
    made: datetime | None = None

    @property
    def failed(self) -> bool:
        """Whether anything got worse, beyond doubt or beyond what the gate allows."""
        return bool(self.comparison.got_worse or self.breaches)

    def breaches_of(self, extractor: str) -> tuple[Breach, ...]:
        """Return what of an extractor the gate does not allow."""
        return tuple(breach for breach in self.breaches if breach.extractor == extractor)
