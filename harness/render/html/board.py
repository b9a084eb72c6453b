"""The leaderboard as data for the script: a column a figure, in thousandths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...direction import lower_is_better
from ...leaderboard import Report, Row
from ...pageview import MeanFigures
from ...statistics.interval import Interval
from .embed import clean
from .frame_style import OUTCOMES
from .meanings import HEADINGS, SHORT

# The figures beside the chosen one.
_COLUMNS = (
    *("f1", "precision", "recall", "order", "duplication", "noise"),
    *("title_f1", "authors_f1", "published_f1"),
)
_PARTS = ("_precision", "_recall")
# Whole structure is enough to choose from; its parts stand in leaderboard.json.
_LEFT_OUT = frozenset(f"{part}_f1" for part in ("headings", "lists", "tables", "code", "formulas", "links", "images"))


def leaderboard(report: Report, means: MeanFigures | None = None) -> dict[str, object]:
    """Return the rows that have any page, best F1 first, by column; ``means`` has intervals of other figures."""
    rows = [row for row in report.rows if row.pages]
    places = {row.extractor.id: place for place, row in enumerate(rows)}
    leading = (report.lead.extractor, *report.lead.tied) if report.lead else ()
    return {
        "name": [clean(row.extractor.id) for row in rows],
        "version": [clean(row.extractor.version, 24) if row.extractor.version else None for row in rows],
        "control": [place for place, row in enumerate(rows) if row.extractor.control],
        "tied": [places[name] for name in leading],
        "rank": [str(row.rank).replace("-", "–") if row.rank else None for row in rows],
        "figures": _figures(rows, means.intervals if means else {}) if report.native else [],
        "board": _COLUMNS,
        "fail": [row.failures for row in rows],
        "ms": [_rounded(row.seconds) for row in rows],
        "cpu": [_rounded(row.cpu_seconds) for row in rows],
        **_repeated(rows),
        "mb": [None if row.memory is None else round(row.memory / 2**20) for row in rows],
        "front": [places[name] for name in report.front],
        "styled": OUTCOMES,
    }


def scaled(value: float | None, whole: int = 1000) -> int | None:
    """Return a figure of 0..1 in thousandths, as it is shown, or in other parts of a ``whole``."""
    return None if value is None else round(value * whole)


def is_offered(name: str) -> bool:
    """Say whether a figure is one to choose."""
    # Defects have a table of their own.
    return not name.startswith("defect_") and not name.endswith(_PARTS) and name not in _LEFT_OUT


def _figures(rows: Sequence[Row], intervals: Mapping[str, Sequence[Interval | None]]) -> list[dict[str, object]]:
    names = dict.fromkeys(name for row in rows for name in row.figures if is_offered(name))
    found = []
    for name in names:
        values = [scaled(row.figure(name)) for row in rows]
        if any(value is not None for value in values):
            one: dict[str, object] = {"k": name, "h": HEADINGS.get(name, name.replace("_", " ")), "v": values}
            one |= {"s": SHORT[name]} if name in SHORT else {}
            ends = [row.interval for row in rows] if name == "f1" else intervals.get(name, (None,) * len(rows))
            ends = [end if value is not None else None for end, value in zip(ends, values, strict=True)]
            if any(ends):
                one["i"] = [scaled(end) for one in ends for end in ((one.low, one.high) if one else (None, None))]
            found.append(one | ({"low": 1} if lower_is_better(name) else {}))
    return found


def _repeated(rows: Sequence[Row]) -> dict[str, object]:
    """Return what asking again has shown, where that was done: shares of pages, and times of the medians."""
    if all(row.determinism is None for row in rows):
        return {}
    return {
        "same": [scaled(row.determinism, 10_000) for row in rows],
        "range": [[_rounded(row.fastest), _rounded(row.slowest)] for row in rows],
    }


def _rounded(seconds: float | None) -> float | int | None:
    if seconds is None:
        return None
    milliseconds = seconds * 1000
    return round(milliseconds) if milliseconds >= 100 else round(milliseconds, 1)
