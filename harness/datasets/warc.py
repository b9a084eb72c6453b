"""Pages without gold from WARC files, to run extractors over a crawl: nothing is expected, so nothing is scored.

Taken are the responses with status 200 and an HTML media type. A file, a folder (all of it below) or a pattern such as
``crawl/*.warc.gz`` may be given. Records are looked up where they stand, so a gzipped file must have its records
compressed one by one, as the standard asks for. The payload is decoded from gzip, deflate, Brotli and chunks as its
HTTP header says; the encoding is that of the header. A file that is cut off or damaged gives the records before the
place, and names it.

The id of a page is that of its record, ``urn:uuid:...``. Needs ``pip install "scraper-harness[scale]"``.

Source: ISO 28500:2017 (WARC 1.1), RFC 9110.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..errors import DataSetError, HarnessError, PageError
from ..goldens.pages import MAX_BYTES
from ..html.decode import UnknownEncodingError, lookup_codec
from .base import Gold, RecordError, missing

if TYPE_CHECKING:
    from fastwarc.warc import ArchiveIterator, WarcRecord

NAME = "warc"
_SUFFIXES = (".warc", ".warc.gz")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r"""\bcharset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WarcPage:
    """The payload of a record."""

    path: Path
    offset: int

    def read(self) -> bytes:
        """Return the bytes, decoded. Raises :class:`~harness.errors.PageError`."""
        place = f"byte {self.offset}"
        try:
            with self.path.open("rb") as stream:
                record = _record_at(stream, self.offset, decode=True)
                content = b"" if record is None else record.reader.read(MAX_BYTES + 1)
        except OSError as error:
            raise PageError(f"{place}: cannot be decoded: {error}; fetch the page again") from error
        if record is None:
            raise PageError(f"{place}: there is no record; open the file again")
        if len(content) > MAX_BYTES:
            raise PageError(f"{place}: the page holds more than {MAX_BYTES // 2**20} MiB; a page must be smaller")
        return content


@dataclass(frozen=True, slots=True)
class _Found:
    """A page of a file, or what is wrong with a place of it."""

    key: str
    offset: int
    problem: tuple[str, str] | None = None


class WarcSource:
    """The pages of some files, in their order. In memory are their ids and places."""

    def __init__(self, files: list[Path]) -> None:
        _archive_iterator()  # tell at once what is missing
        self._files = files
        self._keys: list[str] = []
        self._offsets, self._origins = array("Q"), array("L")
        self._problems: dict[int, tuple[str, str]] = {}
        for origin, file in enumerate(files):
            for found in _pages(file):
                if found.problem:
                    self._problems[len(self._keys)] = found.problem
                self._keys.append(found.key)
                self._offsets.append(found.offset)
                self._origins.append(origin)

    def __len__(self) -> int:
        return len(self._keys)

    def key(self, number: int) -> str:
        """Return the record's id; its address, or else its place, where it has none."""
        return self._keys[number]

    def gold(self, number: int) -> Gold:
        """Return one page, without gold."""
        file, offset = self._files[self._origins[number]], self._offsets[number]
        place = f"byte {offset}"
        if number in self._problems:
            raise RecordError(file, place, *self._problems[number])
        try:
            with file.open("rb") as stream:
                record = _record_at(stream, offset, decode=False)
                url = None if record is None else _url(record)
                charset = None if record is None else _content_type(record)[1]
        except OSError as error:
            raise RecordError(file, place, f"cannot be read: {error}", "check the file") from error
        encoding, oddities = charset, []
        if charset is not None:
            try:
                lookup_codec(charset)
            except UnknownEncodingError as error:
                encoding = None
                oddities.append((place, str(error), "declare one that browsers know; not told to the extractors"))
        return Gold(
            key=self._keys[number],
            file=file,
            place=place,
            page=WarcPage(file, offset),
            url=url,
            encoding=encoding,
            page_type="other",
            notes="A page of a crawl; nothing is annotated.",
            oddities=tuple(oddities),
        )


def _pages(file: Path) -> Iterator[_Found]:
    """Yield the HTML pages of a file, and at its end what broke it off."""
    iterator = _archive_iterator()
    offset = 0

    def broken(found: str, advice: str = "fetch the file again; the pages before are kept") -> _Found:
        return _Found(f"{file.name}@{offset}", offset, (found, advice))

    try:
        with file.open("rb") as stream, file.open("rb") as again:
            packed = again.read(2) == _GZIP
            for record in iterator(stream, parse_http=True, auto_decode="none"):
                offset = record.stream_pos
                again.seek(offset)
                if packed and again.read(2) != _GZIP:
                    advice = "compress each record on its own (warcio recompress), or unpack the file"
                    yield broken("its records are compressed as a whole", advice)
                    return
                found = _found(record, file, offset)
                if record.consume() < record.content_length or "Content-Length" not in record.headers:
                    yield broken("the record is cut off")
                    return
                if found:
                    yield found
    except OSError as error:
        yield broken(f"cannot be read from here on: {error}")


def _found(record: WarcRecord, file: Path, offset: int) -> _Found | None:
    if record.headers.get("WARC-Type") != "response" or not record.is_http_parsed:
        return None
    if record.http_headers.status_code != 200 or _content_type(record)[0] not in _HTML:
        return None
    key = (record.record_id or "").strip("<>") or _url(record) or ""
    return _Found(key if key.isprintable() and key.strip() else f"{file.name}@{offset}", offset)


def _content_type(record: WarcRecord) -> tuple[str, str | None]:
    """Return the media type in lower case, the crawler's where the server declares none, and the charset."""
    # FastWARC's own reading keeps no charset that is quoted.
    header = record.http_headers.get("Content-Type") or record.headers.get("WARC-Identified-Payload-Type") or ""
    charset = _CHARSET.search(header)
    return header.partition(";")[0].strip().lower(), charset[1] if charset else None


def _url(record: WarcRecord) -> str | None:
    # WARC 1.0 had it in angle brackets in its grammar, and some writers do as the grammar says.
    return (record.headers.get("WARC-Target-URI") or "").strip("<>") or None


def _record_at(stream: BinaryIO, offset: int, *, decode: bool) -> WarcRecord | None:
    stream.seek(offset)
    return next(iter(_archive_iterator()(stream, auto_decode="all" if decode else "none")), None)


def _archive_iterator() -> type[ArchiveIterator]:
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError as error:
        raise HarnessError('warc: needs FastWARC; run: pip install "scraper-harness[scale]"') from error
    return ArchiveIterator


def open_source(path: Path) -> WarcSource:
    """Open a file, a folder or a pattern. Raises :class:`~harness.errors.DataSetError` when it has no WARC files."""
    if path.is_file():
        return WarcSource([path])
    try:
        if path.is_dir():
            found = [file for suffix in _SUFFIXES for file in path.rglob(f"*{suffix}")]
        else:
            found = list(path.parent.glob(path.name))
    except (ValueError, OSError) as error:
        raise DataSetError(f"{path} is no pattern of files: {error}; correct it") from error
    files = sorted(file for file in found if file.is_file())
    if not files:
        missing(path, NAME, " or ".join(f"a file *{suffix}" for suffix in _SUFFIXES))
    return WarcSource(files)
