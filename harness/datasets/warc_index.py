"""What a WARC file holds, as an index beside the cache: built once, then mapped into memory and not read.

A row of 64 bytes an answer, so that ten million of them are filtered by numpy without being objects. The file::

    magic | rows | texts (key and URL of each row, UTF-8) | footer (JSON) | its length (8 bytes)

It lies in this user's cache folder under a name made of the WARC file's location, size and stamp; a changed WARC file
has another index, and an index that is cut short or of another version is built anew.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import tempfile
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ..errors import DataSetError
from .warc_files import WarcFile
from .warc_records import Answer, Break, scan

_MAGIC = b"harness warc index 1\n".ljust(64, b"\0")
ROW = np.dtype(
    [
        ("offset", "<u8"),
        ("length", "<u8"),
        ("texts", "<u8"),
        ("hash", "<u8"),  # of the key: what samples are drawn by
        ("url", "<u4"),
        ("key", "<u2"),
        ("status", "<u2"),
        ("media_type", "<u2"),
        ("charset", "<u2"),
        ("language", "<u2"),
        ("unused", "<u2"),
        ("digest", "V16"),
    ]
)
_PACK = struct.Struct("<QQQQIHHHHHH16s")
_LENGTH = struct.Struct("<Q")
# A label's number has two bytes; a crawl with more different ones is hostile, and the rest count as none.
_MOST_LABELS = 1 << 16
_MOST_TEXT = 1 << 16


class WarcIndex:
    """The index of one WARC file, mapped.

    Attributes:
        file: the WARC file.
        rows: an array of :data:`ROW`.
        problem: where the file breaks off; ``None`` when it is whole.
        digest: changes with whatever any row says, and with every payload.
        media_types: what the numbers of that column mean; so do ``charsets`` and ``languages``.
    """

    def __init__(self, file: WarcFile, path: Path) -> None:
        """Map an index. Raises :class:`ValueError` for a file that is none, and :class:`OSError`."""
        self.file = file
        with path.open("rb") as stream:
            footer, texts = _read_footer(stream)
            self._texts = texts
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        count = footer["rows"]
        if len(_MAGIC) + count * ROW.itemsize != texts:
            raise ValueError("its rows are not whole")
        self.rows: npt.NDArray[np.void] = np.frombuffer(self._map, ROW, count, len(_MAGIC))
        self.problem = Break(*footer["problem"]) if footer["problem"] else None
        self.digest: str = footer["digest"]
        self.media_types: list[str] = footer["media_types"]
        self.charsets: list[str] = footer["charsets"]
        self.languages: list[str] = footer["languages"]

    def __len__(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> str:
        """Return the id of a record; its URL, or else its place, where it has none."""
        one = self.rows[row]
        return self._text(int(one["texts"]), int(one["key"]))

    def url(self, row: int) -> str:
        """Return the URL of a record, or an empty text."""
        one = self.rows[row]
        return self._text(int(one["texts"]) + int(one["key"]), int(one["url"]))

    def _text(self, start: int, length: int) -> str:
        start += self._texts
        return self._map[start : start + length].decode("utf-8", "replace")


def index_folder() -> Path:
    """Return the folder that indexes lie in."""
    from platformdirs import user_cache_path

    return user_cache_path("scraper-harness", appauthor=False) / "warc-index"


def index_of(file: WarcFile, folder: Path | None = None) -> WarcIndex:
    """Return the index of a file, built now if there is none of this version of the file.

    Raises :class:`~harness.errors.DataSetError` where it can be neither read nor written.
    """
    folder = folder or index_folder()
    name = blake2b("\n".join([file.location, str(file.size), file.stamp]).encode(), digest_size=16).hexdigest()
    path = folder / f"{name}.index"
    try:
        return WarcIndex(file, path)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        pass  # not there, or not of this version: the WARC file tells it all again
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _build(file, path)
        return WarcIndex(file, path)
    except OSError as error:
        place = error.filename or file.location
        raise DataSetError(f"{file.location} cannot be indexed: {place}: {error.strerror or error}") from error


def _build(file: WarcFile, path: Path) -> None:
    """Write the index of a file; it appears whole or not at all."""
    handle, temporary = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    try:
        with (
            os.fdopen(handle, "wb") as out,
            tempfile.TemporaryFile(dir=path.parent) as texts,
            file.open() as stream,
        ):
            out.write(_MAGIC)
            found = scan(stream, file.size, file.member_test())
            footer = json.dumps(_write_rows(found, file, out, texts)).encode()
            texts.seek(0)
            start = out.tell()
            shutil.copyfileobj(texts, out)
            out.write(footer + _LENGTH.pack(start) + _LENGTH.pack(len(footer)))
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _write_rows(found: Iterable[Answer | Break], file: WarcFile, out: BinaryIO, texts: BinaryIO) -> dict[str, Any]:
    labels: tuple[dict[str, int], ...] = ({"": 0}, {"": 0}, {"": 0})
    digest = blake2b(digest_size=16)
    rows = place = 0
    problem = None
    for one in found:
        if isinstance(one, Break):
            problem = [one.offset, one.found, one.advice]
            continue
        key = one.key if one.key.isprintable() and one.key.strip() else ""
        key_bytes = (key or f"{file.name}@{one.offset}").encode("utf-8", "replace")
        if len(key_bytes) >= _MOST_TEXT:
            key_bytes = f"{file.name}@{one.offset}".encode()
        url = one.url.encode("utf-8", "replace")
        row = _PACK.pack(
            one.offset,
            one.length,
            place,
            int.from_bytes(blake2b(key_bytes, digest_size=8).digest(), "little"),
            len(url),
            len(key_bytes),
            one.status,
            _number(labels[0], one.media_type),
            _number(labels[1], one.charset),
            _number(labels[2], one.language),
            0,
            one.digest,
        )
        out.write(row)
        texts.write(key_bytes + url)
        digest.update(row + key_bytes + url)
        place += len(key_bytes) + len(url)
        rows += 1
    names = [list(table) for table in labels]
    digest.update(json.dumps(names).encode())
    return {
        "rows": rows,
        "problem": problem,
        "digest": digest.hexdigest(),
        "media_types": names[0],
        "charsets": names[1],
        "languages": names[2],
    }


def _number(labels: dict[str, int], label: str) -> int:
    if label not in labels and len(labels) >= _MOST_LABELS:
        return 0
    return labels.setdefault(label, len(labels))


def _read_footer(stream: BinaryIO) -> tuple[dict[str, Any], int]:
    """Return the footer and where the texts begin; :class:`ValueError` for a file that is no index."""
    if stream.read(len(_MAGIC)) != _MAGIC:
        raise ValueError("it is no index of this version")
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(end - 2 * _LENGTH.size, 0))
    ending = stream.read()
    (start,), (length,) = _LENGTH.unpack(ending[: _LENGTH.size]), _LENGTH.unpack(ending[_LENGTH.size :])
    at = end - 2 * _LENGTH.size - length
    if at < start or at < len(_MAGIC):
        raise ValueError("it is cut off")
    stream.seek(at)
    footer = json.loads(stream.read(length))
    if not isinstance(footer, dict):
        raise ValueError("it has no footer")  # noqa: TRY004 - of a file, not of a caller
    return footer, start
