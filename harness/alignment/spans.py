"""Find a quoted span in the visible text of a page.

Where several places match, all of them are meant, but for those that cut a number or a word of the article in two:
such places are meant only where there are no others. So "4 days ago" is not a part of "14 days ago", nor is the button
"Share" one of the article's "Shareholders". Other words may be cut: pages glue a link to its neighbour, and an
injection to the word before it. In scripts written without spaces a word is a character, and nothing cuts it.

Source: W3C Web Annotation Data Model, "Text Quote Selector"; which words are not to be cut is ours.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container
from functools import cached_property, lru_cache

from ..model import Quote
from ..text import Tokens, tokenise

# White space that is not one space already.
_OTHER_SPACE = re.compile(r"\s\s+|[^\S ]")


def locate(quote: Quote, visible: str, uncut: Container[str] = frozenset()) -> list[tuple[int, int]]:
    """Return every ``(start, end)`` of the quote in the visible text, in order, none overlapping another.

    Any run of white space in the quote stands for any other, line breaks included, so a quote may cross blocks. There
    may be white space between the parts of a quote, whether or not the quote has it.

    ``uncut`` are words that the quote is not to cut if it can be helped: those of the expected text. Numbers are none
    to cut in any case.
    """
    page = _spaced(visible)
    exact, prefix, suffix = (" ".join(part.split()) for part in (quote.exact, quote.prefix, quote.suffix))
    found: list[tuple[int, int]] = []
    uncutting: list[tuple[int, int]] = []
    start = page.text.find(exact) if exact else -1
    free = free_uncutting = 0
    while start >= 0:
        end = start + len(exact)
        if page.has_before(start, prefix) and page.has_after(end, suffix):
            place = page.place(start), page.place(end - 1) + 1
            if start >= free:
                found.append(place)
                free = end
            if start >= free_uncutting and not any(page.cuts(end, uncut) for end in place):
                uncutting.append(place)
                free_uncutting = end
        start = page.text.find(exact, max(start + 1, min(free, free_uncutting)))
    return uncutting or found


def page_tokens(visible: str) -> Tokens:
    """Return the words of a page with their places, made once for it."""
    return _spaced(visible).tokens


class _Spaced:
    """A text with each run of white space as one space, and where its characters stand in the text as it is."""

    def __init__(self, text: str) -> None:
        self._given = text
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

    @cached_property
    def tokens(self) -> Tokens:
        """The words of the text as it is, with their places."""
        return tokenise(self._given)

    def cuts(self, place: int, uncut: Container[str]) -> bool:
        """Whether a place in the text as it is cuts a number or one of the words in two."""
        # White space on either side is a border, and as a rule there is: only else the words have to be known.
        if not 0 < place < len(self._given) or self._given[place - 1].isspace() or self._given[place].isspace():
            return False
        at = bisect_left(self.tokens.starts, place) - 1
        if at < 0 or place >= self.tokens.ends[at]:
            return False
        word = self.tokens.words[at]
        return word in uncut or (word[0].isdigit() and word[-1].isdigit())

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
