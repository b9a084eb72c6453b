"""The gate: what of a run is worse than another one, or than a floor, beyond what ``[tool.harness.gate]`` allows.

================================ =====================================================================================
kind of breach                   when
================================ =====================================================================================
``mean``     ``max_drop``        the mean of a figure fell by more than the bound, and so did every value in its
                                 interval; and Holm's correction of the p-values does not make it chance
``page``     ``max_page_drop``   a single page fell by more than the bound: a fact, whatever the other pages did
``failures`` ``max_new_failures`` an extractor fails on more pages than that on which it did not fail before: a fact
``floor``    ``fail_under``      the mean over all pages, or over those of a stratum, is lower than the floor: a fact
================================ =====================================================================================

Of noise a rise is a fall. Pages are compared that both sides have and that have not changed; the interval is a
bootstrap over whole sites. The family of Holm's correction is every mean that is bounded and moved at all: one that
did not move could never be a breach, and how many moved says nothing of the direction. Controls are exempt from
everything. A page where a figure does not apply on either side is not compared.

A bound counts as broken by more than :data:`~.baseline.ROUNDING`, two millionths, so that neither rounding nor the last
bit of a float breaks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..bounds import LOW_IS_GOOD, Floor, Gate
from ..statistics.difference import Difference, all_differences
from ..statistics.holm import holm
from .baseline import ROUNDING
from .columns import Booleans, Scores
from .pairing import pair
from .sides import Side, SideCase, SideRow

Kind = Literal["mean", "page", "failures", "floor"]


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that is worse than the gate allows.

    Attributes:
        kind: by the table of the module.
        extractor: whose.
        figure: its name, or ``failures``.
        where: the case or the stratum; ``None`` for all pages.
        base: the figure before, in 0..1; for failures ``None``, as for floors.
        new: the figure now; for failures how many are new.
        bound: that was broken.
        low: end of the interval of ``new - base``; ``None`` where it is a fact.
        high: its other end.
        pages: how many pages it is about.
    """

    kind: Kind
    extractor: str
    figure: str
    where: str | None
    base: float | None
    new: float
    bound: float
    low: float | None
    high: float | None
    pages: int

    @property
    def excess(self) -> float:
        """How far beyond the bound it is; of failures, how many."""
        if self.kind == "failures":
            return self.new - self.bound
        if self.base is None:
            return self.bound - self.new
        return abs(self.new - self.base) - self.bound

    def __str__(self) -> str:
        verb = "rose" if self.figure in LOW_IS_GOOD else "fell"
        if self.kind == "failures":
            return (
                f"{self.extractor} fails on {self.new:.0f} more pages, {self.where} for one; {self.bound:.0f} allowed"
            )
        if self.kind == "floor":
            over = f"the {self.pages} pages of {self.where}" if self.where else f"{self.pages} pages"
            return f"{self.extractor}: {self.figure} over {over} is {self.new:.3f}, below {self.bound:.3f}"
        base = self.base or 0.0
        change = f"{self.figure} {verb} from {base:.3f} to {self.new:.3f}, by {abs(self.new - base):.4f}"
        if self.kind == "page":
            return f"{self.extractor} on {self.where}: {change}, {self.bound:.4f} allowed"
        low, high = self.low or 0.0, self.high or 0.0
        interval = f"interval {low:+.4f} to {high:+.4f}"
        return f"{self.extractor}: {change} over {self.pages} pages ({interval}), {self.bound:.4f} allowed"


def page_drop(figure: str, base: float | None, new: float | None) -> float:
    """Return how much worse a page's figure is, 0 where it does not apply to both; below 0 where it is better."""
    if base is None or new is None:
        return 0.0
    return new - base if figure in LOW_IS_GOOD else base - new


def broken(drop: float, bound: float) -> bool:
    """Return whether a drop is beyond a bound."""
    return bool(drop > bound + ROUNDING)


def breaches(base: Side, new: Side, gate: Gate) -> tuple[Breach, ...]:
    """Return what of the new side breaks a gate, the means first, the worst of each kind first.

    Args:
        base: what it is held against.
        new: its floors are judged over all of its own pages.
        gate: the bounds.

    Raises:
        NotComparableError: No page is on both sides, or one was counted by other metrics.
    """
    return drops(base, new, gate) + floor_breaches(new, gate.fail_under)


def drops(base: Side, new: Side, gate: Gate) -> tuple[Breach, ...]:
    """Return what fell from one side to the other beyond a gate: means, new failures, pages."""
    pairs = _Pairs(base, new)
    return (
        *_worst_first(_mean_breaches(pairs, gate)),
        *_worst_first(_failure_breaches(pairs, gate.max_new_failures)),
        *_worst_first(_page_breaches(pairs, gate.max_page_drop or {})),
    )


def floor_breaches(side: Side, floors: Sequence[Floor]) -> tuple[Breach, ...]:
    """Return the floors that the means of a side are below. An extractor that lacks a page of them is not judged."""
    found = []
    for floor in floors:
        where = _stratum(side.cases, floor.stratum)
        for row in side.rows.values():
            scores = row.figures.get(floor.figure)
            if row.control or scores is None or not where.any() or not row.outcomes.there[where].all():
                continue
            values = scores.values[where & scores.applies]
            if len(values) and broken(floor.least - (mean := float(values.mean())), 0.0):
                found.append(
                    Breach(
                        "floor",
                        row.id,
                        floor.figure,
                        floor.stratum,
                        None,
                        mean,
                        floor.least,
                        None,
                        None,
                        len(values),
                    )
                )
    return tuple(_worst_first(found))


def empty_strata(side: Side, floors: Sequence[Floor]) -> tuple[str, ...]:
    """Return the strata of floors that no case of a side is in: such a floor never fails anything."""
    named = dict.fromkeys(floor.stratum for floor in floors if floor.stratum is not None)
    return tuple(stratum for stratum in named if not _stratum(side.cases, stratum).any())


class _Pairs:
    """The cases that two sides have in common, unchanged, and the extractors that compete on both."""

    def __init__(self, base: Side, new: Side) -> None:
        self.common = pair(base, new, intersect=True)
        self.rows: list[tuple[SideRow, SideRow]] = [
            (base.rows[name], row)
            for name, row in new.rows.items()
            if name in base.rows and not row.control and not base.rows[name].control
        ]
        self._digits = [side.digits for side in (base, new) if side.digits is not None]

    def figure(self, rows: tuple[SideRow, SideRow], name: str) -> tuple[Scores, Scores] | None:
        """Return a figure of both sides over the common cases, rounded alike; ``None`` where a side lacks it."""
        before, after = rows[0].figures.get(name), rows[1].figures.get(name)
        if before is None or after is None:
            return None
        pair = before.take(self.common.base), after.take(self.common.new)
        if self._digits:
            pair = pair[0].rounded(min(self._digits)), pair[1].rounded(min(self._digits))
        there = pair[0].applies & pair[1].applies
        return Scores(pair[0].values, there), Scores(pair[1].values, there)


def _mean_breaches(pairs: _Pairs, gate: Gate) -> Iterator[Breach]:
    tested: list[tuple[str, str, float]] = []
    befores: list[list[float | None]] = []
    afters: list[list[float | None]] = []
    for rows in pairs.rows:
        for name, bound in gate.max_drop.items():
            figure = pairs.figure(rows, name)
            if figure is None or not (figure[0].applies & (figure[0].values != figure[1].values)).any():
                continue
            tested.append((rows[1].id, name, bound))
            # A rise of noise becomes a fall.
            sign = -1.0 if name in LOW_IS_GOOD else 1.0
            befores.append(_values(figure[0], sign))
            afters.append(_values(figure[1], sign))
    if not tested:
        return
    found = all_differences(befores, afters, pairs.common.clusters, level=gate.confidence)
    corrected = holm([one.p for one in found])
    for (extractor, name, bound), one, p, before in zip(tested, found, corrected, befores, strict=True):
        if one.drops_beyond(bound + ROUNDING) and p is not None and p <= 1 - gate.confidence:
            yield _mean_breach(extractor, name, bound, one, before)


def _mean_breach(extractor: str, name: str, bound: float, found: Difference, before: Iterable[float | None]) -> Breach:
    values = [value for value in before if value is not None]
    base, delta = sum(values) / len(values), found.delta or 0.0
    ends = found.low, found.high
    if name in LOW_IS_GOOD:
        base, delta = -base, -delta
        low, high = (None if end is None else -end for end in reversed(ends))
    else:
        low, high = ends
    return Breach("mean", extractor, name, None, base, base + delta, bound, low, high, found.pages)


def _failure_breaches(pairs: _Pairs, most: int | None) -> Iterator[Breach]:
    if most is None:
        return
    for before, after in pairs.rows:
        old, new = before.outcomes.take(pairs.common.base), after.outcomes.take(pairs.common.new)
        failed = np.flatnonzero(old.there & ~old.failed & new.failed).tolist()
        if len(failed) > most:
            where = pairs.common.cases[failed[0]].id
            yield Breach("failures", after.id, "failures", where, None, len(failed), most, None, None, len(failed))


def _page_breaches(pairs: _Pairs, bounds: Mapping[str, float]) -> Iterator[Breach]:
    for rows in pairs.rows:
        for name, bound in bounds.items():
            figure = pairs.figure(rows, name)
            if figure is None:
                continue
            before, after = figure
            for place in np.flatnonzero(before.applies & (before.values != after.values)).tolist():
                base, new = float(before.values[place]), float(after.values[place])
                if broken(page_drop(name, base, new), bound):
                    yield Breach(
                        "page", rows[1].id, name, pairs.common.cases[place].id, base, new, bound, None, None, 1
                    )


def _stratum(cases: Sequence[SideCase], stratum: str | None) -> Booleans:
    """Return (cases,): whether each belongs to a stratum such as ``page_type:forum``; all do to ``None``."""
    if stratum is None:
        return np.ones(len(cases), dtype=np.bool_)
    kind, _, label = stratum.partition(":")
    return np.array([label in _labels(case, kind) for case in cases], dtype=np.bool_)


def _labels(case: SideCase, kind: str) -> tuple[str, ...]:
    if kind == "tag":
        return case.tags
    if kind == "collection":
        return (case.id.split("/", 1)[0],)
    return ({"data_set": case.data_set, "page_type": case.page_type, "language": case.language}[kind],)


def _values(scores: Scores, sign: float) -> list[float | None]:
    pairs = zip(scores.values.tolist(), scores.applies.tolist(), strict=True)
    return [sign * value if applies else None for value, applies in pairs]


def _worst_first(found: Iterable[Breach]) -> list[Breach]:
    return sorted(found, key=lambda one: (-one.excess, one.extractor, one.figure, one.where or ""))
