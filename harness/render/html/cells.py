"""Pages against extractors as strings: one character a cell, one string an extractor.

Extractors that do alike have nearly the same string, so that they pack to little: a third of what the same figures take
page by page. A string is read in place, ``text.charCodeAt(page)``, and never unpacked.

========== ============================================================= =========================================
cell       character                                                     read as
========== ============================================================= =========================================
a share    135 - hundredths; a space where it does not apply             0.00 to 1.00
of words   35 + level; 0 none of the words, 60 all, else 1 to 59         words * level / 60: exact up to 60 words,
                                                                         beyond that to one in sixty
a flag     35 or 36                                                      no, yes
========== ============================================================= =========================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...leaderboard import Pieces

_LEVELS = 60
_FIRST = 35
_ZERO = _FIRST + 100


def shares(values: Iterable[float | None]) -> str:
    """Return figures between 0 and 1."""
    return "".join(" " if value is None else chr(_ZERO - round(100 * value)) for value in values)


def levels(pieces: Iterable[Pieces], extractors: int) -> list[str]:
    """Return how much of each piece every extractor has: a string each, a character a piece."""
    columns = [[_level(hits, piece.words) for hits in piece.hits] for piece in pieces]
    return ["".join(row) for row in zip(*columns, strict=True)] if columns else [""] * extractors


def flags(columns: Sequence[Iterable[int]], extractors: int) -> list[str]:
    """Return whether each extractor is named in each column: a string each, a character a column."""
    named = [frozenset(column) for column in columns]
    return ["".join(chr(_FIRST + (place in column)) for column in named) for place in range(extractors)]


def gaps(places: Iterable[int]) -> list[int]:
    """Return rising numbers as the first one and the steps from each to the next, which are small and alike."""
    found, last = [], 0
    for place in places:
        found.append(place - last)
        last = place
    return found


def _level(hits: int, words: int) -> str:
    if not hits:
        return chr(_FIRST)
    if hits >= words:
        return chr(_FIRST + _LEVELS)
    return chr(_FIRST + min(_LEVELS - 1, max(1, round(_LEVELS * hits / words))))
