"""Which pages are chosen: laws and small crawls worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.survey.choice import RULES, Candidate, Candidates, Rule


def candidates(rows: list[tuple[int, int, list[float]]], most: int = 1 << 20) -> Candidates:
    """Return pages of (site, shape, agreements of the pairs)."""
    found = Candidates(len(rows[0][2]), most)
    for number, (site, shape, values) in enumerate(rows):
        found.add(Candidate(number, site, shape, 1 - float(np.mean(values))), values)
    return found


def numbers(found: Candidates, top: int, rule: Rule) -> list[int]:
    return [one.number for one in found.choose(top, rule)]


def test_first_page_is_the_one_most_like_the_mean() -> None:
    pages = candidates([(0, 0, [0.0]), (1, 0, [0.4]), (2, 0, [0.5]), (3, 0, [1.0])])  # the mean is 0.475
    assert numbers(pages, 1, "order") == [2]


def test_next_page_makes_up_for_the_one_before() -> None:
    # The mean is 0.5. After 0.6 comes 0.4, which brings the two to the mean, and not the other 0.6.
    pages = candidates([(0, 0, [0.6]), (1, 0, [0.6]), (2, 0, [0.4]), (3, 0, [0.4]), (4, 0, [0.0]), (5, 0, [1.0])])
    first, second = numbers(pages, 2, "order")
    assert {first, second} in ({0, 2}, {0, 3}, {1, 2}, {1, 3})


def test_common_shape_gets_as_many_pages_as_its_share() -> None:
    pages = candidates([(n, 0 if n < 80 else 1, [0.5]) for n in range(100)])
    chosen = pages.choose(10, "order")
    assert sum(one.shape == 0 for one in chosen) == 8


def test_second_page_of_a_site_waits_for_other_sites() -> None:
    pages = candidates([(n // 2, 0, [0.5]) for n in range(10)])
    assert len({one.site for one in pages.choose(5, "order")}) == 5


def test_most_disputed_page_comes_first_and_its_like_count_half() -> None:
    # Shapes 0 and 1 have two pages each. 0.9, then shape 1's 0.8; the second of shape 0 has 0.85 / 2, and of shape 1
    # 0.7 / 2.
    pages = candidates([(0, 0, [0.1]), (1, 0, [0.15]), (2, 1, [0.2]), (3, 1, [0.3])])
    assert numbers(pages, 4, "disagreement") == [0, 2, 1, 3]


def test_disagreement_on_a_common_template_comes_before_a_rare_one() -> None:
    pages = candidates([(0, 0, [0.1]), *[(n, 1, [0.4]) for n in range(1, 5)]])  # 0.9 * 1/5 against 0.6 * 4/5
    assert numbers(pages, 1, "disagreement") == [1]


def test_more_than_there_are_is_all_of_them() -> None:
    pages = candidates([(0, 0, [0.5]), (1, 0, [0.5])])
    assert sorted(numbers(pages, 50, "order")) == [0, 1]
    assert Candidates(1).choose(5) == []


@pytest.mark.parametrize("rule", RULES)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.lists(st.floats(0, 1), min_size=3, max_size=3)),
        min_size=1,
        max_size=15,
    )
)
def test_shorter_choice_is_the_beginning_of_a_longer_one(rule: Rule, rows: list[tuple[int, int, list[float]]]) -> None:
    long = numbers(candidates(rows), len(rows), rule)
    assert sorted(long) == list(range(len(rows)))
    assert numbers(candidates(rows), (len(rows) + 1) // 2, rule) == long[: (len(rows) + 1) // 2]


def test_memory_is_bounded_and_the_means_are_those_of_all_pages() -> None:
    pages = candidates([(n, n % 2, [n / 1000]) for n in range(1000)], most=50)
    chosen = pages.choose(1000)
    assert len(chosen) == 50
    assert pages.share(chosen[0]) == 0.5
    assert max(one.number for one in chosen) > 500  # not the first ones
    assert [one.number for one in chosen] == numbers(
        candidates([(n, n % 2, [n / 1000]) for n in range(1000)], most=50), 1000, "order"
    )
