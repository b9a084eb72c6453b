"""A table before anybody decides how to show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with what is known of its spread; ``None`` does not apply or is not known.

    ``deviation`` is a standard deviation, over resamples or over pages as the table's note says; ``low`` and ``high``
    bound its 95 % interval.
    """

    value: float | None
    deviation: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """The extractor that a row is about. People see a control marked with ``*``; programs find it under ``control``."""

    id: str
    control: bool = False


Value = str | int | float | bool | None
Cell = Value | Measured | Name
Part = Literal["value", "deviation", "interval"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: what programs call it, in JSON and CSV; of a :class:`Measured` cell also ``name_deviation``,
            ``name_low`` and ``name_high``.
        heading: what people read.
        digits: behind the point of a figure.
        percent: whether people read it times a hundred.
        part: what people read of a :class:`Measured` cell: the ``value`` alone, with its ``deviation``, or the
            ``interval`` alone. Two columns of one name show two parts of one cell.
        unit: written behind a figure, ``%`` or ``x``.
        width: the most characters of a text; a longer one is cut at its middle.
    """

    name: str
    heading: str
    digits: int = 3
    percent: bool = False
    part: Part = "value"
    unit: str = ""
    width: int = 24


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns.

    ``name`` is for programs, ``title`` for people, ``note`` says in a sentence or two how to read it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
