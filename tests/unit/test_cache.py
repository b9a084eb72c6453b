"""The store: what was put is found again, by many at once, and whatever goes wrong the run goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from harness.execution import cache as cache_module
from harness.execution import cache_file
from harness.execution.cache import Cache, default_folder
from harness.execution.cache_file import NAME, SCHEMA_VERSION
from harness.execution.cache_upkeep import Kind

DAY = 24 * 60 * 60


def key(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


def items(count: int, value: bytes = b"value") -> list[tuple[bytes, bytes]]:
    return [(key(number), value + str(number).encode()) for number in range(count)]


def change(folder: Path, statement: str, *values: object) -> None:
    """Change the file behind the cache's back."""
    with closing(sqlite3.connect(folder / NAME)) as database, database:
        assert database.execute(statement, values).rowcount


def test_what_was_put_is_found_by_its_kind_and_key(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("extraction", [(key(1), b"one"), (key(2), b"")])
        cache.put("counts", [(key(1), b"counts of one")])
        cache.put("extraction", [(key(2), b"two")])
    with Cache(tmp_path) as cache:
        assert cache.get("extraction", [key(1), key(2), key(3), key(2)]) == {key(1): b"one", key(2): b"two"}
        assert cache.get("counts", [key(1), key(2)]) == {key(1): b"counts of one"}
        assert cache.get("counts", []) == {}
        assert cache.usable


def test_any_number_of_keys_is_found_at_once(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("counts", iter(items(1203)))
        assert cache.get("counts", (key(number) for number in range(-1, 1300))) == dict(items(1203))


def test_nothing_is_made_before_it_is_used(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache:
        assert not list(tmp_path.iterdir())
        cache.get("counts", [key(1)])
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700, "pages may be nobody else's business"


def test_items_are_kept_as_they_are_drawn(tmp_path: Path) -> None:
    seen = []

    def draw() -> Iterator[tuple[bytes, bytes]]:
        for number, item in enumerate(items(1100)):
            if number in (499, 501, 1001):
                seen.append(len(other.get("counts", [key(n) for n in range(1100)])))
            yield item

    with Cache(tmp_path) as cache, Cache(tmp_path) as other:
        cache.put("counts", draw())
    assert seen == [0, 500, 1000]


def test_large_values_go_in_transactions_of_their_own_and_the_largest_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "_BYTES_AT_ONCE", 100)
    monkeypatch.setattr(cache_module, "_MAX_VALUE", 200)
    values = [(key(size), bytes(size)) for size in (99, 99, 10, 150, 200, 201, 1)]
    assert [[len(value) for _, value in batch] for batch in cache_module._batches(values)] == [
        [99, 99],
        [10, 150],
        [200],
        [1],
    ]
    with Cache(tmp_path) as cache:
        cache.put("extraction", values)
        assert sorted(map(len, cache.get("extraction", dict(values)).values())) == [1, 10, 99, 150, 200]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET value = X'00' WHERE key = ?",
        "UPDATE entry SET value = 'damaged' WHERE key = ?",
        "UPDATE entry SET value = 7 WHERE key = ?",
        "UPDATE entry SET checksum = checksum + 1 WHERE key = ?",
        "UPDATE entry SET used = 'yesterday' WHERE key = ?",
        "UPDATE entry SET kind = 2 WHERE key = ?",
    ],
)
def test_damaged_entry_is_a_miss_until_it_is_put_again(tmp_path: Path, damage: str) -> None:
    problems: list[str] = []
    with Cache(tmp_path) as cache:
        cache.put("extraction", items(3))
    change(tmp_path, damage, key(1))
    with Cache(tmp_path, warn=problems.append) as cache:
        assert cache.get("extraction", [key(0), key(1), key(2)]) == {key(0): b"value0", key(2): b"value2"}
        assert cache.get("counts", [key(1)]) == {}
        cache.put("extraction", [(key(1), b"again")])
        assert cache.get("extraction", [key(1)]) == {key(1): b"again"}
    assert problems == []


def test_use_is_noted_once_a_day(tmp_path: Path) -> None:
    clock = 1000.0 * DAY

    def uses() -> list[int]:
        with closing(sqlite3.connect(tmp_path / NAME)) as database:
            return [used for (used,) in database.execute("SELECT used FROM entry ORDER BY id")]

    with Cache(tmp_path, now=lambda: clock) as cache:
        cache.put("counts", items(2))
    clock += DAY - 1
    with Cache(tmp_path, now=lambda: clock) as cache:
        cache.get("counts", [key(0)])
    assert uses() == [1000 * DAY, 1000 * DAY]
    clock += 1
    with Cache(tmp_path, now=lambda: clock) as cache:
        cache.get("counts", [key(0)])
    assert uses() == [1001 * DAY, 1000 * DAY]


def test_uses_do_not_pile_up_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_MOST_TOUCHED", 4)
    clock = 0.0
    with Cache(tmp_path, now=lambda: clock) as cache:
        cache.put("counts", items(10))
        clock = 2.0 * DAY
        for number in range(10):
            cache.get("counts", [key(number)])
            assert len(cache._touched) < 4
        assert len(cache._touched) == 2


def test_threads_may_share_it(tmp_path: Path) -> None:
    found: list[bool] = []

    def work(kind: Kind) -> None:
        for start in range(0, 300, 10):
            cache.put(kind, items(300)[start : start + 10])
            found.append(cache.get(kind, [key(start)]) == {key(start): b"value%d" % start})

    problems: list[str] = []
    with Cache(tmp_path, warn=problems.append) as cache:
        kinds: tuple[Kind, ...] = ("extraction", "counts", "extraction", "counts")
        threads = [threading.Thread(target=work, args=(kind,)) for kind in kinds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (found, problems) == ([True] * 120, [])
        assert cache.get("extraction", map(key, range(300))) == dict(items(300))


WRITE = """
import sys
from hashlib import sha256
from pathlib import Path
from harness.execution.cache import Cache

def key(number):
    return sha256(str(number).encode()).digest()

folder, name, puts = Path(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
with Cache(folder, warn=lambda problem: print("problem", problem, flush=True)) as cache:
    print("ready", flush=True)
    sys.stdin.readline()
    for put in range(puts):
        start = put * 20 % 400
        cache.put("extraction", [(key(n), (name + b" %d " % n) * 500) for n in range(start, start + 20)])
        print(put, flush=True)
"""


def writer(folder: Path, name: str, puts: int) -> subprocess.Popen[str]:
    """Start a process that waits for a line, and then writes 20 entries with each put."""
    command = [sys.executable, "-c", WRITE, str(folder), name, str(puts)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_processes_may_write_the_same_keys_at_once(tmp_path: Path) -> None:
    processes = [writer(tmp_path, name, 40) for name in ("one", "two", "three")]
    for process in processes:
        go(process)
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert (process.returncode, out.split()) == (0, [str(put) for put in range(40)])
    with Cache(tmp_path) as cache:
        found = cache.get("extraction", map(key, range(400)))
    for number in range(400):
        allowed = [(name + b" %d " % number) * 500 for name in (b"one", b"two", b"three")]
        assert found[key(number)] in allowed


def test_nothing_that_was_put_is_lost_when_its_writer_is_killed(tmp_path: Path) -> None:
    problems: list[str] = []
    for done in range(12):
        # It is killed right after it has told of a put, as the file is being made or while it is at the next ones.
        with writer(tmp_path / str(done % 3), f"run{done}", 1000) as process:
            go(process)
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(done)]
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        assert told == [f"{put}\n" for put in range(done)]
        with Cache(tmp_path / str(done % 3), warn=problems.append) as cache:
            found = cache.get("extraction", map(key, range(20 * done)))
            cache.put("counts", [(key(done), b"and it goes on")])
            assert cache.get("counts", [key(done)])
        assert found == {key(n): (f"run{done} {n} " * 500).encode() for n in range(20 * done)}
    assert problems == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (lambda sound: b"This is no database. " * 1000, "is damaged (file is not a database)"),
        (lambda sound: sound[: len(sound) // 2], "is damaged (database disk image is malformed)"),
        (lambda sound: sound[:16] + bytes(4080) + sound[4096:], "is damaged"),
        (lambda sound: sound[:60] + (77).to_bytes(4) + sound[64:], f"is of version 77, not {SCHEMA_VERSION}"),
        (lambda sound: b"", None),
    ],
    ids=["no database", "truncated", "first page wiped", "other version", "empty"],
)
def test_useless_file_is_replaced_and_told_once(
    tmp_path: Path, content: Callable[[bytes], bytes], problem: str | None
) -> None:
    with Cache(tmp_path) as cache:
        cache.put("extraction", items(1000))
    file = tmp_path / NAME
    file.write_bytes(content(file.read_bytes()))
    problems: list[str] = []
    with Cache(tmp_path, warn=problems.append) as cache:
        assert cache.get("extraction", [key(1)]) == {}
        cache.put("extraction", items(3))
        assert cache.get("extraction", [key(1)]) == {key(1): b"value1"}
        assert cache.usable
    with Cache(tmp_path, warn=problems.append) as cache:
        assert cache.get("extraction", [key(1)]) == {key(1): b"value1"}
    assert len(problems) == (problem is not None)
    assert all(f"cache: {file} {problem}" in told and told.endswith("; it starts afresh") for told in problems)


def test_damage_that_is_met_later_is_mended_too(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("extraction", items(5000, b"v" * 300))
    file = tmp_path / NAME
    sound = file.read_bytes()
    file.write_bytes(sound[:8192] + b"\xff" * (len(sound) - 8192))
    problems: list[str] = []
    with Cache(tmp_path, warn=problems.append) as cache:
        assert cache.get("extraction", map(key, range(5000))) == {}
        cache.put("extraction", items(3))
        assert cache.get("extraction", [key(1)]) == {key(1): b"value1"}
        cache.close()
        assert cache.get("extraction", [key(1)]) == {key(1): b"value1"}, "it is replaced once, not at every opening"
    assert problems == [f"cache: {file} is damaged (database disk image is malformed); it starts afresh"]


def a_file_for_a_folder(folder: Path) -> None:
    folder.write_text("x")


def a_file_above(folder: Path) -> None:
    folder.parent.rmdir()
    folder.parent.write_text("x")


def a_folder_for_the_file(folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)


@pytest.mark.parametrize(
    ("obstacle", "problem"),
    [
        (a_file_for_a_folder, "File exists"),
        (a_file_above, "Not a directory"),
        (a_folder_for_the_file, "unable to open database file"),
    ],
)
def test_place_that_cannot_be_used_is_told_once_and_the_run_goes_on(
    tmp_path: Path, obstacle: Callable[[Path], None], problem: str
) -> None:
    folder = tmp_path / "above" / "cache"
    folder.parent.mkdir()
    obstacle(folder)
    problems: list[str] = []
    with Cache(folder, warn=problems.append) as cache:
        for _ in range(3):
            cache.put("extraction", items(3))
            assert cache.get("extraction", [key(1)]) == {}
        assert not cache.usable
    assert problems == [f"cache: {folder / NAME}: {problem}; going on without it (see `harness cache --help`)"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    problems: list[str] = []
    with Cache(tmp_path, warn=problems.append) as cache:
        cache.put("extraction", items(3))
        assert cache.get("extraction", [key(1)]) == {}
    assert ["Permission denied" in problem for problem in problems] == [True]


def test_full_disk_is_told_once_and_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = cache_file._connection

    def connect_to_full_disk(path: Path, timeout: float) -> sqlite3.Connection:
        connection = connect(path, timeout)
        connection.execute("PRAGMA max_page_count = 100")
        return connection

    monkeypatch.setattr(cache_file, "_connection", connect_to_full_disk)
    problems: list[str] = []
    with Cache(tmp_path, warn=problems.append) as cache:
        cache.put("extraction", items(100))
        cache.put("extraction", items(500, bytes(1000)))
        cache.put("extraction", items(500, bytes(1000)))
    assert [problem.partition(": database or disk is full; going on")[1] != "" for problem in problems] == [True]
    with Cache(tmp_path) as cache:
        assert cache.get("extraction", map(key, range(500))) == dict(items(100)), "what was kept before is whole"


FULL = """
import resource, sys
from pathlib import Path
from harness.execution.cache import Cache
with Cache(Path(sys.argv[1]), warn=print) as cache:
    cache.put("extraction", [(b"small", b"value")])
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    for number in range(3):
        cache.put("extraction", ((b"%d" % n, bytes(10_000)) for n in range(1000)))
print("went on")
"""


def test_file_that_may_not_grow_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told, last = done.stdout.splitlines()
    assert last == "went on"
    assert told == f"cache: {tmp_path / NAME}: disk I/O error; going on without it (see `harness cache --help`)"
    with Cache(tmp_path) as cache:
        assert cache.get("extraction", [b"small"]) == {b"small": b"value"}


def test_file_that_another_keeps_locked_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    problems: list[str] = []
    with Cache(tmp_path) as cache:
        cache.put("extraction", items(3))
    with (
        closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other,
        Cache(tmp_path, warn=problems.append, timeout=0.01) as cache,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert cache.get("extraction", [key(1)]) == {key(1): b"value1"}, "who only reads is not in the way of others"
        cache.put("extraction", items(4))
        cache.put("extraction", items(4))
        assert cache.get("extraction", [key(1)]) == {}
    assert [problem.partition(": database is locked; going on")[1] != "" for problem in problems] == [True]


def test_items_are_not_drawn_in_vain(tmp_path: Path) -> None:
    drawn = []
    (tmp_path / "file").write_text("x")
    with Cache(tmp_path / "file") as cache:
        cache.put("counts", (drawn.append(item) or item for item in items(2000)))  # type: ignore[func-returns-value]
    assert len(drawn) == 500


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_default_folder_is_that_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "scraper-harness"
