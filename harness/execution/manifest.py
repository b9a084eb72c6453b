"""The manifest of a run's outputs: which files count, so that the run can go on whatever was lost.

``outputs/manifest.jsonl`` has the plan in its first line, then a line for each file, in the order of their arrival. A
line that a kill cut short is dropped, and the file that it was to name is found again by its name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from ..errors import HarnessError, RunFileError
from .output_files import Receipt

MANIFEST = "manifest.jsonl"


class Manifest:
    """Appended to as files arrive, read by whoever goes on.

    Args:
        folder: the folder ``outputs``.
        plan: the key of the run's plan; the files of another one are removed.
        fresh: whether the run begins anew, so that files of the same plan are removed too.

    ``receipts`` are those that an earlier session has left. Raises :class:`RunFileError` when the folder cannot be
    written.
    """

    def __init__(self, folder: Path, plan: str, *, fresh: bool) -> None:
        self._folder = folder
        self._path = folder / MANIFEST
        lines = [] if fresh else _whole_lines(self._path)
        if not lines or lines[0] != {"plan": plan}:
            lines = []
        self.receipts = tuple(_receipts(lines[1:]))
        self._listed = {receipt.file for receipt in self.receipts}
        try:
            if not lines:
                remove_outputs(folder)
            folder.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_name(f".{MANIFEST}.{os.getpid()}")
            draft.write_text(_line({"plan": plan}) + "".join(map(_receipt_line, self.receipts)), encoding="ascii")
            draft.replace(self._path)
        except OSError as error:
            raise _refused(folder, error) from error

    def add(self, receipt: Receipt) -> None:
        """List a file; on return the line survives a power failure, as what the journal will say of it may.

        Raises :class:`HarnessError` when the worker has written it where this machine does not see.
        """
        path = self._folder / receipt.file
        if not path.exists():
            raise HarnessError(
                f"a worker wrote {path}, and it is not there for this machine; choose a --report folder that the "
                "workers share with it, or leave --outputs parquet away"
            )
        try:
            with self._path.open("a", encoding="ascii") as file:
                file.write(_receipt_line(receipt))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _refused(self._path, error) from error
        self._listed.add(receipt.file)

    def sweep(self) -> None:
        """Remove the files of outputs that are not listed: left by batches that were broken off and cut anew."""
        for file in self._folder.glob("extractor=*/*"):
            if file.relative_to(self._folder).as_posix() not in self._listed:
                file.unlink(missing_ok=True)


def listed_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield extractor and path, in the folder, of each file that counts; nothing where there is no manifest."""
    for receipt in _receipts(_whole_lines(folder / MANIFEST)[1:]):
        yield receipt.extractor, receipt.file


def remove_outputs(folder: Path) -> None:
    """Remove the outputs of an earlier run, and nothing that was not made by one."""
    if not (folder / MANIFEST).exists():
        return
    for part in folder.glob("extractor=*"):
        for file in (*part.glob("*.parquet"), *part.glob(".shard-*")):
            file.unlink(missing_ok=True)
        if not any(part.iterdir()):
            part.rmdir()
    (folder / MANIFEST).unlink()


def _receipt_line(receipt: Receipt) -> str:
    return _line(asdict(receipt) | {"numbers": _ranged(receipt.numbers)})


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry) + "\n"


def _receipts(lines: Sequence[dict[str, Any]]) -> list[Receipt]:
    found = []
    for line in lines:
        try:
            ranges = [range(first, last + 1) for first, last in line["numbers"]]
            # As a rule the one range; a run of ten million pages has too many numbers to hold each.
            numbers = ranges[0] if len(ranges) == 1 else tuple(chain.from_iterable(ranges))
            found.append(Receipt(str(line["file"]), str(line["extractor"]), numbers, int(line["bytes"])))
        except (KeyError, TypeError, ValueError):
            break  # whatever stands below is found again by its name
    return found


def _ranged(numbers: Sequence[int]) -> list[list[int]]:
    """Return numbers as ranges, both ends included: 1, 2, 3, 7 as [[1, 3], [7, 7]]."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return lines
    for line in text.splitlines(keepends=True):
        try:
            entry = json.loads(line) if line.endswith("\n") else None
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            break
        lines.append(entry)
    return lines


def _refused(path: Path, error: OSError) -> RunFileError:
    return RunFileError(f"cannot write {path}: {error.strerror}; make room for it, or choose another report folder")
