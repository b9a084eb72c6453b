"""``scores.csv``: one row for each extractor and case, with every figure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..leaderboard import Report, page_figures
from ..model import Repeats
from .columns import Value


def lines(report: Report) -> Iterator[str]:
    """Yield the page scores as CSV. Columns do not depend on the results, an empty cell does not apply."""
    versions = {info.id: info.version for info in report.run.extractors}
    figures = [name for metric in report.metrics for name in metric.figures(Counter())]

    def rows() -> Iterator[list[Value]]:
        yield [
            "extractor",
            "version",
            "case",
            "outcome",
            *figures,
            "ms",
            "cpu_ms",
            "different",
            "ms_fastest",
            "ms_slowest",
            "error",
        ]
        for result in report.run.results:
            found = page_figures(result, report.metrics)
            yield [
                _safe(result.extractor),
                _safe(versions[result.extractor]),
                _safe(result.case),
                result.outcome,
                *map(found.get, figures),
                _milliseconds(result.seconds),
                _milliseconds(result.cpu_seconds),
                *_repeated(result.repeats),
                _safe(f"{result.failure.type}: {result.failure.message}") if result.failure else None,
            ]

    return _written(rows())


def _repeated(repeats: Repeats | None) -> tuple[Value, Value, Value]:
    """Return how many further answers were others than the first, and between which times answers came."""
    if repeats is None:
        return None, None, None
    return repeats.different, _milliseconds(repeats.fastest), _milliseconds(repeats.slowest)


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)


def table(rows: Sequence[dict[str, Value]]) -> str:
    """Return flat objects as CSV, with every key that any of them has as a column."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return "".join(_written([columns, *([_safe(row.get(name)) for name in columns] for row in rows)]))


def _written(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _safe(value: Value) -> Value:
    """Keep a spreadsheet from running text as a formula, and a bare carriage return from ending the row.

    The latter is not quoted by Python's writer when lines end in line feeds.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\n")) and len(text) > 1 else text
