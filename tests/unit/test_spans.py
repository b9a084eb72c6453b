"""Quoted spans in the visible text."""

from __future__ import annotations

import pytest

from harness.alignment import locate
from harness.model import Quote

TEXT = "On Monday the fair opens.\nRead more\nThe fair closes on Friday. Read more"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        (Quote("Read more"), ["Read more", "Read more"]),
        (Quote("Read  more", prefix="opens."), ["Read more"]),
        (Quote("Read more", suffix="The fair"), ["Read more"]),
        (Quote("opens. Read more The fair"), ["opens.\nRead more\nThe fair"]),
        (Quote("Read more", prefix="closes"), []),
        (Quote("read more"), []),
        (Quote("fair.opens"), []),
    ],
)
def test_quote_is_found_at_every_place_that_matches(quote: Quote, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in locate(quote, TEXT)] == found


def test_places_do_not_overlap() -> None:
    assert locate(Quote("a a"), "a a a a a") == [(0, 3), (4, 7)]


def test_prefix_may_lie_inside_the_place_before() -> None:
    assert locate(Quote("ha", prefix="ha"), "ha ha ha") == [(3, 5), (6, 8)]
