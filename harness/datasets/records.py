"""Records of a benchmark, read from files that may hold anything: a file each, or the rows of a JSON Lines file."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import DataSetError, PageError
from ..goldens.pages import read_file
from .base import RecordError, missing, read_json, shown

# A page of 32 MiB inside a JSON string, every other character escaped.
MAX_ROW = 64 * 1024 * 1024
# File systems allow 255 bytes for a name; the rest is for what the data set puts behind it.
_MAX_NAME = 230


class KeyedRecords:
    """The records of a file that holds one JSON object, by key and in the order of the keys.

    Args:
        file: the file.
        root: the folder of the data set, and ``name`` what it is called, for messages.
        by: what the keys are: ``page``, say.
    """

    def __init__(self, file: Path, root: Path, name: str, by: str) -> None:
        """Read the file; :class:`~harness.errors.DataSetError` when it holds something else."""
        self._file, self._root = file, root
        records = read_json(file)
        if not isinstance(records, Mapping):
            missing(root, name, f"an object by {by} in {file.name}")
        self._records: Mapping[str, Any] = records
        self._keys = sorted(self._records)

    def __len__(self) -> int:
        return len(self._keys)

    def key(self, number: int) -> str:
        """Return what a record stands under."""
        return self._keys[number]

    def record(self, number: int) -> tuple[Mapping[str, Any], str]:
        """Return a record and its place; :class:`~harness.datasets.base.RecordError` for one that is no object."""
        key = self._keys[number]
        record, place = self._records[key], f"$[{key!r}]"
        if not isinstance(record, Mapping):
            raise RecordError(self._file, place, "an object is expected", "mend the record")
        return record, place


class Rows:
    """Where the rows of a JSON Lines file are: eight bytes each, and eight more for the number of its line.

    Rows of white space are passed over. A row of more than 64 MiB has a place too, and cannot be read.
    """

    def __init__(self, file: Path) -> None:
        """Read the file once, a line at a time. Raises :class:`~harness.errors.DataSetError` when it cannot be."""
        self.file = file
        self._offsets, self._lines = array("Q"), array("Q")
        try:
            with file.open("rb") as stream:
                for line, offset in _places(stream.readline):
                    self._lines.append(line)
                    self._offsets.append(offset)
        except OSError as error:
            raise DataSetError(f"{file} cannot be read: {error.strerror or error}; check the file") from error

    def __len__(self) -> int:
        return len(self._offsets)

    def line(self, number: int) -> int:
        """Return the number of the line that a row stands on, from 1."""
        return self._lines[number]

    def place(self, number: int) -> str:
        """Return where a row is, for messages."""
        return f"line {self._lines[number]}"

    def read(self, number: int) -> Mapping[str, Any]:
        """Return a row. Raises :class:`~harness.datasets.base.RecordError`."""
        place = self.place(number)
        try:
            with self.file.open("rb") as stream:
                stream.seek(self._offsets[number])
                row = stream.readline(MAX_ROW + 1)
        except OSError as error:
            raise RecordError(
                self.file, place, f"cannot be read: {error.strerror or error}", "check the file"
            ) from None
        if len(row) > MAX_ROW:
            found = f"the row holds more than {MAX_ROW // 2**20} MiB"
            raise RecordError(self.file, place, found, "leave it out, or shorten its page")
        return parse_object(decode_utf8(row.rstrip(b"\r\n"), self.file, place), self.file, place)


def _places(readline: Callable[[int], bytes]) -> Iterator[tuple[int, int]]:
    """Yield (number of the line, byte offset) of each line that is not blank."""
    line, offset = 0, 0
    while start := readline(MAX_ROW):
        line += 1
        length, piece = len(start), start
        while not piece.endswith(b"\n") and (piece := readline(MAX_ROW)):
            length += len(piece)
        if not start.isspace():
            yield line, offset
        offset += length


def read_bytes(file: Path, root: Path) -> bytes:
    """Return what a file below ``root`` holds. Raises :class:`~harness.datasets.base.RecordError`."""
    try:
        return read_file(file, root)
    except PageError as error:
        found, _, advice = str(error).rpartition("; ")
        raise RecordError(file, "", found, advice) from error


def read_text(file: Path, root: Path) -> str:
    """Return the text of a file in UTF-8. Raises :class:`~harness.datasets.base.RecordError`."""
    return decode_utf8(read_bytes(file, root), file, "")


def read_object(file: Path, root: Path) -> Mapping[str, Any]:
    """Return the JSON object that a file holds. Raises :class:`~harness.datasets.base.RecordError`."""
    return parse_object(read_text(file, root), file, "")


def decode_utf8(content: bytes, file: Path, place: str) -> str:
    """Return bytes as text. Raises :class:`~harness.datasets.base.RecordError`."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(file, place, f"is not UTF-8 (byte {error.start})", "save it as UTF-8") from error


def parse_object(text: str, file: Path, place: str) -> Mapping[str, Any]:
    """Return the object that a JSON text is. Raises :class:`~harness.datasets.base.RecordError`."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = place or f"line {error.lineno}"
        raise RecordError(file, f"{where} column {error.colno}", f"is not JSON: {error.msg}", "mend it") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        raise RecordError(file, place, f"is not JSON that can be read: {error}", "mend it") from error
    if not isinstance(value, Mapping):
        raise RecordError(file, place or "$", f"an object is expected, not {shown(repr(value))}", "mend the record")
    return value


def page_name(value: object, file: Path, place: str) -> str:
    """Return the id of a page that names a file. Raises :class:`~harness.datasets.base.RecordError` if it cannot."""
    if not isinstance(value, str) or not value.strip():
        found = "is missing" if value is None else f"a name is expected, not {shown(repr(value))}"
        raise RecordError(file, place, found, "give the record the name of its page")
    if not value.isprintable() or len(value.encode()) > _MAX_NAME:
        found = f"{shown(ascii(value))} cannot be the name of a file"
        raise RecordError(file, place, found, "give the record the name of its page")
    return value
