"""``scores.csv``: one row for each extractor and case, with every figure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..leaderboard import Report, page_figures
from .columns import Value


def lines(report: Report) -> Iterator[str]:
    """Yield the page scores as CSV. Columns do not depend on the results, an empty cell does not apply."""
    versions = {info.id: info.version for info in report.run.extractors}
    figures = [name for metric in report.metrics for name in metric.figures(Counter())]
    columns = ["extractor", "version", "case", "outcome", *figures, "ms", "error"]
    yield from _written(
        columns,
        (
            {
                "extractor": result.extractor,
                "version": versions[result.extractor],
                "case": result.case,
                "outcome": result.outcome,
                **page_figures(result, report.metrics),
                "ms": None if result.seconds is None else round(result.seconds * 1000, 3),
                "error": f"{result.failure.type}: {result.failure.message}" if result.failure else None,
            }
            for result in report.run.results
        ),
    )


def table(rows: Sequence[dict[str, Value]]) -> str:
    """Return flat objects as CSV, with every key that any of them has as a column."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return "".join(_written(columns, rows))


def _written(columns: list[str], rows: Iterable[dict[str, Value]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.DictWriter(line, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _safe(value) for key, value in row.items()})
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _safe(value: Value) -> Value:
    """Keep a spreadsheet from running text as a formula, and a bare carriage return from ending the row.

    The latter is not quoted by Python's writer when lines end in line feeds.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\n")) and len(text) > 1 else text
