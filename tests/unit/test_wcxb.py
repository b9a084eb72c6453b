"""WCXB's bag of words and its snippets: the table of edge cases, and the laws that hold for every output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.metrics.wcxb import Wcxb, count_snippets, count_texts, lowered, scores
from harness.model import Article
from workshop import EXPECTED, reference_of, write_case

WCXB = Wcxb()
TEXTS = st.text(st.characters(exclude_categories=()), max_size=40) | st.lists(
    st.sampled_from(["a", "b", "A", "é", "İ", "Σ", "-"]), max_size=20
).map(" ".join)


@pytest.mark.parametrize(
    ("expected", "output", "wanted"),
    [
        ("The cat sat", "the CAT sat", (1.0, 1.0, 1.0)),
        # Order is nothing; a second copy is matched as often as it is expected.
        ("a b b", "b a a", (2 / 3, 2 / 3, 2 / 3)),
        ("a b c d", "a b", (1.0, 0.5, 2 / 3)),
        ("don't", "don t", (1.0, 1.0, 1.0)),
        ("a", "b", (0.0, 0.0, 0.0)),
        ("", "", (1.0, 1.0, 1.0)),
        ("—", "!", (1.0, 1.0, 1.0)),
        ("", "a", (0.0, 0.0, 0.0)),
        ("a", "", (0.0, 0.0, 0.0)),
    ],
)
def test_scores_by_hand(expected: str, output: str, wanted: tuple[float, ...]) -> None:
    assert scores(**count_texts(expected, output)) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("wanted", "unwanted", "output", "rates"),
    [
        (["The Cat", "a dog"], ["Sign up"], "x the cat SIGN UP", (0.5, 1.0)),
        # White space counts as it stands.
        (["the cat"], ["sign up"], "the\ncat", (0.0, 0.0)),
        # No snippets: 1, and for the unwanted ones that is the worst.
        ([], [], "x", (1.0, 1.0)),
        ([], ["x"], "", (1.0, 0.0)),
    ],
)
def test_rates_of_snippets(wanted: list[str], unwanted: list[str], output: str, rates: tuple[float, float]) -> None:
    figures = WCXB.figures(count_snippets(*lowered(wanted, unwanted), output))
    assert (figures["wcxb_with"], figures["wcxb_without"]) == rates
    assert figures["wcxb_f1"] is None


def test_case_is_counted_from_text_and_snippets(tmp_path: Path) -> None:
    annotated: dict[str, Any] = {"must_include": ["new BAKERY"], "must_exclude": ["read more"]}
    reference = reference_of(write_case(tmp_path / "both", **annotated))
    words = {"shared": 47, "output": 47, "expected": 47}
    found = {"with": 1, "with_found": 1, "without": 1, "without_found": 0}
    article = Article(text=EXPECTED.replace("## ", ""))
    assert WCXB.count(reference, Candidate(article, reference)) == {**found, **words}
    assert WCXB.count(reference, Candidate(None, reference)) == {
        **{"with": 1, "with_found": 0, "without": 1, "without_found": 0},
        **{"shared": 0, "output": 0, "expected": 47},
    }
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, **annotated))
    assert WCXB.count(snippets, Candidate(article, snippets)) == found


def test_run_averages_each_figure_apart() -> None:
    none = {"with": 0, "with_found": 0, "without": 0, "without_found": 0}
    pages = [{"shared": 1, "output": 1, "expected": 4, **none}, {"shared": 0, "output": 2, "expected": 2, **none}, None]
    run = WCXB.aggregate(pages)
    assert run == {"wcxb_f1": 0.2, "wcxb_precision": 0.5, "wcxb_recall": 0.125, "wcxb_with": 1.0, "wcxb_without": 1.0}


@given(TEXTS, TEXTS)
def test_scores_stay_within_bounds_and_swap_with_the_texts(expected: str, output: str) -> None:
    precision, recall, f1 = scores(**count_texts(expected, output))
    assert 0.0 <= min(precision, recall) <= f1 + 1e-15
    assert f1 <= max(precision, recall) + 1e-15 <= 1.0 + 1e-15
    assert scores(**count_texts(output, expected)) == pytest.approx((recall, precision, f1))


@given(TEXTS)
def test_a_text_equals_itself_in_any_case(text: str) -> None:
    assert scores(**count_texts(text, text.lower())) == (1.0, 1.0, 1.0)


@given(TEXTS, st.integers(1, 9))
def test_junk_never_raises_precision_and_leaves_recall(output: str, junk: int) -> None:
    expected = "a b a é b A"
    before, after = (
        scores(**count_texts(expected, output)),
        scores(**count_texts(expected, f"{output} " + "junk " * junk)),
    )
    assert after[0] <= before[0]
    assert after[1] == before[1]


@given(st.sets(st.integers(0, 3)))
def test_a_lost_block_never_raises_recall(kept: set[int]) -> None:
    blocks = ["a b c", "a d", "e e e e", "f"]
    recall = scores(**count_texts(" ".join(blocks), " ".join(blocks[i] for i in sorted(kept))))[1]
    assert recall == sum(len(blocks[i].split()) for i in kept) / 10
