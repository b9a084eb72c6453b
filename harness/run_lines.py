"""The lists of a ``run.json``, a line an object, without the file in memory; and files that are none, told quickly.

A file that the harness has written is gone through line by line and may be of any size. Another layout of the same
JSON is read all at once, and must be small enough for that.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from .errors import RunFileError

LISTS = ("extractors", "cases", "results")

# The longest lines by far are the notices of a run over many pages: some hundred bytes for each page that had any.
_LONGEST_LINE = 1 << 26
# All at once takes some ten times the file in memory. A run of 2,000 pages and 20 extractors has 60 to 120 MB.
_LARGEST_WHOLE = 1 << 28
_CONFLICT = (b"<<<<<<< ", b"=======\n", b"=======\r\n", b">>>>>>> ", b"||||||| ")


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


# json.loads would make one for each line, a tenth of the time of reading it.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class Lines:
    """The objects of one list of the file, a line each. ``first`` is the number of its first line, counted from 1."""

    def __init__(self, path: Path, start: int, first: int, size: int, stamp: tuple[int, int]) -> None:
        self._path, self._start, self._size, self._stamp = path, start, size, stamp
        self.first = first

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        with self._path.open("rb") as file:
            self._refuse_other(file)
            file.seek(self._start)
            for number in range(self.first, self.first + self._size):
                yield _object(file.readline(), number)

    def check(self) -> None:
        """Raise :class:`~harness.errors.RunFileError` where the file is not the one any more that was opened."""
        with self._path.open("rb") as file:
            self._refuse_other(file)

    def _refuse_other(self, file: IO[bytes]) -> None:
        if _stamp(file) != self._stamp:
            raise RunFileError(f"{self._path} has changed while it was read; run the command again")


Parts = dict[str, Lines | list[Any]]


def scan(path: Path) -> tuple[dict[str, Any], Parts]:
    """Return the head of a file and where its lists are.

    Raises:
        ValueError: It is no JSON, or no run; the message says what is there instead.
        OSError: It cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("it is no regular file, and a run is read more than once")
    with path.open("rb") as file:
        found = _scan_lines(file, path)
        if found is not None:
            return found
        document = _whole(file)
    if not isinstance(document, dict):
        document = {"schema": type(document).__name__}
    return document, {name: document[name] for name in LISTS if isinstance(document.get(name), list)}


def _scan_lines(file: IO[bytes], path: Path) -> tuple[dict[str, Any], Parts] | None:
    """Return what a file of our own layout holds; ``None`` for another layout."""
    head: dict[str, Any] = {}
    parts: Parts = {}
    if file.read(2) != b"{\n":
        return None
    lines = _numbered(file, 1)
    for number, line in lines:
        if line.rstrip() == b"}":
            for after, rest in lines:
                if rest.strip():
                    raise ValueError(
                        f"something follows the closing brace, in line {after}; run again, or copy it anew"
                    )
            return (head, parts) if set(parts) == set(LISTS) else None
        name, colon, value = line.partition(b": ")
        key = name.strip().strip(b'"').decode()
        if not colon or (value == b"[\n" and key not in LISTS):
            return None
        if value == b"[\n":
            start, size = file.tell(), 0
            for _, row in lines:
                if row in (b"  ]\n", b"  ],\n"):
                    break
                size += 1
            else:
                raise ValueError(f"it ends in the middle of its {key}; it was cut short, so run again or copy it anew")
            parts[key] = Lines(path, start, number + 1, size, _stamp(file))
        else:
            head[key] = _object(value, number)
    return None


def _numbered(file: IO[bytes], number: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines after the given one with their numbers, and stop at what cannot be a line of a run."""
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise ValueError(f"line {number} is longer than {_LONGEST_LINE >> 20} MiB")
        if line.startswith(_CONFLICT):
            raise ValueError(f"line {number} is a merge conflict marker; resolve the conflict, or run again")
        yield number, line


def _whole(file: IO[bytes]) -> Any:
    file.seek(0)
    start = file.read(64).lstrip()
    if not start and not file.read(1):
        raise ValueError("it is empty; run again")
    if start.startswith(b'{"plan"'):
        raise ValueError("it is a journal; give the run.json beside it")
    if start and start[:1] not in b'{[0123456789"-ntf\xef\xfe\xff':
        raise ValueError(f"it begins with {start[:8]!r}, and a run with a brace")
    if (size := _stamp(file)[1]) > _LARGEST_WHOLE:
        raise ValueError(
            f"it has {size / 2**30:.1f} GiB and another layout than the harness writes, so that it cannot be read "
            "line by line; give the file as it was written"
        )
    file.seek(0)
    document = file.read()
    for number, line in enumerate(document.splitlines(keepends=True), start=1):
        if line.startswith(_CONFLICT):
            raise ValueError(f"line {number} is a merge conflict marker; resolve the conflict, or run again")
    return _DECODER.decode(document.decode("utf-8"))


def _object(line: bytes, number: int) -> Any:
    try:
        return _DECODER.decode(line.decode("utf-8").strip().removesuffix(","))
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} in line {number}, column {error.colno}") from error
    except ValueError as error:
        raise ValueError(f"{error} (line {number})") from error


def _stamp(file: IO[bytes]) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_ino, status.st_size
