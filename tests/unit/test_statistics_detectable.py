"""The smallest detectable difference: by hand, by its edge cases, and that it is found as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from harness.statistics.detectable import corpus_detectable, from_error, smallest_detectable
from harness.statistics.difference import difference


@pytest.mark.parametrize(
    ("differences", "clusters"),
    [([], None), ([None], None), ([0.1], None), ([0.1, 0.3], [5, 5]), ([0.0] * 9, None), ([-0.1] * 9, None)],
)
def test_nothing_to_judge_from_gives_none(differences: list[float | None], clusters: list[int] | None) -> None:
    assert smallest_detectable(differences, clusters) is None


def test_many_pages_need_two_point_eight_standard_errors() -> None:
    # 1.960 + 0.842, and a standard deviation of 0.1 over 2,000 pages.
    differences = [0.1, -0.1] * 1000
    assert smallest_detectable(differences) == pytest.approx(2.802 * 0.1 / 2000**0.5, rel=1e-3)


def test_few_pages_pay_for_knowing_their_spread_badly() -> None:
    # t(0.975) and t(0.8) at three degrees: 3.182 and 0.978.
    assert smallest_detectable([0.1, -0.1, 0.1, -0.1]) == pytest.approx((3.182 + 0.978) * 0.1155 / 2, rel=1e-3)


def test_pages_of_one_site_detect_less() -> None:
    differences = np.repeat(np.random.default_rng(1).normal(0, 0.1, 50), 8)
    together = smallest_detectable(differences, np.repeat(np.arange(50), 8).tolist())
    apart = smallest_detectable(differences)
    assert together is not None
    assert apart is not None
    assert together > 2.5 * apart


def test_single_run_is_judged_by_the_spread_of_its_values() -> None:
    values = [0.4, 0.6] * 1000
    alone = corpus_detectable(values)
    assert alone == pytest.approx(2.802 * 0.1 * 2**0.5 / 2000**0.5, rel=1e-3)
    # With correlation 0.5 a difference spreads as a value does.
    assert corpus_detectable(values, correlation=0.5) == pytest.approx(smallest_detectable(values))
    assert corpus_detectable([0.7, 0.7, 0.7]) is None
    assert corpus_detectable([0.7]) is None


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="from -1 to below 1, not at 1"):
        corpus_detectable([0.1, 0.9], correlation=1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        from_error(0.1, 5, power=80)


def test_smallest_difference_is_found_four_times_in_five() -> None:
    generator = np.random.default_rng(2)
    pages, spread = 120, 0.1
    smallest = from_error(spread / pages**0.5, pages)
    assert smallest is not None
    found = 0
    for _ in range(300):
        base = generator.random(pages)
        new = base - smallest + generator.normal(0, spread, pages)
        found += difference(base, new, resamples=200, draws=299).drops_beyond(0)
    # The standard error of 300 trials is 0.023.
    assert 0.72 <= found / 300 <= 0.88
