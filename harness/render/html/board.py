"""The leaderboard as data for the script: a column a figure, in ten-thousandths."""

from __future__ import annotations

from collections.abc import Sequence

from ...compare.direction import lower_is_better
from ...leaderboard import Report, Row
from .embed import clean
from .meanings import HEADINGS, SHORT
from .sandbox import OUTCOMES

# The figures beside the chosen one.
_COLUMNS = (
    *("f1", "precision", "recall", "order", "duplication", "noise"),
    *("title_f1", "authors_f1", "published_f1"),
)
_PARTS = ("_precision", "_recall")
# Whole structure is enough to choose from; its parts stand in leaderboard.json.
_LEFT_OUT = frozenset(f"{part}_f1" for part in ("headings", "lists", "tables", "code", "formulas", "links", "images"))


def leaderboard(report: Report) -> dict[str, object]:
    """Return the rows that have any page, best F1 first, by column."""
    rows = [row for row in report.rows if row.pages]
    places = {row.extractor.id: place for place, row in enumerate(rows)}
    leading = (report.lead.extractor, *report.lead.tied) if report.lead else ()
    return {
        "name": [clean(row.extractor.id) for row in rows],
        "version": [clean(row.extractor.version, 24) if row.extractor.version else None for row in rows],
        "control": [place for place, row in enumerate(rows) if row.extractor.control],
        "tied": [places[name] for name in leading],
        "rank": [str(row.rank).replace("-", "–") if row.rank else None for row in rows],
        "interval": [[scaled(row.interval.low), scaled(row.interval.high)] if row.interval else None for row in rows],
        "figures": _figures(rows) if report.native else [],
        "board": _COLUMNS,
        "fail": [row.failures for row in rows],
        "ms": [None if row.seconds is None else _rounded(row.seconds * 1000) for row in rows],
        "mb": [None if row.memory is None else round(row.memory / 2**20) for row in rows],
        "front": [places[name] for name in report.front],
        "styled": OUTCOMES,
    }


def scaled(value: float | None) -> int | None:
    """Return a figure of 0..1 in ten-thousandths."""
    return None if value is None else round(value * 10_000)


def _figures(rows: Sequence[Row]) -> list[dict[str, object]]:
    names = dict.fromkeys(name for row in rows for name in row.figures)
    found = []
    for name in names:
        # Defects have a table of their own.
        if name.startswith("defect_") or name.endswith(_PARTS) or name in _LEFT_OUT:
            continue
        values = [scaled(figure(row, name)) for row in rows]
        if any(value is not None for value in values):
            one: dict[str, object] = {"k": name, "h": HEADINGS.get(name, name.replace("_", " ")), "v": values}
            one |= {"s": SHORT[name]} if name in SHORT else {}
            found.append(one | ({"low": 1} if lower_is_better(name) else {}))
    return found


def figure(row: Row, name: str) -> float | None:
    """Return a row's figure; that of a metadata field which the library never gave does not apply."""
    field = name.removesuffix("_f1")
    if field != name and row.figures.get(f"{field}_precision", 0.0) is None:
        return None
    return row.figures.get(name)


def _rounded(milliseconds: float) -> float | int:
    return round(milliseconds) if milliseconds >= 100 else round(milliseconds, 1)
