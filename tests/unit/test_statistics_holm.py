"""Holm's correction, by hand and by its laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.holm import holm

P_VALUES = st.lists(st.none() | st.floats(0, 1), max_size=12)


@pytest.mark.parametrize(
    ("given_p", "corrected"),
    [
        ([], ()),
        ([None], (None,)),
        ([0.03], (0.03,)),
        # 0.01 * 3, 0.02 * 2 = 0.04, 0.03 * 1 raised to its predecessor's.
        ([0.03, 0.01, 0.02], (0.04, 0.03, 0.04)),
        ([0.03, None, 0.01], (0.03, None, 0.02)),
        ([0.5, 0.9], (1.0, 1.0)),
        ([0.01, 0.01], (0.02, 0.02)),
    ],
)
def test_correction_by_hand(given_p: list[float | None], corrected: tuple[float | None, ...]) -> None:
    assert holm(given_p) == tuple(None if p is None else pytest.approx(p) for p in corrected)


@given(P_VALUES)
def test_correction_never_helps_keeps_the_order_and_is_at_most_bonferronis(p_values: list[float | None]) -> None:
    corrected = holm(p_values)
    pairs = sorted((p, q) for p, q in zip(p_values, corrected, strict=True) if p is not None and q is not None)
    assert [q for _, q in pairs] == sorted(q for _, q in pairs)
    for p, q in pairs:
        assert p <= q <= min(1.0, p * len(pairs)) + 1e-12
    assert [p is None for p in p_values] == [q is None for q in corrected]


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        holm([0.5, p])
