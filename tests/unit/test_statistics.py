"""The bootstrap, against the same draws made page by page."""

from __future__ import annotations

import statistics as plain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import statistics
from harness.metrics import zyte
from harness.statistics import Samples, bootstrap, deviations, differences, intervals, ratios, resampled_sums, weights


def draws(pages: int, resamples: int, seed: int) -> list[list[int]]:
    return [np.repeat(np.arange(pages), row).tolist() for row in weights(pages, resamples, seed)]


@given(st.integers(0, 30), st.integers(1, 20), st.integers(0, 2**32))
def test_every_resample_draws_as_many_pages_as_there_are(pages: int, resamples: int, seed: int) -> None:
    drawn = weights(pages, resamples, seed)
    assert drawn.shape == (resamples, pages)
    assert (drawn.sum(axis=1) == pages).all()
    assert (drawn == weights(pages, resamples, seed)).all()


def test_other_seeds_draw_other_pages() -> None:
    assert (weights(50, 10, 1) != weights(50, 10, 2)).any()


def test_each_page_is_drawn_once_on_average_with_the_spread_of_a_binomial() -> None:
    drawn = weights(100, 4000)
    # Over 4,000 resamples: standard errors are 0.016 for the mean and about 0.03 for the variance 0.99.
    assert abs(drawn[:, 0].mean() - 1) < 0.08
    assert abs(drawn[:, 0].var() - 0.99) < 0.15


def test_sums_are_the_weighted_terms_whatever_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = np.random.default_rng(3).integers(0, 9, (37, 2, 3))
    whole = np.einsum("rp,pst->rst", weights(37, 50, 4), terms)
    assert (resampled_sums(terms, 50, 4) == whole).all()
    monkeypatch.setattr(statistics, "_CELLS", 37 * 7 + 5)
    assert (resampled_sums(terms, 50, 4) == whole).all()


def test_a_system_meets_the_same_resamples_whoever_else_is_compared() -> None:
    terms = np.random.default_rng(3).integers(0, 9, (37, 5))
    assert (resampled_sums(terms)[:, 2] == resampled_sums(terms[:, 2])).all()


def test_ratios_are_those_of_each_resample() -> None:
    hits, sizes = np.array([[1, 0], [2, 3], [0, 5]]), np.array([[2, 0], [4, 3], [1, 5]])
    samples = ratios(hits, sizes, resamples=40, seed=5)
    for k, indices in enumerate(draws(3, 40, 5)):
        for s in (0, 1):
            size = sum(int(sizes[i, s]) for i in indices)
            assert samples.defined[k, s] == (size > 0)
            assert samples.values[k, s] == (sum(int(hits[i, s]) for i in indices) / size if size else 0.0)
    # The second figure applies to two of three pages: one resample in 27 draws neither.
    assert not samples.defined[:, 1].all()


def test_resamples_without_a_page_that_counts_are_left_out() -> None:
    samples = Samples(
        np.array([[0.0, 0.0], [0.2, 0.0], [0.6, 0.5]]), np.array([[False] * 2, [True, False], [True] * 2])
    )
    first, second = deviations(samples)
    assert first == pytest.approx(plain.stdev([0.2, 0.6]))
    assert second is None
    assert intervals(samples, 0.5) == [pytest.approx((0.3, 0.5)), (0.5, 0.5)]
    assert intervals(samples._replace(defined=np.zeros((3, 2), dtype=bool))) == [None, None]


def test_interval_holds_the_middle_share_of_the_resamples() -> None:
    values = np.arange(101.0)[:, None] / 100
    samples = Samples(values, np.ones(values.shape, dtype=bool))
    assert intervals(samples) == [pytest.approx((0.025, 0.975))]
    assert intervals(samples, 0.8) == [pytest.approx((0.1, 0.9))]


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.1])
def test_level_outside_of_its_range_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match=f"between 0 and 1, not at {level}"):
        intervals(Samples(np.zeros((2, 1)), np.ones((2, 1), dtype=bool)), level)


def test_zytes_deviation_is_that_of_its_runs_over_the_drawn_pages() -> None:
    counts = np.random.default_rng(6).integers(0, 5, (12, 2, 4))
    counts[..., 3] %= 2
    counts[3, 0, :2] = 0
    counts[5, 1] = (0, 0, 0, 1)
    samples = bootstrap(zyte.page_terms(counts), zyte.figures_of_sums, 30, 7)
    expected = []
    for s in (0, 1):
        pages = [dict(zip(zyte.COUNTS, page, strict=True)) for page in counts[:, s].tolist()]
        runs = [zyte.Zyte().aggregate(pages[i] for i in indices) for indices in draws(12, 30, 7)]
        expected += [plain.stdev(run[f"zyte_{name}"] or 0.0 for run in runs) for name in zyte.FIGURES]
    assert deviations(samples) == pytest.approx(expected, abs=1e-12)


@given(st.integers(2, 30), st.integers(1, 6), st.integers(0, 2**32), st.sampled_from([1.0, 1e-7, 0.0]))
def test_differences_are_those_of_every_pair(resamples: int, systems: int, seed: int, spread: float) -> None:
    # With a small spread all systems move together, which is where a difference of variances would lose all digits.
    generator = np.random.default_rng(seed)
    values = generator.random((resamples, 1)) + spread * generator.random((resamples, systems))
    found = differences(Samples(values, np.ones(values.shape, dtype=bool)))
    for i in range(systems):
        for j in range(systems):
            pair = values[:, i] - values[:, j]
            assert found.mean[i, j] == pytest.approx(pair.mean(), abs=1e-12)
            assert found.deviation[i, j] == pytest.approx(pair.std(ddof=1), rel=1e-6, abs=1e-14)


def test_resample_that_one_system_lacks_is_left_out_for_all() -> None:
    values = np.array([[0.0, 0.9], [0.2, 0.3], [0.6, 0.5]])
    found = differences(Samples(values, np.array([[False, True], [True, True], [True, True]])))
    assert found.mean[0, 1] == pytest.approx(0.0)
    assert found.deviation[0, 1] == pytest.approx(plain.stdev([-0.1, 0.1]))
    with pytest.raises(ValueError, match="two resamples"):
        differences(Samples(values, np.zeros((3, 2), dtype=bool)))


def test_run_without_pages_has_no_figure() -> None:
    samples = ratios(np.zeros((0, 2)), np.zeros((0, 2)), resamples=10)
    assert deviations(samples) == [None, None]
