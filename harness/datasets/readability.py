"""Readability's test pages: ``test-pages/<name>/{source.html,expected.html,expected-metadata.json}``.

The expected article of each page is what Mozilla's Readability itself gave when the test was recorded, so it says how
close an extractor comes to Readability, not to a person's judgement; each case says so in its notes. A place is the
checkout (``test/test-pages`` in it), or a folder that holds ``test-pages``, or that folder itself.

The expected text is that of ``expected.html`` as a reader sees it, in its blocks; there is no Markdown gold. The
metadata are Readability's too: ``title``, ``byline`` (authors, see :func:`~harness.datasets.metadata.authors`),
``siteName``, ``publishedTime``, ``excerpt`` (description), ``lang``; ``dir`` and ``readerable`` become the tags
``dir:rtl`` and ``not-readerable``. ``null`` is annotated as absent, a missing key is not annotated.

Source: mozilla/readability, its ``test`` folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..html import NestingError, read_html
from ..model import FieldValue
from ..text import collapse
from .base import FilePage, Gold, RecordError, missing, shown, string_or_none
from .metadata import authors, iso_date
from .records import read_object, read_text

NAME = "readability"
_PAGE, _EXPECTED, _METADATA = "source.html", "expected.html", "expected-metadata.json"
_FOLDERS = ("test/test-pages", "test-pages", "")
_TEXTS = {"title": "title", "siteName": "site_name", "excerpt": "description"}


class ReadabilitySource:
    """The folders that hold a page or an expected article, by name."""

    def __init__(self, path: Path) -> None:
        for name in _FOLDERS:
            self._root = path / name
            self._names = sorted(
                {file.parent.name for what in (_PAGE, _EXPECTED) for file in self._root.glob(f"*/{what}")}
            )
            if self._names:
                return
        missing(path, NAME, f"test-pages/*/{_PAGE}")

    def __len__(self) -> int:
        return len(self._names)

    def key(self, number: int) -> str:
        """Return the name of the test."""
        return self._names[number]

    def gold(self, number: int) -> Gold:
        """Read one test; one without metadata has none that are annotated."""
        folder = self._root / self._names[number]
        file = folder / _EXPECTED
        try:
            article = read_html(read_text(file, self._root))
        except NestingError as error:
            raise RecordError(file, "", str(error), "leave the test out") from error
        oddities: list[tuple[str, str, str]] = []
        given = _read_metadata(folder / _METADATA, self._root, oddities)
        direction = given.get("dir")
        return Gold(
            key=self._names[number],
            file=folder,
            page=FilePage(folder / _PAGE, self._root),
            language=string_or_none(given.get("lang"), folder / _METADATA, "$.lang") or "und",
            text=article.visible,
            blocks=article.blocks,
            metadata=_fields(given, folder / _METADATA, oddities),
            tags=(
                *((f"dir:{direction}",) if isinstance(direction, str) else ()),
                *(("not-readerable",) if given.get("readerable") is False else ()),
            ),
            annotator="Readability",
            licence="Apache-2.0",
            notes="The expected article is Readability's own output, not a person's.",
            oddities=tuple(oddities),
        )


def _read_metadata(file: Path, root: Path, oddities: list[tuple[str, str, str]]) -> Mapping[str, Any]:
    if file.is_file():
        return read_object(file, root)
    oddities.append((file.name, "is missing", "no metadata are scored"))
    return MappingProxyType({})


def _fields(given: Mapping[str, Any], file: Path, oddities: list[tuple[str, str, str]]) -> Mapping[str, FieldValue]:
    found: dict[str, FieldValue] = {}
    for key in ("title", "byline", "siteName", "excerpt", "publishedTime"):
        if key not in given:
            continue
        value = collapse(string_or_none(given[key], file, f"$.{key}") or "")
        if key in _TEXTS:
            found[_TEXTS[key]] = value or None
        elif key == "byline":
            found["authors"] = authors(value)
        elif not value:
            found["published"] = None
        elif date := iso_date(value):
            found["published"] = date
        else:
            what = f"“{shown(value)}” is no date that can be read for certain"
            oddities.append((f"{file.name} $.publishedTime", what, "it is not scored"))
    return found


def open_source(path: Path) -> ReadabilitySource:
    """Open a checkout. Raises :class:`~harness.errors.DataSetError` when the folder is none."""
    return ReadabilitySource(path)
