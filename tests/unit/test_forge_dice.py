"""Dice: the same seed gives the same choices, on every machine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.forge.dice import Dice

seeds = st.text(max_size=8)


def test_values_never_change() -> None:
    dice = Dice("page", 7)
    assert [dice.number(0, 99) for _ in range(6)] == [50, 7, 59, 11, 62, 34]
    assert (dice.hex(8), dice.name(6), dice.chance(0.5)) == ("de50dbfa", "f16mm2", True)


@given(seeds, st.integers(-5, 5), st.integers(0, 9))
def test_number_stays_in_its_bounds(seed: str, low: int, more: int) -> None:
    assert low <= Dice(seed).number(low, low + more) <= low + more


@given(seeds, st.lists(st.integers(), max_size=9), st.integers(0, 12))
def test_some_takes_each_choice_once_at_most(seed: str, choices: list[int], count: int) -> None:
    numbered = list(enumerate(choices))
    taken = Dice(seed).some(numbered, count)
    assert len(taken) == min(count, len(choices)) == len(set(taken))
    assert set(taken) <= set(numbered)


@given(seeds)
def test_a_fork_does_not_move_its_origin(seed: str) -> None:
    with_fork, without = Dice(seed), Dice(seed)
    with_fork.fork("class").name(20)
    assert with_fork.hex(8) == without.hex(8)


def test_forks_for_different_purposes_differ() -> None:
    assert Dice("a").fork("x").hex(16) != Dice("a").fork("y").hex(16)


def test_chance_keeps_its_share() -> None:
    dice = Dice("share")
    assert 270 < sum(dice.chance(0.3) for _ in range(1000)) < 330
