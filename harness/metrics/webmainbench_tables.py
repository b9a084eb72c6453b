"""A WebMainBench table part as its two table metrics see it: as HTML, and as the label of a tree.

- The part is the outer HTML tables, written out anew, then the Markdown tables as they stand. With an HTML table in
  it, it is compared so, and the tree is that of the first table alone.
- Without one, all Markdown tables become one HTML table, whose first row is the header. Empty cells and rows are left
  out; what the cells hold is taken for HTML.
- A ``<thead>``, ``<tbody>`` or ``<tfoot>`` stays in the tree and holds the cells; the rows below it are left out.

Source: github.com/opendatalab/WebMainBench, ``metrics/teds_metrics.py`` and ``metrics/table_metrics.py`` (2025).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .webmainbench_markup import Element, parse
from .webmainbench_parts import markdown_tables

_RULE = re.compile(r"[\s|:-]+")
_NO_LEVEL = ("thead", "tbody", "tfoot")
_INSIDE = ("td", "tr", "tbody", "table")
_BRACKETS = str.maketrans("(),", "[];")
# The peer recurses and fails somewhere below the 1,000 frames that Python allows; no real table nests like this.
MAX_DEPTH = 200
# Python's parser takes time quadratic in hostile markup: comments and references without an end, and above all tags
# without one, which can only stand behind the last ">". Up to these numbers that is a few seconds; real text reaches
# the first at some 200,000 characters with 20,000 tags, the second never. Both are marks times characters.
MAX_MARKUP = 4_000_000_000
MAX_UNCLOSED = 50_000_000
# A tree's label repeats a cell's text on every level.
MAX_LABEL = 8_000_000


class TableTooLargeError(ValueError):
    """A text with too much markup, or a table that nests too deep or whose label gets too long, to be compared."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """The table part of a text as HTML; the ``label`` of its tree and how many ``nodes`` that has, 0 without a tree."""

    html: str = ""
    label: str = ""
    nodes: int = 0


def table_part(text: str, uncoded: str) -> TablePart:
    """Return the table part of a text; ``uncoded`` is the text without code."""
    outer = _outer_tables(uncoded) if "<table" in uncoded.lower() else []
    tables = "\n".join([*outer, *markdown_tables(text)])
    if not tables:
        return TablePart()
    if "<table" in tables.lower():
        return _read(tables)
    rows = [
        cells
        for line in map(str.strip, tables.split("\n"))
        if line and not _RULE.fullmatch(line)
        if (cells := [stripped for cell in line.split("|") if (stripped := cell.strip())])
    ]
    html = _as_html(rows)
    return _read(html) if "<" in tables or "&" in tables else _plain(html, rows)


def _as_html(rows: list[list[str]]) -> str:
    """Return rows as HTML."""
    lines = ["<table>"]
    tag = "th"
    for cells in rows:
        lines.append(f"<tr>{''.join([f'<{tag}>{cell}</{tag}>' for cell in cells])}</tr>")
        tag = "td"
    return "".join([*lines, "</table>"])


def _plain(html: str, rows: list[list[str]]) -> TablePart:
    """Return the part for cells without markup, for which no tree need be made."""
    texts = ["".join(cells).translate(_BRACKETS) for cells in rows]
    labels = []
    tag = "th:"
    for text, cells in zip(texts, rows, strict=True):
        labels.append(f"tr:{text}({','.join([tag + cell.translate(_BRACKETS) for cell in cells])})")
        tag = "td:"
    label = f"table:{''.join(texts)}({','.join(labels)})" if rows else "table"
    return TablePart(html, label, 1 + len(rows) + sum(map(len, rows)))


def _outer_tables(text: str) -> list[str]:
    """Return the tables that stand in no cell, row or table, written out."""
    found = []
    waiting = [_parse(text)]
    while waiting:
        node = waiting.pop()
        if node.name == "table":
            found.append(node.markup())
        elif node.name not in _INSIDE:
            waiting += reversed(node.elements)
    return found


def _parse(html: str) -> Element:
    closed = html.rfind(">") + 1
    if (html.count("<") + html.count("&")) * len(html) > MAX_MARKUP or html.count("<", closed) * (
        len(html) - closed
    ) > MAX_UNCLOSED:
        raise TableTooLargeError("a text of so much markup could take hours to parse")
    return parse(html)


def _read(html: str) -> TablePart:
    table = next((node for _, node in _parse(html).walk() if isinstance(node, Element) and node.name == "table"), None)
    if table is None:
        return TablePart(html)
    if any(depth > MAX_DEPTH for depth, _ in table.walk()):
        raise TableTooLargeError(f"elements nest more than {MAX_DEPTH} deep in a table")
    label = _Label()
    text = label.of(table)
    return TablePart(html, text, label.nodes)


class _Label:
    """Writes a tree in brackets, as the peer hands it to its tree library, and counts the nodes."""

    def __init__(self) -> None:
        self.nodes = 0
        self.size = 0

    def of(self, element: Element) -> str:
        self.nodes += 1
        text = element.text().translate(_BRACKETS)
        self.size += len(text)
        if self.size > MAX_LABEL:
            raise TableTooLargeError(f"the label of a table is longer than {MAX_LABEL:,} characters")
        label = f"{element.name}:{text}" if text else element.name
        below = ",".join(map(self.of, _below(element)))
        return f"{label}({below})" if below else label


def _below(element: Element) -> list[Element]:
    if element.name in _NO_LEVEL:
        return [inner for child in element.elements for inner in _below(child)]
    return element.elements
