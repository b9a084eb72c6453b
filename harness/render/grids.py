"""Headings and cells as a table, for a terminal and for Markdown."""

from __future__ import annotations

from tabulate import DataRow, TableFormat, tabulate

from .columns import is_figures, one_line


def plain(headings: list[str], rows: list[list[str]], gap: str = "  ") -> str:
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


def github(headings: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; cells cannot break out of it."""
    cells = [[escape(cell) for cell in row] for row in rows]
    alignment = ["right" if is_figures(column) else "left" for column in zip(*rows, strict=True)] or None
    return tabulate(cells, headings, tablefmt="github", colalign=alignment, disable_numparse=True)


def escape(text: str) -> str:
    """Make text from a page or an extractor harmless in Markdown: one line, no markup, no table cell of its own."""
    line = one_line(text)
    for character in "\\`*_[]<>|#~":
        line = line.replace(character, "\\" + character)
    return line
