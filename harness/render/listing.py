"""Flat rows in the format that a person or a program asked for."""

from __future__ import annotations

import json
import textwrap
from typing import Literal, get_args

from . import csv
from .columns import Value, number, one_line
from .grids import github, plain
from .tables import COLUMNS

Format = Literal["table", "markdown", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
_GAP = "  "
# A column narrower than this is left as wide as it is: words in it would stand one a line.
_NARROWEST = 20


def listing(rows: list[dict[str, Value]], form: Format) -> str:
    """Return rows as a table, Markdown, CSV or JSON; the keys of the first row are the columns of the first two."""
    if form == "json":
        return as_json(rows)
    if form == "csv":
        return csv.table(rows)
    columns = list(rows[0]) if rows else []
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    return (github(columns, cells) if form == "markdown" else plain(columns, _fitted(columns, cells), _GAP)) + "\n"


def _fitted(columns: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with the last column's words on lines of their own where the table would be too wide."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    room = COLUMNS - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1)
    if not rows or widths[-1] <= room or room < _NARROWEST:
        return rows
    fitted = []
    for *others, last in rows:
        first, *rest = textwrap.wrap(one_line(last), room, break_on_hyphens=False) or [""]
        fitted += [[*others, first], *([*([""] * len(others)), line] for line in rest)]
    return fitted


def as_json(rows: list[dict[str, Value]]) -> str:
    """Return a JSON list of flat objects, one a line."""
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _cell(value: Value) -> str:
    if value is None:
        return "-"
    return number(value) if isinstance(value, float) else str(value)
