"""Baselines that tests build from a few figures, and the strategies that make any."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from harness.compare.baseline import Baseline, Record
from harness.goldens import DataSet
from harness.model import OUTCOMES, Outcome

LEDGER = {"ledger": "ledger(test)|v1"}


def record(extractor: str = "mine", case: str = "news/a", f1: float | None = 0.9, **changes: Any) -> Record:
    """Return a record whose other figures are fine."""
    outcome: Outcome = changes.pop("outcome", "ok")
    figures = {"precision": 0.9, "recall": 0.9, "order": 1.0, "noise": 0.1, **changes}
    return Record(extractor, case, outcome, f1, **figures)


def baseline(*records: Record, digests: dict[str, str] | None = None, **changes: Any) -> Baseline:
    """Return the baseline of some records; a case's digest is its id unless another is given."""
    cases = {one.case: one.case for one in records} | (digests or {})
    versions = {one.extractor: "1.0" for one in records} | changes.pop("versions", {})
    metrics = changes.pop("metrics", LEDGER)
    assert not changes
    return Baseline.of((DataSet("golden", "d" * 64, len(cases)),), metrics, versions, cases, records)


names = st.sampled_from(["a", "b[fast]", 'ç \\ "c"'])
cases = st.sampled_from(["news/a", "news/b", "forum/ü", "x"])
figures = st.sampled_from([None, 0.0, 0.123457, 0.5, 0.987654, 1.0])
any_records = st.builds(
    Record, names, cases, st.sampled_from(OUTCOMES), *(figures for _ in ("f1", "precision", "recall", "order", "noise"))
)


@st.composite
def baselines(draw: st.DrawFn) -> Baseline:
    """Draw a baseline; the digest of a case is one of two, so that now and then a case has changed."""
    rows = {one.pair: one for one in draw(st.lists(any_records, max_size=6))}
    digests = {case: draw(st.sampled_from(["0" * 16, "1" * 16])) for _, case in rows}
    versions = {name: draw(st.sampled_from([None, "1.0", "2.0"])) for name, _ in rows}
    sets = (DataSet("golden", "d" * 64, len(digests)),)
    return Baseline.of(sets, LEDGER, versions, digests, rows.values())
