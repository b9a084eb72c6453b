"""One side of a comparison: what is kept of a run, or of a baseline, to hold it against another.

Page by page, in columns: 45 bytes a result for five figures and 300 for the counts behind the tables of kinds and
fields, so that two runs of 2,000 pages and 20 extractors take 35 MB. What a side does not have is ``None``.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..blocks import BLOCK_KINDS
from ..errors import RunFileError, UnknownNameError
from ..goldens import DataSet
from ..metrics.base import Counts, MeanOfPages, Metric
from ..metrics.catalogue import of_run
from ..model import FIELDS, NOISE_KINDS, Outcome
from ..run_files import checked_cases
from ..runs import CaseInfo, CaseResult, ExtractorInfo, RunResult
from ..sites import site_of
from .columns import Outcomes, Scores

# The figures that every comparison shows, all of them the ledger's.
HEADLINE = ("f1", "precision", "recall", "order", "noise")

# What of an output is counted by kind, and by field: the columns of SideRow.parts.
_WORD_PARTS = (*(f"noise:{kind}" for kind in NOISE_KINDS), *(f"lost:{kind}" for kind in BLOCK_KINDS))
_FIELD_PARTS = tuple(f"{field}:{part}" for field in FIELDS for part in ("correct", "wrong", "missing", "invented"))
PARTS = (*_WORD_PARTS, *_FIELD_PARTS)
_ZEROS = repeat(0)
# What of a case is counted by kind, whoever reads it: the columns of Side.wholes.
WHOLES = (*(f"in-page:{kind}" for kind in NOISE_KINDS), *(f"expected:{kind}" for kind in BLOCK_KINDS))

Counted = npt.NDArray[np.int32]

_LARGEST = int(np.iinfo(np.int32).max)


@dataclass(frozen=True, slots=True)
class SideCase:
    """What groups a case and tells whether it is the same one on the other side.

    ``site`` is that of its URL, or the case's own id where it has none: a cluster of its own.
    """

    id: str
    digest: str
    site: str
    data_set: str
    page_type: str
    language: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SideRow:
    """One extractor of a side.

    Attributes:
        id: its name in tables.
        version: of its library; ``None`` where that is not installed.
        digest: of its own file or command; ``None`` where the side does not say.
        control: whether it only bounds the table.
        status: ``ready``, or why it did not run.
        outcomes: one a case.
        figures: columns by the figure's name.
        counts: one a case, by the metric's name, of the metrics whose figures are no means of pages; ``None`` where
            the metric does not apply or there is no result.
        parts: (cases, len(PARTS)) counts; ``None`` where the side has none.
        seconds: that each answer took, one a case, and ``sizes``: its words, as the ledger cut them; ``None`` where
            that is not known. An output of another run is told by them.
    """

    id: str
    version: str | None
    digest: str | None
    control: bool
    status: str
    outcomes: Outcomes
    figures: Mapping[str, Scores]
    parts: Counted | None = None
    counts: Mapping[str, tuple[Counts | None, ...]] = field(default_factory=dict)
    seconds: tuple[float | None, ...] = ()
    sizes: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a comparison.

    Attributes:
        label: what messages and tables call it, as a rule the path that was given.
        data_sets: what the cases belong to.
        metrics: each metric's name and its signature.
        environment: what of the machine can move a score; empty where the side does not say.
        cases: sorted as in their run.
        rows: the extractors by id.
        wholes: (cases, len(WHOLES)) counts; ``None`` where the side has none.
        file: the ``run.json`` that it comes from, beside which the journal lies; ``None`` for a baseline.
        digits: behind the point of its figures, where they are rounded; the other side is then rounded alike.
    """

    label: str
    data_sets: tuple[DataSet, ...]
    metrics: Mapping[str, str]
    environment: Mapping[str, str]
    cases: tuple[SideCase, ...]
    rows: Mapping[str, SideRow]
    wholes: Counted | None = None
    file: Path | None = None
    digits: int | None = None


def side_of_run(
    run: RunResult, *, label: str = "run", file: Path | None = None, figures: Sequence[str] = HEADLINE
) -> Side:
    """Return the side that a run makes, from one walk over its results; they are checked on the way.

    Args:
        run: its results may be lines of a file, as :func:`~harness.run_files.open_run` gives them.
        label: what the side is called.
        file: its ``run.json``.
        figures: to keep, by column name. Those of the headline may be missing, where the run did not count them.

    Raises:
        UnknownNameError: The run's metrics do not have a figure that is no headline.
        RunFileError: The run is damaged, or was counted by other versions of the metrics.
    """
    metrics = of_run(run.metrics)
    names = _figure_names(metrics, figures)
    counted = [metric for metric in metrics if not names.keys().isdisjoint(metric.figures(Counter()))]
    kept = [metric.name for metric in counted if not isinstance(metric, MeanOfPages)]
    tallies = {info.id: _Tally(info, len(run.cases), len(names), kept) for info in run.extractors}
    wholes = np.zeros((len(run.cases), len(WHOLES)), dtype=np.int64)
    cases: list[SideCase] = []
    for number, (case, results) in enumerate(checked_cases(run, file or Path(label))):
        cases.append(_side_case(case))
        about = case.id
        try:
            whole: Counts = next((counts for result in results if (counts := result.counts.get("ledger"))), {})
            wholes[number] = [whole.get(name, 0) for name in WHOLES]
            for result in results:
                about = f"{result.extractor} on {case.id}"
                _take_in(tallies[result.extractor], number, result, counted, names)
        except (TypeError, ValueError, AttributeError, OverflowError, ZeroDivisionError, KeyError) as error:
            what = f"the counts of {about} make no sense ({type(error).__name__}: {error})"
            raise RunFileError(f"{file or label} is damaged: {what}; run again") from error
    try:
        rows = {name: tally.row(names) for name, tally in tallies.items()}
        in_range = _in_range(wholes)
    except ValueError as error:
        raise RunFileError(f"{file or label} is damaged: {error}; run again") from error
    return Side(
        label=label,
        data_sets=run.data_sets,
        metrics=run.metrics,
        environment=run.environment,
        cases=tuple(cases),
        rows=rows,
        wholes=in_range,
        file=file,
    )


class _Tally:
    """The columns of one extractor, while the pages come in."""

    def __init__(self, info: ExtractorInfo, cases: int, figures: int, kept: Sequence[str]) -> None:
        self._info = info
        # Lists and arrays of Python's own take in single values three times as fast as those of numpy.
        self.outcomes: list[Outcome | None] = [None] * cases
        self.seconds: list[float | None] = [None] * cases
        self.sizes: list[int | None] = [None] * cases
        self.values: list[list[float | None]] = [[None] * cases for _ in range(figures)]
        self.parts = array("q", bytes(8 * cases * len(PARTS)))
        self.counts: dict[str, list[Counts | None]] = {name: [None] * cases for name in kept}

    def row(self, names: Mapping[str, int]) -> SideRow:
        """Return the row of all pages."""
        info = self._info
        figures = {name: Scores.of(self.values[place]) for name, place in names.items()}
        for name, scores in figures.items():
            if not np.isfinite(scores.values).all():
                raise ValueError(f"{name} of {info.id} is not a number on a page")
        counts = np.frombuffer(self.parts, dtype=np.int64).reshape(-1, len(PARTS))
        outcomes, parts = Outcomes.of(self.outcomes), _in_range(counts)
        kept = {name: tuple(column) for name, column in self.counts.items()}
        row = SideRow(info.id, info.version, info.digest, info.control, info.status, outcomes, figures, parts, kept)
        return replace(row, seconds=tuple(self.seconds), sizes=tuple(self.sizes))


def _in_range(counts: npt.NDArray[np.int64]) -> Counted:
    """Return counts in half the memory. Raises :class:`ValueError` where one is below 0 or too high to be one."""
    if counts.size and (counts.min() < 0 or counts.max() > _LARGEST):
        raise ValueError(f"a count lies outside of 0 to {_LARGEST}")
    return counts.astype(np.int32)


def _figure_names(metrics: Sequence[Metric], wanted: Sequence[str]) -> dict[str, int]:
    """Return the figures that the metrics have of those that are wanted, numbered."""
    known = [name for metric in metrics for name in metric.figures(Counter())]
    for name in wanted:
        if name not in known and name not in HEADLINE:
            raise UnknownNameError("figure", name, known)
    return {name: number for number, name in enumerate(name for name in dict.fromkeys(wanted) if name in known)}


def _side_case(case: CaseInfo) -> SideCase:
    site = site_of(case.url) or case.id
    return SideCase(case.id, case.digest, site, case.data_set, case.page_type, case.language, case.tags)


def _take_in(
    tally: _Tally,
    number: int,
    result: CaseResult,
    metrics: Sequence[Metric],
    names: Mapping[str, int],
) -> None:
    tally.outcomes[number] = result.outcome
    tally.seconds[number] = result.seconds
    for metric in metrics:
        if (counts := result.counts.get(metric.name)) is not None:
            if metric.name in tally.counts:
                tally.counts[metric.name][number] = counts
            for name, value in metric.figures(counts).items():
                if name in names:
                    tally.values[names[name]][number] = value
    booked = result.counts.get("ledger")
    tally.sizes[number] = None if booked is None else booked.get("output", 0)
    words, fields = booked or {}, result.counts.get("fields") or {}
    # map() looks names up twice as fast as a comprehension: there are seventy of them for each result.
    parts = array("q", map(words.get, _WORD_PARTS, _ZEROS))
    parts.extend(map(fields.get, _FIELD_PARTS, _ZEROS))
    tally.parts[number * len(parts) : (number + 1) * len(parts)] = parts
