"""Everything behind the leaderboard as data for the script: tables, shares by kind, and the grid of pages.

Extractors are numbers, their places among the rows that have any page; the grid has them in the same order. Its cells
are strings: see :mod:`.cells`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ...leaderboard import GridPage, Pieces, Report, Shares
from ...metrics.defects import DEFECTS
from ...pageview import MeanFigures
from ...table import Cell, Column, Measured, Name, Table
from .cells import flags, gaps, levels, shares
from .embed import clean

_MOST_MESSAGE = 300
# How the script reads a column: extractors by number, text, figures, pairs with ± and pairs of ends.
_NAME, _TEXT, _FIGURE, _SPREAD, _ENDS = -1, 0, 1, 2, 3


def details(report: Report, means: MeanFigures | None) -> dict[str, object]:
    """Return the tables of other protocols, strata, shares by kind, pages and failures."""
    names = [row.extractor.id for row in report.rows if row.pages]
    places = {name: place for place, name in enumerate(names)}
    strata = [table for table in (*report.comparison, *report.strata) if table.name.startswith("by_")]
    others = [table for table in report.comparison if not table.name.startswith("by_")]
    defects = [one.name for one in DEFECTS]
    pages = report.grid.pages if report.native else ()
    at = {page.case.id: number for number, page in enumerate(pages)}
    return {
        "peers": [_table(table, places) for table in (*report.peers, *others)],
        "strata": [_table(table, places) for table in strata],
        "heat": [
            _shares("What leaks: share of each noise kind in the output", "leaks", report.leaks, report),
            _shares("What is lost: share of the expected words", "losses", report.losses, report),
            _defects(report, defects),
        ]
        if report.native
        else [],
        "pages": {
            "id": [clean(page.case.id) for page in pages],
            "about": [_about(page) for page in pages],
            "bad": [
                {place: outcome for place, outcome in enumerate(page.outcomes) if outcome not in ("ok", "empty", None)}
                for page in pages
            ],
        },
        "cells": {name: [shares(row) for row in rows] for name, rows in means.pages.items()} if means else {},
        "failures": [
            [places[row.extractor], at[row.case], clean(row.failure.message, _MOST_MESSAGE)]
            for row in report.failures
            if row.extractor in places and row.case in at
        ],
    }


def _about(page: GridPage) -> str:
    case = page.case
    return clean(", ".join(part for part in (case.page_type, case.language, " ".join(case.tags)) if part))


def _shares(title: str, part: Literal["leaks", "losses"], shares: Shares, report: Report) -> dict[str, object]:
    rows = dict(shares.rows)
    names = report.grid.extractors
    # By kind and then by page; what nobody leaks or loses on a page is left out.
    found: dict[str, list[tuple[int, Pieces]]] = {kind: [] for kind in shares.kinds}
    for number, page in enumerate(report.grid.pages):
        for piece in page.leaks if part == "leaks" else page.losses:
            if piece.kind in found and any(piece.hits):
                found[piece.kind].append((number, piece))
    return {
        "title": title.split(":")[0],
        "note": f"{title.split(': ')[1].capitalize()}, over all pages; in brackets, how many words there are.",
        "part": part,
        "kinds": [clean(kind) for kind in shares.kinds],
        "words": [shares.words[kind] for kind in shares.kinds],
        "cells": [[_percent(rows.get(name, {}).get(kind)) for name in names] for kind in shares.kinds],
        "on": [gaps(number for number, _ in some) for some in found.values()],
        "size": [[piece.words for _, piece in some] for some in found.values()],
        "hits": levels((piece for some in found.values() for _, piece in some), len(names)),
    }


def _percent(share: float | None) -> int | float | None:
    """Return a share in whole percent, as it is shown; what is less than one is a half."""
    return None if share is None else 0.5 if 0 < share < 0.01 else round(share * 100)


def _defects(report: Report, defects: Sequence[str]) -> dict[str, object]:
    rows = [row for row in report.rows if row.pages]
    cells = [[_percent(row.figures.get(f"defect_{name}")) for row in rows] for name in defects]
    known = any(value is not None for column in cells for value in column)
    found = [
        [(number, page.defects[name]) for number, page in enumerate(report.grid.pages) if page.defects.get(name)]
        for name in defects
    ]
    return {
        "title": "Defects",
        "note": "Share of the pages that have each defect.",
        "part": "defects",
        "kinds": defects if known else [],
        "cells": cells,
        "on": [gaps(number for number, _ in some) for some in found],
        "hits": flags([who for some in found for _, who in some], len(rows)),
    }


def _table(table: Table, places: Mapping[str, int]) -> dict[str, object]:
    columns, cells = [], []
    for at, column in enumerate(table.columns):
        values = [row[at] for row in table.rows]
        kind = _kind(values, column, places)
        digits = column.digits if any(isinstance(value, float | Measured) for value in values) else 0
        columns.append((clean(column.heading), kind, digits, column.unit))
        cells.append([_cell(value, kind, column, places) for value in values])
    return {"t": clean(table.title), "n": clean(table.note, 1000), "c": columns, "r": cells}


def _kind(values: Sequence[Cell], column: Column, places: Mapping[str, int]) -> int:
    there = [value for value in values if value is not None]
    if there and all(isinstance(value, Name) and value.id in places for value in there):
        return _NAME
    if any(isinstance(value, str | bool | Name) for value in there):
        return _TEXT
    if any(isinstance(value, Measured) for value in there):
        return {"value": _FIGURE, "deviation": _SPREAD, "interval": _ENDS}[column.part]
    return _FIGURE


def _cell(value: Cell, kind: int, column: Column, places: Mapping[str, int]) -> object:
    if value is None:
        return None
    if isinstance(value, Name):
        return places[value.id] if kind == _NAME else clean(value.id)
    if kind == _TEXT:
        return ("yes" if value else "no") if isinstance(value, bool) else clean(str(value))
    if not isinstance(value, Measured):
        return _figure(value, column) if isinstance(value, int | float) else clean(str(value))
    if kind == _FIGURE or (kind == _SPREAD and value.deviation is None):
        return _figure(value.value, column) if kind == _FIGURE else [_figure(value.value, column), None]
    pair = (value.value, value.deviation) if kind == _SPREAD else (value.low, value.high)
    return [_figure(one, column) for one in pair]


def _figure(value: float | None, column: Column) -> float | None:
    return None if value is None else round(value * 100 if column.percent else value, column.digits)
