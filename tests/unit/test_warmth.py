"""What a worker keeps from one batch for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.config import Command
from harness.execution import warmth as module
from harness.execution.warmth import EndedError, Warmth, WarmThreads
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.model import Extractor
from workshop import load, write_case, write_program


@pytest.fixture
def rows(tmp_path: Path) -> list[Extractor]:
    commands = {name: Command(tuple(write_program(tmp_path / "bin", name, "pass"))) for name in ("a", "b")}
    return [row for row in discover(tmp_path / "extractors", commands) if row.origin == "command"]


@pytest.fixture
def cases(tmp_path: Path) -> HeldCases:
    return HeldCases([load(write_case(tmp_path / f"golden/news/page{at}")) for at in range(6)])


@pytest.fixture
def warmth(tmp_path: Path, cases: HeldCases) -> Iterator[Warmth]:
    (tmp_path / "pages").mkdir()
    kept = Warmth(tmp_path / "pages", cases, Limits(timeout=5.0))
    yield kept
    kept.close()


def test_child_stays_as_long_as_the_extractor_does(warmth: Warmth, rows: list[Extractor]) -> None:
    first = warmth.child(rows[0])
    assert warmth.child(rows[0]) is first
    other = warmth.child(rows[1])
    assert other is not first
    assert warmth.child(rows[0]) is not first, "the one before has ended"


def test_pages_are_there_for_the_next_row_and_go_at_the_end(warmth: Warmth, tmp_path: Path) -> None:
    block = warmth.block((0, 1))
    page, _ = block.files(0)
    block.shard_done()
    assert page.path.exists()
    again = warmth.block((0, 1))
    assert again is block
    again.shard_done()
    warmth.close()
    assert not list((tmp_path / "pages").iterdir())


def test_oldest_pages_go_when_there_are_too_many(warmth: Warmth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PAGES", 4)
    places = []
    for numbers in ((0, 1), (2, 3), (4, 5)):
        block = warmth.block(numbers)
        places.append(block.files(numbers[0])[0].path)
        block.shard_done()
    assert [path.exists() for path in places] == [False, True, True]


def test_more_pages_than_have_room_are_kept_for_the_batch_that_needs_them(
    warmth: Warmth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_PAGES", 1)
    block = warmth.block((0, 1, 2))
    assert block.files(2)[0].path.exists()


@pytest.fixture
def threads(tmp_path: Path, cases: HeldCases) -> Iterator[WarmThreads]:
    kept = WarmThreads(tmp_path / "worker", cases, Limits(timeout=5.0))
    yield kept
    kept.close()


def lent(threads: WarmThreads) -> Warmth:
    with threads.mine() as (warmth, _):
        return warmth


def in_another(threads: WarmThreads, work: Callable[[WarmThreads], Warmth]) -> Warmth:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, threads).result()


def test_each_thread_has_its_own_and_keeps_it(threads: WarmThreads) -> None:
    mine = lent(threads)
    assert lent(threads) is mine
    assert in_another(threads, lent) is not mine


def test_what_a_thread_that_has_ended_kept_goes(threads: WarmThreads, tmp_path: Path) -> None:
    def read(threads: WarmThreads) -> Warmth:
        with threads.mine() as (warmth, _):
            block = warmth.block((0,))
            assert block.files(0)[0].path.exists()
            block.shard_done()
            return warmth

    in_another(threads, read)
    assert len(list((tmp_path / "worker").glob("*/*/*.html"))) == 1
    lent(threads)
    assert list((tmp_path / "worker").glob("*/*/*.html")) == []


def test_nothing_is_lent_when_all_has_ended(threads: WarmThreads, tmp_path: Path) -> None:
    lent(threads)
    threads.close()
    assert not (tmp_path / "worker").exists()
    with pytest.raises(EndedError), threads.mine():
        pass


def test_what_is_at_work_is_ended_by_its_own_thread(
    threads: WarmThreads, rows: list[Extractor], tmp_path: Path
) -> None:
    with threads.mine() as (warmth, stop):
        child = warmth.child(rows[0])
        assert stop.watch(child)
        closer = threading.Thread(target=threads.close)
        closer.start()
        closer.join()
        assert not stop.watch(child), "it is told to stop"
        assert warmth.child(rows[0]) is child, "and its child is left to it"
        assert (tmp_path / "worker").exists()
    assert not (tmp_path / "worker").exists()
