"""Paired differences: the table of edge cases, the interval's pact with the test, and many at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.clusters import Values
from harness.statistics.difference import Difference, all_differences, difference

GENERATOR = np.random.default_rng(8)
BASE = GENERATOR.beta(4, 1, 80)
MOVED = np.clip(BASE + GENERATOR.normal(-0.02, 0.1, 80), 0, 1)


@pytest.mark.parametrize(
    ("base", "new", "clusters", "expected"),
    [
        ([], [], None, Difference(None, None, None, None, 0, 0, None, 0)),
        ([None, 0.5], [0.5, None], None, Difference(None, None, None, None, 0, 0, None, 0)),
        ([0.5], [0.5], None, Difference(0.0, None, None, 1.0, 1, 0, None, 1)),
        ([0.5], [0.25], None, Difference(-0.25, None, None, 1.0, 1, 1, None, 1)),
        ([0.5, 0.75], [0.25, 0.5], [3, 3], Difference(-0.25, None, None, 1.0, 2, 2, None, 1)),
        ([0.5, 0.5, None], [0.5, 0.5, 1.0], None, Difference(0.0, 0.0, 0.0, 1.0, 2, 0, None, 2)),
        # All pages lose the same: no doubt in the bootstrap, but two signs are no evidence.
        ([0.5, 0.75], [0.25, 0.5], None, Difference(-0.25, -0.25, 0.0, 0.5, 2, 2, None, 2)),
        ([0.5] * 8, [0.25] * 8, None, Difference(-0.25, -0.25, -0.25, 2 / 256, 8, 8, None, 8)),
    ],
)
def test_edge_cases_by_hand(
    base: list[float | None], new: list[float | None], clusters: list[int] | None, expected: Difference
) -> None:
    assert difference(base, new, clusters) == expected


def test_interval_and_figures_of_an_ordinary_comparison() -> None:
    found = difference(BASE, MOVED)
    assert found.delta == pytest.approx(float((MOVED - BASE).mean()))
    assert found.delta is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.delta < found.high
    # The normal interval, which 80 pages of symmetric differences come close to.
    error = float((MOVED - BASE).std(ddof=1)) / 80**0.5
    assert (found.low, found.high) == pytest.approx(
        (found.delta - 1.99 * error, found.delta + 1.99 * error), abs=error / 3
    )
    assert found.pages == found.clusters == 80
    assert found.changed == np.count_nonzero(MOVED != BASE)
    assert found.smallest_detectable == pytest.approx(2.84 * error, rel=0.01)


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.4, 1.0])), min_size=2, max_size=30),
    st.integers(2, 9),
)
def test_interval_without_0_and_significance_go_together(pairs: list[tuple[float, float]], sites: int) -> None:
    base, new = [a for a, _ in pairs], [b for _, b in pairs]
    found = difference(base, new, [i % sites for i in range(len(pairs))], resamples=99, draws=99)
    assert found.p is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high
    if found.p > 0.05 + 1e-9:
        assert found.low <= 0 <= found.high
        assert not found.drops_beyond(0)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=25))
def test_swapped_runs_have_the_opposite_difference(pairs: list[tuple[float, float]]) -> None:
    base, new = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = difference(base, new, resamples=99, draws=99), difference(new, base, resamples=99, draws=99)
    assert there.delta == pytest.approx(-(back.delta or 0.0))
    assert there.p == back.p
    assert there.low == pytest.approx(-(back.high or 0.0), abs=1e-9)
    assert there.changed == back.changed


def test_both_runs_meet_the_same_draws() -> None:
    # Scores that differ much between pages, and by the same on each: only pairing sees that nothing is uncertain.
    found = difference(BASE, BASE - 0.125)
    assert found.low == pytest.approx(-0.125)
    assert found.high == pytest.approx(-0.125)


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    gaps: list[float | None] = [None if i % 7 == 0 else float(value) for i, value in enumerate(MOVED)]
    sites = [i // 3 for i in range(80)]
    runs: list[Values] = [MOVED, BASE, gaps, MOVED[::-1]]
    together = all_differences([BASE] * 4, runs, sites)
    for found, new in zip(together, runs, strict=True):
        alone = difference(BASE, new, sites)
        assert (found.p, found.pages, found.changed, found.clusters) == (
            alone.p,
            alone.pages,
            alone.changed,
            alone.clusters,
        )
        assert (found.delta, found.low, found.high) == pytest.approx((alone.delta, alone.low, alone.high), abs=1e-12)
    assert together[1] == Difference(0.0, 0.0, 0.0, 1.0, 80, 0, None, 27)
    assert all_differences([], []) == ()


@pytest.mark.parametrize(
    ("drop", "tolerance", "fires"), [(0.05, 0.0, True), (0.05, 0.02, True), (0.05, 0.06, False), (-0.05, 0.0, False)]
)
def test_gate_fires_beyond_its_tolerance_only(drop: float, tolerance: float, fires: bool) -> None:
    new = BASE - drop + np.random.default_rng(9).normal(0, 0.03, 80)
    assert difference(BASE, new).drops_beyond(tolerance) is fires


def test_gate_never_fires_without_an_interval() -> None:
    assert not difference([], []).drops_beyond(0)
    assert not difference([0.9, 0.9], [0.1, 0.1], [1, 1]).drops_beyond(0)


def test_five_sites_are_not_enough_and_six_are() -> None:
    for moved, fires in ((5, False), (6, True)):
        assert difference([0.5] * 300, [0.25] * moved + [0.5] * (300 - moved)).drops_beyond(0) is fires


def test_runs_that_are_not_paired_are_refused() -> None:
    with pytest.raises(ValueError, match="over 2 and 3 pages are not paired"):
        difference([0.1, 0.2], [0.1, 0.2, 0.3])
    with pytest.raises(ValueError, match="2 figures cannot be compared with 1"):
        all_differences([[0.1], [0.2]], [[0.1]])
