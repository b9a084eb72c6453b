"""The ceiling: how much of the expected text a page holds at all, so that "nobody can do better here" is visible.

Each expected word is counted where it is found first:

=========== =====================================================================================
visible     in place in the page's visible text (:attr:`Reference.twins`)
structured  in a run of at least 4 words (or a whole leftover, if shorter) with the page's JSON-LD
anywhere    the same, with anything else in the page's bytes: attributes, scripts, comments
missing     nowhere
=========== =====================================================================================

The counts belong to a case, not to an output. No extractor that reads the page as it is can have a recall above
1 - missing / expected; one that reads the visible text alone, above visible / expected.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import numpy as np

from ..alignment import MINIMUM_RUN, NgramIndex, Reference
from ..alignment.tiling import Ids
from ..html import PageText
from ..text import words

# \u00e9 and \n as JavaScript and JSON write them.
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt\"'/\\]")
# Looking for text in megabytes of scripts is not worth seconds: articles that long do not exist.
_MAX_SOURCE = 8 * 1024 * 1024


def ceiling(reference: Reference, page: PageText, source: Callable[[], str]) -> dict[str, int] | None:
    """Return the counts ``expected visible structured anywhere missing``; ``None`` without expected text.

    Args:
        reference: the case.
        page: its text.
        source: gives the page, decoded; asked only where the visible text does not hold everything.
    """
    if reference.case.expected is None:
        return None
    found = np.zeros(len(reference.expected), dtype=bool)
    found[reference.twins[reference.twins >= 0]] = True
    counts = {"expected": len(found), "visible": int(found.sum())}
    places: dict[str, Callable[[], str]] = {
        "structured": lambda: "\n".join(page.structured),
        "anywhere": lambda: html.unescape(_ESCAPE.sub(_unescaped, source()[:_MAX_SOURCE])),
    }
    for name, text in places.items():
        before = int(found.sum())
        if before < len(found):
            _mark(reference.expected, reference.numbers(words(text())), found)
        counts[name] = int(found.sum()) - before
    counts["missing"] = len(found) - int(found.sum())
    return counts


def _mark(expected: Ids, place: Ids, found: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    for a, _, length in NgramIndex(place).runs(expected).tolist():
        found[a : a + length] = True
    text = " ".join(map(str, place.tolist()))
    for start, end in _leftovers(found):
        if end - start < MINIMUM_RUN and f" {' '.join(map(str, expected[start:end].tolist()))} " in f" {text} ":
            found[start:end] = True


def _leftovers(found: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([1], found.view(np.int8), [1])))).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else " "
