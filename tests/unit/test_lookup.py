"""Ranks of integers, against a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from harness.metrics.lookup import Lookup

INTEGERS = st.integers(0, 2**64 - 1) | st.integers(0, 40)


@given(st.lists(INTEGERS.filter(bool), max_size=200), st.lists(INTEGERS, max_size=200))
@example([], [0, 1, 2**64 - 1])
@example([2**64 - 1], [2**64 - 1, 2**63])
@example(list(range(1, 200)), list(range(300)))
def test_ranks_are_places_among_the_sorted_keys(keys: list[int], asked: list[int]) -> None:
    lookup = Lookup(np.array(keys, dtype=np.uint64))
    wanted = {key: rank for rank, key in enumerate(sorted(set(keys)), 1)}
    both = [*asked, *keys]
    assert lookup.ranks(np.array(both, dtype=np.uint64)).tolist() == [wanted.get(key, 0) for key in both]
    assert len(lookup) == len(wanted)


def test_keys_that_share_a_slot_are_all_found() -> None:
    # Of 5,000 keys in eight times as many slots some hundreds share one.
    drawn = np.unique(np.random.default_rng(5).integers(1, 2**62, 10_000))
    keys, others = drawn[::2], drawn[1::2]
    lookup = Lookup(keys)
    assert lookup.ranks(keys).tolist() == list(range(1, len(keys) + 1))
    assert not lookup.ranks(others).any()
