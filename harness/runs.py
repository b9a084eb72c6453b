"""What a run is: everything that a report needs, without the pages and the texts."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from .goldens import DataSet
from .metrics.base import Counts
from .model import Extractor, Failure, GoldenCase, Outcome, Repeats

T_co = TypeVar("T_co", covariant=True)


class Items(Protocol[T_co]):
    """A sequence to go through as often as needed: a tuple, or lines of a file."""

    def __iter__(self) -> Iterator[T_co]:
        """Go through them from the first."""

    def __len__(self) -> int:
        """Return how many there are."""


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """What reports say of a case: enough to group results without the golden files.

    ``ceiling`` says where the page holds its expected words: see :mod:`harness.metrics.ceiling`. ``words`` counts the
    words of the visible page. Both are ``None`` when no metric asked for the page's text. ``complexity`` is WCEB's,
    where its metric was counted.
    """

    id: str
    data_set: str
    collection: str
    language: str
    page_type: str
    tags: tuple[str, ...]
    digest: str
    url: str | None = None
    ceiling: Counts | None = None
    words: int | None = None
    complexity: float | None = None


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
    cpu_seconds: float | None = None
    repeats: Repeats | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """Everything a report needs.

    Attributes:
        data_sets: what the cases belong to.
        metrics: each metric's name and its signature.
        protocols: by which recipes the run is to be shown.
        extractors: the rows.
        cases: the cases; ``results`` stand in the order of their cases, all of a case together.
        environment: what of the machine can move a timing or a score.
        problems: golden cases that were not scored, and why.
        notices: what else there is to say, of recorded outputs for instance.
    """

    data_sets: tuple[DataSet, ...]
    metrics: Mapping[str, str]
    extractors: tuple[ExtractorInfo, ...]
    cases: Items[CaseInfo]
    results: Items[CaseResult]
    environment: Mapping[str, str]
    protocols: tuple[str, ...] = ("native",)
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def by_case(self) -> Iterator[tuple[CaseInfo, list[CaseResult]]]:
        """Yield each case with its results; only those of one case are in memory."""
        groups = groupby(self.results, key=lambda result: result.case)
        group = next(groups, None)
        for case in self.cases:
            if group is not None and group[0] == case.id:
                yield case, list(group[1])
                group = next(groups, None)
            else:
                yield case, []


def case_info(
    case: GoldenCase, ceiling: Counts | None = None, words: int | None = None, complexity: float | None = None
) -> CaseInfo:
    """Return what a run keeps of a case."""
    return CaseInfo(
        id=case.id,
        data_set=case.data_set,
        collection=case.collection,
        language=case.language,
        page_type=case.page_type,
        tags=case.tags,
        digest=case.digest,
        url=case.url,
        ceiling=ceiling,
        words=words,
        complexity=complexity,
    )


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
