"""Near-duplicates: exact shares, nothing missed that is above 0.8, nothing told that is not."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lint.duplicates import LEAST_SHARE, NearDuplicates, Pair, jaccard


def pairs_of(*texts: str) -> list[Pair]:
    found = NearDuplicates()
    for text in texts:
        found.add(text.split())
    return found.pairs()


TEN = "a b c d e f g h i j"
FIFTY = " ".join(f"w{number}" for number in range(50))


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (TEN, TEN, 1.0),
        (FIFTY, FIFTY + " more", 46 / 47),  # 46 runs of five words, and one more
        (FIFTY, FIFTY.replace("w25", "other"), 41 / 51),
        (FIFTY, FIFTY.replace("w25", "other").replace("w35", "another"), None),  # 36 of 56
        ("w " + FIFTY, FIFTY + " x", 46 / 48),
        (TEN, TEN[::-1], None),
        ("a b c", "a b c", 1.0),
        ("a b c", "a b d", None),
        ("", "", None),
    ],
)
def test_share_is_shared_runs_over_all_runs(one: str, other: str, share: float | None) -> None:
    found = pairs_of(one, "something else altogether stands between the two", other)
    assert [(pair.first, pair.second, pair.share) for pair in found] == ([] if share is None else [(0, 2, share)])


def test_a_run_of_zeros_is_no_short_text() -> None:
    assert pairs_of("a b c", "a b c d e") == []


def test_each_copy_is_paired_with_the_first_one() -> None:
    assert pairs_of(TEN, TEN, "other words", TEN) == [Pair(0, 1, 1.0), Pair(0, 3, 1.0)]


def test_a_text_is_paired_with_the_nearest_earlier_one() -> None:
    farther, nearer = FIFTY + " x y z", FIFTY + " x y"
    assert [pair.first for pair in pairs_of(farther, nearer, FIFTY)] == [0, 1]


def test_every_pair_above_the_mark_is_found_among_a_thousand_texts() -> None:
    chance = random.Random(8)
    texts = [[f"w{chance.randrange(3000)}" for _ in range(200)] for _ in range(1000)]
    for number in range(100):
        text = list(texts[number])
        for _ in range(chance.randrange(9)):
            text[chance.randrange(200)] = "changed"
        texts[number + 500] = text
    found = NearDuplicates()
    for text in texts:
        found.add(text)

    def runs(number: int) -> set[tuple[str, ...]]:
        return {tuple(texts[number][place : place + 5]) for place in range(196)}

    def share(one: int, other: int) -> float:
        return len(runs(one) & runs(other)) / len(runs(one) | runs(other))

    shares = {number: share(number, number + 500) for number in range(100)}
    wanted = {(number, number + 500, value) for number, value in shares.items() if value > LEAST_SHARE}
    assert {(pair.first, pair.second, pair.share) for pair in found.pairs()} == wanted
    assert 20 < len(wanted) < 100, "some are above the mark and some below"


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_jaccard_is_symmetric_and_that_of_the_sets(one: set[int], other: set[int]) -> None:
    arrays = [np.array(sorted(values), dtype=np.uint64) for values in (one, other)]
    assert jaccard(*arrays) == jaccard(*reversed(arrays)) == len(one & other) / len(one | other)
