"""Levenshtein distance between whole texts, exact or not computed: never a guess, never minutes."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz.distance import Levenshtein

# Cells of the distance matrix that are filled at most: 300,000 x 300,000 characters take some four seconds.
MAX_CELLS = 100_000_000_000


def distance(first: str, second: str, max_cells: int = MAX_CELLS) -> int | None:
    """Return the distance in characters; ``None`` when it would take too long.

    Texts too long for the whole matrix are still compared within the band of it that ``max_cells`` allows, so two
    long texts that differ little have a distance.
    """
    if first == second:
        return 0
    # A band as wide as this is tried first, then twice as wide ones: alike texts are done in a fraction of the time.
    hint = abs(len(first) - len(second)) * 17 // 16 + 64
    if len(first) * len(second) > max_cells:
        first, second = _without_shared_ends(first, second)
        longer = max(len(first), len(second))
        if len(first) * len(second) > max_cells:
            band = max_cells // (2 * longer)
            if abs(len(first) - len(second)) > band:
                return None
            found = Levenshtein.distance(first, second, score_cutoff=band, score_hint=min(hint, band))
            return found if found <= band else None
    return Levenshtein.distance(first, second, score_hint=hint)


def _without_shared_ends(first: str, second: str) -> tuple[str, str]:
    """Return the texts without their common start and end, found by halving, so that slices are compared in C."""
    start = _shared(min(len(first), len(second)), lambda n: first[:n] == second[:n])
    first, second = first[start:], second[start:]
    end = _shared(min(len(first), len(second)), lambda n: first[len(first) - n :] == second[len(second) - n :])
    return first[: len(first) - end], second[: len(second) - end]


def _shared(most: int, same: Callable[[int], bool]) -> int:
    """Return the greatest length up to ``most`` at which the ends are the same."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(middle):
            low = middle
        else:
            high = middle - 1
    return low
