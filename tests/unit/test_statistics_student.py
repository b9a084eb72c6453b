"""Student's t against tabulated points, the closed forms of one and two degrees, and scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from harness.statistics.student import quantile, two_sided


@pytest.mark.parametrize(
    ("share", "freedom", "point"),
    [
        # As printed in every table of t.
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.95, 10, 1.812),
        (0.995, 10, 3.169),
        (0.975, 30, 2.042),
        (0.975, 120, 1.980),
        (0.8, 9, 0.883),
        (0.975, 10**6, 1.960),
        (0.5, 4, 0.0),
    ],
)
def test_quantiles_are_the_tabulated_ones(share: float, freedom: int, point: float) -> None:
    assert quantile(share, freedom) == pytest.approx(point, abs=5e-4)
    assert quantile(1 - share, freedom) == pytest.approx(-point, abs=5e-4)


def test_closed_forms_of_one_and_two_degrees() -> None:
    t = np.array([0.0, 0.5, -2.0, 30.0])
    assert two_sided(t, 1) == pytest.approx(1 - 2 / math.pi * np.arctan(np.abs(t)))
    assert two_sided(t, 2) == pytest.approx(1 - np.abs(t) / np.sqrt(2 + t * t))


@pytest.mark.parametrize("freedom", [1, 2, 7, 999, 1000])
def test_infinitely_far_has_no_probability_and_0_has_all(freedom: int) -> None:
    assert two_sided(np.array([[np.inf, 0.0]]), freedom).tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 8, 31, 100, 999])
def test_scipy_agrees(freedom: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    t = np.array([0.01, 0.3, 1.0, 2.5, 6.0])
    assert two_sided(t, freedom) == pytest.approx(2 * stats.t.sf(t, freedom), rel=1e-6, abs=1e-12)
    for share in (0.51, 0.9, 0.975, 0.9999):
        assert quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-6)
