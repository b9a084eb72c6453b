"""Sums by cluster, and the standard error of their ratio."""

from __future__ import annotations

import statistics as plain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.clusters import cluster_sums, columns, labels, mean_sums


def test_values_are_summed_by_cluster_and_pages_without_one_are_left_out() -> None:
    sums = mean_sums([0.5, None, 0.25, 1.0, None], [7, 7, -3, 7, 9])
    # Cluster -3, then 7; nothing is left of 9.
    assert sums.numerators.tolist() == [[0.25], [1.5]]
    assert sums.denominators.tolist() == [1, 2]
    assert sums.ratio.tolist() == [pytest.approx(1.75 / 3)]


def test_standard_error_by_hand() -> None:
    # Mean 0.5; residuals of the three clusters: 1 - 1, 0.2 - 0.5, 0.8 - 0.5.
    errors = mean_sums([0.4, 0.6, 0.2, 0.8], [0, 0, 1, 2]).deviations()
    assert errors is not None
    assert errors[0] == pytest.approx((3 / 2 * (0.09 + 0.09)) ** 0.5 / 4)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_pages_on_their_own_have_the_textbook_error(values: list[float]) -> None:
    errors = mean_sums(values, None).deviations()
    assert errors is not None
    assert errors[0] == pytest.approx(plain.stdev(values) / len(values) ** 0.5, abs=1e-9)


def test_one_cluster_has_no_error_and_equal_values_have_none() -> None:
    assert mean_sums([0.1, 0.9], [4, 4]).deviations() is None
    assert mean_sums([], None).deviations() is None
    errors = mean_sums([0.1] * 7, [0, 0, 0, 1, 1, 2, 2]).deviations()
    assert errors is not None
    assert errors.tolist() == [0.0]


def test_sum_that_is_only_rounding_is_0() -> None:
    sums = cluster_sums(np.array([[0.1, 0.2, -0.3]]), np.ones(3), labels([0, 0, 0], 3))
    assert sums.numerators.tolist() == [[0.0]]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_value_that_is_no_number_is_refused_with_its_place(bad: float) -> None:
    with pytest.raises(ValueError, match="value 1 is"):
        columns([[0.0, 0.1], [0.5, bad]])
    with pytest.raises(ValueError, match="value 1 is"):
        columns([np.array([0.5, bad])])


def test_lengths_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length: 2 and 1"):
        columns([[0.5, 0.5], [0.5]])
    with pytest.raises(ValueError, match="3 cluster labels for 2 pages"):
        labels([1, 2, 3], 2)
