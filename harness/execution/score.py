"""From golden cases and extractors to a :class:`RunResult`: extract, then score page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from .. import __version__
from ..alignment import Candidate, Reference
from ..extraction.process import Limits
from ..goldens import Collection, read_page, read_page_text
from ..metrics.base import Counts, Metric
from ..metrics.catalogue import native
from ..metrics.ceiling import ceiling
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
        results, ceilings = _score(plan, journal, metrics, progress("scoring") if progress else None)
    return RunResult(
        data_set=DataSet(collection.name, collection.digest),
        metrics={metric.name: metric.signature for metric in metrics},
        extractors=tuple(map(extractor_info, extractors)),
        cases=tuple(case_info(case, ceilings.get(case.id)) for case in collection.cases),
        results=tuple(results),
        environment=environment(__version__),
        problems=(*map(str, collection.problems), *problems),
    )


def _score(
    plan: Plan, journal: Journal, metrics: Sequence[Metric], progress: Progress | None
) -> tuple[list[CaseResult], dict[str, Counts | None]]:
    """Score a page with all its extractions at once: what the page needs is made once and dropped after it.

    Returns the results in the plan's order, and the ceiling of each case that has any.
    """
    results: dict[tuple[str, str], CaseResult] = {}
    ceilings: dict[str, Counts | None] = {}
    for done, case in enumerate(plan.cases, start=1):
        rows = [row for row in plan.extractors if (row.id, case.id) in journal]
        if rows:
            page = read_page_text(case)
            reference = Reference(case, page)
            ceilings[case.id] = ceiling(reference, page, partial(_source, case))
            counted: dict[Article | None, dict[str, Counts | None]] = {}
            for row in rows:
                extraction = journal.read((row.id, case.id))
                # Modes of one library often answer the same: each article is scored once. None is a failure.
                article = extraction.article
                if article not in counted:
                    candidate = Candidate(article, reference)
                    counted[article] = {metric.name: metric.count(reference, candidate) for metric in metrics}
                results[row.id, case.id] = _result(row, case, extraction, counted[article])
        if progress:
            progress(done, len(plan.cases))
    order = [(row.id, case.id) for row in plan.extractors for case in plan.cases]
    return [results[key] for key in order if key in results], ceilings


def _source(case: GoldenCase) -> str:
    return read_page(case).html


def _result(row: Extractor, case: GoldenCase, extraction: Extraction, counts: dict[str, Counts | None]) -> CaseResult:
    return CaseResult(
        extractor=row.id,
        case=case.id,
        outcome=extraction.outcome,
        counts=counts,
        failure=extraction.failure,
        seconds=extraction.seconds,
        peak_memory=extraction.peak_memory,
    )
