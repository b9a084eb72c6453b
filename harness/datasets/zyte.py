"""Zyte's article-extraction-benchmark: ``ground-truth.json`` and ``html/<id>.html.gz``.

A record is ``{"articleBody": ..., "url": ...}`` by page id. The benchmark reads the pages as UTF-8, whatever they
declare; so do its recorded systems, and ``encoding`` says so here.
"""

from __future__ import annotations

from pathlib import Path

from .base import FilePage, Gold, missing, string_or_none
from .records import KeyedRecords, page_name

NAME = "zyte"


class ZyteSource(KeyedRecords):
    """The records of a checkout, in the order of their ids."""

    def __init__(self, path: Path) -> None:
        file = path / "ground-truth.json"
        if not file.is_file():
            missing(path, NAME, file.name)
        super().__init__(file, path, NAME, "page id")

    def gold(self, number: int) -> Gold:
        """Read one record; a missing ``articleBody`` is an empty text, as the peer's script has it."""
        key, (record, place) = self.key(number), self.record(number)
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
