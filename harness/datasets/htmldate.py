"""htmldate's evaluation data: dates of publication by URL, and the pages in ``test_set/``, ``cache/`` or ``eval/``.

The records, ``{"file": ..., "date": "2020-06-07"}``, are in ``eval_mediacloud_2020.json`` and ``eval_default.json``;
an URL in both has the date of the second. Only the date is annotated. ``null`` says that the page has none, and so does
``NaN``, which the first file has. The benchmark's own script takes a NaN for a date that no answer equals: where
nothing was answered it counts one true negative less, in its accuracy alone.

Pages are bytes. The benchmark hands its extractors text that it decodes by detection.

Source: adbar/htmldate, ``tests/evaluation.py`` (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model import FieldValue
from .base import FilePage, Gold, RecordError, missing, read_json, shown, string_or_none
from .metadata import iso_date
from .records import page_name

NAME = "htmldate"
_FILES = ("eval_mediacloud_2020.json", "eval_default.json")  # a later one goes before an earlier one
_FOLDERS = ("test_set", "cache", "eval")  # in the order in which the benchmark looks


class HtmlDateSource:
    """The records of a checkout, in the order of their URLs.

    Args:
        files: where the records are.
        root: the folder below which the pages must lie.
    """

    def __init__(self, files: list[Path], root: Path) -> None:
        self._root = root
        self._records: dict[str, tuple[Path, Any]] = {}
        for file in files:
            records = read_json(file)
            if not isinstance(records, Mapping):
                missing(root, NAME, f"an object by URL in {file.name}")
            self._records |= {url: (file, record) for url, record in records.items()}
        self._keys = sorted(self._records)

    def __len__(self) -> int:
        return len(self._keys)

    def key(self, number: int) -> str:
        """Return the page's URL."""
        return self._keys[number]

    def gold(self, number: int) -> Gold:
        """Read one record."""
        key = self._keys[number]
        (file, record), place = self._records[key], f"$[{key!r}]"
        if not isinstance(record, Mapping):
            raise RecordError(file, place, "an object is expected", "mend the record")
        name = page_name(record.get("file"), file, f"{place}.file")
        if "date" not in record:
            raise RecordError(file, place, "has no date", "give it one, or null for a page without")
        metadata, oddities = _published(record["date"], file, f"{place}.date")
        return Gold(
            key=key,
            file=file,
            place=place,
            page=FilePage(_page(file.parent, name), self._root),
            url=key,
            language=string_or_none(record.get("lang"), file, f"{place}.lang") or "und",
            metadata=metadata,
            annotator="htmldate",
            licence="Apache-2.0",
            oddities=oddities,
        )


def _published(date: object, file: Path, place: str) -> tuple[dict[str, FieldValue], tuple[tuple[str, str, str], ...]]:
    if isinstance(date, float) and date != date:
        return {"published": None}, ((place, "NaN", "write null for a page that has no date; it is scored so"),)
    text = string_or_none(date, file, place)
    if text is None:
        return {"published": None}, ()
    if found := iso_date(text):
        return {"published": found}, ()
    return {}, ((place, f"“{shown(text)}” is no date", "write it as 2025-04-07; not scored"),)


def _page(folder: Path, name: str) -> Path:
    places = [folder / each / name for each in _FOLDERS]
    return next((path for path in places if path.is_file()), places[0])


def open_source(path: Path) -> HtmlDateSource:
    """Open a checkout, its ``tests/`` folder or one file of records.

    Raises :class:`~harness.errors.DataSetError` when it is none of them.
    """
    if path.is_file():
        return HtmlDateSource([path], path.parent)
    found = [[file for name in _FILES if (file := folder / name).is_file()] for folder in (path, path / "tests")]
    files = next(filter(None, found), None)
    if files is None:
        missing(path, NAME, " or ".join(_FILES))
    return HtmlDateSource(files, path)
