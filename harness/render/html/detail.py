"""Everything behind the leaderboard as data for the script: tables, shares by kind, and the grid of pages.

Extractors are numbers, their places among the rows that have any page; the grid has them in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...leaderboard import GridPage, Pieces, Report, Shares
from ...metrics.defects import DEFECTS
from ...table import Cell, Column, Measured, Name, Table
from .board import scaled
from .embed import clean

_MOST_MESSAGE = 300
# How the script reads a column: extractors by number, text, figures, pairs with ± and pairs of ends.
_NAME, _TEXT, _FIGURE, _SPREAD, _ENDS = -1, 0, 1, 2, 3


def details(report: Report) -> dict[str, object]:
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
            _shares("What leaks: share of each noise kind in the output", "leaks", report.leaks, names),
            _shares("What is lost: share of the expected words", "losses", report.losses, names),
            _defects(report, defects),
        ]
        if report.native
        else [],
        "pages": {
            "id": [clean(page.case.id) for page in pages],
            "about": [_about(page) for page in pages],
            "f1": [[scaled(value) for value in page.f1] for page in pages],
            "mean": [scaled(page.difficulty) for page in pages],
            "spread": [scaled(page.disagreement) for page in pages],
            "bad": [
                {place: outcome for place, outcome in enumerate(page.outcomes) if outcome not in ("ok", "empty", None)}
                for page in pages
            ],
            "leaks": [_pieces(page.leaks, report.leaks.kinds) for page in pages],
            "losses": [_pieces(page.losses, report.losses.kinds) for page in pages],
            "defects": [{defects.index(name): who for name, who in page.defects.items()} for page in pages],
        },
        "failures": [
            [places[row.extractor], at[row.case], clean(row.failure.message, _MOST_MESSAGE)]
            for row in report.failures
            if row.extractor in places and row.case in at
        ],
    }


def _about(page: GridPage) -> str:
    case = page.case
    return clean(", ".join(part for part in (case.page_type, case.language, " ".join(case.tags)) if part))


def _pieces(pieces: Sequence[Pieces], kinds: Sequence[str]) -> tuple[list[int], list[int], list[tuple[int, ...]]]:
    """Return the numbers of the kinds, their words, and for each extractor the hits; -1 for all of the words.

    Kinds that nobody leaks or loses here are left out. So many extractors do alike that this packs to a third less than
    the hits by kind.
    """
    some = [piece for piece in pieces if any(piece.hits)]
    columns = [[-1 if hits == piece.words else hits for hits in piece.hits] for piece in some]
    return (
        [kinds.index(piece.kind) for piece in some],
        [piece.words for piece in some],
        list(zip(*columns, strict=True)),
    )


def _shares(title: str, part: str, shares: Shares, names: Sequence[str]) -> dict[str, object]:
    rows = dict(shares.rows)
    return {
        "title": title.split(":")[0],
        "note": f"{title.split(': ')[1].capitalize()}, over all pages; in brackets, how many words there are.",
        "part": part,
        "kinds": [clean(kind) for kind in shares.kinds],
        "words": [shares.words[kind] for kind in shares.kinds],
        "cells": [[_percent(rows.get(name, {}).get(kind)) for name in names] for kind in shares.kinds],
    }


def _percent(share: float | None) -> int | float | None:
    """Return a share in whole percent, as it is shown; what is less than one is a half."""
    return None if share is None else 0.5 if 0 < share < 0.01 else round(share * 100)


def _defects(report: Report, defects: Sequence[str]) -> dict[str, object]:
    rows = [row for row in report.rows if row.pages]
    cells = [[_percent(row.figures.get(f"defect_{name}")) for row in rows] for name in defects]
    known = any(value is not None for column in cells for value in column)
    return {
        "title": "Defects",
        "note": "Share of the pages that have each defect.",
        "part": "defects",
        "kinds": defects if known else [],
        "cells": cells,
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
