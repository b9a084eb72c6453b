"""Quoted spans in the visible text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def by_expression(quote: Quote, visible: str) -> list[tuple[int, int]]:
    """The definition: the parts of the quote with any white space in and between them, each place once."""

    def spaced(text: str) -> str:
        return r"\s+".join(map(re.escape, text.split()))

    pattern = re.compile(rf"{spaced(quote.prefix)}\s*({spaced(quote.exact)})\s*(?={spaced(quote.suffix)})")
    found: list[tuple[int, int]] = []
    match = pattern.search(visible)
    while match:
        if not found or match.start(1) >= found[-1][1]:
            found.append(match.span(1))
        match = pattern.search(visible, match.start() + 1)
    return found


letters = "ab. \n\t\xa0\u3000\x1c"


@given(
    visible=st.text(letters, max_size=40),
    exact=st.text(letters, min_size=1, max_size=4).filter(str.strip),
    prefix=st.text(letters, max_size=3),
    suffix=st.text(letters, max_size=3),
)
def test_places_are_those_of_the_regular_expression(visible: str, exact: str, prefix: str, suffix: str) -> None:
    quote = Quote(exact, prefix, suffix)
    assert locate(quote, visible) == by_expression(quote, visible)


def test_quote_of_white_space_is_nowhere() -> None:
    assert locate(Quote(" \n"), "a b") == []
