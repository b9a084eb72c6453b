"""trafilatura's evaluation data: ``evaldata.json``, and the pages in ``cache/`` or ``eval/`` beside it.

A record stands under the page's URL, or under ``hard::`` or ``recall::`` and the file's name. It has ``file``, ``with``
and ``without`` (segments that the output must and must not hold), and most have metadata. There is no full text. Pages
are bytes; the benchmark leaves their encoding to the extractor, and so does this adapter.

Metadata: ``title``, ``author`` (authors), ``date`` (published), ``description``, ``sitename`` (site name), ``tags``.
``categories``, ``license``, ``region`` and ``comments`` have no field here and are not scored. An empty value is one
that nobody filled in: the one script of the benchmark that compares metadata (of authors) passes it over, and so does
this adapter, instead of taking the page for one without.

Tolerated, as the benchmark's scripts have done at one time or another, and odd: segments that are missing, blank, more
than six, repeated, or unwanted although they are part of a wanted one.

Source: adbar/trafilatura, ``tests/eval_common.py``, ``tests/evaluate.py``, ``tests/eval_authors.py`` (Apache-2.0).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..model import FieldValue
from ..text import collapse
from .base import FilePage, Gold, missing, shown, string_or_none, strings
from .metadata import authors, iso_date
from .records import KeyedRecords, page_name

NAME = "trafilatura"
_FILE = "evaldata.json"
_FOLDERS = ("cache", "eval")  # in the order in which the benchmark looks
_PLAIN_FIELDS = {"title": "title", "description": "description", "sitename": "site_name"}
_MOST_SEGMENTS = 6
_MEND = "correct the record; it is scored as it stands"

Oddity = tuple[str, str, str]


class TrafilaturaSource(KeyedRecords):
    """The records of a checkout, in the order of their ids."""

    def __init__(self, file: Path, root: Path) -> None:
        super().__init__(file, root, NAME, "page")

    def gold(self, number: int) -> Gold:
        """Read one record."""
        key, (record, place) = self.key(number), self.record(number)
        name = page_name(record.get("file"), self._file, f"{place}.file")
        wanted, unwanted = (strings(record.get(side), self._file, f"{place}.{side}") for side in ("with", "without"))
        metadata, oddities = self._metadata(record, place)
        url = key if key.startswith(("http://", "https://")) else None
        selection = key.partition("::")[0] if url is None and "::" in key else ""
        return Gold(
            key=key,
            file=self._file,
            place=place,
            page=FilePage(self._page(name), self._root),
            url=url,
            metadata=metadata,
            wanted=wanted,
            unwanted=unwanted,
            tags=(selection,) if selection else (),
            annotator="trafilatura",
            licence="Apache-2.0",
            oddities=(*_odd_segments(wanted, unwanted, place), *oddities),
        )

    def _page(self, name: str) -> Path:
        places = [self._file.parent / folder / name for folder in _FOLDERS]
        return next((path for path in places if path.is_file()), places[0])

    def _metadata(self, record: Mapping[str, Any], place: str) -> tuple[dict[str, FieldValue], list[Oddity]]:
        found: dict[str, FieldValue] = {}
        oddities: list[Oddity] = []
        for theirs, ours in _PLAIN_FIELDS.items():
            if text := collapse(string_or_none(record.get(theirs), self._file, f"{place}.{theirs}") or ""):
                found[ours] = text
        author = record.get("author")
        names = authors(author) if isinstance(author, str) else strings(author, self._file, f"{place}.author")
        tags = strings(record.get("tags"), self._file, f"{place}.tags")
        for ours, values in (("authors", names), ("tags", tags)):
            if several := tuple(text for text in map(collapse, values) if text):
                found[ours] = several
        date = string_or_none(record.get("date"), self._file, f"{place}.date") or ""
        if published := iso_date(date):
            found["published"] = published
        elif date.strip():
            oddities.append((f"{place}.date", f"“{shown(date)}” is no date", "write it as 2025-04-07; not scored"))
        return found, oddities


def _odd_segments(wanted: tuple[str, ...], unwanted: tuple[str, ...], place: str) -> Iterator[Oddity]:
    sides = {"with": [collapse(text) for text in wanted], "without": [collapse(text) for text in unwanted]}
    for side, segments in sides.items():
        where = f"{place}.{side}"
        if not 0 < len(segments) <= _MOST_SEGMENTS:
            yield where, f"{len(segments)} segments; 1 to {_MOST_SEGMENTS} are usual", _MEND
        if not all(segments):
            yield where, "a blank segment, which every output holds", _MEND
        for segment, count in Counter(filter(None, segments)).items():
            if count > 1:
                yield where, f"“{shown(segment)}” stands there {count} times", _MEND
    for segment in dict.fromkeys(filter(None, sides["without"])):
        if any(segment in other for other in sides["with"]):
            yield f"{place}.without", f"“{shown(segment)}” is part of a wanted segment", _MEND


def open_source(path: Path) -> TrafilaturaSource:
    """Open a checkout, its ``tests/`` folder or its file of records.

    Raises :class:`~harness.errors.DataSetError` when it is none of them.
    """
    if path.is_file():
        return TrafilaturaSource(path, path.parent)
    file = next((file for file in (path / _FILE, path / "tests" / _FILE) if file.is_file()), None)
    if file is None:
        missing(path, NAME, _FILE)
    return TrafilaturaSource(file, path)
