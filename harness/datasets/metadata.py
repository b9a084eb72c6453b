"""Metadata as benchmarks write it, in the form of golden cases: authors apart, dates in ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime

from ..text import collapse

_BY = re.compile(r"by\b[\s:]*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*;\s*|\s*,\s*(?:and\s|&)\s*|\s*,\s*|\s+(?:and|&)\s+", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, month in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
    for name in (month, month[:3])
} | {"sept": 9}
_ISO = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})?)?)?)?",
    re.IGNORECASE,
)
_WORDED = (
    re.compile(r"(?P<month>[A-Za-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[A-Za-z]+)\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<month>[A-Za-z]+)\.?,? (?P<year>\d{4})"),
)


def authors(byline: str) -> tuple[str, ...]:
    """Return the authors that a byline names, without a leading *by*.

    It is cut at semicolons, commas, *and* and *&* where every piece has two words or more; else it is one name, so that
    titles and degrees stay with it.

    >>> authors("By Ada Byron and Mary Anne Evans"), authors("Ada Byron, MS, RD")
    (('Ada Byron', 'Mary Anne Evans'), ('Ada Byron, MS, RD',))
    """
    name = collapse(byline)
    name = _BY.sub("", name, count=1) if _BY.match(name) else name
    pieces = _SEPARATOR.split(name)
    if len(pieces) > 1 and all(" " in piece for piece in pieces):
        return tuple(dict.fromkeys(pieces))
    return (name,) if name else ()


def iso_date(text: str) -> str | None:
    """Return a date in ISO 8601 at the precision that it is written with; ``None``: it cannot be read for certain.

    Read are ISO 8601 (a blank for the ``T`` and single digits allowed), ``20240305``, and English dates with the month
    in letters; ``5/3/2024`` is not, for nobody knows the month.

    >>> iso_date("2003-11"), iso_date("March 5, 2024"), iso_date("2024-03-05 09:30"), iso_date("5/3/2024")
    ('2003-11', '2024-03-05', '2024-03-05T09:30', None)
    """
    text = collapse(text)
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if found := _ISO.fullmatch(text):
        year, month, day, minutes, seconds, zone = found.groups()
        date = "-".join(part.zfill(2) for part in (year, month, day) if part)
        time = "".join(part for part in (minutes, seconds, zone and zone.upper()) if part)
        return _if_real(date, f"T{time}" if time else "")
    for form in _WORDED:
        if (found := form.fullmatch(text)) and (number := _MONTHS.get(found["month"].lower())):
            day = found.groupdict().get("day")
            return _if_real(f"{found['year']}-{number:02}" + (f"-{day.zfill(2)}" if day else ""), "")
    return None


def _if_real(date: str, time: str) -> str | None:
    """Return ``date`` and ``time`` in one if there is such a day and such a time."""
    try:
        datetime.fromisoformat(date + "-01-01"[len(date) - 10 :] + time if len(date) < 10 else date + time)
    except ValueError:
        return None
    return date + time
