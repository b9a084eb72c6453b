"""Defects: what a person would say is wrong with an output, page by page.

Each defect is a yes or no for one output of one page, read off the ledger's bookings, the lines of the output and its
characters. A run gives the share of its pages that have each. :data:`DEFECTS` holds every definition with its
threshold and the reason for it. A case without expected text is not applicable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..alignment import Candidate, Reference
from ..alignment.labels import NOISE, UNLABELLED
from .base import Counts, Figures, Pooled
from .ledger import DUPLICATED, INVENTED, KEPT, Bookings, Ledger, bookings_of


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect's name, when a page has it, and why the threshold is where it is."""

    name: str
    definition: str
    reason: str


DEFECTS = (
    Defect("empty", "no word in the output, though some are expected", "there is nothing to grade"),
    Defect(
        "wrong-block",
        "recall below 0.1 with words in the output",
        "a tenth is a headline and a caption: the extractor chose another part of the page",
    ),
    Defect(
        "lead-missing",
        "less than half of the first expected block of 8 or more words, with a recall of at least 0.1",
        "8 words are a sentence; half leaves room for a cut-off byline",
    ),
    Defect(
        "tail-missing",
        "less than half of the last expected block of 8 or more words, with a recall of at least 0.1",
        "as for the lead",
    ),
    Defect(
        "middle-lost",
        "less than half of some block of 8 or more words that has found blocks before and after it",
        "a gap a reader stumbles over, whatever its size",
    ),
    Defect(
        "flood",
        "more words of noise and other page text than kept words",
        "more than half of what a search index would take in is not the article",
    ),
    Defect(
        "duplicated",
        "at least 8 duplicated words and 5 % of the output",
        "8 words are the ledger's shortest copy; 5 % passes over a repeated pull quote in a long text",
    ),
    Defect("reordered", "order below 0.95", "one moved paragraph in twenty is seen, a moved caption is not"),
    Defect(
        "glued",
        "an output word that the page does not have and that is two neighbouring expected words without a space",
        "one is enough: block borders were lost, and there will be more",
    ),
    Defect(
        "broken-lines",
        "at least 3 line breaks inside expected paragraphs, and at least one in 50 kept words",
        "a <br> or an inline element on its own line is common; hard-wrapped text breaks every 12 words or so",
    ),
    Defect(
        "mojibake",
        "UTF-8 read as a single-byte encoding, or U+FFFD, that the page's own text does not show",
        "one is enough: the bytes were decoded wrongly",
    ),
    Defect(
        "markup",
        "an HTML entity or tag in the output that the page's own text does not show",
        "one is enough: the text was escaped or not stripped",
    ),
    Defect(
        "invented",
        "at least 8 invented words and 2 % of the output",
        "8 words in a row are a sentence that nobody wrote; 2 % passes over normalised numbers and quotes",
    ),
)
_LONG_BLOCK = 8

# A UTF-8 lead byte and a continuation byte as windows-1252 or Latin-1 show them: "Ã©", "â€™", "Ð°".
_MOJIBAKE = re.compile(
    "[\u00c2-\u00c5\u00ce-\u00d1\u00d8\u00d9][\u0080-\u00bf\u2018-\u201e\u2020-\u2022\u2026]|â€|\ufffd"
)
_MARKUP = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|mdash|ndash|hellip|[lr][sd]quo|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});"
    r"|</?(?:a|b|br|div|em|h[1-6]|i|img|li|ol|p|script|span|strong|style|table|td|th|tr|ul)(?:\s[^<>]*)?/?>"
)
_LETTERS = re.compile(r"[\W_]+")


class Defects(Pooled):
    """The share of pages with each defect; figures ``defect_empty``, ``defect_wrong-block``, ..."""

    name = "defects"
    # Read off the ledger's bookings: another ledger has other defects.
    signature = f"defects({Ledger.signature})|v2"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return 1 for each defect that this output has, and 1 for the page."""
        if reference.case.expected is None:
            return None
        return {"pages": 1, **dict.fromkeys(sorted(find_defects(reference, candidate)), 1)}

    def figures(self, counts: Counts) -> Figures:
        """Return the share of pages with each defect: 0 or 1 for a single page."""
        pages = counts.get("pages", 0)
        return {f"defect_{one.name}": counts.get(one.name, 0) / pages if pages else None for one in DEFECTS}


def find_defects(reference: Reference, candidate: Candidate) -> set[str]:
    """Return the names of the defects of one output."""
    bookings = bookings_of(reference, candidate)
    output, expected = len(bookings.output), len(reference.expected)
    if not output:
        return {"empty"} if expected else set()
    kept = int(np.count_nonzero(bookings.output == KEPT))
    found = set()
    if expected and kept < 0.1 * expected:
        found.add("wrong-block")
    else:
        found |= _lost_parts(reference, bookings)
    if np.count_nonzero((bookings.output >= NOISE) | (bookings.output == UNLABELLED)) > kept:
        found.add("flood")
    for name, code, share in (("duplicated", DUPLICATED, 0.05), ("invented", INVENTED, 0.02)):
        if np.count_nonzero(bookings.output == code) >= max(8, share * output):
            found.add(name)
    if kept and bookings.ordered < 0.95 * kept:
        found.add("reordered")
    if _glued(reference, candidate):
        found.add("glued")
    breaks = _broken_lines(reference, candidate, bookings)
    if breaks >= max(3, kept / 50):
        found.add("broken-lines")
    for name, pattern in (("mojibake", _MOJIBAKE), ("markup", _MARKUP)):
        # Each different one is looked for once: there may be any number of them, and the page may be long.
        if any(mark not in reference.visible for mark in {match[0] for match in pattern.finditer(candidate.text)}):
            found.add(name)
    return found


def _lost_parts(reference: Reference, bookings: Bookings) -> set[str]:
    """Return which of lead, tail and middle are lost, going by the expected blocks that are long enough."""
    long = [(start, end) for start, end in reference.expected_spans if end - start >= _LONG_BLOCK]
    there = [2 * sum(bookings.found[start:end]) >= end - start for start, end in long]
    if True not in there:
        return set()
    found = set()
    if not there[0]:
        found.add("lead-missing")
    if not there[-1]:
        found.add("tail-missing")
    if False in there[there.index(True) : len(there) - there[::-1].index(True)]:
        found.add("middle-lost")
    return found


def _glued(reference: Reference, candidate: Candidate) -> bool:
    strange = {_LETTERS.sub("", candidate.words[at]) for at in np.flatnonzero(candidate.numbers == 0).tolist()}
    if not strange:
        return False
    return not strange.isdisjoint(reference.memo("defects.pairs", lambda: _neighbours(reference.expected_words)))


def _neighbours(found: list[str]) -> frozenset[str]:
    letters = [_LETTERS.sub("", word) for word in found]
    # Scripts that are taken by character stand without spaces anyway: pairs of single characters say nothing.
    return frozenset(a + b for a, b in pairwise(letters) if len(a) > 1 and len(b) > 1)


def _broken_lines(reference: Reference, candidate: Candidate, bookings: Bookings) -> int:
    """Count the line breaks between two kept words that are neighbours in one expected block, code left out."""
    twins = np.full(len(bookings.output) + 1, -2, dtype=np.int64)
    for a, b, length in bookings.tiles:
        twins[a : a + length] = np.arange(b, b + length)
    breaks = 0
    starts = {start for start, _ in reference.expected_spans}
    for _, end in candidate.lines:
        twin = int(twins[end])
        if twin == twins[end - 1] + 1 and twin > 0 and twin not in starts:
            breaks += reference.expected_kinds[twin] != "code"
    return breaks
