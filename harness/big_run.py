"""A run of more results than anybody reads one by one: what each extractor did in all, and a sample of its worst pages.

It has a ``run.json`` of a schema of its own, so that nothing takes the sample for all pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import RunFileError
from .goldens import DataSet
from .model import OUTCOMES
from .run_files import run_file, write_text
from .runs import ExtractorInfo

BIG_SCHEMA = 3
_BEGINNING = re.compile(rb'\s*\{\s*"schema":\s*3\b')
# A row of figures and 50 pages for each extractor; stack traces are the longest part.
_LARGEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What an extractor did on all pages.

    Attributes:
        extractor: its id.
        pages: how many it was given.
        outcomes: how many pages had each outcome.
        seconds: a page's, the median of those that did not fail, within 3 %; ``None`` where nothing was timed.
        slow_seconds: the time that 99 % of the pages stayed below, within 3 %.
        cpu_seconds: the median of the processor's time, within 3 %.
        letters: the median length of the outputs in characters, empty ones included, within 3 %.
        memory: the most that its child has held, in bytes.
    """

    extractor: str
    pages: int
    outcomes: Mapping[str, int]
    seconds: float | None
    slow_seconds: float | None
    cpu_seconds: float | None
    letters: float | None
    memory: int | None


@dataclass(frozen=True, slots=True)
class WorstPage:
    """A page that an extractor failed on, gave nothing for, or took long for; ``failure`` says why it failed."""

    extractor: str
    case: str
    outcome: str
    failure: str | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class BigRun:
    """Everything that the report of a big run needs."""

    data_sets: tuple[DataSet, ...]
    extractors: tuple[ExtractorInfo, ...]
    aggregates: tuple[Aggregate, ...]
    worst: tuple[WorstPage, ...]
    environment: Mapping[str, str]
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def write_big_run(run: BigRun, path: Path) -> None:
    """Write ``run.json``, atomically, a row a line."""
    parts = [f'"schema": {BIG_SCHEMA}']
    parts += [f"{json.dumps(name)}: {_lines(value)}" for name, value in asdict(run).items()]
    write_text(path, "{\n" + ",\n".join(parts) + "\n}\n")


def is_big_run(path: Path) -> bool:
    """Whether a ``run.json``, or the one in a folder, is that of a big run; ``False`` for what cannot be read."""
    try:
        with run_file(path).open("rb") as file:
            return _BEGINNING.match(file.read(64)) is not None
    except OSError:
        return False


def read_big_run(path: Path) -> BigRun:
    """Read it again. Raises :class:`~harness.errors.RunFileError` that says what is wrong with the file."""
    path = run_file(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError(f"it has more than {_LARGEST >> 20} MiB")
        document = json.loads(path.read_text(encoding="utf-8"))
        run = BigRun(
            data_sets=_rows(DataSet, document["data_sets"]),
            extractors=_rows(ExtractorInfo, document["extractors"]),
            aggregates=_rows(Aggregate, document["aggregates"]),
            worst=_rows(WorstPage, document["worst"]),
            environment=dict(document["environment"]),
            problems=tuple(map(str, document["problems"])),
            notices=tuple(map(str, document["notices"])),
        )
        unknown = {outcome for one in run.aggregates for outcome in one.outcomes} - set(OUTCOMES)
        if unknown:
            raise ValueError(f"unknown outcome {min(unknown)!r}")
    except OSError as error:
        raise RunFileError(f"{path}: {error.strerror}; give the run.json of a run, or its folder") from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise RunFileError(f"{path} is damaged: {type(error).__name__}: {error}") from error
    return run


def _rows(kind: Any, rows: Any) -> tuple[Any, ...]:
    return tuple(kind(**row) for row in rows)


def _lines(value: Any) -> str:
    if isinstance(value, tuple):
        return "[\n" + ",\n".join("  " + _json(row) for row in value) + "\n]" if value else "[]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
