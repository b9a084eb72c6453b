"""From ``name:path`` to a collection: one pass over the records, of which only ids and digests stay in memory.

A crawl is opened by its index alone, wherever nothing is asked that only its pages can tell; see :mod:`.warc_crawl`.
"""

from __future__ import annotations

import glob
import hashlib
import importlib
import os
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..errors import DataSetError, UnknownNameError
from ..goldens import Cases, Collection, DataSet, LoadedCase, Problem, Selection
from ..goldens.cases import page_identity
from ..goldens.collection import digest_of
from ..model import GoldenCase
from .base import RecordError, Source, build_case, page_path
from .catalogue import NAMES
from .warc_crawl import open_crawl
from .warc_filter import split_place


class _Seen:
    """The cases that were looked at, in the order of the source; per case an id, a number and 80 bytes of digests."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.numbers = array("L")
        self._known: set[str] = set()
        self._digests = bytearray()
        self._identities = bytearray()
        # Half a SHA-256 tells pages apart as well.
        self._pages = bytearray()

    def __contains__(self, case_id: str) -> bool:
        return case_id in self._known

    def add(self, case: GoldenCase, number: int) -> None:
        """Remember a case by what it is called and by its digests."""
        self.ids.append(case.id)
        self._known.add(case.id)
        self.numbers.append(number)
        self._digests += bytes.fromhex(case.digest)
        self._identities += page_identity(case)
        self._pages += bytes.fromhex(case.page_digest)[:16]

    def digest(self, at: int) -> str:
        """Return the digest of all of a case."""
        return self._digests[32 * at : 32 * at + 32].hex()

    def identity(self, at: int) -> bytes:
        """Return the digest of what an extractor gets to see of a case."""
        return bytes(self._identities[32 * at : 32 * at + 32])

    def twins(self) -> list[tuple[int, int]]:
        """Return (case, first case) for every case whose page an earlier one has."""
        pages = np.frombuffer(bytes(self._pages), dtype=[("a", "<u8"), ("b", "<u8")])
        _, first, same = np.unique(pages, return_index=True, return_inverse=True)
        earliest = first[same]
        return [(at, int(earliest[at])) for at in np.flatnonzero(earliest < np.arange(len(pages))).tolist()]


class SourceCases(Cases):
    """Cases of a data set, each read from its files when asked for."""

    def __init__(self, data_set: str, root: Path, source: Source, seen: _Seen, kept: Sequence[int]) -> None:
        self._data_set, self._root, self._source = data_set, root, source
        self._numbers = array("L", (seen.numbers[at] for at in kept))
        self.ids = [seen.ids[at] for at in kept]
        pages = hashlib.sha256()
        for at in kept:
            pages.update(seen.identity(at))
        self.pages_digest = pages.hexdigest()

    def __getitem__(self, number: int) -> GoldenCase:
        loaded = _load(self._data_set, self._root, self._source, self._numbers[number])
        if loaded.case is None:
            raise DataSetError(f"{loaded.problems[0]} (it could be read when the run began)")
        return loaded.case


def is_spec(text: str) -> bool:
    """Whether a text names a data set, as ``zyte:path`` does, rather than a folder of golden cases."""
    name, colon, _ = text.partition(":")
    return bool(colon) and (name in NAMES or not Path(text).exists())


def find(spec: str) -> tuple[str, Path]:
    """Return the adapter's name and the path of ``name:path``; ``name:`` alone lies in ``$HARNESS_DATASETS/name``."""
    name, place = _name_and_place(spec)
    path = Path(place).expanduser()
    if not path.exists() and not glob.has_magic(str(path)):  # an adapter of many files takes a pattern
        raise DataSetError(f"{path} does not exist; give the place of the data set as {name}:PATH")
    return name, path.resolve()


def _name_and_place(spec: str) -> tuple[str, str]:
    name, _, place = spec.partition(":")
    if name not in NAMES:
        raise UnknownNameError("data set", name, NAMES)
    if place:
        return name, place
    if folder := os.environ.get("HARNESS_DATASETS"):
        return name, str(Path(folder) / name)
    raise DataSetError(f"{spec} names no place; write {name}:PATH, or set HARNESS_DATASETS to a folder of data sets")


def open_spec(
    spec: str,
    selection: Selection | None = None,
    *,
    dedupe: bool = False,
    list_oddities: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Collection:
    """Open a data set such as ``zyte:path`` and look at each of its records once.

    Of a crawl no page is read, unless oddities are to be listed or cases to be chosen by more than their language: what
    is wrong with a page is then found out when it is needed.

    Args:
        spec: adapter and place.
        selection: which cases to keep; broken records are told whatever it says.
        dedupe: leave out a case whose page an earlier one has.
        list_oddities: keep them for a list; without, they are only counted.
        progress: called with (records done, records in all); of a crawl that is not read, with its files.
    """
    name, place = _name_and_place(spec)
    if name == "warc":
        crawl = _indexed(place, selection)
        if crawl is not None and not list_oddities:
            return open_crawl(crawl, dedupe=dedupe, progress=progress)
        if "://" in place:
            raise DataSetError(
                f"{spec} can be run and surveyed; what needs every page of it now needs the files here: fetch them"
            )
    name, path = find(spec)
    source: Source = importlib.import_module(f".{name}", __package__).open_source(path)
    root = path if path.is_dir() else path.parent
    broken: list[LoadedCase] = []
    oddities: list[Problem] = []
    dropped: list[str] = []
    odd = 0
    seen = _Seen()
    for number in range(len(source)):
        loaded = _load(name, root, source, number, blocks=False)
        odd += len(loaded.oddities)
        if list_oddities:
            oddities += loaded.oddities
        if loaded.case is not None and loaded.id in seen:
            loaded = LoadedCase(loaded.id, root, None, (_same_name(source, number),))
        if loaded.case is None:
            broken.append(loaded)
        elif selection is None or selection.keeps(loaded.case):
            seen.add(loaded.case, number)
        if progress:
            progress(number + 1, len(source))
    twins = seen.twins()
    odd += len(twins)
    if list_oddities:
        oddities += [_same_page(source, seen.numbers[at], seen.numbers[first]) for at, first in twins]
    if dedupe:
        dropped = [seen.ids[at] for at, _ in twins]
    left_out = {at for at, _ in twins} if dedupe else set()
    kept = sorted((at for at in range(len(seen.ids)) if at not in left_out), key=seen.ids.__getitem__)
    digest = digest_of((seen.ids[at], seen.digest(at)) for at in kept)
    cases = SourceCases(name, root, source, seen, kept)
    return Collection(
        cases,
        broken=tuple(broken),
        data_sets=(DataSet(name, digest, len(cases)),),
        odd=odd,
        oddities=tuple(oddities),
        dropped=tuple(dropped),
    )


def _indexed(place: str, selection: Selection | None) -> str | None:
    """Return the place of a crawl with the selection as an option; ``None`` where an index cannot tell what is kept."""
    if selection is None or selection == Selection():
        return place
    where, wanted = split_place(place)
    if selection.collections or selection.tags or selection.page_types or wanted.languages:
        return None
    return f"{place}{'&' if where != place else '?'}language={','.join(selection.languages)}"


def _load(data_set: str, root: Path, source: Source, number: int, *, blocks: bool = True) -> LoadedCase:
    try:
        return build_case(data_set, root, source.gold(number), blocks=blocks)
    except RecordError as error:
        return LoadedCase(f"{data_set}/{source.key(number)}", root, None, (error.problem,))


def _same_name(source: Source, number: int) -> Problem:
    gold = source.gold(number)
    return Problem(gold.file, gold.place, f"a second record is called {gold.key}", "rename one of the two")


def _same_page(source: Source, number: int, twin: int) -> Problem:
    gold, other = source.gold(number), source.gold(twin)
    found = f"is the same page as that of {other.key}"
    if gold.text != other.text:
        found += ", with another expected text"
    path = page_path(gold)
    return Problem(path, gold.place if path == gold.file else "", found, "leave repeated pages out with --dedupe")
