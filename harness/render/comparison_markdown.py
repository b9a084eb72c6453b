"""A comparison for a pull request comment or a step summary: a table, and a fold for each extractor that changed.

It stays below 60 kB whatever was compared, for GitHub refuses comments of more than 65,536 characters: what does not
fit is left out from the end, and said. Names of pages and their words come from anywhere: they stand in code spans,
where no markup, no mention and no link is one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..compare.changes import ExtractorChange
from ..compare.report import ComparisonReport
from ..table import Cell, Name
from . import tables
from .columns import one_line, shorten
from .comparison_facts import about, facts, headline, overview, page_line, passages, same, versions
from .grids import escape

MOST_BYTES = 60_000
# Left free for what says that something was left out, and for the end.
_RESERVE = 400
_ROWS = 60
_NAME = 80
_LINE = 600
_BREACHES = 20
_TICKS = re.compile("`+")


def render(report: ComparisonReport) -> str:
    """Return what changed as Markdown of fewer than :data:`MOST_BYTES` bytes."""
    found = report.comparison
    mark = "❌" if report.failed else "✅"
    text = _Bounded(MOST_BYTES - _RESERVE)
    text.add(f"## {mark} {_said(headline(report))}\n\n")
    for line in about(report):
        text.add(f"{_said(line)}\n\n")
    text.add(_overview(report))
    if unchanged := same(found):
        text.add(f"{_said(unchanged)}\n\n")
    if report.breaches:
        text.add("**The gate does not allow**\n\n")
        for breach in report.breaches[:_BREACHES]:
            text.add(f"- {_said(str(breach))}\n")
        more = len(report.breaches) - _BREACHES
        text.add(f"- and {more} more\n\n" if more > 0 else "\n")
    shown = [row for row in found.rows if row.verdict != "same"]
    for row in shown:
        top = report.top
        while not text.add(_fold(row, report, top)) and top:
            top //= 2
    if text.lacking:
        text.close("Some of it is left out, for a comment has no room for more; `harness compare` has all.\n")
    return text.value


class _Bounded:
    """Text that takes pieces as long as they fit."""

    def __init__(self, room: int) -> None:
        self._parts: list[str] = []
        self._room = room
        self.lacking = False

    def add(self, piece: str) -> bool:
        """Add a piece, whole or not at all; return whether it fitted."""
        size = len(piece.encode("utf-8", "replace"))
        if size > self._room:
            self.lacking = True
            return False
        self._room -= size
        self._parts.append(piece)
        return True

    def close(self, piece: str) -> None:
        """Add a piece of the reserve."""
        self._parts.append(piece)

    @property
    def value(self) -> str:
        """The text so far."""
        return "".join(self._parts)


def _overview(report: ComparisonReport) -> str:
    table = overview(report.comparison)
    if not table.rows:
        return ""
    rows = tuple(tuple(map(_short_cell, row)) for row in table.rows[:_ROWS])
    text = _harmless(tables.markdown(replace(table, rows=rows)))
    more = len(table.rows) - _ROWS
    return text + (f"\n\nAnd {more} more extractors.\n\n" if more > 0 else "\n\n")


def _short_cell(cell: Cell) -> Cell:
    if isinstance(cell, Name):
        return Name(shorten(cell.id, _NAME), cell.control)
    return shorten(cell, _NAME) if isinstance(cell, str) else cell


def _fold(row: ExtractorChange, report: ComparisonReport, top: int) -> str:
    """Return the fold of an extractor, with some of its pages."""
    summary = html.escape(shorten(one_line(row.id), _NAME)).replace("@", "@\u200b")
    lines = [f"<details><summary><b>{summary}</b> {row.verdict}, {html.escape(_short(versions(row)))}</summary>", ""]
    lines += [f"- {word}: {_said(text)}" for word, text in facts(row, report.comparison)]
    lines += _pages(row, report, top)
    return "\n".join([*lines, "", "</details>", "", ""])


def _pages(row: ExtractorChange, report: ComparisonReport, top: int) -> Iterator[str]:
    if row.moved[:top]:
        yield from ("", "Pages that moved most:", "")
    for page in row.moved[:top]:
        yield f"- {_code(shorten(page.case, _NAME))}: {_said(page_line(page))}"
        if (words := report.texts.words.get((row.id, page.case))) is not None:
            for what, some, more in passages(words):
                others = f" and {more} more" if more else ""
                yield f"  - {what}: {_codes(some)}{others}"
    if row.changed > top:
        yield f"- and {row.changed - top} more pages"


def _said(text: str) -> str:
    """Return a sentence in which names of anybody's may stand: on one line, without markup and mentions."""
    return _harmless(escape(_short(text)))


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"


def _harmless(text: str) -> str:
    # GitHub makes a mention, a reference or a link of these wherever they stand; a zero-width space keeps it from that.
    return re.sub(r"(?<=[@#])(?=\w)|(?<=://)|(?<=www)(?=\.)", "\u200b", text)


def _codes(some: Iterable[str]) -> str:
    return " ".join(map(_code, some))


def _code(text: str) -> str:
    """Return a code span; its fence is longer than any run of backticks within."""
    line = one_line(text)
    fence = "`" * (1 + max(map(len, _TICKS.findall(line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{pad}{line}{pad}{fence}"
