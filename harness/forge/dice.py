"""Choices that are the same for the same seed, on every machine and every Python.

The numbers are those of SplitMix64, begun with the BLAKE2b digest of the seed: a page has hundreds of dice, and what
Python has for this takes a hundred times as long to begin.

Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")
_ALL = (1 << 64) - 1
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NAME = _LETTERS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PAIRS = [first + second for second in _NAME for first in _NAME]


# A page asks for the same fork again and again: for each link its section, for each button the same phrase.
@lru_cache(maxsize=4096)
def _begin(seed: str) -> int:
    return int.from_bytes(blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Dice:
    """A source of choices.

    Args:
        seed: what the choices depend on. The same seeds give the same choices in the same order.
    """

    __slots__ = ("_seed", "_state")

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(map(str, seed))
        self._state = _begin(self._seed)

    def _next(self) -> int:
        """Return the next number of 64 bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _ALL
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _ALL
        return state ^ (state >> 31)

    def fork(self, *seed: object) -> Dice:
        """Return dice of their own for one purpose, so that more choices there change nothing here."""
        return Dice(self._seed, *seed)

    def chance(self, share: float) -> bool:
        """Whether something that happens in this share of all cases happens now."""
        return self._next() < share * 2.0**64

    def number(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + (self._next() * (high - low + 1) >> 64)

    def pick(self, choices: Sequence[_T]) -> _T:
        """Return one of the choices. Raises IndexError if there are none."""
        return choices[self._next() * len(choices) >> 64]

    def some(self, choices: Sequence[_T], count: int) -> list[_T]:
        """Return so many different ones of the choices, or all of them, in an order of chance."""
        left = list(choices)
        return [left.pop(self._next() * len(left) >> 64) for _ in range(min(count, len(left)))]

    def hex(self, length: int) -> str:
        """Return hexadecimal digits, as in the names of files and classes that a build tool made."""
        if length <= 16:
            return f"{self._next():016x}"[:length]
        return "".join([f"{self._next():016x}" for _ in range(0, length, 16)])[:length]

    def name(self, length: int = 6) -> str:
        """Return letters and digits that begin with a letter, as in hashed class names."""
        out = self.pick(_LETTERS)
        while len(out) < length:
            number = self._next()
            for _ in range(5):  # ten characters are in a number
                number, at = divmod(number, len(_PAIRS))
                out += _PAIRS[at]
        return out[:length]
