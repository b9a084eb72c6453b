"""Columns of a side, one entry a case: a figure, and how an extractor ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import FAILURES, OUTCOMES, Outcome

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

_NO_RESULT = len(OUTCOMES)
_FAILED = np.array([outcome in FAILURES for outcome in OUTCOMES] + [False])


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One figure of one extractor on every case of a side.

    ``values`` and ``applies`` are both (cases,); a value is finite, and 0 where the figure does not apply or where
    there is no result.
    """

    values: Floats
    applies: Booleans

    @classmethod
    def of(cls, values: Sequence[float | None]) -> Scores:
        """Return a column from one value a case; ``None`` does not apply, or there is no result."""
        return cls(
            np.array([0.0 if value is None else value for value in values], dtype=np.float64),
            np.array([value is not None for value in values], dtype=np.bool_),
        )

    def at(self, case: int) -> float | None:
        """Return the value of a case, by its number."""
        return float(self.values[case]) if self.applies[case] else None

    def take(self, cases: npt.NDArray[np.int64]) -> Scores:
        """Return the column of some cases, by their numbers."""
        return Scores(self.values[cases], self.applies[cases])

    def rounded(self, digits: int) -> Scores:
        """Return the column rounded as a baseline rounds: correctly, where numpy's own way is off in the last digit."""
        return Scores(np.array([round(value, digits) for value in self.values.tolist()], np.float64), self.applies)


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """How one extractor ended on every case of a side: (cases,) codes, places in ``OUTCOMES`` or one past its end."""

    codes: npt.NDArray[np.int8]

    @classmethod
    def of(cls, outcomes: Iterable[Outcome | None]) -> Outcomes:
        """Return a column from one outcome a case; ``None`` where there is no result."""
        codes = [_NO_RESULT if outcome is None else OUTCOMES.index(outcome) for outcome in outcomes]
        return cls(np.array(codes, dtype=np.int8))

    def at(self, case: int) -> Outcome | None:
        """Return the outcome of a case, by its number; ``None`` where there is no result."""
        code = int(self.codes[case])
        return None if code == _NO_RESULT else OUTCOMES[code]

    def take(self, cases: npt.NDArray[np.int64]) -> Outcomes:
        """Return the column of some cases, by their numbers."""
        return Outcomes(self.codes[cases])

    @property
    def there(self) -> Booleans:
        """(cases,): whether there is a result."""
        return np.asarray(self.codes != _NO_RESULT)

    @property
    def failed(self) -> Booleans:
        """(cases,): whether the extractor failed; no result is no failure."""
        return np.asarray(_FAILED[self.codes])
