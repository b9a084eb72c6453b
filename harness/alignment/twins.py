"""Where the page of a case holds its expected text, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .labels import UNLABELLED, LabelledPage
from .tiling import MINIMUM_RUN, Ids, NgramIndex, tile


@dataclass(frozen=True, slots=True)
class Twins:
    """The expected text in the page. Arrays have one entry a page word, hidden ones included (which have no twins).

    Attributes:
        places: the place of the same word in the expected text, or -1.
        fragment_sizes: for each word with a twin, how many such words stand there in the expected order; else 1.
        inside_spans: ``(label, start in the expected text, start in the page, length)`` of the runs that only text
            which the annotations exclude could give.
    """

    places: Ids
    fragment_sizes: Ids
    inside_spans: list[tuple[int, int, int, int]]


def find_twins(page: Ids, labelled: LabelledPage, expected: Ids, blocks: Sequence[tuple[int, int]]) -> Twins:
    """Find the expected text in the visible page: first outside the annotated spans, then anywhere.

    Args:
        page: the numbers of the page's words.
        labelled: the same page with its labels.
        expected: the numbers of the expected words.
        blocks: ``(start, end)`` of each expected block, counted in words.
    """
    search = _Search(page, labelled, expected)
    runs = NgramIndex(page[: labelled.visible_size]).runs(expected)
    for a, b, length in tile(runs, search.used_expected, search.used_page):
        search.places[b : b + length] = np.arange(a, a + length)
    search.short_blocks(labelled.segments, blocks)
    search.gaps()
    sizes = np.diff(consecutive(search.places))
    # What is left can only be found in text that the annotations exclude; golden check reports it.
    free = bytearray(labelled.visible_size)
    for place in np.flatnonzero(search.places >= 0).tolist():
        free[place] = 1
    inside = [(int(labelled.labels[b]), a, b, length) for a, b, length in tile(runs, search.used_expected, free)]
    return Twins(search.places, np.repeat(sizes, sizes), inside)


class _Search:
    """What has been found so far: ``places`` as in :class:`Twins`, and a byte a word that is 1 where it is taken."""

    def __init__(self, page: Ids, labelled: LabelledPage, expected: Ids) -> None:
        self.places = np.full(len(page), -1, dtype=np.int64)
        self.used_expected = bytearray(len(expected))
        self.used_page = bytearray((labelled.labels[: labelled.visible_size] != UNLABELLED).tobytes())
        self._page, self._expected = page, expected

    def short_blocks(self, segments: Sequence[tuple[int, int]], blocks: Sequence[tuple[int, int]]) -> None:
        """Blocks too short for a run: where the page has the same words standing by themselves, in order."""
        waiting: dict[tuple[int, ...], list[int]] = {}
        for start, end in segments:
            if end - start < MINIMUM_RUN and not self.used_page[start]:
                waiting.setdefault(tuple(self._page[start:end].tolist()), []).append(start)
        for start, end in blocks:
            places = waiting.get(tuple(self._expected[start:end].tolist()))
            if places and 1 not in self.used_expected[start:end]:
                self._pair(start, places.pop(0), end - start)

    def gaps(self) -> None:
        """Words between two aligned neighbours, too few for a run because noise stands between them in the page."""
        place_of = {int(self.places[place]): place for place in np.flatnonzero(self.places >= 0).tolist()}
        for start, end in unused(self.used_expected):
            before = place_of.get(start - 1, -1)
            after = place_of.get(end, len(self.used_page))
            place = before + 1
            pairs = []
            for at in range(start, end):
                while place < after and (self.used_page[place] or self._page[place] != self._expected[at]):
                    place += 1
                if place >= after:
                    break
                pairs.append((at, place))
                place += 1
            if len(pairs) == end - start:
                for at, place in pairs:
                    self._pair(at, place, 1)

    def _pair(self, at: int, place: int, length: int) -> None:
        self.places[place : place + length] = np.arange(at, at + length)
        self.used_expected[at : at + length] = self.used_page[place : place + length] = b"\1" * length


def consecutive(twins: Ids) -> Ids:
    """Return the bounds of the pieces in which twins follow each other; a word without a twin is a piece of its own."""
    apart = np.where(twins < 0, -2, twins)
    return np.concatenate(([0], np.flatnonzero(np.diff(apart) != 1) + 1, [len(twins)]))


def unused(used: bytearray) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of each stretch of zeros."""
    start = used.find(0)
    while start >= 0:
        end = used.find(1, start)
        yield start, end if end >= 0 else len(used)
        start = used.find(0, end) if end >= 0 else -1
