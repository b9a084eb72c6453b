"""The extractions that failed."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import FAILURES, Failure, Outcome
from ..runs import CaseResult

# A report lists no more; scores.csv has them all.
_KEPT = 1000


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One failed extraction."""

    extractor: str
    case: str
    outcome: Outcome
    failure: Failure


class FailureList:
    """The failures so far: how many, and the first thousand of them."""

    def __init__(self) -> None:
        self.size = 0
        self.rows: list[FailureRow] = []

    def add(self, result: CaseResult) -> None:
        """Take in one page."""
        if result.outcome in FAILURES and result.failure:
            self.size += 1
            if len(self.rows) < _KEPT:
                self.rows.append(FailureRow(result.extractor, result.case, result.outcome, result.failure))
