"""Flat rows in the format that a person or a program asked for."""

from __future__ import annotations

import json
from typing import Literal, get_args

from . import csv
from .columns import Value, number
from .grids import github, plain

Format = Literal["table", "markdown", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def listing(rows: list[dict[str, Value]], form: Format) -> str:
    """Return rows as a table, Markdown, CSV or JSON; the keys of the first row are the columns of the first two."""
    if form == "json":
        return as_json(rows)
    if form == "csv":
        return csv.table(rows)
    columns = list(rows[0]) if rows else []
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    return (github if form == "markdown" else plain)(columns, cells) + "\n"


def as_json(rows: list[dict[str, Value]]) -> str:
    """Return a JSON list of flat objects, one a line."""
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _cell(value: Value) -> str:
    if value is None:
        return "-"
    return number(value) if isinstance(value, float) else str(value)
