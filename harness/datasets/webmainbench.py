"""WebMainBench: JSON Lines with page and Markdown in each row, in its current and in its older layout.

============================== ================================================= ============================
what                           current                                           older
============================== ================================================= ============================
id                             ``track_id``                                      ``id``
expected text, Markdown        ``groundtruth_content``, ``convert_main_content`` ``groundtruth_llm_webkit_md``
language                       ``meta.language``                                 ``language``
kind of page                   ``meta.style``                                    ``content_type``
difficulty (tag ``level-mid``) ``meta.level``                                    ``difficulty``
tags                           ``meta.table equation code`` (``code-interline``) ``tags``
============================== ================================================= ============================

As in the benchmark's loader, the last of ``groundtruth_content``, ``content`` and ``convert_main_content`` in a row is
the expected text, and the older key serves where there is none of them. Here one that is ``null`` gives way to one that
is not (the loader would compare with nothing). A row without any of them the loader passes over; here it is an error.

Pages are strings in the file, so their encoding is UTF-8 whatever they declare. The annotators' marks are taken out of
them, see :mod:`.annotation_marks`.

Source: github.com/opendatalab/WebMainBench, ``webmainbench/data/`` (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..markdown import read_markdown
from ..model import PAGE_TYPES, PageType
from .annotation_marks import remainder, without_marks
from .base import Gold, RecordError, string_or_none, strings
from .row_pages import Row, RowFiles, RowPage, id_of, row_files, text_of

NAME = "webmainbench"
_TEXTS = ("groundtruth_content", "content", "convert_main_content")
_OLDER_TEXT = "groundtruth_llm_webkit_md"
_IDS = ("track_id", "id")
_STYLES: dict[str, PageType] = {
    "content listing": "listing",
    "forum_or_article_with_commentsection": "forum",
    "blog": "article",
    **{kind: kind for kind in PAGE_TYPES},
}
_NOTES = "The annotators' marks were taken out of the page (cc-*, mark-selected, data-anno-uid, <marked-*>)."


class WebMainBenchSource:
    """The rows of a file, or of all files of a folder, in their order."""

    def __init__(self, rows: RowFiles) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def key(self, number: int) -> str:
        """Return the row's id, or the number of its line if it has none."""
        row = self._rows[number]
        try:
            return _id(row, row.read())
        except RecordError:
            return self._rows.name(number)

    def gold(self, number: int) -> Gold:
        """Read one row."""
        row = self._rows[number]
        record = row.read()
        page = without_marks(text_of(row, record, "html"))
        meta, where = record.get("meta"), f"{row.place} $.meta"
        if meta is None:
            meta, where = {}, f"{row.place} $"
        if not isinstance(meta, Mapping):
            raise row.error("meta", "an object is expected")

        def described(key: str, older: str) -> str | None:
            value = string_or_none(meta.get(key), row.file, f"{where}.{key}")
            return value or string_or_none(record.get(older), row.file, f"{row.place} $.{older}")

        oddities = []
        if mark := remainder(page):
            advice = "an extractor may see what was annotated; leave the row out if it does"
            oddities.append((f"{row.place} $.html", f"“{mark}” is left in the page", advice))
        text = _text(row, record)
        if text is None:
            oddities.append((f"{row.place} $.{_TEXTS[0]}", "there is no expected text", "write it; not scored"))
        level = described("level", "difficulty")
        tags = [f"level-{level}"] if level else []
        for kind in ("table", "equation", "code"):
            tags += [f"{kind}-{one}" for one in strings(meta.get(kind), row.file, f"{where}.{kind}")]
        tags += strings(record.get("tags"), row.file, f"{row.place} $.tags")
        return Gold(
            key=_id(row, record),
            file=row.file,
            place=row.place,
            page=RowPage(row, "html", without_marks),
            url=string_or_none(record.get("url"), row.file, f"{row.place} $.url"),
            encoding="utf-8",
            language=described("language", "language") or "und",
            page_type=_STYLES.get((described("style", "content_type") or "").lower(), "other"),
            text=text,
            markdown=text,
            blocks=None if text is None else read_markdown(text),
            tags=tuple(dict.fromkeys(tags)),
            annotator="WebMainBench",
            licence="Apache-2.0",
            notes=_NOTES,
            oddities=tuple(oddities),
        )


def _id(row: Row, record: Mapping[str, Any]) -> str:
    key = next((key for key in reversed([*record]) if key in _IDS), None)
    if key is None:
        raise row.error(_IDS[0], "is missing")
    return id_of(row, key, record[key])


def _text(row: Row, record: Mapping[str, Any]) -> str | None:
    keys = [key for key in reversed([*record]) if key in _TEXTS] or [_OLDER_TEXT]
    if not any(key in record for key in keys):
        raise row.error(_TEXTS[0], "is missing")
    found = [string_or_none(record[key], row.file, f"{row.place} $.{key}") for key in keys]
    return next((text for text in found if text is not None), None)


def open_source(path: Path) -> WebMainBenchSource:
    """Open a file of rows or a folder of them. Raises :class:`~harness.errors.DataSetError` when there are none."""
    return WebMainBenchSource(row_files(path, NAME))
