"""Which of the tiles that two texts share keep their order, and which have moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from ..alignment import Tile


def in_order(tiles: Iterable[Tile]) -> list[Tile]:
    """Return the heaviest choice of tiles whose order is the same on both sides, in that order.

    It holds as many words as :func:`harness.alignment.heaviest_increasing` says; O(n log n). Of several choices of one
    weight always the same one is returned.
    """
    ordered = sorted(tiles)
    before: list[int | None] = []
    # Kept sorted: places on side b; the best weight of a sequence that ends at or before each, and its last tile.
    places: list[int] = []
    weights: list[int] = []
    lasts: list[int] = []
    for number, tile in enumerate(ordered):
        at = bisect_left(places, tile.b)
        before.append(lasts[at - 1] if at else None)
        weight = tile.length + (weights[at - 1] if at else 0)
        end = at
        while end < len(places) and weights[end] <= weight:
            end += 1
        places[at:end] = [tile.b]
        weights[at:end] = [weight]
        lasts[at:end] = [number]
    chosen: list[Tile] = []
    last = lasts[-1] if lasts else None
    while last is not None:
        chosen.append(ordered[last])
        last = before[last]
    return chosen[::-1]
