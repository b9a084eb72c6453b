"""What changed inside of the words and the metadata: noise by kind, lost blocks by kind, fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ..blocks import BLOCK_KINDS
from ..metrics.fields import Fields
from ..model import FIELDS, NOISE_KINDS
from .changes import Change, Share
from .sides import PARTS, WHOLES, Counted

_PARTS = {name: place for place, name in enumerate(PARTS)}
_WHOLES = {name: place for place, name in enumerate(WHOLES)}


def leaks(base: Counted, new: Counted, wholes: Counted) -> tuple[Share, ...]:
    """Return the noise kinds whose share that leaked changed, the largest change first.

    All three are counts of the same pages, as a side has them.
    """
    return _shares(NOISE_KINDS, "noise:", "in-page:", base, new, wholes)


def losses(base: Counted, new: Counted, wholes: Counted) -> tuple[Share, ...]:
    """Return the block kinds whose share that was lost changed, the largest change first."""
    return _shares(BLOCK_KINDS, "lost:", "expected:", base, new, wholes)


def fields(base: Counted, new: Counted) -> tuple[Change, ...]:
    """Return the fields whose F1, pooled over the pages, changed."""
    before, after = (_field_figures(parts) for parts in (base, new))
    changes = [Change(name, before[f"{name}_f1"], after[f"{name}_f1"]) for name in FIELDS]
    return tuple(change for change in changes if change.base != change.new)


def _shares(
    kinds: Sequence[str], part: str, whole: str, base: Counted, new: Counted, wholes: Counted
) -> tuple[Share, ...]:
    before, after, words = (table.sum(axis=0, dtype=np.int64).tolist() for table in (base, new, wholes))
    found = []
    for kind in kinds:
        size, place = words[_WHOLES[whole + kind]], _PARTS[part + kind]
        if size and before[place] != after[place]:
            found.append(Share(kind, size, before[place] / size, after[place] / size))
    return tuple(sorted(found, key=lambda share: -abs(share.delta)))


def _field_figures(parts: Counted) -> dict[str, float | None]:
    sums = parts.sum(axis=0, dtype=np.int64).tolist()
    return Fields().figures(Counter({name: sums[place] for name, place in _PARTS.items() if sums[place]}))
