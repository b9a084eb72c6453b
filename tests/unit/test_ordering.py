"""In which order names with numbers and versions stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.ordering import natural_key, version_key


@pytest.mark.parametrize(
    "ordered",
    [
        [None, "0.9", "1.0"],
        ["2.9", "2.9.1", "2.10", "10.0"],
        ["2.0.dev1", "2.0a1", "2.0b2", "2.0rc1", "2.0rc10", "2.0", "2.0.post1", "2.0.1"],
        ["2.0alpha1", "2.0beta1", "2.0"],
        ["2025.4.15", "2025.10.1"],
        ["1." + "9" * 5000, "2"],
    ],
)
def test_versions_stand_from_the_oldest_to_the_newest(ordered: list[str | None]) -> None:
    assert all(version_key(a) < version_key(b) for a, b in pairwise(ordered))


def test_a_build_of_a_version_is_that_version() -> None:
    assert version_key("2.0+local.3") == version_key("2.0")


@pytest.mark.parametrize(
    "ordered",
    [
        ["run-1", "run-9", "run-10"],
        ["2025-12-31", "2026-01-01"],
        ["a", "a1", "a1b", "a2", "b"],
        ["report", "report-2"],
    ],
)
def test_names_stand_by_the_size_of_their_numbers(ordered: list[str]) -> None:
    assert all(natural_key(a) < natural_key(b) for a, b in pairwise(ordered))


@given(st.lists(st.text(max_size=12)))
def test_order_does_not_depend_on_how_the_names_came(names: list[str]) -> None:
    for key in (natural_key, version_key):
        there, back = sorted(map(key, names)), sorted(map(key, names[::-1]))
        assert there == back


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4), st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_versions_of_numbers_alone_stand_as_their_numbers_do(one: list[int], other: list[int]) -> None:
    left, right = (version_key(".".join(map(str, numbers))) for numbers in (one, other))
    assert (left < right) == (one < other)
