"""From a page's twin to quotes: every stretch of noise or optional text, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import locate
from harness.forge.labelling import LabellingError, label
from harness.forge.marks import EXPECTED, OPTIONAL, UNLABELLED, noise_mark
from harness.model import Quote

MENU, SHARE = noise_mark("navigation"), noise_mark("share")


def test_neighbours_of_one_kind_are_one_quote() -> None:
    found = label(f"<ul><li>{MENU}Home<li>{MENU}News</ul><p>{EXPECTED}Text.</p><p>{SHARE}Share</p>", "page")
    assert found.quotes == (Quote("Home News", kind="navigation"), Quote("Share", kind="share"))
    assert found.expected_words == ["Text"]


def test_context_tells_noise_from_the_same_words_in_the_text() -> None:
    found = label(f"<p>{SHARE}Home</p><p>{EXPECTED}Go Home now.</p>", "page")
    (quote,) = found.quotes
    assert (quote.exact, quote.prefix, quote.suffix) == ("Home", "", "Go")
    assert locate(quote, found.visible) == [(0, 4)]


def test_a_word_that_holds_the_quote_is_told_apart() -> None:
    found = label(f"<p>{EXPECTED}Shares fell.</p><p>{SHARE}Share</p>", "page")
    (quote,) = found.quotes
    assert quote.prefix
    assert [found.visible[start:end] for start, end in locate(quote, found.visible)] == ["Share"]


def test_optional_text_has_no_kind() -> None:
    assert label(f"<h1>{OPTIONAL}Title</h1>", "page").quotes == (Quote("Title"),)


def test_a_symbol_alone_is_no_quote() -> None:
    assert label(f"<p>{MENU}»</p><p>{EXPECTED}Text.</p>", "page").quotes == ()


def test_a_word_without_a_label_is_named() -> None:
    with pytest.raises(LabellingError, match="page: “Loose words” has no label"):
        label(f"<p>{EXPECTED}Text.</p><div>{UNLABELLED}Loose words</div>", "page")


def test_places_that_nothing_tells_apart_are_named() -> None:
    same = "word " * 200
    twin = f"<p>{EXPECTED}{same}{SHARE}word {EXPECTED}{same}</p>"
    with pytest.raises(LabellingError, match="“word” stands in places that nothing tells apart"):
        label(twin, "page")


words = st.sampled_from(["one", "two", "three", "four", "five", "Share", "ones"])
runs = st.lists(
    st.tuples(st.sampled_from([EXPECTED, OPTIONAL, MENU, SHARE]), st.lists(words, min_size=1, max_size=4)),
    min_size=1,
    max_size=12,
)


@given(runs)
def test_quotes_mean_their_own_places_and_all_of_them(parts: list[tuple[str, list[str]]]) -> None:
    twin = "".join(f"<p>{mark}{' '.join(some)}</p>" for mark, some in parts)
    try:
        found = label(twin, "page")
    except LabellingError:
        return
    covered: dict[int, str | None] = {}
    for quote in found.quotes:
        for start, end in locate(quote, found.visible):
            for place in range(start, end):
                assert covered.setdefault(place, quote.kind) == quote.kind
    for place, (letter, mark) in enumerate(zip(found.visible, found.labels, strict=True)):
        if not letter.isspace():
            assert (place in covered) == (mark != EXPECTED)
