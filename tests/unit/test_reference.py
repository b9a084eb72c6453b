"""One golden case in words: labels, cuts, segments, and where the page holds the expected text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from harness.alignment import Candidate, Reference
from harness.alignment.labels import OPTIONAL, UNLABELLED, noise_label
from harness.errors import PageError
from harness.html import PageText, read_html
from harness.model import Article, GoldenCase
from workshop import PAGE, load, reference_of, write_case

NAVIGATION, PROMO, SPAM = noise_label("navigation"), noise_label("promo"), noise_label("injected-spam")


def reference(folder: Path, page: str, expected: str | None = "Filler.", **changes: Any) -> Reference:
    return reference_of(write_case(folder / "case", page, expected, **{"noise": [], "optional": [], **changes}))


def noise(*quotes: str, kind: str = "promo") -> list[dict[str, str]]:
    return [{"kind": kind, "exact": quote} for quote in quotes]


def twins(found: Reference) -> list[int]:
    return [int(twin) for twin in found.twins[: found.visible_size]]


def test_every_page_word_bears_the_label_of_its_span(tmp_path: Path) -> None:
    page = "<nav>Home News</nav><p>Alpha beta <i>Buy now</i> gamma</p><p>A caption</p><p>Buy now</p>"
    found = reference(
        tmp_path,
        page,
        noise=[*noise("Home News", kind="navigation"), *noise("Buy now")],
        optional=[{"exact": "A caption"}],
    )
    assert found.labels.tolist() == [
        *[NAVIGATION] * 2,
        *[UNLABELLED] * 2,
        *[PROMO] * 2,
        UNLABELLED,
        *[OPTIONAL] * 2,
        *[PROMO] * 2,
    ]
    assert found.label_sizes == {UNLABELLED: 3, OPTIONAL: 2, NAVIGATION: 2, PROMO: 4}


def test_word_that_a_span_border_cuts_is_cut_in_page_and_output(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>At the CenterTuesday a fair</p>", noise=noise("Tuesday", kind="injected-spam"))
    assert found.cuts == {"CenterTuesday": ("Center", "Tuesday")}
    assert found.labels.tolist() == [UNLABELLED] * 3 + [SPAM] + [UNLABELLED] * 2
    assert found.cut(["At", "CenterTuesday", "CenterWednesday"]) == ["At", "Center", "Tuesday", "CenterWednesday"]
    assert found.numbers(["Tuesday", "Center"]).tolist() == found.page[[3, 2]].tolist()


def test_word_that_the_quote_is_only_a_part_of_is_not_cut(tmp_path: Path) -> None:
    page = "<button>Share</button><p>Shareholders met today, and 14 days ago</p><p>4 days ago</p>"
    found = reference(tmp_path, page, "Shareholders met today, and 14 days ago", noise=noise("Share", "4 days ago"))
    assert (found.cuts, found.cut_words, found.coverage) == ({}, [], 1)
    assert found.labels.tolist() == [PROMO, *[UNLABELLED] * 7, *[PROMO] * 3]


def test_word_that_is_cut_is_cut_in_the_expected_text_too(tmp_path: Path) -> None:
    page = "<p>Shareholders met today and went home</p>"
    found = reference(tmp_path, page, "Shareholders met today and went home", noise=noise("Share"))
    assert found.expected_words[:3] == ["Share", "holders", "met"]
    assert found.cut_words == ["Shareholders"]


def test_word_may_be_cut_on_both_sides(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>one leftADright two</p>", noise=noise("AD"))
    assert found.cuts == {"leftADright": ("left", "AD", "right")}
    assert found.labels.tolist() == [UNLABELLED, UNLABELLED, PROMO, UNLABELLED, UNLABELLED]


def test_output_without_cut_words_is_left_as_it_is(tmp_path: Path) -> None:
    words = ["At", "the"]
    assert reference(tmp_path, "<p>one leftAD two</p>", noise=noise("AD")).cut(words) is words


def test_segments_end_at_blocks_and_at_span_borders(tmp_path: Path) -> None:
    page = "<h1>Big news</h1><p>—</p><p>Alpha beta <i>Buy now</i> gamma</p><p>End</p>"
    found = reference(tmp_path, page, noise=noise("Buy now"))
    assert found.segments == [(0, 2), (2, 4), (4, 6), (6, 7), (7, 8)]


def test_equal_words_have_equal_numbers_and_unknown_ones_none(tmp_path: Path) -> None:
    found = reference(tmp_path, "<title>Hidden</title><p>Alpha beta Alpha</p>", "Beta Alpha")
    alpha, beta, again = found.page[: found.visible_size].tolist()
    assert alpha == again != beta
    assert found.numbers(["Alpha", "beta", "never seen"]).tolist() == [alpha, beta, 0]
    assert found.expected.tolist() == found.numbers(["Beta", "Alpha"]).tolist()
    assert 0 not in found.page
    assert 0 not in found.expected


def test_expected_words_know_their_block(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>x</p>", "# Two words\n\n—\n\n- item\n")
    assert found.expected_kinds == ["heading", "heading", "list"]
    assert found.expected_spans == [(0, 2), (2, 3)]
    assert found.expected_text == "Two words\n—\nitem"
    assert found.expected_lines == [(0, 2), (2, 3)]


def test_code_has_as_many_lines_as_it_has_and_one_block(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>x</p>", "Say\n\n```\na b\n\n--\nc\n```\n")
    assert (found.expected_spans, found.expected_lines) == ([(0, 1), (1, 4)], [(0, 1), (1, 3), (3, 4)])


def test_hidden_text_is_page_text_but_not_visible(tmp_path: Path) -> None:
    found = reference(tmp_path, "<title>Alpha beta gamma delta</title><p>Seen</p>", "Alpha beta gamma delta")
    assert found.visible_size == 1
    assert len(found.page) == 1 + 1 + 4  # a break before the four hidden words
    assert found.labels.tolist() == [UNLABELLED] * 6
    assert found.coverage == 0
    assert [tile[2] for tile in found.page_index.runs(found.expected)] == [4]


def test_expected_text_is_found_where_the_page_has_it_outside_the_spans(tmp_path: Path) -> None:
    page = "<aside>one two three four five</aside><p>one two three four five</p>"
    found = reference(tmp_path, page, "one two three four five", noise=noise("one two three four five"))
    # Both places are one noise quote, so nothing is left for the article.
    assert found.coverage == 0
    assert found.inside_spans == [(PROMO, 0, 0, 5)]
    quote = [{"kind": "promo", "exact": "one two three four five", "suffix": "one"}]
    found = reference(tmp_path, page, "one two three four five", noise=quote)
    assert twins(found) == [-1] * 5 + [0, 1, 2, 3, 4]
    assert (found.coverage, found.inside_spans) == (1, [])


def test_short_block_is_found_where_the_page_has_it_by_itself(tmp_path: Path) -> None:
    page = "<p>What next nobody knows yet</p><h2>What next</h2><p>one two three four</p>"
    found = reference(tmp_path, page, "## What next\n\nGone\n\none two three four")
    assert twins(found) == [-1, -1, -1, -1, -1, 0, 1, 3, 4, 5, 6]


def test_equal_short_blocks_are_found_in_order(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>Yes</p><p>No</p><p>Yes</p>", "Yes\n\nYes")
    assert twins(found) == [0, -1, 1]


def test_words_that_noise_cuts_off_on_both_sides_are_found_between_their_neighbours(tmp_path: Path) -> None:
    page = "<p>a b c d <i>AD ONE</i> e f <i>AD TWO</i> g h i j</p><p>e f</p>"
    found = reference(tmp_path, page, "a b c d e f g h i j", noise=noise("AD ONE", "AD TWO"))
    assert twins(found) == [0, 1, 2, 3, -1, -1, 4, 5, -1, -1, 6, 7, 8, 9, -1, -1]
    assert found.coverage == 1


def test_gap_that_the_page_fills_only_in_part_stays_open(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>a b c d x e y g h i j</p>", "a b c d e f g h i j")
    assert twins(found) == [0, 1, 2, 3, -1, -1, -1, 6, 7, 8, 9]
    assert found.coverage == 0.8
    assert found.first_missing() == "“e f”"


def test_long_quotation_of_what_is_missing_is_cut(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>x</p>", "one two three four five six seven eight nine")
    assert found.first_missing() == "“one two three four five six seven eight ...”"
    assert found.expected_quote(7, 9) == "“eight nine”"


def test_coverage_counts_each_expected_word_once(tmp_path: Path) -> None:
    text = "one two three four five"
    assert reference(tmp_path, f"<p>{text}</p><p>{text}</p>", text).coverage == 1
    assert reference(tmp_path, f"<p>{text}</p>", f"{text}\n\n{text}").coverage == 0.5


def test_case_of_snippets_alone_has_no_coverage(tmp_path: Path) -> None:
    found = reference(tmp_path, "<p>one two</p>", None, must_include=["one two"])
    assert (len(found.expected), found.coverage, found.expected_text) == (0, None, "")


@pytest.mark.parametrize(("page", "expected"), [("", "Filler."), ("<img>", "— …")])
def test_page_or_text_without_a_word_is_no_trouble(tmp_path: Path, page: str, expected: str) -> None:
    found = reference(tmp_path, page, expected)
    assert (found.visible_size, found.segments, found.cuts) == (0, [], {})


def test_short_segments_offer_optional_places_first_then_noise(tmp_path: Path) -> None:
    page = "<p>See more</p><nav>See more</nav><p>Caption: <i>See more</i></p>"
    found = reference(
        tmp_path,
        page,
        noise=[{"kind": "navigation", "exact": "See more", "suffix": "Caption"}],
        optional=[{"exact": "See more", "prefix": "Caption:"}],
    )
    assert found.short_segments[tuple(found.numbers(["See", "more"]).tolist())] == [5, 2, 0]


class Source:
    """Gives the text of a page, and counts how often it was asked."""

    def __init__(self, html: str) -> None:
        self.html, self.times = html, 0

    def __call__(self) -> PageText:
        self.times += 1
        return read_html(self.html)


@pytest.fixture
def bakery(tmp_path: Path) -> GoldenCase:
    return load(write_case(tmp_path / "bakery"))


def test_page_is_not_read_for_the_expected_text(bakery: GoldenCase) -> None:
    source = Source(PAGE)
    found = Reference(bakery, source)
    assert found.case is bakery
    assert found.expected_text.startswith("A new bakery opened")
    assert found.memo("key", lambda: 1) == 1
    Candidate(Article(text="x"), found).memo("key", lambda: 2)
    assert Candidate(Article(text="x"), found).text == "x"
    assert source.times == 0


@pytest.mark.parametrize(
    "name", ["visible", "page", "labels", "segments", "cuts", "expected", "twins", "fragment_sizes", "label_sizes"]
)
def test_whatever_is_asked_for_first_is_as_with_a_page_given(bakery: GoldenCase, name: str) -> None:
    source = Source(PAGE)
    lazy, given = Reference(bakery, source), Reference(bakery, read_html(PAGE))
    for one in (name, "page", "expected", "twins", "inside_spans", "visible"):
        assert np.array_equal(getattr(lazy, one), getattr(given, one))
    assert lazy.coverage == given.coverage == 1
    assert lazy.page_text == given.page_text
    assert source.times == 1


def test_error_of_a_page_reaches_whoever_asks_for_its_words(bakery: GoldenCase) -> None:
    def broken() -> PageText:
        raise PageError("is damaged; store it again")

    found = Reference(bakery, broken)
    assert found.expected_text
    with pytest.raises(PageError, match="is damaged"):
        Candidate(Article(text="x"), found).words  # noqa: B018


def test_expected_text_is_that_of_the_peer_where_it_has_one(bakery: GoldenCase) -> None:
    for text in (" As it\tstands\n", ""):
        found = Reference(replace(bakery, peer_text=text), read_html(PAGE))
        assert found.expected_text == text
        assert len(found.expected_words) == 46
