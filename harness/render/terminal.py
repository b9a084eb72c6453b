"""A report for the terminal, within 100 columns."""

from __future__ import annotations

import re

from tabulate import DataRow, TableFormat, tabulate

from ..leaderboard import Report
from .columns import leaderboard, leaks, not_ready, worst_pages

# A column of these stands to the right.
_FIGURE = re.compile(r"[-<]?[0-9]*\.?[0-9]*%?|[0-9]+ of [0-9]+")
_MOST_FAILURES = 10


def render(report: Report) -> str:
    """Return leaderboard, leaks, worst pages and failures as text."""
    run = report.run
    extractors = sum(row.pages > 0 for row in report.rows)
    name = f"{run.data_set.name}/ ({run.data_set.digest[:12]})"
    parts = [f"{len(run.cases)} golden cases of {name}, {extractors} extractors"]
    parts.append(table(*leaderboard(report), gap=" "))
    parts.append(
        "P, R, F1, order: ledger, mean over pages, failures as empty. noise: share of output labelled noise.\n"
        "title, auth., date: F1 over all pages, - where never given. ms: median a page. * bounds the table."
    )
    if report.leaks.kinds:
        parts.append("What leaks: the share of the words of each kind\n" + table(*leaks(report), gap=" "))
    if report.worst:
        parts.append("Hardest pages\n" + table(*worst_pages(report)))
    parts += _notes("Not run", not_ready(report))
    failures = [f"{row.extractor} on {row.case}: {row.outcome}: {row.failure.message}" for row in report.failures]
    parts += _notes("Failures", failures)
    parts += _notes("Golden cases with problems, not scored", list(run.problems))
    return "\n\n".join(parts) + "\n"


def table(headings: list[str], rows: list[list[str]], gap: str = "  ") -> str:
    """Return a plain table, figures to the right."""
    if not rows:
        return "(none)"
    # Headings as a first row: tabulate gives a row of its own for headings two more columns of width each.
    cells = [headings, *rows]
    form = TableFormat(None, None, None, None, DataRow("", gap, ""), DataRow("", gap, ""), 0, None)
    alignment = ["right" if all(map(_FIGURE.fullmatch, column)) else "left" for column in zip(*rows, strict=True)]
    lines = tabulate(cells, tablefmt=form, colalign=alignment, disable_numparse=True).splitlines()
    rule = gap.join("-" * max(map(len, column)) for column in zip(*cells, strict=True))
    return "\n".join(line.rstrip() for line in (lines[0], rule, *lines[1:]))


def _notes(title: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    shown = [f"  {line}" for line in lines[:_MOST_FAILURES]]
    if len(lines) > _MOST_FAILURES:
        shown.append(f"  and {len(lines) - _MOST_FAILURES} more")
    return [f"{title}\n" + "\n".join(shown)]
