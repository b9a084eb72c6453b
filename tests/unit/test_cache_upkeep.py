"""What the cache holds, and what goes first."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.execution.cache import Cache
from harness.execution.cache_file import NAME
from harness.execution.cache_upkeep import OVERHEAD, KindInfo

DAY = timedelta(days=1)
START = datetime(2030, 1, 1, tzinfo=UTC)


class Clock:
    """The time, and the days that a test lets go by."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> float:
        return self.moment.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> Cache:
    """Four extractions of 1000 bytes with their room, put a day apart; the first was used on the last day again."""
    cache = Cache(tmp_path, now=clock)
    for name in (b"1", b"2", b"3", b"4"):
        cache.put("extraction", [(name, bytes(1000 - OVERHEAD))])
        clock.moment += DAY
    cache.get("extraction", [b"1"])
    cache.close()
    return cache


def names(cache: Cache) -> str:
    with cache:
        return "".join(sorted(key.decode() for key in cache.get("extraction", [b"1", b"2", b"3", b"4"])))


def test_info_counts_entries_bytes_and_days(cache: Cache, tmp_path: Path) -> None:
    with cache:
        cache.put("counts", [(b"c", b"12"), (b"d", b"345")])
        info = cache.info()
    assert info.path == tmp_path / NAME
    assert info.kinds == (
        KindInfo("extraction", 4, 4000, START + DAY, START + 4 * DAY),
        KindInfo("counts", 2, 5 + 2 * OVERHEAD, START + 4 * DAY, START + 4 * DAY),
    )
    assert info.file_bytes >= info.path.stat().st_size > 4000


def test_cache_that_is_not_there_is_empty_and_stays_so(tmp_path: Path) -> None:
    with Cache(tmp_path / "none") as cache:
        info = cache.info()
        assert [(one.entries, one.bytes, one.oldest_use) for one in info.kinds] == [(0, 0, None)] * 2
        assert info.file_bytes == 0
        for removed in (cache.prune(max_bytes=0), cache.clear()):
            assert (removed.entries, removed.bytes) == ({"extraction": 0, "counts": 0}, 0)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("older_than", "max_bytes", "left"),
    [
        (None, None, "1234"),
        (None, 4000, "1234"),
        (None, 3999, "134"),
        (None, 2000, "14"),
        (None, 1999, "1"),
        (None, 999, ""),
        (None, 10**30, "1234"),
        (3 * DAY, None, "1234"),
        (2.5 * DAY, None, "134"),
        (1.5 * DAY, None, "14"),
        (DAY / 2, None, "1"),
        (2.5 * DAY, 1000, "1"),
        (DAY / 2, 3000, "1"),
        (timedelta(days=999_999), 2000, "14"),
    ],
)
def test_least_recently_used_goes_first(
    cache: Cache, older_than: timedelta | None, max_bytes: int | None, left: str
) -> None:
    removed = cache.prune(older_than=older_than, max_bytes=max_bytes)
    assert names(cache) == left
    gone = 4 - len(left)
    assert (removed.entries, removed.bytes) == ({"extraction": gone, "counts": 0}, 1000 * gone)


def test_file_takes_about_what_is_said_and_shrinks(tmp_path: Path) -> None:
    chance = random.Random(7)
    with Cache(tmp_path) as cache:
        cache.put(
            "extraction", [(chance.randbytes(32), chance.randbytes(chance.randrange(500, 6000))) for _ in range(2000)]
        )
        cache.put("counts", [(chance.randbytes(32), chance.randbytes(200)) for _ in range(14_000)])
    with Cache(tmp_path) as cache:
        info = cache.info()
        said = sum(one.bytes for one in info.kinds)
        assert 0.85 * said < info.file_bytes < 1.15 * said
        removed = cache.prune(max_bytes=1_000_000)
        assert said - removed.bytes <= 1_000_000
        assert cache.info().file_bytes < 1_200_000
        # The extractions came first.
        assert removed.entries["extraction"] == 2000
        assert removed.entries["counts"] == 14_000 - 1_000_000 // (200 + OVERHEAD)


@pytest.mark.parametrize("others", [False, True], ids=["alone", "while another run has it open"])
def test_clear_removes_everything(cache: Cache, tmp_path: Path, others: bool) -> None:
    problems: list[str] = []
    with Cache(tmp_path, warn=problems.append) as other:
        other.put("counts", [(b"c", bytes(10))])
        if not others:
            other.close()
        removed = cache.clear()
        assert (removed.entries, removed.bytes) == ({"extraction": 4, "counts": 1}, 4010 + OVERHEAD)
        assert (tmp_path / NAME).exists() == others
        assert other.get("counts", [b"c"]) == {}
        other.put("counts", [(b"c", b"new")])
    assert names(cache) == ""
    assert cache.get("counts", [b"c"]) == {b"c": b"new"}
    cache.close()
    assert problems == []


def test_damaged_file_is_left_to_clear(cache: Cache, tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_bytes(b"This is no database. " * 100)
    for work in (cache.info, cache.prune):
        with pytest.raises(
            UsageError, match=r"is damaged \(file is not a database\); `harness cache clear` removes it"
        ):
            work()
    assert file.exists()
    removed = cache.clear()
    assert (removed.entries, removed.bytes) == ({"extraction": 0, "counts": 0}, 2100)
    assert not file.exists()
    assert sum(one.entries for one in cache.info().kinds) == 0


def test_file_that_another_keeps_locked_is_wrong_usage(tmp_path: Path) -> None:
    with Cache(tmp_path, timeout=0.01) as cache:
        cache.put("counts", [(b"c", b"1")])
        with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UsageError, match=r"database is locked; see that it can be read and written"):
                cache.prune(max_bytes=0)
        assert cache.get("counts", [b"c"]) == {b"c": b"1"}


def test_days_of_a_damaged_entry_are_not_shown(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("counts", [(b"c", b"1")])
    with closing(sqlite3.connect(tmp_path / NAME)) as database, database:
        database.execute("UPDATE entry SET used = 9000000000000000000")
    with cache:
        assert cache.info().kinds[1] == KindInfo("counts", 1, 1 + OVERHEAD, None, None)
