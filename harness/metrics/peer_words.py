r"""The ``\w+`` words that peers' benchmarks count, found without a regular expression, and numbered once a page.

A word is a longest run of characters that Python's ``re`` calls ``\w``: those for which ``str.isalnum`` is true, and
the low line. A table over the code points makes every other character a space; the same table lower-cases. Where lower
case depends on the neighbours (final sigma) or is two characters (dotted capital I), the whole text is lower-cased
first, as the peers do it.

Hardly a word is made a string: in UTF-8, up to eight bytes are read as one integer, which is the word, and up to
sixteen as two; only longer words are looked up in a dictionary. Exact, and some five times faster than ``findall`` and
a dictionary of strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import count, repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..alignment.tiling import Ids
from .lookup import Keys, Lookup
from .shingles import ShingleIndex, shingle_count

_SPACE = 0x20
_PLANE, _UNICODE = 0x10000, 0x110000
# Capital sigma and capital dotted I: the only two whose lower case is no single character that stands alone.
_UNEASY = ("\u03a3", "\u0130")

# The bytes of a word that one integer holds, and by length what to keep of the eight bytes that start with a word.
_HELD = 8
_KEPT = np.array([256**length - 1 for length in range(_HELD + 1)], dtype=np.uint64)


def spaced(text: str, *, lower: bool = False) -> str:
    r"""Return a text that splits into ``re.findall(r"\w+", text)``: what is no word character is a space.

    With ``lower``, the same for ``text.lower()``.
    """
    if lower and any(character in text for character in _UNEASY):
        text, lower = text.lower(), False
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if not len(points):
        return ""
    table = _table(_UNICODE if points.max() >= _PLANE else _PLANE, lower)
    # No place lies beyond the table; "clip" spares the check. No lone surrogate is left for the decoder.
    return table.take(points, mode="clip").tobytes().decode("utf-32-le")


def spaced_bytes(text: str, *, lower: bool = False) -> bytes:
    """Return :func:`spaced` in UTF-8; ASCII text is mapped byte by byte, which is several times faster."""
    if text.isascii():
        return text.encode("ascii").translate(_ascii_table(lower))
    return spaced(text, lower=lower).encode()


@cache
def _ascii_table(lower: bool) -> bytes:
    return bytes(_table(_PLANE, lower)[:128].tolist()) + bytes(128)


@lru_cache(maxsize=4)
def _table(size: int, lower: bool) -> npt.NDArray[np.uint32]:
    """Return for each code point itself (or its lower case) if it is a word character, else a space.

    The table of the first plane takes 10 ms; that of all of Unicode, 80 ms, is made for the first text that needs it.
    """
    points = np.arange(size, dtype="<u4")
    table = np.full_like(points, _SPACE)
    for run in re.finditer(r"\w+", points.tobytes().decode("utf-32-le", "surrogatepass")):
        table[slice(*run.span())] = points[slice(*run.span())]
        if lower and run[0].lower() != run[0]:
            for place, character in enumerate(run[0], run.start()):
                if len(changed := character.lower()) == 1:
                    table[place] = ord(changed)
    return table


class Match(NamedTuple):
    """What an output has of the expected text: shingles on both sides and shared, and whether the words are equal."""

    shared: int
    output: int
    expected: int
    equal: bool


class ExpectedWords:
    """The expected text of a page in numbered words; every output is met with it, identical outputs once."""

    def __init__(self, expected: str, n: int, *, lower: bool = False) -> None:
        self._n, self._lower = n, lower
        found = _Words(spaced_bytes(expected, lower=lower))
        self._heads, self._tails = Lookup(found.first[found.long]), Lookup(found.second)
        pairs = (len(self._heads) + 1) * (len(self._tails) + 1)
        self._longer = dict(zip(dict.fromkeys(found.longer_words()), count(pairs), strict=False))
        keys = self._keys(found)
        self._lookup = Lookup(keys)
        self._ids = self._lookup.ranks(keys)
        self._index = ShingleIndex(self._ids, n)
        self._met: dict[str, Match] = {}

    def match(self, output: str) -> Match:
        """Return what an output shares with the expected text, counted in shingles of n words."""
        if output not in self._met:
            ids = self._lookup.ranks(self._keys(_Words(spaced_bytes(output, lower=self._lower))))
            self._met[output] = Match(
                self._index.shared(ids),
                shingle_count(len(ids), self._n),
                shingle_count(len(self._ids), self._n),
                np.array_equal(ids, self._ids),
            )
        return self._met[output]

    def _keys(self, found: _Words) -> Keys:
        """Return one integer a word, equal for equal words of the expected text; other words have others or 0.

        Up to eight bytes are the integer. Longer words have numbers times 256, which no short word is, since none holds
        a zero byte: the pair of ranks of their two halves up to 16 bytes (both are above 0 where the expected text has
        such halves), beyond that the place in a dictionary.
        """
        keys = found.first
        if len(found.long):
            numbers = self._heads.ranks(keys[found.long]) * (len(self._tails) + 1) + self._tails.ranks(found.second)
            known = map(self._longer.get, found.longer_words(), repeat(0))
            numbers[found.longer] = np.fromiter(known, np.int64, len(found.longer))
            keys = keys.copy()
            keys[found.long] = numbers.astype(np.uint64) * np.uint64(256)
        return keys


class _Words:
    """The words of a text of words and spaces, in UTF-8.

    Attributes:
        first: the first eight bytes of every word.
        long: which words have more than eight.
        second: the ninth to sixteenth byte of these.
        longer: which of the long ones have more than sixteen.
    """

    def __init__(self, text: bytes) -> None:
        # A space before and behind the words; eight more bytes can be read from the last of them.
        self._buffer = b" " + text + b" " * _HELD
        inside = np.frombuffer(self._buffer, dtype=np.uint8) != _SPACE
        edges = (inside[1:] != inside[:-1]).nonzero()[0] + 1
        starts, lengths = edges[::2], edges[1::2] - edges[::2]
        self._eight = np.ndarray((len(self._buffer) - _HELD + 1,), "<u8", self._buffer, strides=(1,))
        self.first = self._read(starts, lengths)
        self.long = (lengths > _HELD).nonzero()[0]
        starts, lengths = starts[self.long], lengths[self.long]
        self.second = self._read(starts + _HELD, lengths - _HELD)
        self.longer = (lengths > 2 * _HELD).nonzero()[0]
        self._starts, self._ends = starts[self.longer], (starts + lengths)[self.longer]

    def longer_words(self) -> Iterator[bytes]:
        """Yield the words of more than sixteen bytes."""
        return map(self._buffer.__getitem__, map(slice, self._starts.tolist(), self._ends.tolist()))

    def _read(self, starts: Ids, lengths: Ids) -> Keys:
        """Return the bytes from each start, eight at most, as an integer."""
        return self._eight[starts] & _KEPT.take(lengths, mode="clip")
