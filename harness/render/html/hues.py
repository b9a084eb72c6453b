"""A colour for each noise kind, the same in the two texts and on the page."""

from __future__ import annotations

from collections.abc import Collection

from ...model import NOISE_KINDS

# Neighbours in the list of kinds, which often stand together on a page, are far apart: the golden angle, as a share.
_STEP = 0.381966
# Degrees that are left where red and green, of lost and found words, are not: 20 to 95 and 175 to 340.
_BELOW, _ABOVE, _FIRST, _GAP = 75, 165, 20, 80


def hue(kind: str) -> int:
    """Return the hue of a noise kind, in degrees."""
    place = (NOISE_KINDS.index(kind) if kind in NOISE_KINDS else 0) * _STEP % 1 * (_BELOW + _ABOVE)
    return round(_FIRST + place + (_GAP if place >= _BELOW else 0))


def hues(kinds: Collection[str], selector: str) -> str:
    """Return a rule for each kind, in the order of the closed list, that sets its hue as ``--k``.

    Args:
        kinds: of noise; a kind that is on no list has no rule.
        selector: of the elements of a kind, which stands in the place of ``{}``.
    """
    return "".join(f"{selector.format(kind)}{{--k:{hue(kind)}}}" for kind in NOISE_KINDS if kind in kinds)
