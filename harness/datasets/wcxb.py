"""WCXB: ``dev`` and ``test``, each with ``ground-truth/<id>.json`` and ``html/<id>.html.gz``.

A place is the whole checkout or one of its splits. A page is called by its id; where both splits are opened and both
have an id, as some do, by split and id (``test/4011``). What a record may lack, and what it says then:

============================= ==========================================================
``ground_truth``              an empty text; if it is no object, the peer leaves the page out, and so do we
``main_content``              an empty text, as in the peer's script, scored against whatever is extracted
``main_content_markdown``     no Markdown gold
``title author publish_date`` not annotated; ``null``: the page has none
``with``, ``without``         no snippets
``_internal.page_type``       ``article``; it is an object with ``primary``, or a string
============================= ==========================================================

The page type ``category`` is ``collection``, one that we do not know is ``other``.

The peer scores words and snippets alone; its title, author and date are ours to score. An author is a free line
(names, a handle, a name and degrees): see :func:`~harness.datasets.metadata.authors`. The pages are stored in UTF-8,
whatever they declare. Scripts, styles and JSON-LD are missing from all pages of ``test`` and about a third of ``dev``.

Source: Murrough-Foley/web-content-extraction-benchmark, its ``evaluate.py`` and data.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ..model import PAGE_TYPES, FieldValue, PageType
from .base import FilePage, Gold, RecordError, missing, shown, string_or_none, strings
from .metadata import authors, iso_date
from .records import read_object

NAME = "wcxb"
SPLITS = ("dev", "test")
_GOLD = "ground-truth"
_PLACE = "$.ground_truth"


class WcxbSource:
    """The records of a checkout or of one split, by split and id."""

    def __init__(self, path: Path) -> None:
        self._root = path
        folders = [path / split for split in SPLITS if (path / split / _GOLD).is_dir()] or [path]
        if not (folders[0] / _GOLD).is_dir():
            missing(path, NAME, f"{SPLITS[0]}/{_GOLD}")
        self._folders = folders
        self._records = [
            (number, stem)
            for number, folder in enumerate(folders)
            for stem in sorted(file.stem for file in (folder / _GOLD).glob("*.json"))
        ]
        first, *others = ({stem for of, stem in self._records if of == number} for number in range(len(folders)))
        self._shared = first.intersection(*others) if others else frozenset()

    def __len__(self) -> int:
        return len(self._records)

    def key(self, number: int) -> str:
        """Return the page's id, behind the name of its split where the other split has the same id."""
        folder, stem = self._records[number]
        return f"{self._folders[folder].name}/{stem}" if stem in self._shared else stem

    def gold(self, number: int) -> Gold:
        """Read one record."""
        of, stem = self._records[number]
        folder = self._folders[of]
        file = folder / _GOLD / f"{stem}.json"
        record = read_object(file, self._root)
        truth = record.get("ground_truth", {})
        if not isinstance(truth, Mapping):
            found = f"an object is expected, not {shown(repr(truth))}"
            raise RecordError(file, _PLACE, found, "mend the record; the benchmark leaves it out too")
        oddities: list[tuple[str, str, str]] = []
        kind, labels = _page_type(record, oddities)
        split = (f"split:{folder.name}",) if folder.name in SPLITS else ()
        return Gold(
            key=self.key(number),
            file=file,
            place=_PLACE,
            page=FilePage(_page(folder / "html", stem), self._root),
            url=string_or_none(record.get("url"), file, "$.url"),
            encoding="utf-8",
            page_type=kind,
            text=string_or_none(truth.get("main_content"), file, f"{_PLACE}.main_content") or "",
            markdown=string_or_none(truth.get("main_content_markdown"), file, f"{_PLACE}.main_content_markdown")
            or None,
            metadata=_metadata(truth, file, oddities),
            wanted=strings(truth.get("with"), file, f"{_PLACE}.with"),
            unwanted=strings(truth.get("without"), file, f"{_PLACE}.without"),
            tags=(*split, *labels),
            annotator="WCXB: drafted by a language model, reviewed by a person",
            licence="CC-BY-4.0",
            bare_is_odd=True,
            oddities=tuple(oddities),
        )


def _page(folder: Path, stem: str) -> Path:
    packed = folder / f"{stem}.html.gz"
    plain = folder / f"{stem}.html"
    return plain if plain.is_file() and not packed.is_file() else packed


def _page_type(record: Mapping[str, Any], oddities: list[tuple[str, str, str]]) -> tuple[PageType, tuple[str, ...]]:
    """Return the type of a page and the labels that the annotator gave it."""
    internal = record.get("_internal") or {}
    given = internal.get("page_type") if isinstance(internal, Mapping) else None
    name = given.get("primary", "article") if isinstance(given, Mapping) else given
    place = "$._internal.page_type"
    if not isinstance(name, str):
        name = "article"
        oddities.append((place, "the page has no type", "it counts as an article, as in the benchmark"))
    name = "collection" if name == "category" else name
    if name not in PAGE_TYPES:
        oddities.append((place, f"unknown page type {shown(repr(name))}", "it counts as “other”"))
        name = "other"
    labels = given.get("tags") if isinstance(given, Mapping) else None
    kept = [one for one in labels if isinstance(one, str)] if isinstance(labels, list) else []
    if isinstance(internal, Mapping) and internal.get("spa") is True:
        kept.append("spa")
    return cast(PageType, name), tuple(kept)


def _metadata(truth: Mapping[str, Any], file: Path, oddities: list[tuple[str, str, str]]) -> Mapping[str, FieldValue]:
    found: dict[str, FieldValue] = {}
    for key in ("title", "author", "publish_date"):
        if key not in truth:
            continue
        place = f"{_PLACE}.{key}"
        value = (string_or_none(truth[key], file, place) or "").strip()
        if key == "title":
            found["title"] = value or None
        elif key == "author":
            found["authors"] = authors(value)
        elif not value:
            found["published"] = None
        elif date := iso_date(value):
            found["published"] = date
        else:
            oddities.append((place, f"“{shown(value)}” is no date that can be read for certain", "it is not scored"))
    return found


def open_source(path: Path) -> WcxbSource:
    """Open a checkout or a split. Raises :class:`~harness.errors.DataSetError` when the folder is neither."""
    return WcxbSource(path)
