"""The records of one WARC file: every answer of a server that it holds, with what its headers say of it.

FastWARC reads the file; a record is looked up again where it stands, so a gzipped file must have its records compressed
one by one, as the standard asks for. A file that is cut off or damaged gives the records before the place.

Source: ISO 28500:2017 (WARC 1.1), RFC 9110, BCP 47.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, BinaryIO

from ..errors import HarnessError

if TYPE_CHECKING:
    from fastwarc.warc import ArchiveIterator, WarcRecord

GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r"""\bcharset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_HTML_LANGUAGE = re.compile(rb"""<html\b[^>]*?\slang\s*=\s*["']?([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CHUNK = 1 << 16
# The root element stands in the first few hundred bytes; comments of build tools may come before it.
_HEAD = 4096
# What a name or a type longer than this says is nothing that anybody would filter by.
_MAX_LABEL = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response of a WARC file.

    Attributes:
        offset: where its record begins; ``length`` is how many bytes it has in the file.
        key: the record's id, else its URL, else an empty text.
        status: of HTTP, 0 where that is no number.
        media_type: in lower case, the crawler's where the server declares none; empty where neither does.
        charset: as the header declares it, or empty.
        language: BCP 47, as the page's root element declares it, else the header; or empty.
        digest: 16 bytes of BLAKE2b over the payload, as it was sent.
    """

    offset: int
    length: int
    key: str
    url: str
    status: int
    media_type: str
    charset: str
    language: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where a file cannot be read on, why, and what to do."""

    offset: int
    found: str
    advice: str


def scan(stream: BinaryIO, size: int, starts_member: Callable[[int], bool]) -> Iterator[Answer | Break]:
    """Yield every HTTP response of a WARC file, and at the end what broke it off.

    Args:
        stream: the file, from its beginning.
        size: its bytes.
        starts_member: whether a gzip member begins at an offset; always true for a file that is not gzipped.
    """
    waiting: Answer | None = None
    offset = 0
    try:
        for record in archive_iterator()(stream, parse_http=True, auto_decode="none"):
            offset = record.stream_pos
            if waiting:
                yield _ended(waiting, offset)
                waiting = None
            if not starts_member(offset):
                advice = "compress each record on its own (warcio recompress), or unpack the file"
                yield Break(offset, "its records are compressed as a whole", advice)
                return
            answer, read = _answer(record)
            if read + record.consume() < record.content_length or "Content-Length" not in record.headers:
                yield Break(offset, "the record is cut off", "fetch the file again; the pages before are kept")
                return
            waiting = answer
    except OSError as error:
        if waiting:
            yield _ended(waiting, max(offset, waiting.offset + 1))
        advice = "fetch the file again; the pages before are kept"
        yield Break(offset, f"cannot be read from here on: {error}", advice)
        return
    if waiting:
        yield _ended(waiting, size)


def record_at(stream: BinaryIO, offset: int) -> WarcRecord | None:
    """Return the record that begins at an offset, its payload decoded as its HTTP header says."""
    stream.seek(offset)
    return next(iter(archive_iterator()(stream, auto_decode="all")), None)


def archive_iterator() -> type[ArchiveIterator]:
    """Return FastWARC's reader; :class:`~harness.errors.HarnessError` names the extra where it is missing."""
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError as error:
        raise HarnessError('warc: needs FastWARC; run: pip install "scraper-harness[scale]"') from error
    return ArchiveIterator


def _ended(answer: Answer, end: int) -> Answer:
    # Replaced by hand: dataclasses.replace() would be a tenth of the whole scan.
    return Answer(
        answer.offset,
        end - answer.offset,
        answer.key,
        answer.url,
        answer.status,
        answer.media_type,
        answer.charset,
        answer.language,
        answer.digest,
    )


def _answer(record: WarcRecord) -> tuple[Answer | None, int]:
    """Return what a record answers, ``None`` for one of another kind, and how many bytes were read for that."""
    if record.headers.get("WARC-Type") != "response" or not record.is_http_parsed:
        return None, 0
    media_type, charset = _content_type(record)
    digest = blake2b(digest_size=16)
    head = b""
    read = 0
    while chunk := record.reader.read(_CHUNK):
        digest.update(chunk)
        head = head or chunk[:_CHUNK]
        read += len(chunk)
    status = record.http_headers.status_code
    url = _url(record)
    answer = Answer(
        offset=record.stream_pos,
        length=0,
        key=(record.record_id or "").strip("<>") or url,
        url=url,
        status=status if isinstance(status, int) and 0 < status < 1000 else 0,
        media_type=media_type if len(media_type) <= _MAX_LABEL else "",
        charset=charset if len(charset) <= _MAX_LABEL else "",
        language=_language(record, head),
        digest=digest.digest(),
    )
    return answer, read


def _content_type(record: WarcRecord) -> tuple[str, str]:
    """Return the media type and the charset."""
    # FastWARC's own reading keeps no charset that is quoted.
    header = record.http_headers.get("Content-Type") or record.headers.get("WARC-Identified-Payload-Type") or ""
    charset = _CHARSET.search(header)
    return header.partition(";")[0].strip().lower(), charset[1] if charset else ""


def _url(record: WarcRecord) -> str:
    # WARC 1.0 had it in angle brackets in its grammar, and some writers do as the grammar says.
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


def _language(record: WarcRecord, head: bytes) -> str:
    packing = (record.http_headers.get("Content-Encoding") or "").lower()
    if packing in ("gzip", "x-gzip", "deflate"):
        try:
            head = zlib.decompressobj(47).decompress(head, _HEAD)
        except zlib.error:
            head = b""
    declared = _HTML_LANGUAGE.search(head[:_HEAD])
    if declared and (found := language_tag(declared[1].decode("ascii"))):
        return found
    return language_tag((record.http_headers.get("Content-Language") or "").partition(",")[0].strip())


def language_tag(text: str) -> str:
    """Return a language as BCP 47 writes it (``de``, ``zh-Hant``, ``pt-BR``); an empty text for what is none."""
    if not _LANGUAGE.fullmatch(text) or len(text) > _MAX_LABEL:
        return ""
    first, *rest = text.replace("_", "-").lower().split("-")
    return "-".join([first, *(_SUBTAG.get(len(part), str.lower)(part) for part in rest)])


# Regions have two letters and are capitals, scripts four and begin with one.
_SUBTAG: dict[int, Callable[[str], str]] = {2: str.upper, 4: str.title}
