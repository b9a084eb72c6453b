"""Anybody's own data set: JSON Lines, a page a row.

================================ ===================================================================================
key                              meaning
================================ ===================================================================================
``id``                           a string or a whole number; the number of the line where it is missing
``html``, ``html_path``,         the page, exactly one of them: HTML, a file of it (``.html``, ``.txt``, gzipped or
``text``                         not, below the folder of the data set), or plain text
``expected``, ``markdown``       the text to be found, plain or as Markdown, or both
``metadata``                     by the names of ``golden.json``: a field that is absent is not scored, one that is
                                 ``null`` or ``[]`` is annotated as absent; dates in ISO 8601
``must_include, must_exclude``   lists of snippets
``url language page_type tags``  as in ``golden.json``
``encoding``                     of the file of ``html_path``, as the server declared it
================================ ===================================================================================

A ``null`` is as good as a missing key, in ``metadata`` excepted. Keys that are none of these are odd and not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from ..html.decode import UnknownEncodingError, lookup_codec
from ..markdown import read_markdown
from ..model import FIELDS, LIST_FIELDS, FieldValue, PageSource, PageType
from .base import FilePage, Gold, RecordError, shown, string_or_none, strings
from .metadata import iso_date
from .records import page_name
from .row_pages import Row, RowFiles, RowPage, id_of, row_files, text_of

NAME = "jsonl"
_PAGES = ("html", "html_path", "text")
_STRINGS = ("url", "expected", "markdown", "language", "page_type", "encoding")
_LISTS = ("must_include", "must_exclude", "tags")
_KEYS = frozenset({"id", "metadata", *_PAGES, *_STRINGS, *_LISTS})
_FIELDS = tuple(name for name in FIELDS if name != "language")  # it is a key of the row
_DATES = ("published", "modified")
_PAGE_TYPES: dict[str, PageType] = {name: name for name in get_args(PageType)}

Oddity = tuple[str, str, str]


class JsonlSource:
    """The rows of a file, or of all files of a folder, in their order."""

    def __init__(self, rows: RowFiles) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def key(self, number: int) -> str:
        """Return the row's id, or the number of its line (behind the file's name where there are several)."""
        row = self._rows[number]
        try:
            record = row.read()
            return self._rows.name(number) if record.get("id") is None else id_of(row, "id", record["id"])
        except RecordError:
            return self._rows.name(number)

    def gold(self, number: int) -> Gold:
        """Read one row."""
        row = self._rows[number]
        record = row.read()
        given = {key: string_or_none(record.get(key), row.file, f"{row.place} $.{key}") for key in _STRINGS}
        lists = {key: strings(record.get(key), row.file, f"{row.place} $.{key}") for key in _LISTS}
        metadata, oddities = _metadata(row, record)
        for key in record:
            if key not in _KEYS:
                oddities.append((f"{row.place} $", f"{shown(ascii(key))} is no key of a row", "it is not read"))
        page, media_type, encoding = _page(row, record, given["encoding"], oddities)
        page_type = _PAGE_TYPES.get(given["page_type"] or "article")
        if page_type is None:
            found = f"{shown(ascii(given['page_type']))} is no type of page"
            oddities.append((f"{row.place} $.page_type", found, f"use one of {', '.join(_PAGE_TYPES)}; taken as other"))
        text, markdown = given["expected"], given["markdown"]
        return Gold(
            key=self._rows.name(number) if record.get("id") is None else id_of(row, "id", record["id"]),
            file=row.file,
            place=row.place,
            page=page,
            url=given["url"],
            encoding=encoding,
            media_type=media_type,
            language=given["language"] or "und",
            page_type=page_type or "other",
            text=markdown if text is None else text,
            markdown=markdown,
            blocks=read_markdown(markdown) if text is None and markdown is not None else None,
            metadata=metadata,
            wanted=lists["must_include"],
            unwanted=lists["must_exclude"],
            tags=lists["tags"],
            oddities=tuple(oddities),
        )


def _page(
    row: Row, record: Mapping[str, Any], encoding: str | None, oddities: list[Oddity]
) -> tuple[PageSource, str, str | None]:
    """Return the page, its media type and its encoding."""
    given = [key for key in _PAGES if record.get(key) is not None]
    if len(given) != 1:
        found = f"has {' and '.join(given)}" if given else "has no page"
        raise RecordError(row.file, row.place, found, f"give it one of {', '.join(_PAGES)}")
    if given[0] != "html_path":
        text_of(row, record, given[0])
        if encoding is not None:
            found = "means nothing for a page that is in the row"
            oddities.append((f"{row.place} $.encoding", found, "leave it out; the page is taken as UTF-8"))
        return RowPage(row, given[0]), "text/plain" if given[0] == "text" else "text/html", "utf-8"
    if encoding is not None:
        try:
            lookup_codec(encoding)
        except UnknownEncodingError as error:
            advice = "use a label of the WHATWG Encoding standard, such as windows-1252, or leave the key out"
            raise row.error("encoding", str(error), advice) from error
    path = Path(text_of(row, record, "html_path"))
    page_name(path.name, row.file, f"{row.place} $.html_path")
    plain = path.name.removesuffix(".gz").endswith(".txt")
    folder = row.file.parent
    return FilePage(folder / path, folder), "text/plain" if plain else "text/html", encoding


def _metadata(row: Row, record: Mapping[str, Any]) -> tuple[dict[str, FieldValue], list[Oddity]]:
    given = record.get("metadata")
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise row.error("metadata", f"an object is expected, not {shown(repr(given))}")
    found: dict[str, FieldValue] = {}
    oddities: list[Oddity] = []
    for name, value in given.items():
        place = f"{row.place} $.metadata.{name}" if name in _FIELDS else f"{row.place} $.metadata"
        if name not in _FIELDS:
            oddities.append((place, f"{shown(ascii(name))} is no field", f"use one of {', '.join(_FIELDS)}; not read"))
        elif name in LIST_FIELDS:
            found[name] = strings(value, row.file, place)
        elif name not in _DATES or value is None:
            found[name] = string_or_none(value, row.file, place)
        elif date := iso_date(string_or_none(value, row.file, place) or ""):
            found[name] = date
        else:
            oddities.append((place, f"“{shown(value)}” is no date", "write it as 2025-04-07; not scored"))
    return found, oddities


def open_source(path: Path) -> JsonlSource:
    """Open a file of rows or a folder of them. Raises :class:`~harness.errors.DataSetError` when there are none."""
    return JsonlSource(row_files(path, NAME))
