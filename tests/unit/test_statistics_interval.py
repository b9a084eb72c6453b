"""Intervals: edge cases by table, laws, and the plain methods against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.clusters import mean_sums
from harness.statistics.interval import METHODS, Interval, Method, endpoints, mean_interval, mean_intervals, method_for

SKEWED = np.random.default_rng(1).beta(4, 1, 60)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("values", "clusters"),
    [([], None), ([None, None], None), ([0.5], None), ([0.5, 0.7, 0.9], [1, 1, 1]), ([0.5, None], [1, 2])],
)
def test_fewer_than_two_clusters_have_no_interval(
    values: list[float | None], clusters: list[int] | None, method: Method
) -> None:
    assert mean_interval(values, clusters, method=method) is None


@pytest.mark.parametrize("method", ["percentile", "bca"])
@pytest.mark.parametrize("value", [0.0, 0.1, 1.0, -3.3])
def test_equal_values_have_an_interval_of_no_length(value: float, method: Method) -> None:
    found = mean_interval([value] * 7, [0, 0, 0, 1, 1, 2, 3], method=method)
    assert found is not None
    assert found.low == found.high == pytest.approx(value, abs=1e-15)


def test_bounded_interval_of_perfect_pages_leaves_room_for_the_failure_that_was_not_met() -> None:
    found = mean_interval([1.0] * 20, method="bounded")
    assert found is not None
    # Clopper and Pearson: 0.025 ** (1 / 20).
    assert found.low == pytest.approx(0.832, abs=0.01)
    assert found.high == pytest.approx(1.0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("clusters", [[1, 2], [1, 2, 3], [1, 1, 2, 2, 3]])
def test_two_or_three_clusters_have_a_finite_interval_around_the_mean(clusters: list[int], method: Method) -> None:
    values = [0.9, 0.3, 0.8, 0.4, 1.0][: len(clusters)]
    found = mean_interval(values, clusters, method=method)
    assert found is not None
    assert 0 <= found.low <= np.mean(values) <= found.high <= 1


@given(
    st.lists(st.sampled_from([0.0, 0.25, 0.9, 1.0]), min_size=2, max_size=25),
    st.integers(1, 6),
    st.sampled_from(METHODS),
    st.integers(0, 2**32),
)
def test_interval_is_finite_ordered_and_within_the_values_bounds(
    values: list[float], sites: int, method: Method, seed: int
) -> None:
    clusters = [i % sites for i in range(len(values))]
    found = mean_interval(values, clusters, method=method, resamples=60, seed=seed)
    if min(sites, len(values)) < 2:
        assert found is None
    else:
        assert found is not None
        assert -1e-12 <= found.low <= found.high <= 1 + 1e-12
        assert found == mean_interval(values, clusters, method=method, resamples=60, seed=seed)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=20), st.sampled_from(["percentile", "bca"]))
def test_mirrored_values_have_the_mirrored_interval(values: list[float], method: Method) -> None:
    found, mirrored = (
        mean_interval(some, method=method, resamples=100) for some in (values, [1 - value for value in values])
    )
    assert found is not None
    assert mirrored is not None
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((found.low, found.high), abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_higher_level_has_the_longer_interval(method: Method) -> None:
    lengths = []
    for level in (0.5, 0.8, 0.95, 0.99):
        found = mean_interval(SKEWED, method=method, level=level)
        assert found is not None
        lengths.append(found.high - found.low)
    assert lengths == sorted(lengths)


def test_page_that_does_not_apply_has_no_part() -> None:
    some: list[float | None] = [0.2, None, 0.9, 0.6, None]
    assert mean_interval(some, [1, 8, 2, 3, 9]) == mean_interval([0.2, 0.9, 0.6])


def test_pages_of_one_site_are_worth_less_than_as_many_sites() -> None:
    scores = np.repeat(SKEWED[:20], 5)
    apart, together = mean_interval(scores), mean_interval(scores, np.repeat(np.arange(20), 5).tolist())
    single = mean_interval(SKEWED[:20])
    assert apart is not None
    assert together is not None
    assert single is not None
    assert together.high - together.low > 2 * (apart.high - apart.low)
    # Five copies of a page say no more than the page.
    assert (together.low, together.high) == pytest.approx((single.low, single.high))


def test_bca_leans_to_the_long_tail() -> None:
    plain, leaning = (mean_interval(SKEWED, method=method) for method in ("percentile", "bca"))
    assert plain is not None
    assert leaning is not None
    assert leaning.low < plain.low
    assert leaning.high < plain.high


def test_means_of_many_rows_are_those_of_each_alone_by_the_method_for_so_many_sites() -> None:
    values = np.array([SKEWED, SKEWED[::-1], SKEWED, 3 * SKEWED])
    applies = np.ones(values.shape, dtype=bool)
    applies[2, :40] = False
    numbers = list(range(60))
    found = mean_intervals(values, applies, numbers)
    methods: list[Method] = ["bca", "bca", "bounded", "bca"]
    for row, there, one, method in zip(values, applies, found, methods, strict=True):
        listed = [float(value) if applied else None for value, applied in zip(row, there, strict=True)]
        assert one == mean_interval(listed, numbers, method=method)
    # The last leaves 0..1, which ``bounded`` knows nothing of, however few its sites are.
    assert mean_intervals(values[3:], applies[2:3], numbers) == (
        mean_interval([None] * 40 + values[3, 40:].tolist(), numbers),
    )
    assert mean_intervals(values[:1], applies[:1], [7] * 60) == (None,)


@pytest.mark.parametrize(("sites", "method"), [(2, "bounded"), (49, "bounded"), (50, "bca"), (1000, "bca")])
def test_method_is_that_for_so_many_sites(sites: int, method: Method) -> None:
    assert method_for(sites) == method


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1, not at 95"):
        mean_interval([0.1, 0.2], level=95)
    with pytest.raises(ValueError, match="no method 'jackknife'"):
        mean_interval([0.1, 0.2], method="jackknife")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="outside of their bounds"):
        mean_interval([0.1, 1.2], method="bounded")


@pytest.mark.parametrize("method", ["percentile", "bca"])
@pytest.mark.parametrize("size", [8, 60])
def test_plain_methods_are_scipys(method: Method, size: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    values = SKEWED[:size]
    low, high = endpoints(mean_sums(values, None), level=0.9, method=method, resamples=20_000, widen=False)
    generator = np.random.default_rng(2)
    theirs = stats.bootstrap(
        (values,), np.mean, confidence_level=0.9, n_resamples=20_000, method=method, random_state=generator
    ).confidence_interval
    # Other draws: an end of 20,000 resamples moves by some 2 % of the deviation.
    room = 0.08 * float(values.std()) / size**0.5
    assert (low[0], high[0]) == (pytest.approx(theirs.low, abs=room), pytest.approx(theirs.high, abs=room))


@pytest.mark.parametrize(("ones", "pages"), [(0, 9), (3, 9), (17, 20), (40, 40)])
def test_bounded_interval_of_zeros_and_ones_is_clopper_and_pearsons(ones: int, pages: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    found = mean_interval([1.0] * ones + [0.0] * (pages - ones), method="bounded", resamples=20_000)
    exact = stats.binomtest(ones, pages).proportion_ci(0.95, method="exact")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=0.008)


def test_interval_is_a_value() -> None:
    assert Interval(0.1, 0.2) == Interval(low=0.1, high=0.2)
