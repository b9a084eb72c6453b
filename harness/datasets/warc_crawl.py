"""A crawl as cases of a run that are read one at a time: opening ten million pages reads none of them.

What :func:`.opening.open_spec` finds out by reading every page at the start (pages that cannot be decoded) is found out
here when a page is read: it is an empty page then, and its notes say why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from ..errors import DataSetError
from ..goldens import Cases, Collection, DataSet, LoadedCase, Problem
from ..model import GoldenCase
from .base import Gold, build_case
from .warc import WarcSource
from .warc_files import find_files
from .warc_filter import RecordFilter, split_place

_NAME = "warc"
# What the notes of a case begin with whose page cannot be read.
UNREADABLE = "The page cannot be read: "
# Repeated ids that are named; of the others it is said how many there are.
_SHOWN = 20


class CrawlCases(Cases):
    """The pages of a crawl, read when asked for; what travels to another process is the place and the filter.

    Args:
        place: as behind ``warc:``, with its options; paths absolute.
        dedupe: leave out a record whose payload an earlier one has.
        progress: called with (files indexed, files in all).
    """

    def __init__(self, place: str, *, dedupe: bool = False, progress: Callable[[int, int], None] | None = None) -> None:
        self._place, self._dedupe = place, dedupe
        where, wanted = _split(place)
        self._source = WarcSource(find_files(where), wanted, progress)
        self.repeated = self._drop("hash")
        self.dropped = self._drop("digest") if dedupe else []
        self.ids = CrawlIds(self._source)
        self.pages_digest = self._digest()

    def __reduce__(self) -> tuple[Callable[[str, bool, str], CrawlCases], tuple[str, bool, str]]:
        return _again, (self._place, self._dedupe, self.pages_digest)

    def __getitem__(self, number: int) -> GoldenCase:
        gold = self._source.gold(number)
        loaded = build_case(_NAME, gold.file.parent, gold)
        if loaded.case is not None:
            return loaded.case
        empty = build_case(_NAME, gold.file.parent, _unreadable(gold, str(loaded.problems[0]))).case
        assert empty is not None
        return empty

    def breaks(self) -> list[LoadedCase]:
        """Return the files that break off, each as a case that cannot be read."""
        found = []
        for index in self._source.indexes:
            if index.problem:
                one, file = index.problem, index.file
                problem = Problem(file.path, file.place(one.offset), one.found, one.advice)
                found.append(LoadedCase(f"{_NAME}/{file.name}@{one.offset}", file.path.parent, None, (problem,)))
        return found

    def _drop(self, column: str) -> list[str]:
        """Leave out rows that have the same as an earlier one in a column; return the ids of the first ones."""
        source = self._source
        columns = [index.rows[column][rows] for index, rows in zip(source.indexes, source.rows, strict=True)]
        if column == "digest":
            columns = [one.copy().view("<u8")[::2] for one in columns]
        values = np.concatenate(columns) if columns else np.empty(0, np.uint64)
        first = np.zeros(len(values), dtype=bool)
        first[np.unique(values, return_index=True)[1]] = True
        again = np.flatnonzero(~first)
        if not len(again):
            return []
        named = [f"{_NAME}/{source.key(number)}" for number in again[:_SHOWN].tolist()]
        ends = np.cumsum([len(rows) for rows in source.rows]).tolist()
        source.keep([rows[first[end - len(rows) : end]] for end, rows in zip(ends, source.rows, strict=True)])
        return named + [f"{_NAME}/..."] * (len(again) - len(named))

    def _digest(self) -> str:
        whole = hashlib.sha256()
        for index, rows in zip(self._source.indexes, self._source.rows, strict=True):
            whole.update(f"{index.digest}\n".encode())
            whole.update(np.ascontiguousarray(rows, "<u4").tobytes())
        return whole.hexdigest()


class CrawlIds(Sequence[str]):
    """The ids of a crawl's pages, read from its index."""

    def __init__(self, source: WarcSource) -> None:
        self._source = source

    def __len__(self) -> int:
        return self._source.pages

    def __iter__(self) -> Iterator[str]:
        return (f"{_NAME}/{self._source.key(number)}" for number in range(len(self)))

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        size = len(self)
        if not -size <= number < size:
            raise IndexError(number)
        return f"{_NAME}/{self._source.key(number % size)}"


def open_crawl(place: str, *, dedupe: bool = False, progress: Callable[[int, int], None] | None = None) -> Collection:
    """Open a crawl by what stands behind ``warc:``; nothing but indexes is read.

    Raises :class:`~harness.errors.DataSetError` where there is none, or an option is wrong.
    """
    if "://" not in place:
        place = str(Path(place).expanduser().absolute())
    cases = CrawlCases(place, dedupe=dedupe, progress=progress)
    return Collection(
        cases,
        broken=(*cases.breaks(), *_repeated(cases.repeated, place)),
        data_sets=(DataSet(_NAME, cases.pages_digest, len(cases)),),
        dropped=tuple(cases.dropped),
    )


def _repeated(ids: Sequence[str], place: str) -> list[LoadedCase]:
    named = [one for one in ids if one != f"{_NAME}/..."]
    found = [f"a second record is called {one.removeprefix(_NAME + '/')}" for one in named]
    if len(ids) > len(named):
        found.append(f"so are {len(ids) - len(named)} more")
    path = Path(place.partition("?")[0])
    return [
        LoadedCase(name, path, None, (Problem(path, "", said, "rename one of the two"),))
        for name, said in zip(ids, found, strict=False)
    ]


def _split(place: str) -> tuple[str, RecordFilter]:
    return (place, RecordFilter()) if "://" not in place and Path(place).exists() else split_place(place)


def _unreadable(gold: Gold, why: str) -> Gold:
    return Gold(
        key=gold.key,
        file=gold.file,
        place=gold.place,
        page=NoPage(),
        url=gold.url,
        media_type=gold.media_type,
        language=gold.language,
        page_type=gold.page_type,
        notes=UNREADABLE + why,
    )


class NoPage:
    """A page without a byte, in place of one that cannot be read."""

    def read(self) -> bytes:
        """Return nothing."""
        return b""


def _again(place: str, dedupe: bool, digest: str) -> CrawlCases:
    """Open the crawl in another process. Raises :class:`~harness.errors.DataSetError` when it is another one there."""
    cases = CrawlCases(place, dedupe=dedupe)
    if cases.pages_digest != digest:
        raise DataSetError(f"warc:{place} is another crawl here than where the run began; give both the same files")
    return cases
