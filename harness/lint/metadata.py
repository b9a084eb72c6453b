"""Annotated metadata that stands nowhere on the page: not in its text, not in what it hides, not in its markup.

Texts are compared word by word without regard to case, so punctuation and white space between the words do not count. A
date is there when its day is: as digits in one of the usual orders, as a year with the day's number near it ("9 March
2026", "২০২৬"), or as a Unix time stamp. The years of the Thai calendar count too.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from ..html import PageText
from ..model import FieldValue
from ..text import words

TEXTS = ("title", "authors", "site_name", "description", "tags")
DATES = ("published", "modified")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(T.*)?)?)?")
_NUMBER = re.compile(r"\d+")
_STAMP = re.compile(r"(?<!\d)1\d{9}(?:\d{3})?(?!\d)")
# Between a year and its day stand a month and a word or two: "on the 9th day of September in the year 2026".
_NEAR = 32
_THAI_YEARS = 543
_SHOWN = 60


def find_unseen(
    metadata: Mapping[str, FieldValue], page: PageText, markup: str, cleaned: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield (JSON path, value) of each annotated text and date that the page does not have.

    Args:
        metadata: the annotated fields; addresses are not looked for, for they may be made from relative ones.
        page: the page's text, with what it hides.
        markup: the decoded page.
        cleaned: its visible text without what was injected into it, where that is known.
    """
    haystack = _Haystack(page, markup, cleaned)
    for name in TEXTS:
        value = metadata.get(name)
        for i, text in enumerate((value,) if isinstance(value, str) else value or ()):
            if not haystack.has_text(text):
                shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
                yield f"$.metadata.{name}" + ("" if isinstance(value, str) else f"[{i}]"), shown
    for name in DATES:
        value = metadata.get(name)
        if isinstance(value, str) and not haystack.has_date(value):
            yield f"$.metadata.{name}", value


class _Haystack:
    """The page in the forms in which it is searched, each made when it is first needed: most values are in one."""

    def __init__(self, page: PageText, markup: str, cleaned: str) -> None:
        self._page, self._markup, self._cleaned = page, markup, cleaned
        self._texts: list[str] = []
        self._raw: list[str] = []

    def has_text(self, text: str) -> bool:
        wanted = _spaced(text)
        if not wanted.strip():
            return any(text.strip() in source for source in (self._page.visible, self._markup))
        return any(wanted in source for source in self._spaced_sources())

    def has_date(self, value: str) -> bool:
        match = _DATE.fullmatch(value.strip())
        if match is None:
            return True  # the schema tells
        year, month, day, clock = match.groups()
        return any(_date_in(source, year, month, day, clock is not None) for source in self._plain_sources())

    def _spaced_sources(self) -> Iterator[str]:
        yield from self._texts
        while len(self._texts) < 2:
            if self._texts:
                # Scripts spell letters as escapes, and attributes as entities.
                source = _unescaped(html.unescape(self._markup))
            else:
                source = "\n".join([self._page.visible, self._cleaned, *self._page.hidden])
            self._texts.append(_spaced(source))
            yield self._texts[-1]

    def _plain_sources(self) -> Iterator[str]:
        yield from self._raw
        while len(self._raw) < 2:
            source = self._markup if self._raw else "\n".join([self._page.visible, *self._page.hidden])
            self._raw.append(_ascii_digits(source))
            yield self._raw[-1]


def _spaced(text: str) -> str:
    return f" {' '.join(words(text.casefold()))} "


def _unescaped(source: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), source)


def _ascii_digits(text: str) -> str:
    return re.sub(r"(?![0-9])\d", lambda digit: str(unicodedata.decimal(digit[0])), text)


def _date_in(text: str, year: str, month: str | None, day: str | None, has_clock: bool) -> bool:
    if month is None or day is None:
        years = (year, str(int(year) + _THAI_YEARS))
        return any(re.search(rf"(?<!\d){one}(?!\d)|{one}-{month or ''}", text) for one in years)
    try:
        wanted = date(int(year), int(month), int(day))
    except ValueError:
        return False
    # A day with a clock time may be written as that of another zone.
    days = [wanted, wanted - timedelta(1), wanted + timedelta(1)] if has_clock else [wanted]
    return any(_day_in(text, one) for one in days) or _stamped(text, wanted)


def _day_in(text: str, day: date) -> bool:
    y, m, d = f"{day.year:04}", f"0?{day.month}", f"0?{day.day}"
    gap = r"[-./\s]{1,2}"
    years = rf"(?:{y}|{day.year + _THAI_YEARS}|{y[2:]})"
    digits = rf"{y}{day.month:02}{day.day:02}|{years}{gap}{m}{gap}{d}|{d}{gap}{m}{gap}{years}|{m}{gap}{d}{gap}{years}"
    if re.search(rf"(?<!\d)(?:{digits})(?!\d)", text):
        return True
    for found in re.finditer(rf"(?<!\d)(?:{y}|{day.year + _THAI_YEARS})(?!\d)", text):
        around = text[max(found.start() - _NEAR, 0) : found.start()] + " " + text[found.end() : found.end() + _NEAR]
        if any(int(number) == day.day for number in _NUMBER.findall(around) if len(number) <= 2):
            return True
    return False


def _stamped(text: str, day: date) -> bool:
    for stamp in set(_STAMP.findall(text)):
        moment = datetime.fromtimestamp(int(stamp[:10]), UTC).date()
        if abs(moment - day) <= timedelta(1):
            return True
    return False
