"""A baseline as a side of a comparison, over the cases that it shares with a run."""

from __future__ import annotations

from collections.abc import Sequence

from ..bounds import GATED
from .baseline import DIGITS, Baseline, Record
from .pairing import same_digest
from .sides import Outcomes, Scores, Side, SideCase, SideRow

# Begins no digest, as the empty text would.
_NONE = "-"


def side_of_baseline(baseline: Baseline, cases: Sequence[SideCase], *, label: str = "baseline") -> Side:
    """Return the side that a baseline makes.

    It does not say what groups its cases, so it borrows that of a run's; a case that is not in the baseline, or has
    changed since, is left out.

    Args:
        baseline: as it was read.
        cases: of the run that is to be held against it.
        label: what the side is called.
    """
    shared = tuple(case for case in cases if same_digest(baseline.cases.get(case.id, _NONE), case.digest))
    rows = {}
    for name, version in baseline.extractors.items():
        records = [baseline.records.get((name, case.id)) for case in shared]
        figures = {figure: Scores.of([_figure(record, figure) for record in records]) for figure in GATED}
        outcomes = Outcomes.of(None if record is None else record.outcome for record in records)
        rows[name] = SideRow(name, version, None, False, "ready", outcomes, figures)
    return Side(
        label=label,
        data_sets=baseline.data_sets,
        metrics=baseline.metrics,
        environment={},
        cases=shared,
        rows=rows,
        digits=DIGITS,
    )


def _figure(record: Record | None, name: str) -> float | None:
    return None if record is None else record.figure(name)
