"""Which cases two sides have in common; or why they cannot be compared.

Numbers of other pages or of other metrics are no change of an extractor, so that they are refused, by name:

=================================================== ===============================================================
the two sides                                       are
=================================================== ===============================================================
same data sets, by name and digest, same cases      paired case by case
anything else about the cases                       refused; with ``intersect`` paired where id and digest are equal
a metric that both count, by other signatures       refused
a metric that one side alone counts                 paired; figures of that metric cannot be shown
a side without a result, or without a common case   refused
=================================================== ===============================================================

A baseline holds the beginnings of digests alone: two digests are equal when the shorter one begins the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import NotComparableError
from ..goldens import DataSet
from .sides import Side, SideCase

Numbers = npt.NDArray[np.int64]

_SHOWN = 12
# Of a digest that is cut short; fewer hexadecimal digits could be equal by chance.
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many cases are not compared: those of one side alone, and those that were changed in between."""

    base_only: int
    new_only: int
    changed: int

    def __bool__(self) -> bool:
        return bool(self.base_only or self.new_only or self.changed)

    def __str__(self) -> str:
        parts = (
            (self.changed, "changed"),
            (self.base_only, "only in the base run"),
            (self.new_only, "only in the new run"),
        )
        return ", ".join(f"{size} {what}" for size, what in parts if size)


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The cases that both sides have, in the order of the new one.

    Attributes:
        cases: what is known of them.
        base: (cases,) their numbers on the base side.
        new: (cases,) their numbers on the new side.
        clusters: (cases,) which are of one site.
        left_out: how many there are beside them.
    """

    cases: tuple[SideCase, ...]
    base: Numbers
    new: Numbers
    clusters: Numbers
    left_out: LeftOut


def check_metrics(base: Mapping[str, str], new: Mapping[str, str], labels: tuple[str, str]) -> None:
    """Raise :class:`NotComparableError` that names the metrics which both runs count, by other signatures."""
    other = [name for name in base if name in new and base[name] != new[name]]
    if other:
        said = "; ".join(f"{name} is {base[name]!r} in {labels[0]} and {new[name]!r} in {labels[1]}" for name in other)
        raise NotComparableError(f"not comparable, metrics differ: {said}; score both with one version of the harness")


def pair(base: Side, new: Side, *, intersect: bool = False) -> Pairing:
    """Return the cases that are compared, by the table above; otherwise raise :class:`NotComparableError`."""
    check_metrics(base.metrics, new.metrics, (base.label, new.label))
    for side in (base, new):
        if not any(row.outcomes.there.any() for row in side.rows.values()):
            raise NotComparableError(f"{side.label} holds no results, so there is nothing to compare; run again")
    places = {case.id: place for place, case in enumerate(base.cases)}
    both = [(places[case.id], place) for place, case in enumerate(new.cases) if case.id in places]
    equal = [(i, j) for i, j in both if same_digest(base.cases[i].digest, new.cases[j].digest)]
    left_out = LeftOut(len(base.cases) - len(both), len(new.cases) - len(both), len(both) - len(equal))
    if not intersect:
        _refuse_other_pages(base, new, left_out, len(equal))
    if not equal:
        raise NotComparableError(
            f"not comparable: {base.label} and {new.label} have no case in common ({left_out}); "
            "run both on the same pages"
        )
    cases = tuple(new.cases[j] for _, j in equal)
    numbers: dict[str, int] = {}
    clusters = [numbers.setdefault(case.site, len(numbers)) for case in cases]
    columns = np.array(equal, dtype=np.int64)
    return Pairing(cases, columns[:, 0], columns[:, 1], np.array(clusters, dtype=np.int64), left_out)


def same_digest(one: str, other: str) -> bool:
    """Return whether two digests, either of which may be cut short, are equal."""
    size = min(len(one), len(other))
    return one == other or (size >= _SHORTEST and one[:size] == other[:size])


def _refuse_other_pages(base: Side, new: Side, left_out: LeftOut, equal: int) -> None:
    said = "; ".join(_other_data_sets(base, new))
    if not said and not left_out:
        return
    cases = f" ({left_out})" if left_out else ""
    then = f"compare the other {equal} with --intersect" if equal else "run both on the same pages"
    raise NotComparableError(f"not comparable, the pages differ: {said or 'same digest, other cases'}{cases}; {then}")


def _other_data_sets(base: Side, new: Side) -> Iterable[str]:
    before, after = _digests(base.data_sets), _digests(new.data_sets)
    for name in dict.fromkeys((*before, *after)):
        here, there = before.get(name), after.get(name)
        if here is None or there is None:
            yield f"{name} is only in {new.label if here is None else base.label}"
        elif not same_digest(here, there):
            yield f"{name} has digest {here[:_SHOWN]} in {base.label} and {there[:_SHOWN]} in {new.label}"


def _digests(data_sets: Iterable[DataSet]) -> dict[str, str]:
    return {data_set.name: data_set.digest for data_set in data_sets}
