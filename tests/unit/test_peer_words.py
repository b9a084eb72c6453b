r"""The ``\w+`` words found without a regular expression, against the regular expression."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.metrics.peer_words import ExpectedWords, spaced

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
# Few letters, so that words come up again; words up to, just above and far above 8 and 16 bytes.
SHORT = ["a", "b", "A", "é", "É", "ab", "abcdefgh", "東京", "ΟΔΟΣ", "οδος", "İ", "straße", "_", "-", "’"]
EIGHT = "abcdefgh"
LONG = ["abcdefghi", "abcdefgj", EIGHT * 2, "zyxwvuts" + EIGHT, f"{EIGHT * 2}i", f"{EIGHT * 2}j", "東京特許許可局"]
WORDS = st.lists(st.sampled_from([*SHORT, *LONG]), max_size=30).map(" ".join)
TEXTS = ANY | WORDS


def plain(text: str, n: int) -> Counter[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return Counter(tuple(found[i : i + n]) for i in range(max(len(found) - n + 1, min(len(found), 1))))


@pytest.mark.parametrize("lower", [False, True])
def test_words_are_those_of_the_regular_expression_at_every_code_point(lower: bool) -> None:
    for start in range(0, 0x110000, 0x8000):
        text = " ".join(f"{character} a{character}B" for character in map(chr, range(start, start + 0x8000)))
        assert spaced(text, lower=lower).split() == re.findall(r"\w+", text.lower() if lower else text), hex(start)


@given(ANY)
@example("ΌΣΟΣ ΑΣ' ΣΑΣ")
@example("İSTANBUL")
@example("\ud800a\udfffb")
@example("a\u0301b e\u200bf \U0001d400\U0001f600x")
def test_words_are_those_of_the_regular_expression(text: str) -> None:
    assert spaced(text).split() == re.findall(r"\w+", text)
    assert spaced(text, lower=True).split() == re.findall(r"\w+", text.lower())


@given(TEXTS, TEXTS, st.integers(1, 5), st.booleans())
@example("abcdefgh" * 9, "abcdefgh" * 9, 1, False)
@example("", "", 4, False)
@example("a b c", "a b c", 4, True)
def test_matches_are_those_of_counters_of_tuples(expected: str, output: str, n: int, lower: bool) -> None:
    match = ExpectedWords(expected, n, lower=lower).match(output)
    if lower:
        expected, output = expected.lower(), output.lower()
    wanted, given = plain(expected, n), plain(output, n)
    assert match.shared == (wanted & given).total()
    assert (match.output, match.expected) == (given.total(), wanted.total())
    assert match.equal == (re.findall(r"\w+", expected) == re.findall(r"\w+", output))


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_outputs_met_before_change_nothing(expected: str, outputs: list[str]) -> None:
    words = ExpectedWords(expected, 4)
    together = [words.match(output) for output in (*outputs, *outputs)]
    assert together == [ExpectedWords(expected, 4).match(output) for output in (*outputs, *outputs)]


def test_large_vocabulary_is_exact() -> None:
    # 60,000 different words: four of their numbers do not fit an integer, so shingles are ranked on the way.
    found = [f"w{i}" for i in range(60_000)]
    text = " ".join(found)
    assert ExpectedWords(text, 4).match(text).shared == 59_997
    moved = " ".join([*found[30_000:], *found[:30_000]])
    assert ExpectedWords(text, 4).match(moved).shared == 59_994


def test_one_line_of_two_megabytes_without_a_space_is_one_word() -> None:
    blob = "x" * 2_000_000
    assert ExpectedWords(f"a {blob}", 1).match(blob) == (1, 1, 2, False)
    assert ExpectedWords("a b", 1).match(blob) == (0, 1, 2, False)
