"""The words of a page, and what the annotations of its case call each of them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..html import PageText
from ..model import NOISE_KINDS, GoldenCase, NoiseKind
from ..text import tokenise, words
from .spans import locate, page_tokens
from .tiling import Ids

# Labels of page words: 0 is unlabelled, 1 optional, 2 and up the noise kinds.
UNLABELLED, OPTIONAL, NOISE = 0, 1, 2
# Stands between the hidden pieces of a page; no text has it as a word.
BREAK = "\n"


def noise_label(kind: NoiseKind) -> int:
    """Return the label of the page words of one noise kind."""
    return NOISE + NOISE_KINDS.index(kind)


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page in words. Arrays and ``words`` have one entry a word.

    Attributes:
        words: the words of the visible page, then of the hidden pieces, each behind a :data:`BREAK`.
        labels: what the annotations call each: :data:`UNLABELLED`, :data:`OPTIONAL` or a noise label.
        visible_size: how many of the words are visible.
        segments: ``(start, end)`` of the pieces that stand by themselves in the visible page: cut at the blocks and
            at the borders of the annotated spans.
        cuts: page words that a span border cuts ("CenterTuesday", half of it injected) and the words they hold.
    """

    words: Sequence[str]
    labels: Ids
    visible_size: int
    segments: list[tuple[int, int]]
    cuts: Mapping[str, tuple[str, ...]]


def label_page(case: GoldenCase, page: PageText, expected: Container[str]) -> LabelledPage:
    """Return the words of a case's page with their labels; ``expected`` are the words of its expected text."""
    spans: list[tuple[int, int, int]] = []
    for quote in case.noise:
        assert quote.kind is not None  # the loader sees to it
        spans += [(start, end, noise_label(quote.kind)) for start, end in locate(quote, page.visible, expected)]
    for quote in case.optional:
        spans += [(start, end, OPTIONAL) for start, end in locate(quote, page.visible, expected)]
    borders = sorted({place for start, end, _ in spans for place in (start, end)})
    marks = np.zeros(len(page.visible) + 1, dtype=np.int64)
    for start, end, label in spans:
        marks[start:end] = label

    cuts: dict[str, tuple[str, ...]] = {}
    found: list[str] = []
    places: list[int] = []
    tokens = page_tokens(page.visible)
    inside = np.searchsorted(borders, np.array(tokens.starts, dtype=np.int64), "right") if borders else None
    for i, (word, start, end) in enumerate(zip(tokens.words, tokens.starts, tokens.ends, strict=True)):
        if inside is not None and (at := int(inside[i])) < len(borders) and borders[at] < end:
            pieces = list(_pieces(page.visible, start, end, borders[at:]))
            cuts.setdefault(word, tuple(piece for piece, _ in pieces))
            found += [piece for piece, _ in pieces]
            places += [place for _, place in pieces]
        else:
            found.append(word)
            places.append(start)
    visible_size = len(found)
    segments = _segments(page, places, borders)

    for hidden in page.hidden:
        found += [BREAK, *words(hidden)]
    labels = np.zeros(len(found), dtype=np.int64)
    labels[:visible_size] = marks[np.array(places, dtype=np.int64)]
    return LabelledPage(found, labels, visible_size, segments, cuts)


def _segments(page: PageText, places: Sequence[int], borders: Sequence[int]) -> list[tuple[int, int]]:
    edges = set(borders)
    position = 0
    for block in page.blocks:
        edges.add(position)
        position += len(block.text) + 1
    starts = np.unique(np.searchsorted(np.array(places, dtype=np.int64), sorted(edges)))
    bounds = [*starts.tolist(), len(places)]
    return [(start, end) for start, end in pairwise(bounds) if start < end]


def _pieces(text: str, start: int, end: int, borders: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield the words of ``text[start:end]`` and their places when it is cut at the borders inside it."""
    for border in (*borders, end):
        border = min(border, end)
        inner = tokenise(text[start:border])
        yield from zip(inner.words, (start + place for place in inner.starts), strict=True)
        if border == end:
            return
        start = border
