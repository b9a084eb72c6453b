"""From golden cases and extractors to a :class:`RunResult`: extract, then score page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from .. import __version__
from ..alignment import Candidate, Reference
from ..extraction.process import Limits
from ..goldens import Collection, read_page_text
from ..metrics.base import Metric
from ..metrics.catalogue import native
from ..model import Article, Extraction, Extractor, GoldenCase
from ..runs import CaseResult, DataSet, RunResult, case_info, environment, extractor_info
from .journal import Journal
from .local import Progress, extract_all
from .plan import Plan


def run(
    collection: Collection,
    extractors: Sequence[Extractor],
    folder: Path,
    *,
    limits: Limits,
    slots: int,
    pairs: frozenset[tuple[str, str]] | None = None,
    metrics: Sequence[Metric] | None = None,
    problems: Sequence[str] = (),
    progress: Callable[[str], Progress] | None = None,
) -> RunResult:
    """Run extractors over a collection and score them. Broken cases are named in the result.

    Args:
        collection: the cases.
        extractors: the rows; one that cannot run here stays a row without results.
        folder: where the journal lies. An unfinished run of the same plan is resumed.
        limits: what each child may use.
        slots: how many children run at once.
        pairs: (extractor id, case id) to do; ``None`` for all.
        metrics: the native ones if not given.
        problems: what is wrong with cases that are not in the collection, for the report.
        progress: makes a progress callback for a named phase.
    """
    metrics = native() if metrics is None else metrics
    plan = Plan(tuple(extractors), collection.cases, limits, pairs)
    with Journal(folder / "journal.jsonl", plan.key) as journal:
        extract_all(plan, journal, slots, progress("extracting") if progress else None)
        results = _score(plan, journal, metrics, progress("scoring") if progress else None)
    return RunResult(
        data_set=DataSet(collection.name, collection.digest),
        metrics={metric.name: metric.signature for metric in metrics},
        extractors=tuple(map(extractor_info, extractors)),
        cases=tuple(map(case_info, collection.cases)),
        results=tuple(results),
        environment=environment(__version__),
        problems=(*map(str, collection.problems), *problems),
    )


def _score(plan: Plan, journal: Journal, metrics: Sequence[Metric], progress: Progress | None) -> list[CaseResult]:
    """Score a page with all its extractions at once: what the page needs is made once and dropped after it."""
    results: dict[tuple[str, str], CaseResult] = {}
    for done, case in enumerate(plan.cases, start=1):
        rows = [row for row in plan.extractors if (row.id, case.id) in journal]
        if rows:
            reference = Reference(case, read_page_text(case))
            for row in rows:
                extraction = journal.read((row.id, case.id))
                results[row.id, case.id] = score(reference, extraction, row, metrics)
        if progress:
            progress(done, len(plan.cases))
    order = [(row.id, case.id) for row in plan.extractors for case in plan.cases]
    return [results[key] for key in order if key in results]


def score(reference: Reference, extraction: Extraction, extractor: Extractor, metrics: Sequence[Metric]) -> CaseResult:
    """Count every metric on one extraction. A failure counts as an empty output."""
    candidate = Candidate(extraction.article or Article(), reference)
    case: GoldenCase = reference.case
    return CaseResult(
        extractor=extractor.id,
        case=case.id,
        outcome=extraction.outcome,
        counts={metric.name: metric.count(reference, candidate) for metric in metrics},
        failure=extraction.failure,
        seconds=extraction.seconds,
        peak_memory=extraction.peak_memory,
    )
