"""Quoted spans in the visible text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import locate
from harness.model import Quote
from harness.text import tokenise

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


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        # A number is cut only where there is no other place.
        (Quote("4 days ago"), "14 days ago, 4 days ago", [(13, 23)]),
        (Quote("4 days ago"), "14 days ago", [(1, 11)]),
        (Quote("#1"), "#10 #1", [(4, 6)]),
        (Quote("10"), "10,000 or 10", [(10, 12)]),
        (Quote("2 comments"), "12 comments 2 comments22", [(12, 22)]),
        # And so is a word of the article, here "Shareholders" and "don't".
        (Quote("Share"), "Shareholders met. Share", [(18, 23)]),
        (Quote("Share"), "Shareholders met", [(0, 5)]),
        (Quote("Share", suffix="holders"), "Shareholders met. Share", [(0, 5)]),
        (Quote("don"), "don't; don", [(7, 10)]),
        # Any other word may be cut: pages glue things together.
        (Quote("Share"), "SharePrint Share", [(0, 5), (11, 16)]),
        (Quote("Casino"), "Casino: Casino:Windmill", [(0, 6), (8, 14)]),
        (Quote("Read more"), "Read more, Read more...Read moreover", [(0, 9), (11, 20), (23, 32)]),
        # Scripts without spaces have no words to cut: every place will do.
        (Quote("分享"), "分享会。分享", [(0, 2), (4, 6)]),
        (Quote("タカ"), "カタカナ", [(1, 3)]),
        (Quote("ปี"), "กี่ปีปี", [(3, 5), (5, 7)]),
        (Quote("공유"), "공유를 공유", [(0, 2), (4, 6)]),
    ],
)
def test_places_that_cut_a_number_or_a_word_of_the_article_are_the_last_resort(
    quote: Quote, text: str, found: list[tuple[int, int]]
) -> None:
    assert locate(quote, text, {"Shareholders", "don't"}) == found


def test_places_do_not_overlap() -> None:
    assert locate(Quote("a a"), "a a a a a") == [(0, 3), (4, 7)]


def test_prefix_may_lie_inside_the_place_before() -> None:
    assert locate(Quote("ha", prefix="ha"), "ha ha ha") == [(3, 5), (6, 8)]


def by_expression(quote: Quote, visible: str, uncut: set[str]) -> list[tuple[int, int]]:
    """The definition: the parts of the quote with any white space in and between them, each place once.

    Those that do not cut one of the words, if there are any such places; else all.
    """
    tokens = tokenise(visible)
    inside = {
        place
        for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True)
        for place in range(start + 1, end)
        if word in uncut or word.isdigit()
    }
    return by_pattern(quote, visible, inside) or by_pattern(quote, visible, set())


def by_pattern(quote: Quote, visible: str, forbidden: set[int]) -> list[tuple[int, int]]:
    """Each place that begins and ends at none of the forbidden ones, none overlapping another."""

    def spaced(text: str) -> str:
        return r"\s+".join(map(re.escape, text.split()))

    pattern = re.compile(rf"{spaced(quote.prefix)}\s*({spaced(quote.exact)})\s*(?={spaced(quote.suffix)})")
    found: list[tuple[int, int]] = []
    match = pattern.search(visible)
    while match:
        free = not found or match.start(1) >= found[-1][1]
        if free and forbidden.isdisjoint(match.span(1)):
            found.append(match.span(1))
        match = pattern.search(visible, match.start() + 1)
    return found


letters = "ab1. \n\t\xa0\u3000\x1c"


@given(
    visible=st.text(letters, max_size=40),
    exact=st.text(letters, min_size=1, max_size=4).filter(str.strip),
    prefix=st.text(letters, max_size=3),
    suffix=st.text(letters, max_size=3),
)
def test_places_are_those_of_the_regular_expression(visible: str, exact: str, prefix: str, suffix: str) -> None:
    quote = Quote(exact, prefix, suffix)
    for uncut in (set(), {"ab", "aab", "aba"}):
        assert locate(quote, visible, uncut) == by_expression(quote, visible, uncut)


def test_quote_of_white_space_is_nowhere() -> None:
    assert locate(Quote(" \n"), "a b") == []
