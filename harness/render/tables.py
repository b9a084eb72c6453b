"""Any table for people and for programs: in a terminal, in Markdown, and as flat objects.

A table stays within 100 columns of a terminal: the names of extractors give way until it does.
"""

from __future__ import annotations

import textwrap

from ..table import Cell, Column, Measured, Name, Table, Value
from .columns import one_line, shorten
from .grids import escape, github, plain

COLUMNS = 100
# Names are cut to as many characters as in the leaderboard, and to no fewer than these.
_LONGEST, _SHORTEST = 24, 8


def terminal(table: Table) -> str:
    """Return title, table and note as text, without a line feed at the end."""
    # Title, headings and note may name extractors and data sets, whose names are anybody's.
    note = textwrap.fill(one_line(table.note), COLUMNS, break_on_hyphens=False)
    return "\n".join(part for part in (one_line(table.title), _plain(table), note) if part)


def markdown(table: Table) -> str:
    """Return title, table and note as Markdown, without a line feed at the end; names are left whole."""
    cells = [[_written(cell, column, None) for cell, column in _cells(row, table)] for row in table.rows]
    headings = [escape(column.heading) for column in table.columns]
    parts = (f"### {escape(table.title)}", github(headings, cells), escape(table.note))
    return "\n\n".join(part for part in parts if part)


def flat(table: Table) -> list[dict[str, Value]]:
    """Return the rows as flat objects by column name, figures unrounded.

    A :class:`Measured` cell gives ``name``, and ``name_deviation``, ``name_low`` and ``name_high`` where any cell of
    its column has them; the first :class:`Name` of a row also tells whether it is a ``control``.
    """
    spreads = _spreads(table)
    rows = []
    for row in table.rows:
        values: dict[str, Value] = {}
        for cell, column in _cells(row, table):
            if isinstance(cell, Measured):
                values[column.name] = cell.value
                values.update((key, getattr(cell, part)) for key, part in spreads[column.name].items())
            elif isinstance(cell, Name):
                values[column.name] = cell.id
                values.setdefault("control", cell.control)
            else:
                values[column.name] = cell
        rows.append(values)
    return rows


def _cells(row: tuple[Cell, ...], table: Table) -> list[tuple[Cell, Column]]:
    return list(zip(row, table.columns, strict=True))


def _spreads(table: Table) -> dict[str, dict[str, str]]:
    """Return, by column, the keys of the spreads that any of its cells has, and the attribute each comes from."""
    found: dict[str, dict[str, str]] = {}
    for at, column in enumerate(table.columns):
        keys = found.setdefault(column.name, {})
        measured = [cell for row in table.rows if isinstance(cell := row[at], Measured)]
        for part in ("deviation", "low", "high"):
            if any(getattr(cell, part) is not None for cell in measured):
                keys[f"{column.name}_{part}"] = part
    return found


def _plain(table: Table) -> str:
    headings = [one_line(column.heading) for column in table.columns]
    text = ""
    for longest in range(_LONGEST, _SHORTEST - 1, -1):
        rows = [[_written(cell, column, longest) for cell, column in _cells(row, table)] for row in table.rows]
        widths = (max(map(len, column)) for column in zip(headings, *rows, strict=True))
        text = plain(headings, rows, gap=" ")
        if sum(widths) + len(headings) - 1 <= COLUMNS:
            break
    return text


def _written(cell: Cell, column: Column, longest: int | None) -> str:
    """Write a cell for people; ``longest`` is the length that names are cut to, and ``None`` cuts no text."""
    if isinstance(cell, Name):
        name = one_line(f"{cell.id} *" if cell.control else cell.id)
        return name if longest is None else shorten(name, longest)
    if isinstance(cell, str):
        text = one_line(cell)
        return text if longest is None else shorten(text, column.width)
    if cell is None:
        return "-"
    if isinstance(cell, Measured):
        return _measured(cell, column)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return _figure(cell, column) if isinstance(cell, float) else str(cell)


def _measured(cell: Measured, column: Column) -> str:
    if column.part == "interval":
        if cell.low is None or cell.high is None:
            return "-"
        # A dash between would read as a minus sign before figures below zero.
        gap = "–" if cell.low >= 0 else " … "
        return _figure(cell.low, column) + gap + _figure(cell.high, column)
    if cell.value is None:
        return "-"
    value = _figure(cell.value, column)
    if column.part == "deviation" and cell.deviation is not None:
        return f"{value} ± {_figure(cell.deviation, column)}"
    return value


def _figure(value: float, column: Column) -> str:
    return f"{value * 100 if column.percent else value:.{column.digits}f}{column.unit}"
