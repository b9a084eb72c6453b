"""The sign-flip test, against patterns counted by hand and by brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.clusters import Labels, Values, mean_sums
from harness.statistics.permutation import DRAWS, EXACT, p_values


def sign_flip(differences: Values, clusters: Labels | None = None, *, draws: int = DRAWS, seed: int = 1) -> float:
    """Return the p of one figure."""
    return float(p_values(mean_sums(differences, clusters).numerators, draws=draws, seed=seed)[0])


@pytest.mark.parametrize(
    ("differences", "clusters", "p"),
    [
        ([0.0, 0.0], None, 1.0),
        ([-0.5, 0.0], None, 1.0),
        ([0.1, 0.1], None, 0.5),
        ([0.1, -0.1], None, 1.0),
        # Sums of +-1 +-2 +-4: 7 is reached by one pattern and its mirror image.
        ([1.0, 2.0, 4.0], None, 2 / 8),
        # 1 + 2 - 4 = -1 is the smallest there is.
        ([1.0, 2.0, -4.0], None, 1.0),
        # 5 or more: 1 + 4, 2 + 4 - 1, 7; and their mirror images.
        ([-1.0, 2.0, 4.0], None, 4 / 8),
        ([-0.1] * 5, None, 2 / 32),
        ([-0.1] * 6, None, 2 / 64),
        # Two sites, whatever their pages.
        ([-0.1] * 6, [1, 1, 1, 2, 2, 2], 0.5),
        # The sites cancel within, so that nothing moves.
        ([0.1, 0.2, -0.3], [1, 1, 1], 1.0),
        ([0.1] * 12, None, 2 / 4096),
    ],
)
def test_p_by_hand(differences: list[float | None], clusters: list[int] | None, p: float) -> None:
    assert sign_flip(differences, clusters) == pytest.approx(p, abs=1e-15)


@given(st.lists(st.sampled_from([-0.3, -0.1, 0.0, 0.1, 0.2, 0.7]), min_size=1, max_size=9))
def test_p_is_the_share_of_all_patterns(differences: list[float]) -> None:
    size = abs(sum(differences)) - 1e-9
    hits = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True))) >= size
        for signs in product((1, -1), repeat=len(differences))
    ]
    assert sign_flip(differences) == pytest.approx(sum(hits) / len(hits))


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40))
def test_p_is_a_probability_above_0_that_no_sign_and_no_unmoved_page_changes(differences: list[float]) -> None:
    p = sign_flip(differences, draws=99)
    assert 0 < p <= 1
    assert sign_flip([-d for d in differences], draws=99) == p
    if sum(d != 0 for d in differences) <= EXACT:
        assert sign_flip([*differences, 0.0, 0.0], draws=99) == p


def test_many_moved_pages_are_drawn_with_the_observed_pattern_counted_in() -> None:
    assert sign_flip([-0.1] * 40, draws=99) == 1 / 100
    assert sign_flip([0.1, -0.1] * 20, draws=99) == 1.0
    one_sided = np.random.default_rng(4).normal(0.25, 1, 60)
    # The t-test of the same values gives 0.0606.
    assert sign_flip(one_sided) == sign_flip(one_sided)
    assert sign_flip(one_sided, seed=3) != sign_flip(one_sided, seed=2)


def test_random_patterns_agree_with_all_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = np.random.default_rng(5).normal(0.3, 1, (12, 4))
    exact = p_values(sums)
    monkeypatch.setattr("harness.statistics.permutation.EXACT", 0)
    # The standard error of 9,999 draws is at most 0.005.
    assert p_values(sums) == pytest.approx(exact, abs=0.025)


def test_p_does_not_depend_on_what_is_tested_beside_it() -> None:
    sums = np.random.default_rng(7).normal(0.2, 1, (40, 3))
    # The first moves in half of the clusters alone, the last in none.
    sums[20:, 0] = 0.0
    sums[:, 2] = 0.0
    together = p_values(sums)
    assert [float(p_values(sums[:, [i]])[0]) for i in range(3)] == together.tolist()


def test_scipy_agrees() -> None:
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(6).normal(0.4, 1, 10)
    theirs = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    )
    assert sign_flip(values) == pytest.approx(theirs.pvalue)
