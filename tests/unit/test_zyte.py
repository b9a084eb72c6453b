"""Zyte's metric: counts by hand, the table of its edge cases, and the laws that hold for every output."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.metrics.zyte import COUNTS, FIGURES, Zyte, count_texts, figures_of_sums, page_terms
from harness.model import Article
from workshop import EXPECTED, reference_of, write_case

ZYTE = Zyte()
TEXTS = st.text(st.characters(exclude_categories=()), max_size=40) | st.lists(
    st.sampled_from(["a", "b", "A", "é", "-"]), max_size=20
).map(" ".join)


@pytest.mark.parametrize(
    ("expected", "output", "counts"),
    [
        # abcd bcde against abcd bcdX.
        ("a b c d e", "a b c d X", (1, 1, 1, 0)),
        ("a b c d e", "a b, c d - e!", (2, 0, 0, 1)),
        ("a b c d", "A b c d", (0, 1, 1, 0)),
        ("a a a a a a", "a a a a", (1, 0, 2, 0)),
        ("a b c", "a b c", (1, 0, 0, 1)),
        ("a b c", "a b c d", (0, 1, 1, 0)),
        ("a b", "b a", (0, 1, 1, 0)),
        ("snake_case x", "snake_case  x", (1, 0, 0, 1)),
        ("", "", (0, 0, 0, 1)),
        ("— !", "?", (0, 0, 0, 1)),
        ("a b c d", "", (0, 0, 1, 0)),
        ("", "a b c d e", (0, 2, 0, 0)),
    ],
)
def test_counts_by_hand(expected: str, output: str, counts: tuple[int, ...]) -> None:
    assert tuple(count_texts(expected, output).values()) == counts


def counted(*counts: int) -> dict[str, int]:
    return dict(zip(COUNTS, counts, strict=True))


@pytest.mark.parametrize(
    ("counts", "f1", "precision", "recall", "accuracy"),
    [
        ((2, 0, 0, 1), 1.0, 1.0, 1.0, 1.0),
        ((1, 1, 2, 0), 0.4, 0.5, 1 / 3, 0.0),
        ((0, 1, 1, 0), 0.0, 0.0, 0.0, 0.0),
        # Left out of the one mean, or of both.
        ((0, 0, 3, 0), 0.0, None, 0.0, 0.0),
        ((0, 3, 0, 0), 0.0, 0.0, None, 0.0),
        ((0, 0, 0, 1), None, None, None, 1.0),
    ],
)
def test_figures_of_a_page(
    counts: tuple[int, ...], f1: float | None, precision: float | None, recall: float | None, accuracy: float
) -> None:
    figures = ZYTE.figures(counted(*counts))
    wanted = {"zyte_f1": f1, "zyte_precision": precision, "zyte_recall": recall, "zyte_accuracy": accuracy}
    assert figures == pytest.approx(wanted)


def test_run_averages_precision_and_recall_over_different_pages() -> None:
    # An empty output costs recall alone, a page without expected text precision alone; accuracy has all four.
    pages = [counted(1, 1, 0, 0), counted(0, 0, 5, 0), counted(0, 7, 0, 0), counted(4, 0, 0, 1), None]
    assert ZYTE.aggregate(pages) == pytest.approx(
        {
            "zyte_f1": 2 * 0.5 * (2 / 3) / (0.5 + 2 / 3),
            "zyte_precision": 0.5,
            "zyte_recall": 2 / 3,
            "zyte_accuracy": 1 / 4,
        }
    )


def test_run_without_a_hit_scores_zero_where_the_peer_stops_with_an_error() -> None:
    nothing = ZYTE.aggregate([counted(0, 0, 5, 0), counted(0, 0, 2, 0)])
    assert nothing == {"zyte_f1": 0.0, "zyte_precision": 0.0, "zyte_recall": 0.0, "zyte_accuracy": 0.0}
    assert ZYTE.aggregate([counted(0, 2, 2, 0)])["zyte_f1"] == 0.0


def test_run_of_no_pages_is_not_applicable() -> None:
    assert set(ZYTE.aggregate([None, None]).values()) == {None}
    empty = ZYTE.aggregate([counted(0, 0, 0, 1)])
    assert empty == {"zyte_f1": None, "zyte_precision": None, "zyte_recall": None, "zyte_accuracy": 1.0}


PAGES = st.lists(st.tuples(*[st.integers(0, 9)] * 3, st.integers(0, 1)), min_size=1, max_size=12)


@given(PAGES)
def test_sums_of_page_terms_give_the_figures_of_the_run(pages: list[tuple[int, ...]]) -> None:
    terms = page_terms(np.array(pages, dtype=np.int64))
    found = figures_of_sums(terms.sum(axis=0), len(pages)).tolist()
    run = ZYTE.aggregate(counted(*page) for page in pages)
    assert found == pytest.approx([run[f"zyte_{name}"] or 0.0 for name in FIGURES], abs=1e-12)


def test_case_is_counted_from_its_expected_text(tmp_path: Path) -> None:
    reference = reference_of(write_case(tmp_path / "case"))
    text = EXPECTED.replace("## ", "")
    assert ZYTE.count(reference, Candidate(Article(text=text), reference)) == counted(44, 0, 0, 1)
    assert ZYTE.count(reference, Candidate(None, reference)) == counted(0, 0, 44, 0)
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert ZYTE.count(snippets, Candidate(Article(text="x"), snippets)) is None


@given(TEXTS, TEXTS)
def test_figures_stay_within_bounds_and_swap_with_the_texts(expected: str, output: str) -> None:
    there, back = (ZYTE.figures(count_texts(*pair)) for pair in ((expected, output), (output, expected)))
    assert all(value is None or 0.0 <= value <= 1.0 for value in there.values())
    assert (there["zyte_precision"], there["zyte_f1"]) == (back["zyte_recall"], back["zyte_f1"])


@given(TEXTS)
def test_a_text_equals_itself(text: str) -> None:
    assert set(ZYTE.figures(count_texts(text, text)).values()) <= {1.0, None}


@given(TEXTS, st.integers(1, 9))
def test_junk_never_raises_precision_nor_recall(output: str, junk: int) -> None:
    expected = "a b a é b A a b a a b b"
    clean, more = count_texts(expected, output), count_texts(expected, f"{output} " + "junk " * junk)
    assert more["tp"] <= clean["tp"]
    # The peer divides by tp + fp + fn first: the last bit may move either way.
    before, after = ZYTE.figures(clean), ZYTE.figures(more)
    assert (after["zyte_precision"] or 0.0) <= (before["zyte_precision"] or 0.0) + 1e-12
    assert (after["zyte_recall"] or 0.0) <= (before["zyte_recall"] or 0.0) + 1e-12


@given(st.sets(st.integers(0, 3)))
def test_a_lost_block_never_raises_recall(kept: set[int]) -> None:
    blocks = ["a b c d e f", "g h i j k", "l m n o", "p q r s t u v"]
    whole = count_texts(" ".join(blocks), " ".join(blocks))
    assert count_texts(" ".join(blocks), " ".join(blocks[i] for i in sorted(kept)))["tp"] <= whole["tp"]
