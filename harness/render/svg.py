"""A line chart as an SVG file by itself: no script, no font, nothing to fetch; light and dark as the reader's screen.

The drawing is 800 units wide. Lines differ by colour and by the shape of their points, so that neither print nor
colour blindness makes them alike. Every string is escaped, for names of extractors and runs are anybody's.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from ..chart import Chart, Line, Panel, Point
from .columns import one_line, shorten

WIDTH = 800
_MARGIN, _GUTTER, _AXIS = 20.0, 26.0, 46.0
_HEADER, _ROW, _FOOTER = 54.0, 18.0, 34.0
_WIDE, _NARROW = 300.0, 170.0  # heights of a plot: alone, and beside another
# A character of 11 units of a sans-serif face, on the generous side.
_CHARACTER = 6.4
_MOST_NAME = 40
# Code points that XML 1.0 does not allow, also not escaped.
_FORBIDDEN = re.compile("[\ud800-\udfff\ufffe\uffff]")

# Tried on both grounds: contrast 3:1 or more against each, and told apart in the common kinds of colour blindness by
# lightness too. Six, as a panel has no more lines where a history decides; a seventh starts again, with another shape.
_LIGHT = ("#0a61a8", "#b8480a", "#00735a", "#8a3f86", "#7a5c00", "#4a5560")
_DARK = ("#6cb6f5", "#f59a5c", "#3fcf9f", "#e29ade", "#e0c04a", "#aab6c2")
_SHAPES = ("circle", "square", "diamond", "up", "down", "bar", "ring")


@dataclass(frozen=True, slots=True)
class _Scale:
    """The vertical axis: from ``low`` to ``high`` in steps, written with so many digits."""

    low: float
    high: float
    step: float
    digits: int

    @property
    def ticks(self) -> list[float]:
        return [self.low + i * self.step for i in range(round((self.high - self.low) / self.step) + 1)]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the points of a panel go."""

    left: float
    top: float
    width: float
    height: float
    places: int
    scale: _Scale

    def x(self, place: float) -> float:
        return self.left + self.width * (place + 0.5) / max(self.places, 1)

    def y(self, value: float) -> float:
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.top + self.height * (1 - min(max(share, 0.0), 1.0))


def render(chart: Chart) -> str:
    """Return the chart as the text of an SVG file."""
    scale = _scale([point for panel in chart.panels for line in panel.lines for point in line.points])
    columns = 1 if len(chart.panels) < 3 else 2
    width = (WIDTH - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns
    parts: list[str] = []
    top = _HEADER
    for start in range(0, len(chart.panels), columns):
        row = chart.panels[start : start + columns]
        heads = [_head(panel, width) for panel in row]
        head = max(len(lines) for lines in heads) * _ROW + 8 + (_ROW if any(panel.title for panel in row) else 0)
        height = _WIDE if len(chart.panels) == 1 else _NARROW
        for i, panel in enumerate(row):
            left = _MARGIN + i * (width + _GUTTER)
            plot = _Plot(left + _AXIS, top + head, width - _AXIS, height, len(panel.ticks), scale)
            parts += _panel(panel, heads[i], plot, left, top)
        top += head + height + _FOOTER
    if not chart.panels:
        parts.append(_text(_MARGIN, top + _ROW, chart.description, "soft"))
        top += 2 * _ROW
    bottom = ceil(top + (_ROW if chart.note else 0))
    if chart.note:
        parts.append(_text(_MARGIN, bottom - 10, chart.note, "soft"))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom}" width="{WIDTH}" '
            f'height="{bottom}" role="img" aria-labelledby="chart-title chart-description">',
            f'<title id="chart-title">{escape(chart.title)}</title>',
            f'<desc id="chart-description">{escape(chart.description)}</desc>',
            f"<style>\n{_style()}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{bottom}"/>',
            _text(_MARGIN, 30, chart.title, "title"),
            *parts,
            "</svg>\n",
        ]
    )


def escape(text: str) -> str:
    """Return text that is harmless between tags and in attributes, and that XML allows."""
    return html.escape(_FORBIDDEN.sub("\ufffd", one_line(text)))


def _scale(points: Sequence[Point]) -> _Scale:
    """Return a scale with round steps that holds every interval, and room for a flat line."""
    ends = [end for point in points for end in (point.value, point.low, point.high) if end is not None] or [0.0, 1.0]
    low, high = min(ends), max(ends)
    if high - low < 0.02:
        low, high = low - 0.01, high + 0.01
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    digits = max(0, -floor(log10(step) + 1e-9))
    return _Scale(first * step, max(last, first + 1) * step, step, digits)


def _head(panel: Panel, width: float) -> list[list[tuple[float, int]]]:
    """Return the lines of a legend: where each entry stands, and its number."""
    rows: list[list[tuple[float, int]]] = [[]]
    at = 0.0
    if [line.name for line in panel.lines] == [panel.title]:
        return []  # the title says it
    for number, line in enumerate(panel.lines):
        taken = 34 + _CHARACTER * len(shorten(one_line(line.name), _MOST_NAME))
        if rows[-1] and at + taken > width - _AXIS:
            rows.append([])
            at = 0.0
        rows[-1].append((at, number))
        at += taken
    return rows


def _panel(panel: Panel, head: list[list[tuple[float, int]]], plot: _Plot, left: float, top: float) -> list[str]:
    parts = ["<g>"]
    y = top
    if panel.title:
        y += _ROW
        parts.append(_text(left, y - 4, shorten(one_line(panel.title), _MOST_NAME), "name"))
    for row in head:
        y += _ROW
        for at, number in row:
            x = plot.left + at
            parts.append(f'<path class="line c{_colour(number)}" d="M{x:.1f} {y - 8:.1f}h20"/>')
            parts.append(_shape(number, x + 10, y - 8))
            parts.append(_text(x + 26, y - 4, shorten(one_line(panel.lines[number].name), _MOST_NAME), "word"))
    for tick in plot.scale.ticks:
        at_y = plot.y(tick)
        parts.append(f'<path class="grid" d="M{plot.left:.1f} {at_y:.1f}h{plot.width:.1f}"/>')
        label = f"{tick:.{plot.scale.digits}f}"
        parts.append(_text(plot.left - 6, at_y + 4, label, "soft", anchor="end"))
    parts += _ticks(panel.ticks, plot)
    for number, line in enumerate(panel.lines):
        parts += _line(number, line, plot, len(panel.lines))
    return [*parts, "</g>"]


def _ticks(ticks: Sequence[str], plot: _Plot) -> list[str]:
    """Return the names of the places, as many as there is room for; the last one always."""
    room = plot.width / max(len(ticks), 1)
    names = [shorten(one_line(tick), 22) for tick in ticks]
    every = max(1, ceil((max(map(len, names), default=0) + 2) * _CHARACTER / room))
    if every > 1 and len(names) <= 4:  # cut rather than left out
        names, every = [shorten(name, max(4, int(room / _CHARACTER) - 1)) for name in names], 1
    parts = []
    for place, name in enumerate(names):
        x, y = plot.x(place), plot.top + plot.height
        parts.append(f'<path class="grid" d="M{x:.1f} {y:.1f}v4"/>')
        if (len(names) - 1 - place) % every == 0:
            whole = f"<title>{escape(ticks[place])}</title>"
            # A name at the edge would leave the drawing: it is moved inwards.
            half = len(name) * _CHARACTER / 2
            x = min(max(x, plot.left - _AXIS + half), plot.left + plot.width + _MARGIN - 4 - half)
            parts.append(_text(x, y + 18, name, "soft", anchor="middle", inside=whole))
    return parts


def _line(number: int, line: Line, plot: _Plot, among: int) -> list[str]:
    """Return a line with its points and intervals, a little aside so that no interval hides another."""
    colour = _colour(number)
    aside = (number - (among - 1) / 2) * min(9.0, 0.6 * plot.width / max(plot.places, 1) / among)
    spots = [(point, plot.x(point.place) + aside, plot.y(point.value)) for point in line.points]
    parts = []
    path = ""
    for i, (point, x, y) in enumerate(spots):
        joined = i and point.place == line.points[i - 1].place + 1
        path += f"{'L' if joined else 'M'}{x:.1f} {y:.1f}"
    parts.append(f'<path class="line c{colour}" d="{path}"/>')
    for point, x, y in spots:
        parts.append("<g>" + f"<title>{escape(point.label)}</title>")
        if point.low is not None and point.high is not None:
            low, high = plot.y(point.low), plot.y(point.high)
            bar = f"M{x:.1f} {low:.1f}V{high:.1f}M{x - 3:.1f} {low:.1f}h6M{x - 3:.1f} {high:.1f}h6"
            parts.append(f'<path class="bar c{colour}" d="{bar}"/>')
        parts.append(_shape(number, x, y))
        if point.mark and among <= 3:
            top = y if point.high is None else plot.y(point.high)
            word = shorten(one_line(point.mark), 12)
            inside = min(x, WIDTH - 8 - len(word) * _CHARACTER / 2)
            parts.append(_text(inside, top - 7, word, f"mark f{colour}", anchor="middle"))
        parts.append("</g>")
    return parts


def _shape(number: int, x: float, y: float) -> str:
    shape, colour = _SHAPES[number % len(_SHAPES)], f'class="f{_colour(number)}"'
    if shape in ("circle", "ring"):
        hollow = f'class="ground line c{_colour(number)}"'
        return f'<circle {hollow if shape == "ring" else colour} cx="{x:.1f}" cy="{y:.1f}" r="3.8"/>'
    outline = {
        "square": f"M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7z",
        "diamond": f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5-5z",
        "up": f"M{x:.1f} {y - 4.8:.1f}l4.6 8h-9.2z",
        "down": f"M{x:.1f} {y + 4.8:.1f}l4.6-8h-9.2z",
        "bar": f"M{x - 5.5:.1f} {y - 2:.1f}h11v4h-11z",
    }[shape]
    return f'<path {colour} d="{outline}"/>'


def _colour(number: int) -> int:
    return number % len(_LIGHT)


def _text(x: float, y: float, text: str, kind: str, *, anchor: str = "start", inside: str = "") -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{where}>{inside}{escape(text)}</text>'


def _style() -> str:
    fixed = (
        "text { font: 11px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }\n"
        ".title { font-size: 16px; font-weight: 600; }\n.name { font-size: 13px; font-weight: 600; }\n"
        ".line { fill: none; stroke-width: 1.6; }\n.bar { fill: none; stroke-width: 1.1; opacity: 0.75; }\n"
        ".grid { fill: none; stroke-width: 0.7; }\n"
        # A seam of the ground's colour keeps a word readable across other lines.
        ".mark { font-weight: 600; paint-order: stroke; stroke-width: 3px; stroke-linejoin: round; }\n"
    )
    light = _colours(_LIGHT, ground="#ffffff", text="#1b1f24", soft="#57606a", grid="#d0d7de")
    dark = _colours(_DARK, ground="#0d1117", text="#e6edf3", soft="#9aa4af", grid="#30363d")
    return f"{fixed}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _colours(lines: Sequence[str], *, ground: str, text: str, soft: str, grid: str) -> str:
    rules = [
        f".ground {{ fill: {ground}; }} .mark {{ stroke: {ground}; }}",
        f"text {{ fill: {text}; }}",
        f".soft {{ fill: {soft}; }}",
    ]
    rules += [f".grid {{ stroke: {grid}; }}"]
    rules += [f".c{i} {{ stroke: {line}; }} .f{i} {{ fill: {line}; }}" for i, line in enumerate(lines)]
    return "\n".join(rules) + "\n"
