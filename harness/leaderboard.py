"""The tables of a run, computed once for every way of showing them. A renderer computes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .blocks import BLOCK_KINDS
from .metrics.base import Counts, Figures, Metric
from .metrics.catalogue import of_run
from .model import FAILURES, NOISE_KINDS, Failure, Outcome
from .runs import CaseResult, ExtractorInfo, RunResult


@dataclass(frozen=True, slots=True)
class Row:
    """One extractor over all its pages. ``seconds`` is the median of a page; ``None`` figures do not apply.

    ``memory`` is the most that its child has held, in bytes.
    """

    extractor: ExtractorInfo
    pages: int
    figures: Figures
    failures: int
    empty: int
    seconds: float | None
    memory: int | None


@dataclass(frozen=True, slots=True)
class Shares:
    """For each extractor and kind the share of the words of that kind: leaked (noise) or lost (blocks), in 0..1.

    ``words`` says how many words of each kind there are; kinds without any are left out. ``pages`` counts, for each
    extractor and kind, the pages on which any leaked or was lost.
    """

    kinds: tuple[str, ...]
    words: Mapping[str, int]
    rows: tuple[tuple[str, Mapping[str, float]], ...]
    pages: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class HardPage:
    """A case by how badly the extractors did on it: mean F1, and who did best and worst. Controls do not count.

    ``visible`` and ``held`` are the shares of its expected words that the visible page and that all its bytes hold.
    """

    case: str
    visible: float | None
    held: float | None
    mean_f1: float
    best: str
    best_f1: float
    worst: str
    worst_f1: float
    failures: int


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One failed extraction."""

    extractor: str
    case: str
    outcome: Outcome
    failure: Failure


@dataclass(frozen=True, slots=True)
class Report:
    """Every table of a run, and the metrics that it was counted by."""

    run: RunResult
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    leaks: Shares
    losses: Shares
    worst: tuple[HardPage, ...]
    failures: tuple[FailureRow, ...]


def build_report(run: RunResult) -> Report:
    """Compute every table of a run, best F1 first, rows without a result last.

    Raises :class:`~harness.errors.RunFileError` for a run that other versions of the metrics counted.
    """
    metrics = of_run(run.metrics)
    by_extractor: dict[str, list[CaseResult]] = {info.id: [] for info in run.extractors}
    for result in run.results:
        by_extractor[result.extractor].append(result)
    rows = [_row(info, by_extractor[info.id], metrics) for info in run.extractors]
    rows.sort(key=lambda row: (-1.0 if (f1 := row.figures.get("f1")) is None else f1, row.pages), reverse=True)
    shown = [row.extractor.id for row in rows if row.pages]
    failures = tuple(
        FailureRow(result.extractor, result.case, result.outcome, result.failure)
        for result in run.results
        if result.outcome in FAILURES and result.failure
    )
    return Report(
        run=run,
        metrics=metrics,
        rows=tuple(rows),
        leaks=_shares(shown, by_extractor, NOISE_KINDS, hit="noise:", whole="in-page:"),
        losses=_shares(shown, by_extractor, BLOCK_KINDS, hit="lost:", whole="expected:"),
        worst=_hard_pages(run, metrics),
        failures=failures,
    )


def page_figures(result: CaseResult, metrics: Sequence[Metric]) -> Figures:
    """Return the figures of one extractor on one case."""
    figures: Figures = {}
    for metric in metrics:
        counts = result.counts.get(metric.name)
        figures.update(metric.figures(counts) if counts is not None else {})
    return figures


def _row(info: ExtractorInfo, results: Sequence[CaseResult], metrics: Sequence[Metric]) -> Row:
    figures: Figures = {}
    for metric in metrics:
        figures.update(metric.aggregate(result.counts.get(metric.name) for result in results) if results else {})
    seconds = [result.seconds for result in results if result.seconds is not None and result.outcome not in FAILURES]
    memory = [result.peak_memory for result in results if result.peak_memory is not None]
    return Row(
        extractor=info,
        pages=len(results),
        figures=figures,
        failures=sum(result.outcome in FAILURES for result in results),
        empty=sum(result.outcome == "empty" for result in results),
        seconds=median(seconds) if seconds else None,
        memory=max(memory, default=None),
    )


def _ledgers(results: Iterable[CaseResult]) -> list[Counts]:
    return [counts for result in results if (counts := result.counts.get("ledger")) is not None]


def _shares(
    shown: Sequence[str],
    by_extractor: Mapping[str, Sequence[CaseResult]],
    kinds: Sequence[str],
    *,
    hit: str,
    whole: str,
) -> Shares:
    totals: dict[str, Counter[str]] = {}
    pages: Counter[tuple[str, str]] = Counter()
    for name in shown:
        totals[name] = Counter()
        for counts in _ledgers(by_extractor[name]):
            totals[name].update(counts)
            pages.update((name, kind) for kind in kinds if counts.get(hit + kind))
    # Extractors may have run on different cases (single items were chosen): the largest count is the whole corpus.
    words = {kind: max((total[whole + kind] for total in totals.values()), default=0) for kind in kinds}
    present = tuple(kind for kind in kinds if words[kind])
    rows = tuple(
        (name, {kind: total[hit + kind] / total[whole + kind] for kind in present if total[whole + kind]})
        for name, total in totals.items()
    )
    return Shares(present, words, rows, pages)


def _hard_pages(run: RunResult, metrics: Sequence[Metric]) -> tuple[HardPage, ...]:
    ceilings = {info.id: info.ceiling or {} for info in run.cases}
    controls = {info.id for info in run.extractors if info.control}
    by_case: dict[str, list[tuple[float, str, bool]]] = {}
    for result in run.results:
        f1 = page_figures(result, metrics).get("f1")
        if f1 is not None and result.extractor not in controls:
            by_case.setdefault(result.case, []).append((f1, result.extractor, result.outcome in FAILURES))
    pages = []
    for case, scores in by_case.items():
        best, worst = max(scores, key=lambda score: score[0]), min(scores, key=lambda score: score[0])
        pages.append(
            HardPage(
                case=case,
                visible=_share(ceilings[case], "visible"),
                held=_share(ceilings[case], "visible", "structured", "anywhere"),
                mean_f1=sum(score[0] for score in scores) / len(scores),
                best=best[1],
                best_f1=best[0],
                worst=worst[1],
                worst_f1=worst[0],
                failures=sum(score[2] for score in scores),
            )
        )
    return tuple(sorted(pages, key=lambda page: (page.mean_f1, page.case)))


def _share(ceiling: Counts, *where: str) -> float | None:
    expected = ceiling.get("expected", 0)
    return sum(ceiling.get(place, 0) for place in where) / expected if expected else None
