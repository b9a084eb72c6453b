"""The shape of a page: which elements stand in which, whatever they say. Pages of one template have about one shape.

A page is the set of its *tag paths*: for each element the tags from the root down to it. A set and not a profile of
counts: a longer article has the same paths. Without classes, which build tools make up anew for each site: a shape is
what the templates of a content management system have in common, and sites are told apart by their names. Two pages are
of one shape when their sets overlap by half or more, which MinHash estimates from 64 numbers a page.

Source: A. Z. Broder 1997 (MinHash); J. Leskovec, A. Rajaraman, J. D. Ullman, *Mining of Massive Datasets*, chapter 3
(banding); G. Steele, D. Lea, C. Flood 2014 (SplitMix64).
"""

from __future__ import annotations

import re
from itertools import islice
from zlib import crc32

import numpy as np
import numpy.typing as npt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..html import walk

SIGNATURE = 64
# Sets that overlap by s share one of 16 bands of 4 with probability 1 - (1 - s^4)^16: 0.90 at 0.6, 0.64 at
# 0.5, 0.12 at 0.3.
_BAND = 4
_ALIKE = 0.5
_TAG = re.compile("<")
# Tags that are looked at: templates come first, and pages with more are lists or attacks. Parsing is quadratic in the
# depth, so this also bounds the time, to half a second.
_MOST_TAGS = 10_000
# Shapes that are remembered (some 2 kB each); a crawl with more is told its rarest ones apart no longer.
_MOST_SHAPES = 100_000

Signature = npt.NDArray[np.uint64]


def signature(html: str) -> Signature:
    """Return the 64 MinHash numbers of a page's tag paths."""
    paths = np.fromiter(_paths(html), np.uint64)
    # Another hash for each number: the finaliser of SplitMix64, each time from another start.
    mixed = paths[None, :] + np.arange(1, SIGNATURE + 1, dtype=np.uint64)[:, None] * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Signature = (mixed ^ (mixed >> np.uint64(31))).min(axis=1)
    return found


def _paths(html: str) -> set[int]:
    """Return a hash for each different tag path."""
    found = {0}  # a page without elements has one too
    trail = [0]

    def enter(node: LexborNode) -> bool:
        tag = node.tag
        if tag is None or tag.startswith("-") or tag in ("script", "style"):
            return False
        trail.append(crc32(b"/" + tag.encode("utf-8", "replace"), trail[-1]))
        found.add(trail[-1])
        return True

    def leave(_: LexborNode) -> None:
        trail.pop()

    end = next(islice(_TAG.finditer(html), _MOST_TAGS, None), None)
    root = LexborHTMLParser(html[: end.start()] if end else html).root
    if root is not None:
        walk(root, enter, leave)
    return found


class ShapeBook:
    """Numbers for shapes, from 0, in the order in which they come up.

    A page has the shape of the page that first had it; of several that are near enough, of the nearest.
    """

    def __init__(self) -> None:
        self._firsts: list[Signature] = []
        self._bands: dict[tuple[int, bytes], list[int]] = {}
        self._next = 0

    def number(self, page: Signature) -> int:
        """Return the number of a page's shape."""
        bands = [(at, page[at : at + _BAND].tobytes()) for at in range(0, SIGNATURE, _BAND)]
        near = sorted({shape for band in bands for shape in self._bands.get(band, ())})
        if near:
            overlaps = [float(np.mean(self._firsts[shape] == page)) for shape in near]
            best = max(range(len(near)), key=overlaps.__getitem__)
            if overlaps[best] >= _ALIKE:
                return near[best]
        number = self._next
        self._next += 1
        if number < _MOST_SHAPES:
            self._firsts.append(page)
            for band in bands:
                self._bands.setdefault(band, []).append(number)
        return number
