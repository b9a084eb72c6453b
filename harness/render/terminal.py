"""A report for the terminal, within 100 columns; only a longer word, a path for instance, is left whole."""

from __future__ import annotations

import textwrap

from ..leaderboard import Report
from . import tables
from .columns import data_sets, leaderboard, leaks, not_ready, one_line, shorten, worst_pages
from .grids import plain as table

_MOST_FAILURES = 10
_COLUMNS = 100
# Other strata stand in report.md.
_COMPARED = ("data_sets", "data_set_intervals", "agreement", "by_page_type")
# An extractor's message may run over pages; its beginning and its end say the most.
_MESSAGE = 160
_REPEATED = "\nsame: pages answered the same each time they were asked for. Times between which: leaderboard.csv."


def render(report: Report) -> str:
    """Return other benchmarks' tables, leaderboard, leaks, worst pages and failures as text."""
    run = report.run
    extractors = sum(row.pages > 0 for row in report.rows)
    parts = [_fill(f"{data_sets(report)}, {extractors} extractors", indent="")]
    parts += [tables.terminal(peer).rstrip() for peer in report.peers]
    if report.native:
        parts.append(table(*leaderboard(report), gap=" "))
        parts.append(
            "rank: the places that these pages leave open. P, R, F1, order: ledger, mean over pages, failures\n"
            "as empty. noise: share of output labelled noise.\n"
            "title, auth., date: F1 over all pages, - where never given. ms: median a page. * bounds the table."
            + (_REPEATED if any(row.determinism is not None for row in report.rows) else "")
        )
        parts += [tables.terminal(one).rstrip() for one in report.comparison if one.name in _COMPARED]
    if report.leaks.kinds:
        parts.append("What leaks: the share of the words of each kind\n" + table(*leaks(report), gap=" "))
    if report.worst:
        parts.append("Hardest pages\n" + table(*worst_pages(report)))
    parts += _notes("Not run", not_ready(report))
    failures = [
        f"{row.extractor} on {row.case}: {row.outcome}: {shorten(row.failure.message, _MESSAGE)}"
        for row in report.failures
    ]
    parts += _notes("Failures", failures, report.failed)
    parts += _notes("Golden cases with problems, not scored", list(run.problems))
    parts += _notes("Notices", list(run.notices))
    return "\n\n".join(parts) + "\n"


def _notes(title: str, lines: list[str], size: int = 0) -> list[str]:
    if not lines:
        return []
    shown = [_fill(line) for line in lines[:_MOST_FAILURES]]
    size = max(size, len(lines))
    if size > _MOST_FAILURES:
        shown.append(f"  and {size - _MOST_FAILURES} more")
    return [f"{title}\n" + "\n".join(shown)]


def _fill(line: str, indent: str = "  ") -> str:
    return textwrap.fill(
        one_line(line),
        _COLUMNS,
        initial_indent=indent,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
