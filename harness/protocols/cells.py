"""Columns and cells that the benchmarks' tables have in common, and the order of their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..statistics import Samples, deviations, intervals
from ..table import Cell, Column, Measured, Name
from .base import System

VERSION = Column("version", "Version", width=9)
FAILURES = Column("failures", "fail")

Row = tuple[Cell, ...]


def name_of(system: System) -> Name:
    """Return the cell that names an extractor."""
    return Name(system.id, system.control)


def interval_of(column: Column, heading: str = "95 %") -> Column:
    """Return the column that shows the interval of another one's figure."""
    return replace(column, heading=heading, part="interval")


def measured(values: Sequence[float | None], samples: Samples, *, deviation: bool = False) -> list[Measured]:
    """Return figures with their 95 % intervals, and with their deviations over the resamples when asked for.

    Args:
        values: F figures, flattened.
        samples: (resamples, ...), F figures a resample.
        deviation: whether to give it.
    """
    bounds = intervals(samples)
    spread = deviations(samples) if deviation else [None] * len(bounds)
    return [
        Measured(None) if value is None else Measured(value, one, *(bound or (None, None)))
        for value, one, bound in zip(values, spread, bounds, strict=True)
    ]


def ranked(rows: Iterable[Row], at: int, *, lowest_first: bool = False) -> tuple[Row, ...]:
    """Return rows in the order of the figure in one column, equals by name, those without it last."""

    def key(row: Row) -> tuple[bool, float, str]:
        cell, name = row[at], row[0]
        value = cell.value if isinstance(cell, Measured) else None
        missing = value is None
        return missing, (value or 0.0) * (1 if lowest_first else -1), name.id if isinstance(name, Name) else ""

    return tuple(sorted(rows, key=key))
