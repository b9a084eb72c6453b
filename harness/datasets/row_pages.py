"""Rows of one or several JSON Lines files, each with its page in it: what finds a row again, and the page of one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from ..errors import DataSetError, PageError
from ..goldens.pages import MAX_BYTES
from .base import RecordError, missing, shown
from .records import Rows


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has not been read yet."""

    rows: Rows = field(repr=False)
    number: int

    @property
    def file(self) -> Path:
        """The file that holds it."""
        return self.rows.file

    @property
    def place(self) -> str:
        """Where in the file, for messages: ``line 12``."""
        return self.rows.place(self.number)

    def read(self) -> Mapping[str, Any]:
        """Return the row. Raises :class:`~harness.datasets.base.RecordError`."""
        return self.rows.read(self.number)

    def error(self, key: str, found: str, advice: str = "mend the row") -> RecordError:
        """Return the error that says what is wrong with a key of this row."""
        return RecordError(self.file, f"{self.place} $.{key}", found, advice)


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page that is a string in a row, as UTF-8. ``clean`` changes the string first."""

    row: Row
    key: str
    clean: Callable[[str], str] | None = None

    @property
    def path(self) -> Path:
        """The file that holds the row."""
        return self.row.file

    def read(self) -> bytes:
        """Return the bytes. Raises :class:`~harness.errors.PageError`."""
        try:
            text = text_of(self.row, self.row.read(), self.key)
        except RecordError as error:
            problem = error.problem
            raise PageError(f"{problem.place}: {problem.found}; {problem.advice}") from error
        # Half a surrogate pair, which JSON can spell, is no character: what a browser shows in its place.
        content = (self.clean(text) if self.clean else text).encode("utf-16-le", "surrogatepass")
        page = content.decode("utf-16-le", "replace").encode()
        if len(page) > MAX_BYTES:
            found = f"{self.row.place}: the page holds more than {MAX_BYTES // 2**20} MiB"
            raise PageError(f"{found}; a golden page must be smaller")
        return page


class RowFiles:
    """The rows of several JSON Lines files as one sequence."""

    def __init__(self, files: list[Path]) -> None:
        self._files = [Rows(file) for file in files]
        self._starts = [0, *accumulate(map(len, self._files))]

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, number: int) -> Row:
        part = bisect_right(self._starts, number) - 1
        return Row(self._files[part], number - self._starts[part])

    def name(self, number: int) -> str:
        """Return a name for a row that has none: its line, behind the file's name where there are several files."""
        row = self[number]
        line = str(row.rows.line(row.number))
        return line if len(self._files) == 1 else f"{row.file.stem}:{line}"


def row_files(path: Path, name: str) -> RowFiles:
    """Open a JSON Lines file, or all of a folder.

    Raises :class:`~harness.errors.DataSetError` for a folder without any, and for a gzipped file.
    """
    if path.is_file():
        if path.suffix == ".gz":
            raise DataSetError(f"{path} is gzipped, and rows are looked up where they stand; unpack it first: gunzip")
        return RowFiles([path])
    files = sorted(path.glob("*.jsonl"))
    if not files and (packed := sorted(path.glob("*.jsonl.gz"))):
        raise DataSetError(f"{packed[0]} is gzipped, and rows are looked up where they stand; unpack it first: gunzip")
    if not files:
        missing(path, name, "a file *.jsonl")
    return RowFiles(files)


def text_of(row: Row, record: Mapping[str, Any], key: str) -> str:
    """Return a string that a row must have. Raises :class:`~harness.datasets.base.RecordError`."""
    if key not in record:
        raise row.error(key, "is missing")
    value = record[key]
    if not isinstance(value, str):
        raise row.error(key, f"a string is expected, not {shown(repr(value))}")
    return value


def id_of(row: Row, key: str, value: object) -> str:
    """Return the id of a row, a string or a whole number. Raises :class:`~harness.datasets.base.RecordError`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise row.error(key, f"a string is expected, not {shown(repr(value))}")
    if not value.strip() or not value.isprintable():
        raise row.error(key, f"{shown(ascii(value))} is no id", "give the row an id that can be printed")
    return value
