"""``run.json``: one case and one result a line, the same bytes for the same input but for timings.

It is written and read line by line, so that neither needs the whole run in memory. A file that somebody has formatted
anew is read too, all at once.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Generic, NoReturn, TypeVar

from .errors import RunFileError
from .run_lines import Lines, scan
from .run_rows import DAMAGES, NeededKeys, case_of, each, extractor_of, head_of, result_of
from .runs import CaseInfo, CaseResult, ExtractorInfo, RunResult

SCHEMA_VERSION = 2

# A report goes ten times through a run's results. So many take some 100 MB, and parsing them half a second.
_MOST_HELD = 10_000

T = TypeVar("T")


class RunWriter:
    """Collects the lines of a run on disk, beside the file that they will become.

    Use as a context manager: leaving it removes what was not finished.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._cases = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - open as long as this is
        self._results = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._cases.close()
        self._results.close()

    def add_case(self, line: str) -> None:
        """Add a case, as :func:`to_line` gives it."""
        _add(self._cases, line)

    def add_result(self, line: str) -> None:
        """Add a result; those of a case come together, in the order of the cases."""
        _add(self._results, line)

    def finish(self, run: RunResult) -> RunResult:
        """Write the file, atomically, with the head of ``run`` and the lines that were added; return it as it is read.

        What has just been written needs no check, which would parse every line once more.
        """
        with _draft(self._path) as file:
            _write_head(file, run)
            for name, spool in (("cases", self._cases), ("results", self._results)):
                _begin(file, name)
                _copy(spool, file)
                _end(file, last=name == "results")
        return open_run(self._path)


def write_run(run: RunResult, path: Path) -> None:
    """Write ``run.json``, atomically: a reader sees the old file or the new one, never half of one."""
    with RunWriter(path) as writer:
        for case in run.cases:
            writer.add_case(to_line(case))
        for result in run.results:
            writer.add_result(to_line(result))
        writer.finish(run)


def write_text(path: Path, parts: str | Iterable[str]) -> None:
    """Write a text file atomically, piece by piece, making its folder.

    A link stays one: the file that it leads to is written. A device or a pipe (``/dev/stdout``) is written into.
    """
    lines = map(_encoded, (parts,) if isinstance(parts, str) else parts)
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as device:
            device.writelines(lines)
        return
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft(path) as file:
        file.writelines(lines)


def to_line(row: CaseInfo | CaseResult | ExtractorInfo) -> str:
    """Return a case, a result or a row as its line of the file."""
    return _json(asdict(row))


def result_line(result: CaseResult, counts: str) -> str:
    """Return a result as its line, with counts that are JSON already in place of its own."""
    head = {"extractor": result.extractor, "case": result.case, "outcome": result.outcome}
    tail = {
        "failure": result.failure and asdict(result.failure),
        "seconds": result.seconds,
        "peak_memory": result.peak_memory,
        "cpu_seconds": result.cpu_seconds,
        "repeats": result.repeats and asdict(result.repeats),
    }
    return f'{_json(head)[:-1]}, "counts": {counts}, {_json(tail)[1:]}'


def read_run(path: Path) -> RunResult:
    """Read ``run.json`` and check all of it. Raises :class:`RunFileError` that says what is wrong with the file."""
    run = open_run(path)
    for _ in checked_cases(run, path):
        pass
    return run


def run_file(path: Path) -> Path:
    """Return the ``run.json`` that a path names: the file, or the one in a folder."""
    return path / "run.json" if path.is_dir() else path


def open_run(path: Path) -> RunResult:
    """Read the head of ``run.json`` and where its lists are; :func:`checked_cases` reads those, and checks them.

    Raises :class:`RunFileError` that says what is wrong with the file.
    """
    path = run_file(path)
    try:
        head, parts = scan(path)
    except OSError as error:
        raise RunFileError(f"{path}: {error.strerror}; give the run.json of a run, or its folder") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise RunFileError(f"{path} is not a run: {error}") from error
    _refuse_other_files(path, head)
    try:
        return RunResult(
            **head_of(head),
            extractors=tuple(each(_part(parts, "extractors"), "extractors", extractor_of)),
            cases=_Parsed(_part(parts, "cases"), "cases", case_of),
            results=_Parsed(_part(parts, "results"), "results", result_of),
        )
    except DAMAGES as error:
        _damaged(path, error)


def checked_cases(run: RunResult, path: Path) -> Iterator[tuple[CaseInfo, list[CaseResult]]]:
    """Yield each case with its results, once it is known that they can be: :meth:`RunResult.by_case`, checked.

    Every row can be read, every case stands there once, every result belongs to a case and a row, once. Raises
    :class:`RunFileError`, which names the file ``path``; what comes after the place is not read.
    """
    try:
        yield from _checked(run)
    except DAMAGES as error:
        _damaged(run_file(path), error)


class _Parsed(Generic[T]):
    """Rows of the file as values, made when they are asked for; those of a small file once, and then held."""

    def __init__(self, rows: Lines | list[Any], name: str, parse: Callable[[Any], T]) -> None:
        self._rows, self._name, self._parse = rows, name, parse
        self._held: list[T] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        if self._held is None:
            rows = each(self._rows, self._name, self._parse)
            return rows if len(self._rows) > _MOST_HELD else self._holding(rows)
        if isinstance(self._rows, Lines):
            self._rows.check()
        return iter(self._held)

    def _holding(self, rows: Iterable[T]) -> Iterator[T]:
        held: list[T] = []
        for row in rows:
            held.append(row)
            yield row
        self._held = held


def _checked(run: RunResult) -> Iterator[tuple[CaseInfo, list[CaseResult]]]:
    rows = {info.id for info in run.extractors}
    if len(rows) < len(run.extractors):
        raise ValueError("two extractors of one name")
    found, keys = 0, NeededKeys(run.metrics)
    cases: set[str] = set()
    for case, results in run.by_case():
        if case.id in cases:
            raise ValueError(f"two cases are called {case.id}")
        cases.add(case.id)
        seen = {result.extractor for result in results}
        if len(seen) < len(results):
            twice = Counter(result.extractor for result in results).most_common(1)[0][0]
            raise ValueError(f"two results of {twice} on {case.id}")
        if not seen <= rows:
            raise ValueError(f"a result of {min(map(str, seen - rows))}, which is not listed")
        keys.check(results)
        found += len(results)
        yield case, results
    if found < len(run.results):
        raise ValueError("results that stand with none of the cases, or not in their order")


def _part(parts: dict[str, Lines | list[Any]], name: str) -> Lines | list[Any]:
    if name not in parts:
        raise ValueError(f"it has no list of {name}")
    return parts[name]


def _refuse_other_files(path: Path, head: dict[str, Any]) -> None:
    """Raise :class:`RunFileError` for another of the harness's files, or one of another schema."""
    schema = head.get("schema")
    if "aggregates" in head:
        raise RunFileError(f"{path} has a big run's sums, and no result of each page; show it with `harness report`")
    if "baseline" in head and schema is None:
        raise RunFileError(f"{path} is a baseline and no run; it can only be BASE of `harness compare BASE NEW`")
    if not isinstance(schema, int):
        raise RunFileError(f"{path} is no run.json; give the run.json of a run, or its folder")
    if schema != SCHEMA_VERSION:
        raise RunFileError(f"{path}: schema version {schema}, this harness reads {SCHEMA_VERSION}; run again")


@contextmanager
def _draft(path: Path) -> Iterator[IO[bytes]]:
    """Give a draft beside a file to write into. It takes the file's place once it is whole, and else is removed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _write_head(file: IO[bytes], run: RunResult) -> None:
    head = {
        "schema": SCHEMA_VERSION,
        "data_sets": [asdict(data_set) for data_set in run.data_sets],
        "metrics": dict(sorted(run.metrics.items())),
        "protocols": list(run.protocols),
        "environment": dict(run.environment),
        "problems": list(run.problems),
        "notices": list(run.notices),
    }
    file.write(b"{\n" + b"".join(_encoded(f"  {_json(name)}: {_json(value)},\n") for name, value in head.items()))
    _begin(file, "extractors")
    file.write(b",\n".join(_encoded(f"    {to_line(info)}") for info in run.extractors))
    file.write(b"\n" if run.extractors else b"")
    _end(file)


def _begin(file: IO[bytes], name: str) -> None:
    file.write(f'  "{name}": [\n'.encode())


def _end(file: IO[bytes], *, last: bool = False) -> None:
    file.write(b"  ]\n}\n" if last else b"  ],\n")


def _add(spool: IO[bytes], line: str) -> None:
    spool.write((b",\n" if spool.tell() else b"") + _encoded(f"    {line}"))


def _copy(spool: IO[bytes], file: IO[bytes]) -> None:
    if spool.tell():
        spool.seek(0)
        while chunk := spool.read(1 << 20):
            file.write(chunk)
        file.write(b"\n")


def _encoded(text: str) -> bytes:
    # A lone surrogate becomes its escape, which JSON reads back.
    return text.encode("utf-8", "backslashreplace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False, allow_nan=False)


def _damaged(path: Path, error: Exception) -> NoReturn:
    said = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
    raise RunFileError(f"{path} is damaged: {said}; run again, or copy it anew") from error
