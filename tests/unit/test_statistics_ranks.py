"""Ranks as ranges: edge cases by table, laws, and pairs that are judged as their intervals say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.statistics.ranks import RankRange, rank_ranges

TABLES = st.integers(1, 5).flatmap(
    lambda pages: st.lists(
        st.lists(st.none() | st.sampled_from([0.0, 0.3, 1.0]), min_size=pages, max_size=pages), min_size=1, max_size=5
    )
)


@pytest.mark.parametrize(
    ("values", "clusters", "ranges"),
    [
        ([], None, []),
        ([[], []], None, ["None", "None"]),
        ([[0.5], [0.1]], None, ["1-2", "1-2"]),
        ([[0.9] * 9, [0.1] * 9], [4] * 9, ["1-2", "1-2"]),
        ([[0.9, 0.3, 0.8], [0.9, 0.3, 0.8]], None, ["1-2", "1-2"]),
        ([[0.9, 0.3, 0.8], [0.8, 0.2, 0.7], [None] * 3], None, ["1", "2", "None"]),
        ([[0.5] * 4], None, ["1"]),
    ],
)
def test_edge_cases_by_hand(values: list[list[float | None]], clusters: list[int] | None, ranges: list[str]) -> None:
    assert [str(one) for one in rank_ranges(values, clusters)] == ranges


def test_far_apart_are_told_apart_and_near_ones_share_their_ranks() -> None:
    generator = np.random.default_rng(10)
    page = generator.random(200)
    near = [page + generator.normal(0.5, 0.2, 200) for _ in range(2)]
    values = [page, near[0], page + generator.normal(2, 0.2, 200), near[1]]
    assert [str(one) for one in rank_ranges(values)] == ["4", "2-3", "1", "2-3"]


def test_sites_make_fewer_certain() -> None:
    generator = np.random.default_rng(11)
    first = np.repeat(generator.random(12), 20)
    values = [first, first + np.repeat(generator.normal(0.05, 0.1, 12), 20)]
    assert [str(one) for one in rank_ranges(values)] == ["2", "1"]
    assert [str(one) for one in rank_ranges(values, np.repeat(np.arange(12), 20).tolist())] == ["1-2", "1-2"]


@given(TABLES)
def test_ranges_hold_the_rank_of_the_mean(values: list[list[float | None]]) -> None:
    means = [[v for v in row if v is not None] for row in values]
    ranked = [sum(row) / len(row) if row else None for row in means]
    for mean, one in zip(ranked, rank_ranges(values, resamples=50), strict=True):
        assert (one is None) == (mean is None)
        if one is not None and mean is not None:
            others = [other for other in ranked if other is not None]
            assert 1 <= one.best <= 1 + sum(other > mean + 1e-9 for other in others)
            assert 1 + sum(other > mean + 1e-9 for other in others) <= one.worst <= len(others)


def test_joint_ranges_hold_those_of_the_single_pairs() -> None:
    generator = np.random.default_rng(12)
    page = generator.random(100)
    values = [page + generator.normal(0.01 * i, 0.1, 100) for i in range(10)]
    joint, single = rank_ranges(values), rank_ranges(values, joint=False)
    assert joint != single
    for wide, narrow in zip(joint, single, strict=True):
        assert wide is not None
        assert narrow is not None
        assert wide.best <= narrow.best <= narrow.worst <= wide.worst


def test_range_is_shown_as_people_write_it() -> None:
    assert (str(RankRange(1, 3)), str(RankRange(2, 2))) == ("1-3", "2")


def test_pages_without_a_value_lend_no_certainty() -> None:
    generator = np.random.default_rng(13)
    rows = [(0.5 + generator.normal(0.1 * i, 0.05, 5)).tolist() for i in range(3)]
    scored = rank_ranges(rows)
    padded = rank_ranges([[None] * 40 + row + [None] * 60 for row in rows])
    assert scored == padded
    assert rank_ranges([row + [None] * 30 for row in rows], [*range(5), *range(5, 35)]) == scored
