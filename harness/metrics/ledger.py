"""The ledger: every word of an output and every expected word, booked in exactly one class.

*Output words* are, in the order in which a class is tried:

============== =========================================================================================
kept           in a run of at least 4 words that the expected text has too (greedy string tiling, the
               longest run first), or a shorter block that stands on lines of its own in both, or a shorter
               fragment that noise cuts off in the page, shown in its place; or the whole output, where its
               words are those of the expected text
optional       in a run with the page's text, at a place annotated as optional
noise:<kind>   the same, at a place annotated as noise of that kind
duplicated     in a run of at least 8 words with the expected text: a second copy of it
page           in any other run with the page, hidden text included, also one given before; or in a leftover of
               fewer than 4 words, and a word of the page
invented       nowhere in the page
============== =========================================================================================

*Expected words* are ``found`` (as many as are kept) or ``lost:<block kind>``.

Precision = kept / (output - optional); recall = found / expected; F1 is their harmonic mean. ``order`` is the share of
the kept words in the heaviest sequence of tiles whose order is that of the expected text. ``noise``, ``duplication``,
``page`` and ``invention`` are shares of the output.

======================================= =======================================================
case                                    figures
======================================= =======================================================
expected and output empty               P = R = F1 = 1, order not applicable, shares 0
one of the two empty, or a failure      P = R = F1 = 0, order not applicable, shares 0 if no output
output holds optional text alone        as an empty output, but for its shares
nothing kept                            order not applicable
no expected text annotated              not applicable at all
======================================= =======================================================

Source: M. J. Wise, "String Similarity via Greedy String Tiling", 1993, for the tiling; the classes are our own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from ..alignment import MINIMUM_RUN, Candidate, Reference, Tile, heaviest_increasing, tile
from ..alignment.labels import NOISE, OPTIONAL, UNLABELLED
from ..alignment.tiling import Ids
from ..alignment.twins import consecutive
from ..model import NOISE_KINDS
from ..text import TOKENISER
from .base import Counts, Figures, MeanOfPages, precision_recall_f1

# Runs of four words come up twice in any text of some length ("in the middle of"); runs of eight are copies.
DUPLICATE_RUN = 8

# Classes beside the page's labels: UNLABELLED (0) is "page", OPTIONAL (1) and the noise labels mean the same.
KEPT, DUPLICATED, INVENTED, OPEN = -1, -2, -3, -4


@dataclass(frozen=True, slots=True)
class Bookings:
    """The class of each word: ``output`` by code, ``found`` 1 or 0 for each expected word, kept ones in ``tiles``."""

    output: npt.NDArray[np.int64]
    found: bytearray
    tiles: list[Tile]

    @property
    def ordered(self) -> int:
        """How many kept words stand in the heaviest sequence of tiles that keeps the expected order."""
        return heaviest_increasing(self.tiles)


def class_name(code: int) -> str:
    """Return the name of an output class: ``kept``, ``noise:promo``, ..."""
    names = {
        KEPT: "kept",
        DUPLICATED: "duplicated",
        INVENTED: "invented",
        UNLABELLED: "page",
        OPTIONAL: "optional",
    }
    return names[code] if code in names else f"noise:{NOISE_KINDS[code - NOISE]}"


_NOISE = tuple(f"noise:{kind}" for kind in NOISE_KINDS)
_ZEROS = (0,) * len(_NOISE)


class Ledger(MeanOfPages):
    """The headline metric. See the module's docstring for every definition."""

    name = "ledger"
    signature = f"ledger(run={MINIMUM_RUN},duplicate={DUPLICATE_RUN})|tok:{TOKENISER}|v2"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return how many words fell into each class; classes that hold none are left out."""
        if reference.case.expected is None:
            return None
        bookings = bookings_of(reference, candidate)
        codes, sizes = np.unique(bookings.output, return_counts=True)
        counts = Counter({class_name(code): size for code, size in zip(codes.tolist(), sizes.tolist(), strict=True)})
        counts["output"] = len(bookings.output)
        counts["expected"] = len(reference.expected)
        counts["found"] = sum(bookings.found)
        counts["ordered"] = bookings.ordered
        for kind, mask in reference.kind_masks.items():
            counts[f"expected:{kind}"] = int(mask.sum())
            counts[f"lost:{kind}"] = int((mask & (np.frombuffer(bookings.found, dtype=np.uint8) == 0)).sum())
        for label, size in reference.label_sizes.items():
            if label >= NOISE:
                counts[f"in-page:{NOISE_KINDS[label - NOISE]}"] = size
        return {name: counts[name] for name in sorted(counts) if counts[name]}

    def figures(self, counts: Counts) -> Figures:
        """Return ``f1 precision recall order duplication noise page invention``."""
        output, kept = counts.get("output", 0), counts.get("kept", 0)
        precision, recall, f1 = precision_recall_f1(kept, output - counts.get("optional", 0), counts.get("expected", 0))
        # Reports ask for these figures hundreds of thousands of times.
        noise = sum(map(counts.get, _NOISE, _ZEROS))
        whole = output or 1
        return {
            "f1": f1,
            "precision": precision,
            "recall": recall,
            "order": counts.get("ordered", 0) / kept if kept else None,
            "duplication": counts.get("duplicated", 0) / whole,
            "noise": noise / whole,
            "page": counts.get("page", 0) / whole,
            "invention": counts.get("invented", 0) / whole,
        }


def bookings_of(reference: Reference, candidate: Candidate) -> Bookings:
    """Return :func:`book`, done once for an output however many metrics ask."""
    return candidate.memo("ledger", lambda: book(reference, candidate))


def book(reference: Reference, candidate: Candidate) -> Bookings:
    """Put every word of the output and of the expected text into its class."""
    output = candidate.numbers
    if np.array_equal(output, reference.expected):
        # Nothing to look for; and in three words of code on two lines there is neither a run nor a line to find.
        size = len(output)
        return Bookings(
            np.full(size, KEPT, dtype=np.int64), bytearray(b"\1" * size), [Tile(0, 0, size)][: min(size, 1)]
        )
    classes = np.full(len(output), OPEN, dtype=np.int64)
    used = bytearray(len(output))
    found = bytearray(len(reference.expected))
    runs = reference.expected_index.runs(output)
    tiles = tile(runs, used, found)
    tiles += _short_blocks(reference, candidate, used, found)
    if 0 in used:
        in_page = reference.page_index.runs(output)
        places = _places_in_page(reference, candidate, in_page, used)
        tiles += _at_expected_places(reference, places, used, found)
        placed = places >= 0
        classes[placed] = reference.labels[places[placed]]
        _duplicates(runs, used, classes)
        _leftovers(output, in_page, used, classes)
    classes[np.frombuffer(used, dtype=np.uint8) == 1] = KEPT
    return Bookings(classes, found, tiles)


def _short_blocks(reference: Reference, candidate: Candidate, used: bytearray, found: bytearray) -> list[Tile]:
    """Pair the expected blocks too short for a run with output lines that hold the same words, in order."""
    waiting: dict[tuple[int, ...], list[int]] = {}
    for start, end in reference.expected_spans:
        if end - start < MINIMUM_RUN and 1 not in found[start:end]:
            waiting.setdefault(tuple(reference.expected[start:end].tolist()), []).append(start)
    tiles = []
    if waiting:
        for start, end in candidate.lines:
            if end - start < MINIMUM_RUN and 1 not in used[start:end]:
                places = waiting.get(tuple(candidate.numbers[start:end].tolist()))
                if places:
                    tiles.append(_take(Tile(start, places.pop(0), end - start), used, found))
    return tiles


def _places_in_page(reference: Reference, candidate: Candidate, runs: Ids, used: bytearray) -> npt.NDArray[np.int64]:
    """Return for each output word its place in the page, or -1: by its run, or as a short line by a page line like it.

    The whole output is tiled, kept words too: the words around a leaked one say where in the page it came from.
    """
    output = candidate.numbers
    places = np.full(len(output), -1, dtype=np.int64)
    used_page = bytearray(len(reference.page))
    for a, b, length in tile(runs, bytearray(len(output)), used_page):
        places[a : a + length] = np.arange(b, b + length)
    for start, end in candidate.lines:
        if end - start < MINIMUM_RUN and 1 not in used[start:end] and (places[start:end] < 0).all():
            for place in reference.short_segments.get(tuple(output[start:end].tolist()), ()):
                if not used_page[place]:
                    places[start:end] = np.arange(place, place + end - start)
                    used_page[place] = 1
                    break
    return places


def _at_expected_places(
    reference: Reference, places: npt.NDArray[np.int64], used: bytearray, found: bytearray
) -> list[Tile]:
    """Keep what the page shows where the expected text has it, and no run of its own could tell.

    Such are fragments that noise cuts off in the page, whole, and runs that the greedy choice gave to another place.
    """
    if not (places >= 0).any():  # the page may have no words at all
        return []
    twins = np.where(places >= 0, reference.twins[places], -1)
    bounds = consecutive(twins)
    starts, sizes = bounds[:-1], np.diff(bounds)
    whole = (twins[starts] >= 0) & (sizes >= np.minimum(MINIMUM_RUN, reference.fragment_sizes[places[starts]]))
    tiles: list[Tile] = []
    for start, end in zip(starts[whole].tolist(), (starts + sizes)[whole].tolist(), strict=True):
        if 0 not in used[start:end]:
            continue
        first = int(twins[start])
        open_places = [i for i in range(end - start) if not used[start + i] and not found[first + i]]
        for _, group in groupby(enumerate(open_places), key=lambda pair: pair[1] - pair[0]):
            offsets = [offset for _, offset in group]
            tiles.append(_take(Tile(start + offsets[0], first + offsets[0], len(offsets)), used, found))
    return tiles


def _duplicates(runs: Ids, used: bytearray, classes: npt.NDArray[np.int64]) -> None:
    """Book second copies of expected text, where no annotation says what they are."""
    closed = bytearray(np.frombuffer(used, dtype=np.uint8) | (classes >= OPTIONAL))
    for a, _, length in runs[runs[:, 2] >= DUPLICATE_RUN].tolist():
        start = closed.find(0, a, a + length)
        while start >= 0:
            end = closed.find(1, start, a + length)
            end = end if end >= 0 else a + length
            if end - start >= DUPLICATE_RUN:
                classes[start:end] = DUPLICATED
            start = closed.find(0, end, a + length)


def _leftovers(output: npt.NDArray[np.int64], in_page: Ids, used: bytearray, classes: npt.NDArray[np.int64]) -> None:
    """Book what is left: as page what the page says elsewhere or a few words in a row that it has, else as invented."""
    # A word is in some run if more runs have begun than ended there.
    edges = np.zeros(len(output) + 1, dtype=np.int64)
    np.add.at(edges, in_page[:, 0], 1)
    np.add.at(edges, in_page[:, 0] + in_page[:, 2], -1)
    classes[(np.cumsum(edges[:-1]) > 0) & (classes == OPEN)] = UNLABELLED
    closed = bytearray(np.frombuffer(used, dtype=np.uint8) | (classes != OPEN))
    start = closed.find(0)
    while start >= 0:
        end = closed.find(1, start)
        end = end if end >= 0 else len(closed)
        known = (output[start:end] > 0) & (end - start < MINIMUM_RUN)
        classes[start:end] = np.where(known, UNLABELLED, INVENTED)
        start = closed.find(0, end)


def _take(chosen: Tile, used: bytearray, found: bytearray) -> Tile:
    a, b, length = chosen
    used[a : a + length] = found[b : b + length] = b"\1" * length
    return chosen
