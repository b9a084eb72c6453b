"""What a scoring benchmark is: the peer's way, ours, and the input both get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    """One comparison. Both functions return all their figures, flat, in the same order.

    Attributes:
        name: what is compared, for instance "ROUGE-LSum, one pair".
        unit: what ``amount`` counts: "pairs", "pages x systems", ...
        amount: how much work both do.
        peer: the peer's package, or its recipe written plainly by its formulas.
        ours: the harness.
        bound: the least ratio of the peer's seconds to ours that is promised; 0 for none.
    """

    name: str
    unit: str
    amount: int
    peer: Callable[[], list[float]]
    ours: Callable[[], list[float]]
    bound: float
