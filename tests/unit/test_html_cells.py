"""Cells as characters: what is read from a string is what was put in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.leaderboard import Pieces
from harness.render.html.cells import flags, gaps, levels, shares


@pytest.mark.parametrize(
    ("values", "text"),
    [((1.0, 0.99, 0.5), "#$U"), ((0.0,), "\x87"), ((None, 0.004, 0.996), " \x87#"), ((), "")],
)
def test_share_is_one_character(values: tuple[float | None, ...], text: str) -> None:
    assert shares(values) == text


@given(st.lists(st.none() | st.floats(0, 1), max_size=20))
def test_share_is_read_to_the_hundredth(values: list[float | None]) -> None:
    read = [None if one == " " else 135 - ord(one) for one in shares(values)]
    assert read == [None if one is None else round(one * 100) for one in values]


@given(words=st.integers(1, 60), data=st.data())
def test_words_up_to_sixty_come_back_as_they_were(words: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, words))
    (text,) = levels([Pieces("promo", words, (hits,))], 1)
    assert round((ord(text) - 35) * words / 60) == hits


@given(words=st.integers(61, 10**9), data=st.data())
def test_more_words_come_back_to_one_in_sixty_and_never_as_none_or_all(words: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, words))
    level = ord(levels([Pieces("promo", words, (hits,))], 1)[0]) - 35
    assert (level == 0, level == 60) == (hits == 0, hits == words)
    assert abs(level / 60 - hits / words) <= 1 / 60


def test_extractors_have_a_string_each_even_without_pieces() -> None:
    pieces = [Pieces("promo", 4, (0, 4, 2)), Pieces("share", 3, (3, 0, 1))]
    assert levels(pieces, 3) == ["#_", "_#", "A7"]
    assert levels([], 3) == ["", "", ""]
    assert flags([(0, 2), (1,)], 3) == ["$#", "#$", "$#"]


@given(st.sets(st.integers(0, 5000)))
def test_gaps_add_up_to_the_numbers(numbers: set[int]) -> None:
    found, last = set(), 0
    for gap in gaps(sorted(numbers)):
        last += gap
        found.add(last)
    assert found == numbers
