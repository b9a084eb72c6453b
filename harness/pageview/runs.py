"""From the ledger's bookings to the runs of a text: every character once, every word as it was booked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ..alignment import Candidate, Reference
from ..alignment.tiling import Ids
from ..blocks import BlockKind
from ..metrics.ledger import Bookings, class_name
from .places import Place, places_of
from .sequence import in_order
from .view import Run, ViewText

# A reader gives up long before; figures are never cut. Both apply: a word may have a megabyte.
MOST_WORDS = 20_000
MOST_CHARACTERS = 200_000

# A class beside the ledger's: kept, but not in the order of the expected text.
_MOVED = -9


def output_text(candidate: Candidate, bookings: Bookings | None, most: int) -> ViewText:
    """Return an output in runs, at most ``most`` words of it; without bookings all its words are of no kind."""
    text, words = candidate.text, candidate.words
    if bookings is None:
        return _view(text, places_of(text, words[:most]), [(0, min(len(words), most), None, None)], len(words))
    classes = bookings.output.copy()
    ordered = set(in_order(bookings.tiles))
    for tile in bookings.tiles:
        if tile not in ordered:
            classes[tile.a : tile.a + tile.length] = _MOVED
    spans: list[_Span] = [
        (start, end, "moved" if classes[start] == _MOVED else class_name(int(classes[start])), None)
        for start, end in _stretches(classes[:most])
    ]
    return _view(text, places_of(text, words[:most]), spans, len(words))


def expected_text(reference: Reference, bookings: Bookings, most: int) -> ViewText:
    """Return the expected text in runs, at most ``most`` words of it; a run lies within one block."""
    words = reference.expected_words
    text = "\n".join(block.text for block in reference.case.expected or ())
    codes = np.frombuffer(bookings.found, dtype=np.uint8).astype(np.int64)
    for number, (start, end) in enumerate(reference.expected_spans):
        codes[start:end] += 2 * number
    spans: list[_Span] = [
        (start, end, "found" if bookings.found[start] else "lost", reference.expected_kinds[start])
        for start, end in _stretches(codes[:most])
    ]
    return _view(text, places_of(text, words[:most]), spans, len(words))


# Words from, to; their label, and the kind of their block.
_Span = tuple[int, int, str | None, BlockKind | None]


def _stretches(codes: Ids) -> list[tuple[int, int]]:
    """Return the (start, end) of each stretch of equal codes."""
    if not len(codes):
        return []
    bounds = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    return list(pairwise(bounds))


def _view(text: str, places: Sequence[Place], spans: Sequence[_Span], words: int) -> ViewText:
    """Cut a text at the borders of spans of its words, and where a view ends."""
    shown = len(places)
    whole = shown == words and len(text) <= MOST_CHARACTERS
    while not whole and shown and places[shown - 1].end > MOST_CHARACTERS:
        shown -= 1
    end = len(text) if whole else min(places[shown - 1].end if shown else 0, MOST_CHARACTERS)
    runs: list[Run] = []
    position = 0
    for first, last, label, block in spans:
        if first >= shown:
            break
        size = min(last, shown) - first
        stop = end if last >= shown else max(position, _border(text, places[last - 1].end, places[last].start))
        runs.append(Run(text[position:stop], label if size else None, size, block))
        position = stop
    if position < end:
        runs.append(Run(text[position:end], None, 0))
    return ViewText(tuple(runs), words, words - shown, not whole)


def _border(text: str, end: int, start: int) -> int:
    """Return where to part what stands between two words: behind the last white space, else before the second."""
    place = start
    while place > end and not text[place - 1].isspace():
        place -= 1
    return place if place > end else start
