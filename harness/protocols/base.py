"""What a protocol is, and what it gets: the counts of every page of every extractor."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol as TypingProtocol

import numpy as np
import numpy.typing as npt

from ..metrics.base import Counts
from ..table import Table

_ABSENT = -1  # counts are never negative


class CountTable:
    """The counts of one metric on the pages of one extractor, eight bytes a number.

    A page may lack a count that others have (WebMainBench's of a table, say): such a one is absent, not 0.
    """

    def __init__(self) -> None:
        self._columns: dict[str, array[int]] = {}
        self._applies = array("b")

    def append(self, counts: Counts | None) -> None:
        """Add a page; ``None`` where the metric does not apply to it."""
        pages = len(self._applies)
        self._applies.append(counts is not None)
        for name in (counts or {}).keys() - self._columns.keys():
            self._columns[name] = array("q", [_ABSENT]) * pages
        for name, column in self._columns.items():
            column.append(_ABSENT if counts is None else counts.get(name, _ABSENT))

    def __len__(self) -> int:
        return len(self._applies)

    def __iter__(self) -> Iterator[Counts | None]:
        """Yield what was appended, page by page."""
        for page, applies in enumerate(self._applies):
            if not applies:
                yield None
            else:
                yield {name: column[page] for name, column in self._columns.items() if column[page] != _ABSENT}

    @property
    def applies(self) -> npt.NDArray[np.bool_]:
        """(pages,): where the metric applies."""
        return np.array(self._applies, dtype=bool)

    def column(self, name: str) -> npt.NDArray[np.int64]:
        """(pages,): one count, 0 where it is absent."""
        column = self._columns.get(name)
        return np.zeros(len(self), np.int64) if column is None else np.maximum(np.array(column, dtype=np.int64), 0)


@dataclass(frozen=True, slots=True)
class PageLabels:
    """By what a page may be grouped."""

    data_set: str
    collection: str
    language: str
    page_type: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class System:
    """One extractor: its counts by metric, each with one entry for every page of :class:`Scored`.

    A page that the extractor was not asked for counts ``None``. ``seconds`` is the time of all its pages together,
    ``None`` for recorded outputs.
    """

    id: str
    version: str | None
    control: bool
    counts: Mapping[str, CountTable]
    failures: int
    seconds: float | None

    def counted(self, metric: str, pages: int) -> CountTable:
        """Return the counts of a metric; one that was not counted applies to none of so many pages."""
        found = self.counts.get(metric)
        if found is None:
            found = CountTable()
            for _ in range(pages):
                found.append(None)
        return found


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything that a protocol makes its tables of."""

    pages: tuple[PageLabels, ...]
    systems: tuple[System, ...]


class Protocol(TypingProtocol):
    """A benchmark's recipe: its metrics, which pages count, how they are averaged, which columns it prints."""

    @property
    def name(self) -> str:
        """The benchmark's name, as in ``--protocol``."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of the catalogue that it needs."""

    @property
    def optional(self) -> tuple[str, ...]:
        """The metrics that have a table of their own where they were counted too."""

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return the benchmark's own table first, each with our intervals beside it.

        With ``differences`` one more comes last: how far any two extractors differ in the headline figure, and how
        far that difference would move with other pages.
        """
