"""A baseline as a side of a comparison with a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..bounds import GATED
from .baseline import DIGITS, Baseline, Record
from .columns import Outcomes, Scores
from .sides import Side, SideCase, SideRow


def side_of_baseline(baseline: Baseline, cases: Sequence[SideCase], *, label: str = "baseline") -> Side:
    """Return the side that a baseline makes, of all its cases with its own digests.

    It does not say what groups its cases, so it borrows that of a run's. A case that the run does not have is never
    compared, but told: nothing is said of what groups it.

    Args:
        baseline: as it was read.
        cases: of the run that is to be held against it.
        label: what the side is called.
    """
    known = {case.id: case for case in cases}
    rows = {}
    for name, version in baseline.extractors.items():
        records = [baseline.records.get((name, case)) for case in baseline.cases]
        figures = {figure: Scores.of([_figure(record, figure) for record in records]) for figure in GATED}
        outcomes = Outcomes.of(None if record is None else record.outcome for record in records)
        rows[name] = SideRow(name, version, None, False, "ready", outcomes, figures)
    return Side(
        label=label,
        data_sets=baseline.data_sets,
        metrics=baseline.metrics,
        environment={},
        cases=tuple(
            replace(known.get(case, SideCase(case, digest, case, "", "", "")), digest=digest)
            for case, digest in baseline.cases.items()
        ),
        rows=rows,
        digits=DIGITS,
    )


def _figure(record: Record | None, name: str) -> float | None:
    return None if record is None else record.figure(name)
