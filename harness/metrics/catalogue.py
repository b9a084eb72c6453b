"""The metrics that a native run counts."""

from __future__ import annotations

from .base import Metric
from .fields import Fields
from .ledger import Ledger
from .shingles import Shingles
from .words import Words


def native() -> tuple[Metric, ...]:
    """Return the native metrics, the headline first."""
    return (Ledger(), Shingles(4), Words(), Fields())
