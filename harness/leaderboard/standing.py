"""Who leads, whether that means anything, and who is both good and fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from .rows import Row


@dataclass(frozen=True, slots=True)
class Lead:
    """The extractor with the highest F1 among those that compete.

    Attributes:
        extractor: its name; ``f1`` its mean.
        tied: the other extractors that these pages cannot tell from the best, by their range of ranks.
        competing: how many extractors have a figure.
        detectable: the smallest true difference in mean F1 that a run of an unlike extractor over these pages would
            show 80 times in 100; ``None`` where the pages are of one site or all alike.
    """

    extractor: str
    f1: float
    tied: tuple[str, ...]
    competing: int
    detectable: float | None


def lead(rows: Sequence[Row], detectable: Callable[[str], float | None]) -> Lead | None:
    """Return the lead of a leaderboard, best F1 first; ``None`` where nobody that competes has an F1."""
    ranked = competing(rows)
    if not ranked:
        return None
    first = ranked[0]
    name = first.extractor.id
    tied = tuple(row.extractor.id for row in ranked[1:] if row.rank and row.rank.best == 1)
    return Lead(name, first.figures["f1"] or 0.0, tied, len(ranked), detectable(name))


def competing(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that have an F1 and are no controls, in their order."""
    return [row for row in rows if not row.extractor.control and row.figures.get("f1") is not None]


def front(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the extractors that no other one beats in both F1 and time, the fastest first (the Pareto front).

    Of two that are equal in both, each stands. Rows without a time are left out.
    """
    timed = [(row.seconds, -(row.figures["f1"] or 0.0), row.extractor.id) for row in competing(rows) if row.seconds]
    found: list[tuple[float, float, str]] = []
    best = inf
    for seconds, lost, name in sorted(timed):
        if lost < best or (found and (seconds, lost) == found[-1][:2]):
            found.append((seconds, lost, name))
            best = lost
    return tuple(name for _, _, name in found)
