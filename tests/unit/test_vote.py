"""The vote: worked out by hand, against the definition word by word, and its laws."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extraction.vote import vote
from harness.text import words

PAGE = "Menu Home\nOne two three four.\nFive six seven eight.\nAll rights reserved"
STORY = "One two three four. Five six seven eight."


def test_what_most_members_say_is_elected() -> None:
    assert vote(PAGE, [STORY, STORY, PAGE], ngram=3) == "One two three four.\nFive six seven eight."
    assert vote(PAGE, [STORY, PAGE, PAGE], ngram=3) == PAGE
    assert vote(PAGE, [STORY, None, ""], ngram=3) == ""


@pytest.mark.parametrize(
    ("threshold", "text"),
    [(1.0, PAGE), (2.0, "One two three four.\nFive six seven eight."), (3.0, "One two three four."), (None, PAGE)],
)
def test_threshold_is_the_weight_that_a_word_needs(threshold: float | None, text: str) -> None:
    texts = ["One two three four.", STORY, PAGE]
    if threshold is None:  # more than half of 1 + 1 + 3
        assert vote(PAGE, texts, [1, 1, 3], ngram=2) == text
    else:
        assert vote(PAGE, texts, ngram=2, threshold=threshold) == text


def test_weights_count_and_are_not_spoilt_by_rounding() -> None:
    # 0.7 + 0.1 + 0.1 is 0.8999999999999999 for a computer.
    assert vote("a b", ["a b"] * 3, [0.7, 0.1, 0.1], ngram=1, threshold=0.9) == "a b"
    assert vote("a b", ["a b", "a b", None, None], ngram=1) == ""
    assert vote("a b", ["a b", "a b", None, None], [1, 1.1, 1, 1], ngram=1) == "a b"


@pytest.mark.parametrize(
    ("run", "elected"),
    [
        # With three words in a row: of the words that the output shares, those that end or begin three shared ones.
        ("b c", ""),
        ("b c d", "b d"),
        ("b c d e", "b c d e"),
        ("b c d e f", "b c d e f"),
    ],
)
def test_short_run_in_the_middle_has_votes_at_its_ends_alone(run: str, elected: str) -> None:
    assert vote("a b c d e f g", [f"x {run} y"], ngram=3) == elected


@pytest.mark.parametrize(
    ("page", "text", "elected"),
    [
        ("a b", "a b", "a b"),  # shorter than an n-gram: the blanks on both sides complete it
        ("a b c d", "a b", "a b"),  # the blanks before it do
        ("a b c d", "c d", "c d"),
        ("a b c d", "d", "d"),
        ("a b c d", "b c", ""),
        ("a", "a", "a"),
        ("", "a", ""),
        ("a", "", ""),
        ("...", "a", ""),
    ],
)
def test_beyond_the_ends_lies_a_blank_that_only_a_blank_matches(page: str, text: str, elected: str) -> None:
    assert vote(page, [text], ngram=3) == elected


def test_passage_that_stands_twice_is_elected_twice() -> None:
    assert vote("a b c x a b c", ["a b c"], ngram=1) == "a b c a b c"


def test_text_that_is_not_on_the_page_is_never_elected() -> None:
    assert vote("a b c", ["invented a b c also"] * 3, ngram=1) == "a b c"


def test_order_is_that_of_the_page() -> None:
    assert vote("a b\nc d", ["c d a b", "c d a b"], ngram=2) == "a b\nc d"


@pytest.mark.parametrize(
    ("page", "text", "elected"),
    [
        ("“One,” he said – two.", "One two", "“One,” two."),
        ("“One,” he said – two.", "One he said two", "“One,” he said – two."),
        ("well-known man", "known", "known"),
        ("well-known man", "well known", "well-known"),
        ("a (b) c", "b", "(b)"),
        ("one\n\ntwo\nthree", "one three", "one\nthree"),
        ("one x\ntwo", "one two", "one\ntwo"),
        ("one x two", "one two", "one two"),
        ("日本語の記事。次", "日本語", "日本語"),
        ("日本語の記事。次", "日本語の記事", "日本語の記事"),
        ("Caf\u0065\u0301 au lait", "Café lait", "Caf\u0065\u0301 lait"),
        ("  lead x", "lead", "lead"),
        ("x end…  ", "end", "end…"),
    ],
)
def test_elected_words_are_written_as_they_stand_on_the_page(page: str, text: str, elected: str) -> None:
    assert vote(page, [text], ngram=1) == elected


def test_number_of_weights_must_be_that_of_texts() -> None:
    with pytest.raises(ValueError, match="1 weights for 2 texts"):
        vote("a", ["a", "a"], [1.0])


def defined(page: str, texts: Sequence[str | None], weights: Sequence[float], ngram: int, threshold: float) -> str:
    """Return the elected words, taking the definition by its letter, with strings, in quadratic time."""
    blanks = ["\0"] * (ngram - 1)
    ballot = [*blanks, *words(page), *blanks]
    outputs = [f" {' '.join([*blanks, *words(text or ''), *blanks])} " for text in texts]
    elected = []
    for i in range(ngram - 1, len(ballot) - ngram + 1):
        before = f" {' '.join(ballot[i - ngram + 1 : i + 1])} "
        after = f" {' '.join(ballot[i : i + ngram])} "
        given = sum(
            weight for output, weight in zip(outputs, weights, strict=True) if before in output or after in output
        )
        if given >= threshold:
            elected.append(ballot[i])
    return " ".join(elected)


SOME_WORDS = st.lists(st.sampled_from("abc"), max_size=25).map(" ".join)


@given(SOME_WORDS, st.lists(SOME_WORDS, min_size=1, max_size=4), st.integers(1, 6), st.data())
def test_vote_is_as_defined(page: str, texts: list[str], ngram: int, data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(1, 3), min_size=len(texts), max_size=len(texts)))
    threshold = data.draw(st.integers(1, sum(weights)))
    assert vote(page, texts, weights, ngram, threshold) == defined(page, texts, weights, ngram, threshold)


TEXT = st.text(st.sampled_from("ab é日.-“\n 1'"), max_size=40)


@given(TEXT, st.lists(st.one_of(st.none(), TEXT), max_size=4), st.integers(1, 5))
def test_elected_words_are_a_selection_of_the_pages(page: str, texts: list[str | None], ngram: int) -> None:
    rest = iter(words(page))
    elected = words(vote(page, texts, ngram=ngram))
    # A word that loses what it leaned on may be cut elsewhere; its characters still come from the page, in order.
    left = iter("".join(rest))
    assert all(character in left for character in "".join(elected))


@given(TEXT, st.integers(1, 5))
def test_page_itself_is_elected_whole(page: str, ngram: int) -> None:
    assert words(vote(page, [page], ngram=ngram)) == words(page)


@given(TEXT, st.lists(TEXT, min_size=2, max_size=4), st.integers(1, 5))
def test_order_of_the_members_does_not_matter(page: str, texts: list[str], ngram: int) -> None:
    assert vote(page, texts, ngram=ngram) == vote(page, texts[::-1], ngram=ngram)


@given(SOME_WORDS, st.lists(SOME_WORDS, min_size=1, max_size=4), st.integers(1, 5))
def test_higher_threshold_never_elects_more(page: str, texts: list[str], ngram: int) -> None:
    sizes = [len(vote(page, texts, ngram=ngram, threshold=t).split()) for t in range(1, len(texts) + 1)]
    assert sizes == sorted(sizes, reverse=True)
