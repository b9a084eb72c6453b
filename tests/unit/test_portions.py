"""Who goes through which pages: every page once, a shard of one's own first, part of a slow one's at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.execution.plan import Shard
from harness.execution.portions import Portions, portions_of
from harness.execution.staging import Block
from harness.goldens import HeldCases
from harness.model import Extractor


def row(name: str) -> Extractor:
    return Extractor(name, None, "1", ("run",), "bundled", "d")


BLOCK = Block(Path("nowhere"), HeldCases([]), 1)


def work_of(sizes: list[int]) -> Iterator[tuple[Shard, Block]]:
    return ((Shard(row(f"row{at}"), range(size)), BLOCK) for at, size in enumerate(sizes))


@given(st.lists(st.integers(1, 130), max_size=6), st.lists(st.integers(0, 3), max_size=200))
def test_every_page_is_handed_out_once_and_in_order(sizes: list[int], turns: list[int]) -> None:
    handed: dict[str, list[int]] = {f"row{at}": [] for at in range(len(sizes))}
    shared = Portions(work_of(sizes))
    count = 0
    for slot in (*turns, *(slot for _ in range(70) for slot in range(4))):
        portion = shared.take(slot)
        if portion:
            handed[portion[0].extractor.id] += portion[0].numbers
            count += 1
    assert handed == {f"row{at}": list(range(size)) for at, size in enumerate(sizes)}
    assert count == sum(portions_of(Shard(row("any"), range(size))) for size in sizes)


def test_slot_has_a_shard_of_its_own_while_there_is_one() -> None:
    shared = Portions(work_of([20, 20, 200]))
    taken = []
    for slot in (0, 1, 0, 1, 0):
        portion = shared.take(slot)
        assert portion
        taken.append(portion[0].extractor.id)
    assert taken == ["row0", "row1", "row0", "row1", "row2"]


def test_idle_slot_helps_with_the_slowest_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    shared = Portions(work_of([40, 45]))
    assert shared.take(0)
    clock[0] = 9.0
    assert shared.take(1)
    clock[0] = 10.0  # one second a page in the first shard, a tenth of that in the second
    helped = shared.take(2)
    assert helped
    assert (helped[0].extractor.id, list(helped[0].numbers)) == ("row0", list(range(10, 20)))


def test_little_that_is_left_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    shared = Portions(work_of([45]))
    assert shared.take(0)
    assert shared.take(0)
    clock[0] = 0.5  # ten pages are done, 25 left: they will take less than two seconds
    assert shared.take(1) is None
    clock[0] = 1.0
    assert shared.take(1), "now they will not"


def test_many_pages_are_shared_before_anybody_knows_how_long_they_take() -> None:
    shared = Portions(work_of([137]))
    assert shared.take(0)
    helped = shared.take(1)
    assert helped
    assert list(helped[0].numbers) == list(range(10, 20))


def test_shard_is_asked_for_only_when_a_slot_is_free() -> None:
    asked = []

    def work() -> Iterator[tuple[Shard, Block]]:
        for shard, block in work_of([20, 20]):
            asked.append(shard.extractor.id)
            yield shard, block

    shared = Portions(work())
    shared.take(0)
    shared.take(0)
    assert asked == ["row0"]
