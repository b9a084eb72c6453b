"""Golden cases in other benchmarks' layouts, so that their own scripts read them.

============= ========================================================================================================
layout        what it holds of a case
============= ========================================================================================================
``jsonl``     everything but noise, optional spans and provenance; pages as files of their own
``wcxb``      text, Markdown, title, authors, publication date, snippets, page type, tags
``zyte``      text and address
``trafilatura`` snippets and metadata that are there; no text
============= ========================================================================================================

Opened again under the layout's name, a case has the same expected words, metadata and page bytes, but for what the
remarks say. ``wcxb`` and ``zyte`` read pages as UTF-8 HTML: one that is not is written so.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ..blocks import join
from ..errors import DataSetError, PageError
from ..goldens import Collection
from ..goldens.pages import read_content
from ..html import UnknownEncodingError, decode, plain_text_as_html
from ..model import FIELDS, GoldenCase
from ..text import collapse
from .folders import Remark, plain_name, refuse_used, replace, slug, staging
from .metadata import authors

Layout = Literal["jsonl", "wcxb", "zyte", "trafilatura"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
_HELD: dict[Layout, frozenset[str]] = {
    "jsonl": frozenset(FIELDS) - {"language"},
    "wcxb": frozenset({"title", "authors", "published"}),
    "zyte": frozenset(),
    "trafilatura": frozenset({"title", "authors", "published", "description", "site_name", "tags"}),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export.

    Attributes:
        target: the folder that opens as ``<layout>:target``.
        keys: the id of each case there, by its id here: what recorded outputs must be called.
        remarks: what was left out or changed.
        lost: what the layout has no place for, and of how many cases.
    """

    target: Path
    keys: dict[str, str]
    remarks: tuple[Remark, ...]
    lost: dict[str, int]


class _LeftOutError(Exception):
    """A case that the layout cannot hold; the message says why."""


class _Writer:
    """Writes the cases of one export, one after the other."""

    def __init__(self, layout: Layout, folder: Path) -> None:
        self.layout, self.folder = layout, folder
        self.records: dict[str, Any] = {}
        self.lost: Counter[str] = Counter()
        self.losses: list[str] = []

    def add(self, case: GoldenCase, name: str) -> str:
        """Write a case and return its key. Raises :class:`_LeftOutError`."""
        self.losses = []
        page = read_content(case)
        add: Callable[[GoldenCase, str, bytes], str] = getattr(self, f"_add_{self.layout}")
        key = add(case, name, page)
        self._lose(noise=case.noise, optional=case.optional, notes=case.notes, provenance=True)
        for field in case.metadata.keys() - _HELD[self.layout]:
            self.lost[field] += 1
        return key

    def finish(self) -> None:
        """Write what holds all cases."""
        if self.layout == "zyte":
            _write(self.folder / "ground-truth.json", self.records)
        elif self.layout == "trafilatura":
            _write(self.folder / "evaldata.json", self.records)
        elif self.layout == "jsonl":
            rows = [json.dumps(record) for record in self.records.values()]
            (self.folder / "cases.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")

    def _add_jsonl(self, case: GoldenCase, name: str, page: bytes) -> str:
        file = f"pages/{name}{'.txt' if case.media_type == 'text/plain' else '.html'}"
        self._page(file, page)
        metadata = {field: list(value) if isinstance(value, tuple) else value for field, value in case.metadata.items()}
        record = {
            "id": case.id,
            "url": case.url,
            "html_path": file,
            "encoding": case.encoding,
            "language": case.language,
            "page_type": case.page_type,
            "expected": _text(case),
            "markdown": case.expected_markdown if case.expected is not None else None,
            "metadata": metadata,
            "must_include": list(case.must_include),
            "must_exclude": list(case.must_exclude),
            "tags": list(case.tags),
        }
        self.records[case.id] = {key: value for key, value in record.items() if value is not None}
        return case.id

    def _add_zyte(self, case: GoldenCase, name: str, page: bytes) -> str:
        record = {"articleBody": self._needed_text(case), "url": case.url}
        self._packed_page(f"html/{name}.html.gz", case, page)
        self.records[name] = {key: value for key, value in record.items() if value is not None}
        self._lose(language=case.language != "und", page_type=case.page_type != "article", labels=case.tags)
        self._lose(snippets=case.must_include or case.must_exclude)
        return name

    def _add_wcxb(self, case: GoldenCase, name: str, page: bytes) -> str:
        truth: dict[str, Any] = {"main_content": self._needed_text(case)}
        if case.expected_markdown is not None:
            truth["main_content_markdown"] = case.expected_markdown
        truth["with"], truth["without"] = list(case.must_include), list(case.must_exclude)
        for field, key in (("title", "title"), ("published", "publish_date")):
            if field in case.metadata:
                truth[key] = case.metadata[field]
        if "authors" in case.metadata:
            truth["author"] = self._byline(case)
        kind: dict[str, Any] = {"primary": case.page_type, "tags": list(case.tags)}
        record = {"url": case.url, "file_id": name, "_internal": {"page_type": kind}, "ground_truth": truth}
        self._packed_page(f"dev/html/{name}.html.gz", case, page)
        _write(self.folder / f"dev/ground-truth/{name}.json", record)
        self._lose(language=case.language != "und")
        return name

    def _add_trafilatura(self, case: GoldenCase, name: str, page: bytes) -> str:
        if not case.must_include and not case.must_exclude:
            raise _LeftOutError("it has no snippets, which this benchmark counts alone")
        key = case.url if case.url and case.url not in self.records else f"golden::{name}"
        if case.url and key != case.url:
            self.losses.append("another case has its address; it stands under golden:: without one")
        file = f"{name}.html"
        if case.media_type == "text/plain":
            page = self._as_html(case, page)
        elif case.encoding is not None:
            self.losses.append(f"that the server declared {case.encoding}")
        self._page(f"cache/{file}", page)
        record: dict[str, Any] = {"file": file, "with": list(case.must_include), "without": list(case.must_exclude)}
        for field, there in (("title", "title"), ("description", "description"), ("site_name", "sitename")):
            record[there] = case.metadata.get(field) or ""
        record["author"] = self._byline(case) or ""
        record["date"] = case.metadata.get("published") or ""
        record["tags"] = list(case.metadata.get("tags") or ())
        self.records[key] = record
        for field in sorted(_HELD["trafilatura"] & case.metadata.keys()):
            value = case.metadata[field] or ()
            if any(collapse(one) != one for one in ([value] if isinstance(value, str) else value)):
                self.losses.append(f"the {field}: any white space in it is read as one space")
        absent = [field for field in _HELD["trafilatura"] & case.metadata.keys() if not case.metadata[field]]
        self._lose(language=case.language != "und", page_type=case.page_type != "article", labels=case.tags)
        self._lose(expected_text=case.expected, fields_annotated_as_absent=absent)
        return key

    def _needed_text(self, case: GoldenCase) -> str:
        text = _text(case)
        if text is None:
            raise _LeftOutError("it has no expected text, and this layout would take it for an empty one")
        return text

    def _byline(self, case: GoldenCase) -> str | list[str] | None:
        """Return the authors in a line, where it can be cut into the same again."""
        names = tuple(case.metadata.get("authors") or ())
        byline = "; ".join(names)
        if not names or authors(byline) == names:
            return byline or None
        if self.layout == "trafilatura":
            return list(names)
        self.losses.append(f"the authors: their line reads as {', '.join(authors(byline))}")
        return byline

    def _lose(self, **losses: object) -> None:
        for what, there in losses.items():
            self.lost[what.replace("_", " ")] += bool(there)

    def _packed_page(self, file: str, case: GoldenCase, page: bytes) -> None:
        if case.media_type == "text/plain":
            page = self._as_html(case, page)
        else:
            text = _decoded(case, page)
            if text.encode(errors="replace") != page.removeprefix(b"\xef\xbb\xbf"):
                self.losses.append("the page: converted to UTF-8, as which it is read")
                page = text.encode(errors="replace")
        self._page(file, gzip.compress(page, mtime=0))

    def _as_html(self, case: GoldenCase, page: bytes) -> bytes:
        self.losses.append("the page: plain text, written as HTML with a paragraph a line")
        return plain_text_as_html(_decoded(case, page)).encode(errors="replace")

    def _page(self, name: str, content: bytes) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def export_cases(
    cases: Collection, layout: Layout, target: Path, *, progress: Callable[[int, int], None] | None = None
) -> Exported:
    """Write cases in a layout. Nothing is at ``target`` before all of it is.

    Args:
        cases: golden cases, or those of a data set.
        layout: one of :data:`LAYOUTS`.
        target: a folder that is empty, or none yet.
        progress: called with (cases done, cases in all).

    Raises :class:`~harness.errors.UsageError` for a target that is not empty or cannot be written, and
    :class:`~harness.errors.DataSetError` when the layout can hold none of the cases.
    """
    target = target.absolute()
    refuse_used(target, "give another --to, or remove it first")
    names = _names(cases.cases.ids)
    remarks = [Remark(one.id, "left out", "; ".join(map(str, one.problems))) for one in cases.broken]
    keys: dict[str, str] = {}
    with staging(target) as folder:
        whole = folder / "whole"
        whole.mkdir()
        writer = _Writer(layout, whole)
        for done, case_id in enumerate(cases.cases.ids):
            try:
                keys[case_id] = writer.add(cases.cases[done], names[case_id])
            except (_LeftOutError, PageError) as error:
                remarks.append(Remark(case_id, "left out", str(error)))
                continue
            finally:
                if progress:
                    progress(done + 1, len(names))
            remarks += [Remark(case_id, "changed", loss) for loss in writer.losses]
        if not keys:
            why = f" ({remarks[0].case}: {remarks[0].found})" if remarks else ""
            raise DataSetError(f"none of the cases can be written as {layout}{why}; choose another layout")
        writer.finish()
        replace(whole, target, folder / "old")
    return Exported(target, keys, tuple(remarks), {what: count for what, count in writer.lost.items() if count})


def _names(ids: Any) -> dict[str, str]:
    """Return a file name for each id; ids that would have the same have a digest behind it."""
    names = {case_id: plain_name(case_id) for case_id in ids}
    count = Counter(names.values())
    return {case_id: name if name and count[name] == 1 else slug(case_id) for case_id, name in names.items()}


def _text(case: GoldenCase) -> str | None:
    if case.expected is None:
        return None
    return join(case.expected) if case.peer_text is None else case.peer_text


def _decoded(case: GoldenCase, page: bytes) -> str:
    try:
        return decode(page, case.encoding)
    except UnknownEncodingError as error:
        raise _LeftOutError(str(error)) from error


def _write(file: Path, document: object) -> None:
    """Write JSON in ASCII: a script that opens it in the platform's encoding reads it all the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=1) + "\n", encoding="ascii")
