"""Where the words of a text stand in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from ..text import tokenise


class Place(NamedTuple):
    """A word stands at ``text[start:end]``."""

    start: int
    end: int


def places_of(text: str, words: Sequence[str]) -> list[Place]:
    """Return the place of each of the first words of a text.

    Args:
        text: any text.
        words: its words from the first, as :func:`harness.text.words` gives them; some may be cut into pieces, as
            :meth:`harness.alignment.Reference.cut` does.
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        found = _as_written(text, words)
        if len(found) == len(words):
            return found
    return _by_tokens(text, words)


def _as_written(text: str, words: Sequence[str]) -> list[Place]:
    """Look for each word behind the one before it: ten times as fast as to segment the text again.

    No letter or digit stands between two words, so the next place that reads like a word is that word. It fails, and
    stops, where a word is written otherwise than it is read, with a soft hyphen for instance.
    """
    found: list[Place] = []
    position = 0
    for word in words:
        start = text.find(word, position)
        if start < 0:
            break
        position = start + len(word)
        found.append(Place(start, position))
    return found


def _by_tokens(text: str, words: Sequence[str]) -> list[Place]:
    tokens = tokenise(text)
    found: list[Place] = []
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        if len(found) == len(words):
            break
        rest = word
        # A word that was cut gives its pieces one after the other; together they are the word.
        while rest and len(found) < len(words):
            piece = words[len(found)]
            at = rest.find(piece)
            if at < 0 or not piece:
                break
            rest = rest[at + len(piece) :]
            stop = end if not rest else min(end, start + at + len(piece))
            found.append(Place(min(start + at, end), stop))
            start = stop
    # Words that the text turns out not to have stand at its end: a view of odd input is better than none.
    found += [Place(len(text), len(text))] * (len(words) - len(found))
    return found
