"""The page of a case, with what the annotations call each piece of its visible text and what an output made of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ..alignment import MINIMUM_RUN, Candidate, Reference, tile
from ..alignment.labels import NOISE, OPTIONAL, UNLABELLED
from ..metrics.ledger import Bookings
from ..model import NOISE_KINDS
from ..text import tokenise

_EXPECTED = -1


@dataclass(frozen=True, slots=True)
class PageMark:
    """A piece of the visible text of a page that is all of one kind.

    ``start`` and ``end`` count the characters of the visible text that are no white space: these stand in the markup
    in the same order, whatever the white space between them. ``label`` is ``expected``, ``optional``, ``noise:<kind>``
    or ``page``; ``first`` and ``last`` are the page's words that it holds, as a half-open range.
    """

    start: int
    end: int
    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """What an output made of the mark of a number: ``found part lost`` of expected text, ``leaked`` of any other.

    Other marks that did not leak have no outcome: that is as it should be. ``turns`` is for a mark of which the output
    has some words and not others: how many solid characters it has not, then how many it has, and so by turns to the
    mark's end. White space is not counted, and what stands between two words goes with the second. Empty where all
    words fare alike.
    """

    mark: int
    outcome: str
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page as it was captured. ``html`` is hostile: only :mod:`harness.render.html.sandbox` may show it.

    ``marks`` are in order and never overlap; they are empty where the words could not be found in the text again.
    ``ends`` says for each word of the visible page how many solid characters stand before its end.
    """

    case: str
    html: str
    marks: tuple[PageMark, ...]
    ends: tuple[int, ...] = ()


def capture(reference: Reference, html: str) -> CapturedPage:
    """Return the page of a case with its marks. Costs one segmentation of its text."""
    marks, ends = _marks(reference)
    return CapturedPage(reference.case.id, html, tuple(marks), tuple(ends))


def outcomes(
    page: CapturedPage, reference: Reference, candidate: Candidate, bookings: Bookings
) -> tuple[MarkOutcome, ...]:
    """Return what an output made of the marks of its page."""
    given = _given(reference, candidate, bookings)
    found = np.frombuffer(bookings.found, dtype=np.uint8)
    result: list[MarkOutcome] = []
    for number, mark in enumerate(page.marks):
        if mark.label == "expected":
            there = found[reference.twins[mark.first : mark.last]] == 1
            outcome = "found" if there.all() else "part" if there.any() else "lost"
        else:
            there, outcome = given[mark.first : mark.last], "leaked"
        if mark.label == "expected" or (mark.label != "optional" and there.any()):
            result.append(MarkOutcome(number, outcome, _turns(page, mark, there)))
    return tuple(result)


def _turns(page: CapturedPage, mark: PageMark, there: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    """Return how many solid characters of a mark are not there, then are, by turns; empty where all words are alike."""
    if there.all() or not there.any():
        return ()
    borders = [page.ends[mark.first + word] for word in np.flatnonzero(np.diff(there)).tolist()]
    lengths = [end - start for start, end in pairwise((mark.start, *borders, mark.end))]
    return (0, *lengths) if there[0] else tuple(lengths)


def _given(reference: Reference, candidate: Candidate, bookings: Bookings) -> npt.NDArray[np.bool_]:
    """Return for each page word whether the output has it where the ledger looked: in runs, or as lines alike."""
    output = candidate.numbers
    used = bytearray(len(reference.page))
    tile(reference.page_index.runs(output), bytearray(len(output)), used)
    for start, end in candidate.lines:
        if end - start < MINIMUM_RUN and (bookings.output[start:end] >= NOISE).all():
            for place in reference.short_segments.get(tuple(output[start:end].tolist()), ()):
                if not used[place] and reference.labels[place] == bookings.output[start]:
                    used[place : place + end - start] = b"\1" * (end - start)
                    break
    taken: npt.NDArray[np.bool_] = np.frombuffer(used, dtype=np.uint8) == 1
    return taken


def _marks(reference: Reference) -> tuple[list[PageMark], list[int]]:
    """Return the marks of a page, and the solid characters before the end of each of its words."""
    places = _places(reference)
    if places is None:
        return [], []
    ends: list[int] = []
    solid = position = 0
    for _, end in places:
        solid += _solid(reference.visible[position:end])
        position = end
        ends.append(solid)
    size = reference.visible_size
    codes = np.where(reference.twins[:size] >= 0, _EXPECTED, reference.labels[:size])
    borders = {start for start, _ in reference.segments} | {0, size}
    borders.update((np.flatnonzero(np.diff(codes)) + 1).tolist())
    marks: list[PageMark] = []
    for first, last in pairwise(sorted(borders)):
        begin, end = places[first]
        before = ends[first] - _solid(reference.visible[begin:end])
        marks.append(PageMark(before, ends[last - 1], _label(int(codes[first])), first, last))
    return marks, ends


def _solid(text: str) -> int:
    return sum(map(len, text.split()))


def _places(reference: Reference) -> list[tuple[int, int]] | None:
    """Return where each word of the visible page stands in its text; ``None`` where that cannot be told."""
    tokens = tokenise(reference.visible)
    numbers = reference.numbers(tokens.words).tolist()
    page = reference.page[: reference.visible_size].tolist()
    found: list[tuple[int, int]] = []
    for word, number, start, end in zip(tokens.words, numbers, tokens.starts, tokens.ends, strict=True):
        if len(found) < len(page) and page[len(found)] == number and number:
            found.append((start, end))
            continue
        pieces = reference.cuts.get(word)
        if pieces is None or page[len(found) : len(found) + len(pieces)] != reference.numbers(pieces).tolist():
            return None
        for piece in pieces:
            at = reference.visible.find(piece, start, end)
            if at < 0:
                return None
            start = at + len(piece)
            found.append((at, start))
    return found if len(found) == len(page) else None


def _label(code: int) -> str:
    names = {_EXPECTED: "expected", UNLABELLED: "page", OPTIONAL: "optional"}
    return names[code] if code in names else f"noise:{NOISE_KINDS[code - NOISE]}"
