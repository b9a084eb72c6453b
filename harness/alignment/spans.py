"""Find a quoted span in the visible text of a page.

Source: W3C Web Annotation Data Model, "Text Quote Selector": where several places match, all of them are meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from ..model import Quote

# White space that is not one space already.
_OTHER_SPACE = re.compile(r"\s\s+|[^\S ]")


def locate(quote: Quote, visible: str) -> list[tuple[int, int]]:
    """Return every ``(start, end)`` of the quote in the visible text, in order, none overlapping another.

    Any run of white space in the quote stands for any other, line breaks included, so a quote may cross blocks. There
    may be white space between the parts of a quote, whether or not the quote has it.
    """
    page = _spaced(visible)
    exact, prefix, suffix = (" ".join(part.split()) for part in (quote.exact, quote.prefix, quote.suffix))
    found: list[tuple[int, int]] = []
    start = page.text.find(exact) if exact else -1
    free = 0
    while start >= 0:
        end = start + len(exact)
        if start >= free and page.has_before(start, prefix) and page.has_after(end, suffix):
            found.append((page.place(start), page.place(end - 1) + 1))
            free = end
        start = page.text.find(exact, max(start + 1, free))
    return found


class _Spaced:
    """A text with each run of white space as one space, and where its characters stand in the text as it is."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        # From the first of ``_starts`` on a character stands so much further on in the text, by the second.
        self._starts: list[int] = [0]
        self._shifts: list[int] = [0]
        position = size = 0
        for space in _OTHER_SPACE.finditer(text):
            start, end = space.span()
            pieces += [text[position:start], " "]
            size += start - position + 1
            position = end
            if end - start > 1:
                self._starts.append(size)
                self._shifts.append(position - size)
        self.text = "".join([*pieces, text[position:]])

    def place(self, at: int) -> int:
        """Return where the character at a place, which is no space, stands in the text as it is."""
        return at + self._shifts[bisect_right(self._starts, at) - 1]

    def has_before(self, at: int, wanted: str) -> bool:
        """Whether the text before a place ends in something, white space between them or not."""
        return self.text.endswith(wanted, 0, at) or (
            at > 0 and self.text[at - 1] == " " and self.text.endswith(wanted, 0, at - 1)
        )

    def has_after(self, at: int, wanted: str) -> bool:
        """Whether the text from a place on begins with something, white space between them or not."""
        return self.text.startswith(wanted, at) or self.text.startswith(f" {wanted}", at)


# The quotes of a page come one after the other.
_spaced = lru_cache(maxsize=1)(_Spaced)
