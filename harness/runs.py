"""A run and its file: ``run.json``, sorted, one result a line, the same bytes for the same input but for timings."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import RunFileError
from .metrics.base import Counts
from .model import OUTCOMES, Extractor, Failure, GoldenCase, Outcome

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class DataSet:
    """What was scored: a name, and a digest over annotations and page bytes."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """What reports say of a case: enough to group results without the golden files.

    ``ceiling`` says where the page holds its expected words: see :mod:`harness.metrics.ceiling`.
    """

    id: str
    collection: str
    language: str
    page_type: str
    tags: tuple[str, ...]
    digest: str
    ceiling: Counts | None = None


@dataclass(frozen=True, slots=True)
class ExtractorInfo:
    """One row of the table. ``status`` is ``ready``, ``not installed`` (``install`` mends it) or what is wrong."""

    id: str
    version: str | None
    status: str
    control: bool
    install: str | None
    licence: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One extractor on one case. ``counts`` by metric name; ``None`` where the metric does not apply."""

    extractor: str
    case: str
    outcome: Outcome
    counts: Mapping[str, Counts | None]
    failure: Failure | None = None
    seconds: float | None = None
    peak_memory: int | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """Everything a report needs. ``metrics`` maps each metric's name to its signature."""

    data_set: DataSet
    metrics: Mapping[str, str]
    extractors: tuple[ExtractorInfo, ...]
    cases: tuple[CaseInfo, ...]
    results: tuple[CaseResult, ...]
    environment: Mapping[str, str]
    problems: tuple[str, ...] = ()


def case_info(case: GoldenCase, ceiling: Counts | None = None) -> CaseInfo:
    """Return what a run keeps of a case."""
    return CaseInfo(case.id, case.collection, case.language, case.page_type, case.tags, case.digest, ceiling)


def extractor_info(extractor: Extractor) -> ExtractorInfo:
    """Return what a run keeps of an extractor."""
    status = extractor.problem or ("ready" if extractor.ready else "not installed")
    return ExtractorInfo(
        id=extractor.id,
        version=extractor.version,
        status=status,
        control=extractor.control,
        install=extractor.install,
        licence=extractor.licence,
        digest=extractor.digest,
    )


def environment(version: str) -> dict[str, str]:
    """Return what of this machine can move a timing or, through a library, a score."""
    return {
        "harness": version,
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cores": str(os.cpu_count()),
    }


def write_run(run: RunResult, path: Path) -> None:
    """Write ``run.json``, atomically: a reader sees the old file or the new one, never half of one."""
    head = {
        "schema": SCHEMA_VERSION,
        "data_set": asdict(run.data_set),
        "metrics": dict(sorted(run.metrics.items())),
        "environment": dict(run.environment),
        "problems": list(run.problems),
    }
    lists: dict[str, tuple[Any, ...]] = {"extractors": run.extractors, "cases": run.cases, "results": run.results}
    parts = [f"  {_line(name)}: {_line(value)}" for name, value in head.items()]
    for name, rows in lists.items():
        lines = ",\n".join(f"    {_line(asdict(row))}" for row in rows)
        parts.append(f"  {_line(name)}: [\n{lines}\n  ]" if lines else f"  {_line(name)}: []")
    write_text(path, "{\n" + ",\n".join(parts) + "\n}\n")


def write_text(path: Path, text: str) -> None:
    """Write a file atomically, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8", errors="backslashreplace")
    draft.replace(path)


def read_run(path: Path) -> RunResult:
    """Read ``run.json``. Raises :class:`RunFileError` that says what is wrong with the file."""
    if path.is_dir():
        path = path / "run.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
    except OSError as error:
        raise RunFileError(f"{path}: {error.strerror}; give the run.json of a run, or its folder") from error
    except (ValueError, RecursionError) as error:
        raise RunFileError(f"{path} is not a run: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA_VERSION:
        found = document.get("schema") if isinstance(document, dict) else type(document).__name__
        raise RunFileError(f"{path}: schema version {found!r}, this harness reads {SCHEMA_VERSION}; run again")
    try:
        return _build(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunFileError(f"{path} is damaged: {type(error).__name__}: {error}") from error


def _build(document: dict[str, Any]) -> RunResult:
    run = RunResult(
        data_set=DataSet(**document["data_set"]),
        metrics=document["metrics"],
        environment=document["environment"],
        problems=tuple(document["problems"]),
        extractors=tuple(ExtractorInfo(**row) for row in document["extractors"]),
        cases=tuple(CaseInfo(**{**row, "tags": tuple(row["tags"])}) for row in document["cases"]),
        results=_unique(_read_result(row) for row in document["results"]),
    )
    extractors, cases = {info.id for info in run.extractors}, {info.id for info in run.cases}
    for result in run.results:
        if result.extractor not in extractors or result.case not in cases:
            raise ValueError(f"a result of {result.extractor} on {result.case}, which are not both listed")
    return run


def _read_result(row: dict[str, Any]) -> CaseResult:
    if row["outcome"] not in OUTCOMES:
        raise ValueError(f"unknown outcome {row['outcome']!r}")
    failure = Failure(**row["failure"]) if row["failure"] else None
    return CaseResult(**{**row, "failure": failure})


def _unique(results: Iterable[CaseResult]) -> tuple[CaseResult, ...]:
    by_key: dict[tuple[str, str], CaseResult] = {}
    for result in results:
        if by_key.setdefault((result.extractor, result.case), result) is not result:
            raise ValueError(f"two results of {result.extractor} on {result.case}")
    return tuple(by_key.values())


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False, allow_nan=False)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")
