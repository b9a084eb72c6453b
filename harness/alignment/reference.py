"""One golden case in words: the expected text, and its page with every word labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise, repeat

import numpy as np
import numpy.typing as npt

from ..blocks import BlockKind, join
from ..html import PageText
from ..model import NOISE_KINDS, GoldenCase, NoiseKind
from ..text import tokenise, words
from .memo import Memo
from .spans import locate
from .tiling import MINIMUM_RUN, Ids, NgramIndex, tile

# Labels of page words: 0 is unlabelled, 1 optional, 2 and up the noise kinds.
UNLABELLED, OPTIONAL, NOISE = 0, 1, 2
# Stands between the hidden pieces of a page; no text has it as a word.
_BREAK = "\n"


def noise_label(kind: NoiseKind) -> int:
    """Return the label of the page words of one noise kind."""
    return NOISE + NOISE_KINDS.index(kind)


class Reference(Memo):
    """Everything about one case that does not depend on the output; made once, then asked for every extractor.

    Words are numbered: equal words have equal numbers, and 0 is for words that neither the expected text nor the
    page holds. All arrays have one entry a word.

    Attributes:
        case: the golden case.
        visible: the visible text of the page.
        expected_words: the expected text's words; ``expected`` their numbers.
        expected_kinds: the kind of the block that each expected word stands in.
        expected_spans: ``(start, end)`` of each expected block, counted in words.
        page: numbers of the words of the visible page, then of the hidden pieces, each behind a break.
        visible_size: how many entries of ``page`` are the visible text.
        labels: what the annotations call each page word: :data:`UNLABELLED`, :data:`OPTIONAL` or a noise label.
        segments: ``(start, end)`` of the pieces that stand by themselves in the visible page: cut at the blocks and
            at the borders of the annotated spans.
        twins: for each page word the place of the same word in the expected text, or -1.
        fragment_sizes: for each page word with a twin, how many such words stand there in the expected order.
        cuts: page words that a span border cuts ("CenterTuesday", half of it injected) and the words they hold.
    """

    def __init__(self, case: GoldenCase, page: PageText) -> None:
        super().__init__()
        self.case = case
        self.visible = page.visible
        self._numbers: dict[str, int] = {_BREAK: 1}
        self._label_page(page)
        self.expected_kinds: list[BlockKind] = []
        self.expected_spans: list[tuple[int, int]] = []
        expected: list[str] = []
        for block in case.expected or ():
            found = words(block.text)
            if found:
                self.expected_spans.append((len(expected), len(expected) + len(found)))
                self.expected_kinds += [block.kind] * len(found)
                expected += found
        self.expected = self._number(expected)
        self.expected_words = expected
        self._align()

    @property
    def expected_text(self) -> str:
        """The expected text, one block a line."""
        return join(self.case.expected or ())

    @cached_property
    def expected_index(self) -> NgramIndex:
        """The runs of the expected text."""
        return NgramIndex(self.expected)

    @cached_property
    def page_index(self) -> NgramIndex:
        """The runs of the page, hidden pieces included."""
        return NgramIndex(self.page)

    @cached_property
    def short_segments(self) -> dict[tuple[int, ...], list[int]]:
        """Where the segments too short to hold a run start, by their words: optional ones, noise, then the rest."""
        found: dict[tuple[int, ...], list[int]] = {}
        for start, end in self.segments:
            if end - start < MINIMUM_RUN:
                found.setdefault(tuple(self.page[start:end].tolist()), []).append(start)
        for places in found.values():
            places.sort(key=lambda start: (self.labels[start] == UNLABELLED, self.labels[start] != OPTIONAL, start))
        return found

    @cached_property
    def kind_masks(self) -> dict[BlockKind, npt.NDArray[np.bool_]]:
        """For each kind of block that is expected, which expected words stand in one."""
        kinds = np.array(self.expected_kinds, dtype=object)
        return {kind: kinds == kind for kind in dict.fromkeys(self.expected_kinds)}

    @cached_property
    def label_sizes(self) -> dict[int, int]:
        """How many words of the visible page bear each label."""
        labels, sizes = np.unique(self.labels[: self.visible_size], return_counts=True)
        return dict(zip(labels.tolist(), sizes.tolist(), strict=True))

    @property
    def coverage(self) -> float | None:
        """The share of the expected words that the visible page holds, in place; ``None`` for no expected words."""
        if not len(self.expected):
            return None
        return len(np.unique(self.twins[self.twins >= 0])) / len(self.expected)

    def expected_quote(self, start: int, end: int) -> str:
        """Return some expected words for a message."""
        shown = " ".join(self.expected_words[start : min(end, start + 8)])
        return f"“{shown}{' ...' if end > start + 8 else ''}”"

    def first_missing(self) -> str:
        """Return the first expected words that the visible page does not hold, for a message."""
        found = bytearray(len(self.expected))
        for at in self.twins[self.twins >= 0].tolist():
            found[at] = 1
        start, end = next(_gaps(found), (0, 0))
        return self.expected_quote(start, end)

    def numbers(self, found: Sequence[str]) -> Ids:
        """Return the numbers of an output's words (after :meth:`cut`): 0 for words never seen here."""
        return np.fromiter(map(self._numbers.get, found, repeat(0)), np.int64, len(found))

    def cut(self, found: Sequence[str]) -> Sequence[str]:
        """Cut the words that the annotations cut in the page."""
        if not self.cuts or self.cuts.keys().isdisjoint(found):
            return found
        return [piece for word in found for piece in self.cuts.get(word, (word,))]

    def _number(self, found: Sequence[str]) -> Ids:
        for word in found:
            self._numbers.setdefault(word, len(self._numbers) + 1)
        return self.numbers(found)

    def _label_page(self, page: PageText) -> None:
        spans: list[tuple[int, int, int]] = []
        for quote in self.case.noise:
            assert quote.kind is not None  # the loader sees to it
            spans += [(start, end, noise_label(quote.kind)) for start, end in locate(quote, page.visible)]
        for quote in self.case.optional:
            spans += [(start, end, OPTIONAL) for start, end in locate(quote, page.visible)]
        borders = sorted({place for start, end, _ in spans for place in (start, end)})
        marks = np.zeros(len(page.visible) + 1, dtype=np.int64)
        for start, end, label in spans:
            marks[start:end] = label

        self.cuts: dict[str, tuple[str, ...]] = {}
        found: list[str] = []
        places: list[int] = []
        tokens = tokenise(page.visible)
        inside = np.searchsorted(borders, np.array(tokens.starts, dtype=np.int64), "right") if borders else None
        for i, (word, start, end) in enumerate(zip(tokens.words, tokens.starts, tokens.ends, strict=True)):
            if inside is not None and (at := int(inside[i])) < len(borders) and borders[at] < end:
                pieces = list(_pieces(page.visible, start, end, borders[at:]))
                self.cuts.setdefault(word, tuple(piece for piece, _ in pieces))
                found += [piece for piece, _ in pieces]
                places += [place for _, place in pieces]
            else:
                found.append(word)
                places.append(start)
        self.labels = marks[np.array(places, dtype=np.int64)]
        self.visible_size = len(found)
        self.segments = self._segments(page, places, borders)

        for piece in page.hidden:
            found += [_BREAK, *words(piece)]
        self.page = self._number(found)
        self.labels = np.concatenate((self.labels, np.zeros(len(found) - self.visible_size, dtype=np.int64)))

    def _segments(self, page: PageText, places: Sequence[int], borders: Sequence[int]) -> list[tuple[int, int]]:
        edges = set(borders)
        position = 0
        for block in page.blocks:
            edges.add(position)
            position += len(block.text) + 1
        starts = np.unique(np.searchsorted(np.array(places, dtype=np.int64), sorted(edges)))
        bounds = [*starts.tolist(), len(places)]
        return [(start, end) for start, end in pairwise(bounds) if start < end]

    def _align(self) -> None:
        """Find the expected text in the visible page: first outside the annotated spans, then anywhere."""
        self.twins = np.full(len(self.page), -1, dtype=np.int64)
        index = NgramIndex(self.page[: self.visible_size])
        runs = index.runs(self.expected)
        used_expected = bytearray(len(self.expected))
        used_page = bytearray((self.labels[: self.visible_size] != UNLABELLED).tobytes())
        for a, b, length in tile(runs, used_expected, used_page):
            self.twins[b : b + length] = np.arange(a, a + length)
        self._align_short(used_expected, used_page)
        self._align_gaps(used_expected, used_page)
        self.fragment_sizes = self._fragment_sizes()
        # What is left can only be found in text that the annotations exclude; golden check reports it.
        free = bytearray(self.visible_size)
        for place in np.flatnonzero(self.twins >= 0).tolist():
            free[place] = 1
        self.inside_spans = [(int(self.labels[b]), a, b, length) for a, b, length in tile(runs, used_expected, free)]

    def _align_short(self, used_expected: bytearray, used_page: bytearray) -> None:
        """Blocks too short for a run: where the page has the same words standing by themselves, in order."""
        waiting: dict[tuple[int, ...], list[int]] = {}
        for start, end in self.segments:
            if end - start < MINIMUM_RUN and not used_page[start]:
                waiting.setdefault(tuple(self.page[start:end].tolist()), []).append(start)
        for start, end in self.expected_spans:
            places = waiting.get(tuple(self.expected[start:end].tolist()))
            if places and 1 not in used_expected[start:end]:
                self._pair(start, places.pop(0), end - start, used_expected, used_page)

    def _align_gaps(self, used_expected: bytearray, used_page: bytearray) -> None:
        """Words between two aligned neighbours, too few for a run because noise stands between them in the page."""
        place_of = {int(self.twins[place]): place for place in np.flatnonzero(self.twins >= 0).tolist()}
        for start, end in _gaps(used_expected):
            before = place_of.get(start - 1, -1)
            after = place_of.get(end, self.visible_size)
            place = before + 1
            pairs = []
            for at in range(start, end):
                while place < after and (used_page[place] or self.page[place] != self.expected[at]):
                    place += 1
                if place >= after:
                    break
                pairs.append((at, place))
                place += 1
            if len(pairs) == end - start:
                for at, place in pairs:
                    self._pair(at, place, 1, used_expected, used_page)

    def _fragment_sizes(self) -> Ids:
        sizes = np.diff(consecutive(self.twins))
        return np.repeat(sizes, sizes)

    def _pair(self, at: int, place: int, length: int, used_expected: bytearray, used_page: bytearray) -> None:
        self.twins[place : place + length] = np.arange(at, at + length)
        used_expected[at : at + length] = used_page[place : place + length] = b"\1" * length


def _pieces(text: str, start: int, end: int, borders: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield the words of ``text[start:end]`` and their places when it is cut at the borders inside it."""
    for border in (*borders, end):
        border = min(border, end)
        inner = tokenise(text[start:border])
        yield from zip(inner.words, (start + place for place in inner.starts), strict=True)
        if border == end:
            return
        start = border


def consecutive(twins: Ids) -> Ids:
    """Return the bounds of the pieces in which twins follow each other; a word without a twin is a piece of its own."""
    apart = np.where(twins < 0, -2, twins)
    return np.concatenate(([0], np.flatnonzero(np.diff(apart) != 1) + 1, [len(twins)]))


def _gaps(used: bytearray) -> Iterator[tuple[int, int]]:
    start = used.find(0)
    while start >= 0:
        end = used.find(1, start)
        yield start, end if end >= 0 else len(used)
        start = used.find(0, end) if end >= 0 else -1
