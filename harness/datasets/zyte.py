"""Zyte's article-extraction-benchmark: ``ground-truth.json`` and ``html/<id>.html.gz``.

A record is ``{"articleBody": ..., "url": ...}`` by page id. The benchmark reads the pages as UTF-8, whatever they
declare; so do its recorded systems, and ``encoding`` says so here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .base import FilePage, Gold, RecordError, missing, read_json, string_or_none
from .records import page_name

NAME = "zyte"


class ZyteSource:
    """The records of a checkout, in the order of their ids."""

    def __init__(self, path: Path) -> None:
        self._root = path
        self._file = path / "ground-truth.json"
        if not self._file.is_file():
            missing(path, NAME, self._file.name)
        records = read_json(self._file)
        if not isinstance(records, Mapping):
            missing(path, NAME, f"an object by page id in {self._file.name}")
        self._records = records
        self._keys: list[str] = sorted(records)

    def __len__(self) -> int:
        return len(self._keys)

    def key(self, number: int) -> str:
        """Return the page's id."""
        return self._keys[number]

    def gold(self, number: int) -> Gold:
        """Read one record; a missing ``articleBody`` is an empty text, as the peer's script has it."""
        key = self._keys[number]
        record, place = self._records[key], f"$[{key!r}]"
        if not isinstance(record, Mapping):
            raise RecordError(self._file, place, "an object is expected", "mend the record")
        page_name(key, self._file, place)
        page = next(
            (file for name in (f"{key}.html.gz", f"{key}.html") if (file := self._root / "html" / name).is_file()),
            self._root / "html" / f"{key}.html.gz",
        )
        return Gold(
            key=key,
            file=self._file,
            place=place,
            page=FilePage(page, self._root),
            url=string_or_none(record.get("url"), self._file, f"{place}.url"),
            encoding="utf-8",
            text=string_or_none(record.get("articleBody"), self._file, f"{place}.articleBody") or "",
            annotator="Zyte",
            licence="MIT",
        )


def open_source(path: Path) -> ZyteSource:
    """Open a checkout. Raises :class:`~harness.errors.DataSetError` when the folder is none."""
    return ZyteSource(path)
