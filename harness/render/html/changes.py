"""A comparison as the templates show it: changed pages first, words gained and lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...compare.changes import ExtractorChange
from ...compare.report import ComparisonReport
from ...compare.word_diff import WordDiff
from ...table import Cell, Column, Measured, Name, Table
from ..columns import is_figures
from ..comparison_facts import about, facts, headline, overview, page_line, passages, same, versions
from .embed import clean

_MOST_SAID = 600
# The first extractors, the worst, stand open.
_OPEN = 3
_LOOKS = {"lost": ("del", "lost"), "gained": ("ins", "gained"), "moved": ("mark", "moved")}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: what people read, and whether figures stand below it."""

    text: str
    figures: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in words; ``note`` says how to read it."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Words:
    """The longest passages of one sort, in the element ``tag`` and the class ``look``; ``more`` are left out."""

    what: str
    tag: str
    look: str
    texts: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page that changed."""

    case: str
    line: str
    passages: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """An extractor that changed; ``more`` pages of it are left out."""

    name: str
    summary: str
    open: bool
    facts: tuple[tuple[str, str], ...]
    pages: tuple[Page, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Changes:
    """A comparison in words."""

    headline: str
    about: tuple[str, ...]
    breaches: tuple[str, ...]
    table: Sheet | None
    same: str
    rows: tuple[Changed, ...]


def changes_of(report: ComparisonReport) -> Changes:
    """Return what the templates show of a comparison."""
    found = report.comparison
    table = overview(found)
    shown = [row for row in found.rows if row.verdict != "same"]
    first = headline(report)
    return Changes(
        headline=first[:1].upper() + first[1:],
        about=tuple(clean(line, _MOST_SAID) for line in about(report)),
        breaches=tuple(clean(str(breach), _MOST_SAID) for breach in report.breaches),
        table=_sheet(table) if table.rows else None,
        same=clean(same(found), _MOST_SAID),
        rows=tuple(_changed(row, report, number < _OPEN) for number, row in enumerate(shown)),
    )


def _changed(row: ExtractorChange, report: ComparisonReport, shown: bool) -> Changed:
    pages = []
    for page in row.moved[: report.top]:
        words = report.texts.words.get((row.id, page.case))
        some = tuple(_words(words)) if words is not None else ()
        pages.append(Page(clean(page.case), page_line(page), some))
    return Changed(
        name=clean(row.id),
        summary=clean(f"{row.verdict}, {versions(row)}"),
        open=shown,
        facts=tuple((word, clean(text, _MOST_SAID)) for word, text in facts(row, report.comparison)),
        pages=tuple(pages),
        more=max(0, row.changed - report.top),
    )


def _words(found: WordDiff) -> Iterator[Words]:
    for what, some, more in passages(found):
        tag, look = _LOOKS[what.split()[0]]
        yield Words(what, tag, look, tuple(clean(text, _MOST_SAID) for text in some), more)


def _sheet(table: Table) -> Sheet:
    cells = [
        tuple(_written(cell, column) for cell, column in zip(row, table.columns, strict=True)) for row in table.rows
    ]
    # A version of digits is a name all the same.
    figures = [
        column.part == "interval" or (column.name != "version" and is_figures(some))
        for column, some in zip(table.columns, zip(*cells, strict=True), strict=True)
    ]
    headings = tuple(
        Heading(clean(column.heading), right) for column, right in zip(table.columns, figures, strict=True)
    )
    return Sheet(clean(table.title), headings, tuple(cells), clean(table.note, _MOST_SAID))


def _written(cell: Cell, column: Column) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, Name):
        return clean(f"{cell.id} *" if cell.control else cell.id)
    if isinstance(cell, Measured) and column.part == "interval":
        ends = (cell.low, cell.high)
        return "-" if None in ends else " … ".join(_figure(end, column) for end in ends)
    if isinstance(cell, Measured):
        return _figure(cell.value, column)
    return _figure(cell, column) if isinstance(cell, float) else clean(str(cell))


def _figure(value: float | None, column: Column) -> str:
    if value is None:
        return "-"
    return f"{value * 100 if column.percent else value:.{column.digits}f}{column.unit}"
