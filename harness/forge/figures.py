"""The numbers in what sites write: how a language counts, and between which numbers each phrase lies."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .dice import Dice

_FILE = Path(__file__).with_name("figures.toml")
# Where no range is given: a few of something.
_ANY = (2, 40)
# Letters that are read in a minute: 220 words of a language with spaces, and what studies of reading have for those
# that are written without.
_LETTERS_A_MINUTE = {"ja": 500, "zh": 400, "ko": 600}
_LETTERS = 1200


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text of a language.

    In a format, ``{n}`` writes the number, and ``{n:# day/# days}`` the form that goes with it: the forms are those of
    Unicode's plural rules for the language in their order (one, two, few, many, other, as far as it has them), a ``#``
    is the number. A number that needs a form beyond the last takes the last.
    """

    number: int
    language: str

    def __format__(self, spec: str) -> str:
        """Write the number, or the form of a word that goes with it."""
        if not spec:
            return str(self.number)
        forms = spec.split("/")
        return forms[min(form_of(self.language, self.number), len(forms) - 1)].replace("#", str(self.number))


def form_of(language: str, number: int) -> int:
    """Return which form of a word goes with a whole number, 0 for the first that the language has.

    Source: Unicode CLDR 45, plural rules for cardinal numbers; the form for fractions is left out.
    """
    return _RULES.get(language, _one_or_more)(number)


def _one_or_more(number: int) -> int:
    return int(number != 1)


def _french(number: int) -> int:
    return int(number > 1)


def _hebrew(number: int) -> int:
    return min(number, 3) - 1 if number else 2


def _slavic(number: int) -> int:
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


def _polish(number: int) -> int:
    return _slavic(number) if number == 1 or number % 10 != 1 else 2


def _arabic(number: int) -> int:
    if number in (1, 2):
        return number - 1
    return 2 if 3 <= number % 100 <= 10 else 3 if number % 100 > 10 else 4


_RULES: Mapping[str, Callable[[int], int]] = {
    "ar": _arabic, "he": _hebrew, "ru": _slavic, "uk": _slavic, "pl": _polish, "fr": _french, "hi": _french,
}  # fmt: skip


class Figures:
    """The numbers of one page.

    Args:
        dice: the page's own choices.
        language: of the page, its primary tag.
        letters: how long its text is.
    """

    def __init__(self, dice: Dice, language: str, letters: int) -> None:
        self._dice, self._language = dice, language
        # How many minutes the text takes to read.
        self.minutes = max(1, round(letters / _LETTERS_A_MINUTE.get(language, _LETTERS)))

    def values(self, key: str, variant: int) -> dict[str, object]:
        """Return what ``{n}`` and ``{m}`` are in a variant of a phrase."""
        if key == "byline.furniture":
            return {"n": self.figure(self.minutes)}
        once = key in _ranges()["once"]
        low, high = _range("once" if once else "each", key, variant)
        number = (self._dice.fork("figure", key) if once else self._dice).number(low, high)
        values: dict[str, object] = {"n": self.figure(number)}
        if key in _ranges()["most"]:
            low, high = _range("most", key, variant)
            values["m"] = self.figure(self._dice.fork("most", key).number(low, high))
        return values

    def figure(self, number: int) -> Figure:
        """Return a number that counts as the page's language does."""
        return Figure(number, self._language)


_Range = tuple[int, int]


@cache
def _ranges() -> Mapping[str, Mapping[str, tuple[_Range | None, ...]]]:
    """Return of each table the ranges of each phrase: one for each of its variants, or one for all."""
    with _FILE.open("rb") as file:
        tables: dict[str, dict[str, list[Any]]] = tomllib.load(file)
    return {
        name: {
            key: tuple((one[0], one[1]) if one else None for one in (found if isinstance(found[0], list) else [found]))
            for key, found in table.items()
        }
        for name, table in tables.items()
    }


def _range(table: str, key: str, variant: int) -> _Range:
    found = _ranges()[table].get(key, (_ANY,))
    return found[variant % len(found)] or _ANY
