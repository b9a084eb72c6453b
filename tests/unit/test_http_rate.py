"""Turns that processes share."""

from __future__ import annotations

import multiprocessing
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extraction.http_rate import RateLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_turns_keep_their_distance_and_an_idle_time_is_not_saved_up(tmp_path: Path) -> None:
    clock = Clock()
    turns = RateLimit(tmp_path / "folder" / "turns", 2.0, clock)
    assert [turns.turn(60), turns.turn(60), turns.turn(60)] == [0.0, 0.5, 1.0]
    clock.now += 1.25
    assert turns.turn(60) == 0.25
    clock.now += 100
    assert [turns.turn(60), turns.turn(60)] == [0.0, 0.5]


def test_two_limits_on_one_file_share_their_turns(tmp_path: Path) -> None:
    clock = Clock()
    one, two = (RateLimit(tmp_path / "turns", 4.0, clock) for _ in range(2))
    assert [one.turn(60), two.turn(60), one.turn(60)] == [0.0, 0.25, 0.5]


def test_turn_too_far_off_is_not_taken(tmp_path: Path) -> None:
    turns = RateLimit(tmp_path / "turns", 0.1, Clock())
    assert [turns.turn(5), turns.turn(5), turns.turn(5), turns.turn(10)] == [0.0, None, None, 10.0]


@pytest.mark.parametrize("left", ["", "nonsense", "nan", "inf", "-1", "1e300", "99", "99999999"])
def test_file_that_holds_no_moment_of_this_hour_is_begun_anew(tmp_path: Path, left: str) -> None:
    (tmp_path / "turns").write_text(left, encoding="ascii")
    turns = RateLimit(tmp_path / "turns", 1.0, Clock())
    assert [turns.turn(60), turns.turn(60)] == [0.0, 1.0]


@given(st.lists(st.floats(0, 50), max_size=20), st.floats(0.01, 100))
def test_no_two_turns_are_closer_than_the_limit_allows(
    tmp_path_factory: pytest.TempPathFactory, steps: list[float], rate: float
) -> None:
    clock = Clock()
    turns = RateLimit(tmp_path_factory.mktemp("rate") / "turns", rate, clock)
    moments = []
    for step in steps:
        clock.now += step
        wait = turns.turn(1e9)
        assert wait is not None
        moments.append(clock.now + wait)
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(moments))


def _take(file: Path, count: int) -> list[float]:
    turns = RateLimit(file, 10.0, lambda: 100.0)
    return [wait for _ in range(count) if (wait := turns.turn(1e9)) is not None]


def test_processes_never_get_the_same_turn(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        taken = pool.starmap(_take, [(tmp_path / "turns", 50)] * 2)
    assert sorted(round(wait, 6) for waits in taken for wait in waits) == [round(i / 10, 6) for i in range(100)]


def test_clock_is_the_machines_by_default(tmp_path: Path) -> None:
    before = time.monotonic()
    RateLimit(tmp_path / "turns", 1.0).turn(60)
    assert before + 1.0 <= float((tmp_path / "turns").read_text()) <= time.monotonic() + 1.0
