"""Recorded outputs into the journal, as if an extractor had just answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..extraction.recorded import read_recorded
from ..model import Extraction, Extractor, Failure
from .journal import Journal
from .plan import Plan

_SHOWN = 3


def record_all(plan: Plan, journal: Journal) -> list[str]:
    """Read the outputs of every recorded row. Returns what is to be said of them.

    A case without an output is a failure, so that it stays in every mean; an output without a case is left out; of two
    outputs of a case the last counts, as for whoever reads JSON into a table. All three are said.
    """
    rows = [row for row in plan.extractors if row.recorded is not None]
    return [notice for row in rows for notice in _record(row, plan, journal, _by_key(plan.cases.ids))]


def _record(row: Extractor, plan: Plan, journal: Journal, known: dict[str, int]) -> Iterable[str]:
    assert row.recorded is not None
    ids = plan.cases.ids
    seen = bytearray(len(ids))
    unknown: list[str] = []
    twice: list[str] = []
    for key, extraction in read_recorded(row.recorded):
        number = known.get(key)
        if number is None:
            unknown.append(key)
        else:
            if seen[number]:
                twice.append(key)
            seen[number] = True
            journal.add((row.id, ids[number]), extraction)
    missing = [case_id for case_id, there in zip(ids, seen, strict=True) if not there]
    for case_id in missing:
        failure = Failure("MissingOutput", f"{row.recorded.name} has no output for this page")
        journal.add((row.id, case_id), Extraction("error", failure=failure))
    if missing:
        yield f"{row.id}: no output for {_some(missing)}, counted as failures"
    if unknown:
        yield f"{row.id}: outputs that belong to no case: {_some(unknown)}"
    if twice:
        yield f"{row.id}: more than one output for {_some(twice)}; the last counts"


def _by_key(ids: Sequence[str]) -> dict[str, int]:
    """Map ids of cases, and the benchmark's own ids where no other data set has the same, to numbers of cases."""
    own = Counter(case_id.partition("/")[2] for case_id in ids)
    known = {case_id.partition("/")[2]: number for number, case_id in enumerate(ids)}
    known = {key: number for key, number in known.items() if own[key] == 1}
    return known | {case_id: number for number, case_id in enumerate(ids)}


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    pages = "1 page" if len(names) == 1 else f"{len(names)} pages"
    return f"{pages} ({shown}{f' and {more} more' if more > 0 else ''})"
