"""Edit distances: python-Levenshtein's and jiwer's answers, the edge cases and the laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from Levenshtein import distance, ratio

from harness.alignment import Candidate, Reference
from harness.metrics import levenshtein
from harness.metrics.levenshtein import Levenshtein, WordString, similarity
from harness.model import Article
from workshop import EXPECTED, reference_of, write_case

METRIC = Levenshtein()
PARAGRAPHS = EXPECTED.replace("## ", "").strip().split("\n\n")
# No empty token: in a list, python-Levenshtein takes it for U+0000 (both have the hash 0). Splitting gives none.
TOKENS = st.lists(st.sampled_from(["a", "b", "c", "dog", "\0", "\ud800", "e\u0301", "😀"]), max_size=20)


def compare(expected: list[str], output: list[str], way: str = "edits") -> int | None:
    words = WordString(expected)
    spelled = words.spell(output)
    return words.indel(spelled) if way == "indel" else words.edits(spelled)


@pytest.mark.parametrize(
    ("expected", "output", "indel", "edits"),
    [
        ("a b c", "a b c", 0, 0),
        ("a b c", "a x c", 2, 1),
        ("a b c", "a c", 1, 1),
        ("a b c", "c a b", 2, 2),
        ("a b c", "", 3, 3),
        ("", "a", 1, 1),
        ("", "", 0, 0),
        ("a b", "x y", 4, 2),
    ],
)
def test_distances(expected: str, output: str, indel: int, edits: int) -> None:
    words = WordString(expected.split())
    assert (words.indel(words.spell(output.split())), words.edits(words.spell(output.split()))) == (indel, edits)


@given(expected=TOKENS, output=TOKENS)
def test_indel_similarity_is_the_ratio_of_python_levenshtein(expected: list[str], output: list[str]) -> None:
    indel = compare(expected, output, "indel")
    assert indel is not None
    assert similarity(indel, len(expected) + len(output)) == pytest.approx(ratio(expected, output), abs=1e-12)


@given(expected=TOKENS, output=TOKENS)
def test_edits_are_those_of_python_levenshtein_from_either_side(expected: list[str], output: list[str]) -> None:
    edits = compare(expected, output)
    assert edits == distance(expected, output) == compare(output, expected)


LINES = st.lists(st.sampled_from(["dog " * 40, "a\u2028b " * 30, "cat", "", "\t", "\x1c" * 120, "q" * 150]), max_size=9)


@given(
    lines=st.lists(LINES.map("\n".join), max_size=4), text=st.text(st.characters(exclude_categories=()), max_size=40)
)
def test_a_text_is_spelled_by_paragraphs_as_in_one_piece(lines: list[str], text: str) -> None:
    words = WordString(f"dog a {text}".split())
    for one in (*lines, text, f"{text}\n".join(lines)):
        assert words.spell_text(one) == words.spell(one.split())


def test_words_beyond_the_surrogates_stay_apart() -> None:
    words = [f"w{number}" for number in range(60_000)]
    assert compare(words, words) == 0
    assert compare(words, [*words[:57_000], "x", *words[57_001:]]) == 1


def test_too_many_cells_or_distinct_words_are_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levenshtein, "MAXIMUM_CELLS", 5)
    assert compare(["a", "b"], ["a", "b", "c"], "indel") is None
    assert compare(["a", "b"], ["a", "b"]) == 0
    assert WordString(["a", "b"], share=2).edits("ab") is None
    monkeypatch.setattr(levenshtein, "MAXIMUM_CELLS", 100)
    monkeypatch.setattr(levenshtein, "MAXIMUM_DISTINCT", 1)
    assert compare(["a", "b"], ["a", "b"]) is None


def test_two_texts_of_a_hundred_thousand_words_are_compared() -> None:
    words = [f"{number % 5003}" for number in range(100_000)]
    assert compare(words, words[1:], "indel") == 1


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return reference_of(write_case(tmp_path_factory.mktemp("golden") / "bakery"))


def figure(reference: Reference, article: Article | None) -> float | None:
    counts = METRIC.count(reference, Candidate(article, reference))
    assert counts is not None
    return METRIC.figures(counts)["levenshtein"]


def test_figure_is_one_less_the_share_of_edits(reference: Reference) -> None:
    assert figure(reference, Article(text="\n".join(PARAGRAPHS))) == 1.0
    # The sub-heading's 3 of 46 words are lost; then 15 words stand at the other end.
    assert figure(reference, Article(text="\n".join(PARAGRAPHS[:2] + PARAGRAPHS[3:]))) == 1 - 3 / 46
    assert figure(reference, Article(text="\n".join(PARAGRAPHS[1:]))) == 1 - 15 / 46


@pytest.mark.parametrize("article", [None, Article(text=""), Article(text="zebra quagga")])
def test_nothing_in_common_is_zero(reference: Reference, article: Article | None) -> None:
    assert figure(reference, article) == 0.0


@given(text=st.text(st.characters(exclude_categories=()), max_size=80))
def test_figure_stays_within_bounds(reference: Reference, text: str) -> None:
    found = figure(reference, Article(text=text))
    assert found is not None
    assert 0.0 <= found <= 1.0


@given(junk=st.integers(1, 60))
def test_junk_behind_the_whole_text_costs_its_share(reference: Reference, junk: int) -> None:
    text = "\n".join([*PARAGRAPHS, "zebra " * junk])
    assert figure(reference, Article(text=text)) == 1 - junk / (46 + junk)


@given(expected=TOKENS, output=TOKENS, junk=st.integers(0, 9))
def test_a_foreign_word_costs_one_edit_at_most_and_one_insertion_exactly(
    expected: list[str], output: list[str], junk: int
) -> None:
    more = [*output, *["zebra"] * junk]
    assert compare(expected, more, "indel") == (compare(expected, output, "indel") or 0) + junk
    assert abs((compare(expected, more) or 0) - (compare(expected, output) or 0)) <= junk


@given(expected=TOKENS, at=st.integers(0, 19))
def test_a_lost_word_of_a_perfect_output_never_helps(expected: list[str], at: int) -> None:
    assert compare(expected, expected[:at] + expected[at + 1 :]) == (1 if at < len(expected) else 0)


def test_output_too_long_to_compare_counts_as_an_empty_one(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levenshtein, "MAXIMUM_CELLS", 46 * 46)
    counts = METRIC.count(reference, Candidate(Article(text="a " * 47), reference))
    assert counts == {"edits": 46, "output": 0, "expected": 46, "too_long": 1}
    assert METRIC.figures(counts) == {"levenshtein": 0.0}
    assert METRIC.aggregate([counts, {"edits": 0, "output": 1, "expected": 1}]) == {"levenshtein": 0.5}


def test_what_was_not_computed_has_no_figure(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levenshtein, "MAXIMUM_CELLS", 1)
    assert METRIC.count(reference, Candidate(Article(text="a b"), reference)) == {"too_long": 1}
    assert METRIC.figures({"too_long": 1}) == {"levenshtein": None}
    assert METRIC.aggregate([{"too_long": 1}, None, {"edits": 1, "output": 1, "expected": 2}]) == {"levenshtein": 0.5}


def test_numbers_past_the_surrogates_and_past_unicode() -> None:
    spelled = levenshtein._spelled(np.array([0, 0xD7FF, 0xD800, levenshtein.MAXIMUM_DISTINCT]))
    assert spelled == "\0\ud7ff\ue000\U0010ffff"
    assert levenshtein._spelled(np.array([levenshtein.MAXIMUM_DISTINCT + 1])) is None


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(text="x"), snippets)) is None
