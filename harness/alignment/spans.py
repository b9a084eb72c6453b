"""Find a quoted span in the visible text of a page.

Source: W3C Web Annotation Data Model, "Text Quote Selector": where several places match, all of them are meant.
"""

from __future__ import annotations

import re

from ..model import Quote


def locate(quote: Quote, visible: str) -> list[tuple[int, int]]:
    """Return every ``(start, end)`` of the quote in the visible text, in order, none overlapping another.

    Any run of white space in the quote stands for any other, line breaks included, so a quote may cross blocks.
    """
    pattern = re.compile(rf"{_spaced(quote.prefix)}\s*({_spaced(quote.exact)})\s*(?={_spaced(quote.suffix)})")
    found: list[tuple[int, int]] = []
    match = pattern.search(visible)
    while match:
        if not found or match.start(1) >= found[-1][1]:
            found.append(match.span(1))
        # The prefix of the next place may lie inside this one, so go on right behind where this match began.
        match = pattern.search(visible, match.start() + 1)
    return found


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
