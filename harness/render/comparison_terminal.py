"""A comparison for the terminal, within 100 columns; only a longer word, a path for instance, is left whole."""

from __future__ import annotations

import textwrap

from ..compare.changes import ExtractorChange
from ..compare.report import ComparisonReport
from . import tables
from .columns import one_line, shorten
from .comparison_facts import about, facts, headline, overview, page_line, passages, same

_PAGE = 56
_BREACHES = 20


def render(report: ComparisonReport) -> str:
    """Return what changed as text."""
    found = report.comparison
    parts = ["\n".join(_fill(line, "") for line in about(report))]
    table = overview(found)
    if table.rows:
        parts.append(tables.terminal(table))
    parts += [_fill(text, "") for text in (same(found),) if text]
    parts += ["\n".join(_extractor(row, report)) for row in found.rows if row.verdict != "same"]
    if report.breaches:
        parts.append(
            "\n".join(["The gate does not allow", *(_fill(f"- {breach}", "  ") for breach in report.breaches)])
        )
    parts.append(_fill(f"{headline(report)}.", ""))
    return "\n\n".join(parts) + "\n"


def _extractor(row: ExtractorChange, report: ComparisonReport) -> list[str]:
    lines = [_fill(f"{row.id}: {row.verdict}", "")]
    lines += [_fill(f"{word}: {text}", "  ") for word, text in facts(row, report.comparison)]
    for page in row.moved[: report.top]:
        lines.append(_fill(f"{shorten(one_line(page.case), _PAGE)}: {page_line(page)}", "  - "))
        if (words := report.texts.words.get((row.id, page.case))) is not None:
            for what, some, more in passages(words):
                others = f" … and {more} more" if more else ""
                lines.append(_fill(f"{what}: {' | '.join(some)}{others}", "      "))
    if row.changed > report.top:
        lines.append(f"  - and {row.changed - report.top} more pages")
    return lines


def _fill(line: str, indent: str) -> str:
    return textwrap.fill(
        one_line(line),
        tables.COLUMNS,
        initial_indent=indent,
        subsequent_indent=" " * (len(indent) + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
