"""A report for the terminal, within 100 columns; only a longer word, a path for instance, is left whole."""

from __future__ import annotations

import textwrap

from tabulate import DataRow, TableFormat, tabulate

from ..leaderboard import Report
from .columns import is_figures, leaderboard, leaks, not_ready, one_line, shorten, worst_pages

_MOST_FAILURES = 10
_COLUMNS = 100
# An extractor's message may run over pages; its beginning and its end say the most.
_MESSAGE = 160


def render(report: Report) -> str:
    """Return leaderboard, leaks, worst pages and failures as text."""
    run = report.run
    extractors = sum(row.pages > 0 for row in report.rows)
    name = f"{shorten(run.data_set.name, 40)}/ ({run.data_set.digest[:12]})"
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
    failures = [
        f"{row.extractor} on {row.case}: {row.outcome}: {shorten(row.failure.message, _MESSAGE)}"
        for row in report.failures
    ]
    parts += _notes("Failures", failures)
    parts += _notes("Golden cases with problems, not scored", list(run.problems))
    return "\n\n".join(parts) + "\n"


def table(headings: list[str], rows: list[list[str]], gap: str = "  ") -> str:
    """Return a plain table, figures to the right."""
    if not rows:
        return "(none)"
    # Headings as a first row: tabulate gives a row of its own for headings two more columns of width each.
    cells = [headings, *([one_line(cell) for cell in row] for row in rows)]
    form = TableFormat(None, None, None, None, DataRow("", gap, ""), DataRow("", gap, ""), 0, None)
    alignment = ["right" if is_figures(column) else "left" for column in zip(*rows, strict=True)]
    lines = tabulate(cells, tablefmt=form, colalign=alignment, disable_numparse=True).splitlines()
    rule = gap.join("-" * max(map(len, column)) for column in zip(*cells, strict=True))
    return "\n".join(line.rstrip() for line in (lines[0], rule, *lines[1:]))


def _notes(title: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    shown = [_fill(line) for line in lines[:_MOST_FAILURES]]
    if len(lines) > _MOST_FAILURES:
        shown.append(f"  and {len(lines) - _MOST_FAILURES} more")
    return [f"{title}\n" + "\n".join(shown)]


def _fill(line: str) -> str:
    return textwrap.fill(
        one_line(line),
        _COLUMNS,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
