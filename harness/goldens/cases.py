"""The cases of a run as a sequence that need not be in memory."""

from __future__ import annotations

import hashlib
import json
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ..model import GoldenCase


class Cases:
    """Golden cases by number; reading one may cost a file, so whoever needs it twice keeps it.

    Attributes:
        ids: the cases' ids, in order. Always in memory.
        pages_digest: changes with whatever an extractor gets to see of any of them, and with nothing else.
    """

    ids: Sequence[str]
    pages_digest: str

    @abstractmethod
    def __getitem__(self, number: int) -> GoldenCase:
        """Return one case."""

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[GoldenCase]:
        return map(self.__getitem__, range(len(self)))


class HeldCases(Cases):
    """Cases that are in memory."""

    def __init__(self, cases: Iterable[GoldenCase]) -> None:
        self._cases = tuple(cases)
        self.ids = tuple(case.id for case in self._cases)
        self.pages_digest = _digest(page_identity(case) for case in self._cases)

    def __getitem__(self, number: int) -> GoldenCase:
        return self._cases[number]


class JoinedCases(Cases):
    """The cases of several data sets, one after the other."""

    def __init__(self, parts: Sequence[Cases]) -> None:
        self._parts = tuple(parts)
        self._starts = [0, *accumulate(map(len, self._parts))]
        self.ids = [case_id for part in self._parts for case_id in part.ids]
        self.pages_digest = _digest(part.pages_digest.encode() for part in self._parts)

    def __getitem__(self, number: int) -> GoldenCase:
        if not 0 <= number < len(self):
            raise IndexError(number)
        part = bisect_right(self._starts, number) - 1
        return self._parts[part][number - self._starts[part]]


def page_identity(case: GoldenCase) -> bytes:
    """Return a digest of what an extractor gets to see of a case, and of the case's id."""
    seen = [case.id, case.page_digest, case.url, case.media_type, case.encoding]
    return hashlib.sha256(json.dumps(seen).encode()).digest()


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()
