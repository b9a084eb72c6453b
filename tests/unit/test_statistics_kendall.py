"""Kendall's tau-b, by hand, by its laws, and against scipy's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.kendall import tau_b

SCORES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=15)


@pytest.mark.parametrize(
    ("first", "second", "tau"),
    [
        ([], [], None),
        ([0.5], [0.5], None),
        ([1, 1, 1], [1, 2, 3], None),
        ([1, 2, 3], [5, 5, 5], None),
        ([1, 2], [1, 2], 1.0),
        ([1, 2], [2, 1], -1.0),
        # Of three pairs two agree.
        ([1, 2, 3], [1, 3, 2], 1 / 3),
        # Pairs (1,2) (1,3) (2,3): the first is tied in the one list, the others agree: 2 / sqrt(2 * 3).
        ([1, 1, 2], [1, 2, 3], 2 / 6**0.5),
        ([1, 1, 2], [4, 4, 9], 1.0),
    ],
)
def test_tau_by_hand(first: list[float], second: list[float], tau: float | None) -> None:
    assert tau_b(first, second) == (None if tau is None else pytest.approx(tau))


@given(SCORES)
def test_tau_is_bounded_symmetric_and_turns_with_a_list(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    tau = tau_b(first, second)
    assert tau == tau_b(second, first)
    if tau is not None:
        assert -1 - 1e-12 <= tau <= 1 + 1e-12
        assert tau_b(first, [-b for b in second]) == pytest.approx(-tau)
        assert tau_b(first, first) == pytest.approx(1)


@given(SCORES)
def test_scipy_agrees(pairs: list[tuple[int, int]]) -> None:
    stats = pytest.importorskip("scipy.stats")
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    tau = tau_b(first, second)
    if tau is not None:
        assert tau == pytest.approx(stats.kendalltau(first, second, variant="b").statistic)


def test_lists_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="of 2 and 1 of them"):
        tau_b([1, 2], [1])
    with pytest.raises(ValueError, match="not a number"):
        tau_b([1, float("nan")], [1, 2])
