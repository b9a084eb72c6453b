"""What sites write around an article, language by language: ``phrases/<language>.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from ..errors import HarnessError

_FOLDER = Path(__file__).parent / "phrases"


class PhraseError(HarnessError):
    """A phrase that a language does not have."""


class Phrases:
    """The phrases of one language.

    Args:
        language: BCP 47; the primary language counts. English is used for one without a file.
    """

    def __init__(self, language: str) -> None:
        self._name = language.partition("-")[0]
        self._variants = _read(self._name)

    def variants(self, key: str) -> tuple[str, ...]:
        """Return the variants of ``table.key``. Raises :class:`PhraseError` where there is no such key."""
        try:
            return self._variants[key]
        except KeyError:
            table, _, name = key.partition(".")
            raise PhraseError(f"phrases/{self._name}.toml: has no [{table}] {name}; add it as in en.toml") from None

    def date(self, iso: str, form: str) -> str:
        """Write an ISO date as ``dates.long``, ``dates.short`` or ``dates.time`` has it; no time is noon's."""
        moment = datetime.fromisoformat(iso) if "T" in iso else datetime.combine(date.fromisoformat(iso), _NOON)
        months = self.variants("dates.months")
        month = months[moment.month - 1]
        return self.variants(f"dates.{form}")[0].format(
            day=moment.day, month=month, mon=month[:3], m=moment.month, year=moment.year, hour=moment.hour,
            minute=f"{moment.minute:02}",
        )  # fmt: skip


_NOON = datetime(2000, 1, 1, 12, 0).time()


@cache
def _read(language: str) -> Mapping[str, tuple[str, ...]]:
    path = _FOLDER / f"{language}.toml"
    if not path.is_file():
        path = _FOLDER / "en.toml"
    with path.open("rb") as file:
        table = tomllib.load(file)
    return {
        f"{name}.{key}": tuple(value) if isinstance(value, list) else (value,)
        for name, entries in table.items()
        for key, value in entries.items()
    }
