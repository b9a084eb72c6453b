"""The tables of a run that has sums alone: each extractor over all pages, and the pages to look at first."""

from __future__ import annotations

from ..big_run import Aggregate, BigRun
from ..model import FAILURES
from ..table import Cell, Column, Name, Table

_NOTE = (
    "Nothing is expected of these pages, so nothing is scored. ms: median a page, and what 99 % of the pages stayed "
    "below; letters: median length of the outputs; all within 3 %. MiB: the most that a child has held."
)
_WORST_NOTE = "Failures first, then empty outputs, both from all over the run; then the slowest pages."
_MS = 1000


def big_tables(run: BigRun) -> list[Table]:
    """Return the tables, the second one only where there is a page to show."""
    controls = {row.id for row in run.extractors if row.control}
    versions = {row.id: row.version for row in run.extractors}
    data = ", ".join(f"{one.cases:,} pages of {one.name} ({one.digest[:12]})" for one in run.data_sets)
    columns = (
        Column("extractor", "extractor"),
        Column("version", "version", width=12),
        Column("pages", "pages"),
        Column("ok", "ok", digits=2, percent=True, unit="%"),
        Column("empty", "empty"),
        Column("failures", "fail"),
        Column("ms", "ms", digits=1),
        Column("slow_ms", "99 %", digits=1),
        Column("cpu_ms", "cpu", digits=1),
        Column("letters", "letters", digits=0),
        Column("memory_mib", "MiB", digits=0),
    )
    rows = [_row(one, one.extractor in controls, versions.get(one.extractor)) for one in run.aggregates]
    tables = [Table("extractors", f"{data}, {len(run.aggregates)} extractors", columns, tuple(rows), _NOTE)]
    if run.worst:
        of_pages = (
            Column("extractor", "extractor"),
            Column("case", "case", width=40),
            Column("outcome", "outcome"),
            Column("ms", "ms", digits=1),
            Column("failure", "failure", width=40),
        )
        found: list[tuple[Cell, ...]] = [
            (
                Name(one.extractor, one.extractor in controls),
                one.case,
                one.outcome,
                None if one.seconds is None else one.seconds * _MS,
                one.failure,
            )
            for one in run.worst
        ]
        tables.append(Table("worst", f"{len(found)} pages to look at first", of_pages, tuple(found), _WORST_NOTE))
    return tables


def _row(one: Aggregate, control: bool, version: str | None) -> tuple[Cell, ...]:
    failures = sum(count for outcome, count in one.outcomes.items() if outcome in FAILURES)
    ms = [None if value is None else value * _MS for value in (one.seconds, one.slow_seconds, one.cpu_seconds)]
    return (
        Name(one.extractor, control),
        version,
        one.pages,
        one.outcomes.get("ok", 0) / one.pages if one.pages else None,
        one.outcomes.get("empty", 0),
        failures,
        *ms,
        one.letters,
        None if one.memory is None else one.memory / 2**20,
    )
