"""How far outputs agree, and who behaves alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.survey.agreement import agreements, alike, bags, square

texts = st.lists(st.text("ab é\n", max_size=12), min_size=2, max_size=5)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a b c", "a b c", 1.0),
        ("a b c", "c, a. b!", 1.0),
        ("", "", 1.0),
        ("", " \n", 1.0),
        ("a", "", 0.0),
        ("a b", "c d", 0.0),
        ("a b c", "a b d", 2 / 3),
        ("a a a b", "a b", 2 / 3),  # 2 * (1 + 1) / (4 + 2)
    ],
)
def test_agreement_is_the_f1_of_the_bags_of_words(one: str, other: str, expected: float) -> None:
    assert agreements(bags([one, other])).tolist() == [pytest.approx(expected)]


def test_pairs_come_row_by_row() -> None:
    assert agreements(bags(["a", "a b", ""])).tolist() == [pytest.approx(2 / 3), 0.0, 0.0]
    assert square(np.array([0.1, 0.2, 0.3]), 3).tolist() == [[1.0, 0.1, 0.2], [0.1, 1.0, 0.3], [0.2, 0.3, 1.0]]


def test_one_output_has_no_pair() -> None:
    assert agreements(bags(["a"])).tolist() == []
    assert agreements(bags([])).tolist() == []


@given(texts)
def test_agreement_is_a_share_and_the_same_from_both_sides(outputs: list[str]) -> None:
    forward = square(agreements(bags(outputs)), len(outputs))
    backward = square(agreements(bags(outputs[::-1])), len(outputs))[::-1, ::-1]
    assert ((forward >= 0) & (forward <= 1)).all()
    assert np.array_equal(forward, backward)


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (1.0, [[0], [1], [2], [3]]),
        (0.9, [[0, 1], [2], [3]]),
        (0.8, [[0, 1], [2, 3]]),
        # Between the two groups: (0.6 + 0.5 + 0.4 + 0.3) / 4 = 0.45.
        (0.46, [[0, 1], [2, 3]]),
        (0.45, [[0, 1, 2, 3]]),
    ],
)
def test_groups_are_joined_by_their_mean_agreement(threshold: float, expected: list[list[int]]) -> None:
    matrix = square(np.array([0.95, 0.6, 0.5, 0.4, 0.3, 0.8]), 4)
    assert alike(matrix, threshold) == expected


def test_linkage_weighs_by_size() -> None:
    # 0, 1 and 2 are joined first; 3 agrees with them by (0.9 + 0.6 + 0.6) / 3 = 0.7,
    # not by the mean of means, 0.675.
    matrix = square(np.array([1.0, 0.99, 0.9, 0.99, 0.6, 0.6]), 4)
    assert alike(matrix, 0.699) == [[0, 1, 2, 3]]
    assert alike(matrix, 0.701) == [[0, 1, 2], [3]]


def test_nobody_has_no_groups() -> None:
    assert alike(np.empty((0, 0)), 0.5) == []
