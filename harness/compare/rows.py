"""One extractor on both sides, over the cases that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .columns import Booleans, Outcomes, Scores
from .pairing import Numbers, Pairing
from .sides import Side, SideRow


@dataclass(frozen=True, slots=True, eq=False)
class PairedRow:
    """One extractor on both sides, in columns over the cases of a pairing.

    Attributes:
        id: its name in tables.
        base: what the base side says of it; ``None`` where it has no such row. ``new`` the same.
        outcomes: of both sides.
        figures: that both sides have, base first.
        both: (cases,): whether both sides have a result.
        changed: (cases,): of those, whether the outcome or any figure is another one.
    """

    id: str
    base: SideRow | None
    new: SideRow | None
    outcomes: tuple[Outcomes, Outcomes]
    figures: Mapping[str, tuple[Scores, Scores]]
    both: Booleans
    changed: Booleans

    @property
    def either(self) -> SideRow:
        """What the new side says of it, or the base side where the new one knows nothing."""
        row = self.new or self.base
        assert row is not None, "a row of neither side"
        return row

    @property
    def control(self) -> bool:
        """Whether it only bounds the table."""
        return self.either.control


def paired_row(name: str, base: Side, new: Side, pairing: Pairing) -> PairedRow | None:
    """Return an extractor on both sides; ``None`` where neither has a result of it on a case that is compared."""
    before, after = base.rows.get(name), new.rows.get(name)
    outcomes = _outcomes(before, pairing.base), _outcomes(after, pairing.new)
    if not (outcomes[0].there | outcomes[1].there).any():
        return None
    both = outcomes[0].there & outcomes[1].there
    changed = outcomes[0].codes != outcomes[1].codes
    figures: dict[str, tuple[Scores, Scores]] = {}
    digits = min((side.digits for side in (base, new) if side.digits is not None), default=None)
    if before is not None and after is not None:
        for figure in before.figures.keys() & after.figures.keys():
            pair = before.figures[figure].take(pairing.base), after.figures[figure].take(pairing.new)
            if digits is not None:
                pair = pair[0].rounded(digits), pair[1].rounded(digits)
            figures[figure] = pair
            changed |= (pair[0].applies != pair[1].applies) | (pair[0].values != pair[1].values)
    return PairedRow(name, before, after, outcomes, figures, both, changed & both)


def _outcomes(row: SideRow | None, cases: Numbers) -> Outcomes:
    return Outcomes.of([None] * len(cases)) if row is None else row.outcomes.take(cases)
