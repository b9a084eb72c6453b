"""Shingles against a counter of tuples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.metrics.shingles import ShingleIndex, Shingles
from harness.model import Article
from harness.text import words
from workshop import reference_of, write_case

T = TypeVar("T")

# The page and the expected text know a to d, so "x" and "y" are words that no number stands for.
TEXTS = st.lists(st.sampled_from("abcdxy"), max_size=25).map(" ".join)
KNOWN = st.lists(st.sampled_from("abcd"), min_size=1, max_size=25).map(" ".join)


def counts_of(folder: Path, expected: str, output: str, n: int) -> dict[str, int]:
    reference = reference_of(write_case(folder / "case", "<p>a b c d</p>", expected, noise=[], optional=[]))
    counts = Shingles(n).count(reference, Candidate(Article(text=output), reference))
    assert counts is not None
    return dict(counts)


def shingles(found: Sequence[T], n: int) -> Counter[tuple[T, ...]]:
    """Count shingles straight from the definition; a text of fewer than ``n`` words is one."""
    return Counter(tuple(found[i : i + n]) for i in range(max(len(found) - n + 1, min(len(found), 1))))


def slow_counts(expected: str, output: str, n: int) -> dict[str, int]:
    wanted, given = shingles(words(expected), n), shingles(words(output), n)
    return {"hits": (wanted & given).total(), "output": given.total(), "expected": wanted.total()}


@pytest.mark.parametrize(
    ("expected", "output", "n", "counts"),
    [
        # a-b-c, b-c-d against a-b-c, b-c-x.
        ("a b c d", "a b c x", 3, (1, 2, 2)),
        ("a b c d", "c d a b", 2, (2, 3, 3)),
        # A second copy is matched only as often as it is expected.
        ("a b", "a b a b", 2, (1, 3, 1)),
        ("a b a b", "a b", 2, (1, 1, 3)),
        # Fewer words than n are one short shingle.
        ("a b", "a b", 4, (1, 1, 1)),
        ("a b", "b a", 4, (0, 1, 1)),
        ("a b c d", "a b c", 4, (0, 1, 1)),
        ("a b c", "a b c d", 4, (0, 1, 1)),
        ("a b", "a b c", 4, (0, 1, 1)),
        ("a", "", 4, (0, 0, 1)),
        ("a b c d", "— !", 4, (0, 0, 1)),
        ("a x", "x a x", 2, (1, 2, 1)),
        ("a b c d", "x y x y x", 4, (0, 2, 1)),
    ],
)
def test_counts_by_hand(tmp_path: Path, expected: str, output: str, n: int, counts: tuple[int, int, int]) -> None:
    found = counts_of(tmp_path, expected, output, n)
    assert (found["hits"], found["output"], found["expected"]) == counts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes the case anew
@given(KNOWN, TEXTS, st.integers(1, 6))
@example("a", "x", 1)
def test_counts_are_those_of_a_counter_of_tuples(tmp_path: Path, expected: str, output: str, n: int) -> None:
    assert counts_of(tmp_path, expected, output, n) == slow_counts(expected, output, n)


# Numbers as of a vocabulary of a million: six of them have no common code in 64 bits.
NUMBERS = st.lists(st.sampled_from([1, 2, 3, 10**6]), max_size=25)
OUTPUT = st.lists(st.sampled_from([0, 1, 2, 3, 10**6, 2 * 10**6]), max_size=25)


@given(NUMBERS, OUTPUT, st.integers(1, 6))
def test_large_vocabulary_is_counted_the_same(expected: list[int], output: list[int], n: int) -> None:
    index = ShingleIndex(np.array(expected, dtype=np.int64), n)
    assert index.shared(np.array(output, dtype=np.int64)) == (shingles(expected, n) & shingles(output, n)).total()


def test_figures_bear_the_size_in_their_names() -> None:
    assert Shingles(3).figures({"hits": 3, "output": 4, "expected": 6}) == {
        "shingles3_f1": 0.6,
        "shingles3_precision": 0.75,
        "shingles3_recall": 0.5,
    }
    assert Shingles(4).signature == "shingles(n=4)|tok:uax29-v1|v2"


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    reference = reference_of(write_case(tmp_path / "case", "<p>a</p>", None, must_include=["a"], noise=[], optional=[]))
    assert Shingles().count(reference, Candidate(None, reference)) is None


def test_shingle_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one word, not 0"):
        Shingles(0)
