"""A line chart before anybody decides how to draw it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A figure at a place of the horizontal axis, counted from 0.

    ``low`` and ``high`` bound its 95 % interval, ``None`` where there is none. ``label`` says all of it in words;
    ``mark`` is a word to stand beside the point.
    """

    place: int
    value: float
    low: float | None
    high: float | None
    label: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one row, from left to right; where a place is left out the line is interrupted."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over one horizontal axis, whose places are named by ``ticks``."""

    title: str
    ticks: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels that share one vertical axis.

    ``description`` says in words what the lines show, for those who do not see them; ``note`` how to read them.
    """

    title: str
    description: str
    panels: tuple[Panel, ...]
    note: str = ""
