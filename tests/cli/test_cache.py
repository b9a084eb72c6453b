"""``harness cache``: what it says of the cache, and what it removes."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from pathlib import Path

import pytest

from harness.execution.cache import Cache
from harness.execution.cache_file import NAME
from harness.execution.cache_upkeep import OVERHEAD
from workshop import Harness

DAY = 24 * 60 * 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache of one extraction that was used forty days ago, and two counts of today."""
    with Cache(tmp_path, now=lambda: time.time() - 40 * DAY) as cache:
        cache.put("extraction", [(b"old", bytes(1000))])
    with Cache(tmp_path) as cache:
        cache.put("counts", [(b"one", bytes(20)), (b"two", bytes(30))])
    return tmp_path


def entries(folder: Path) -> list[int]:
    with Cache(folder) as cache:
        return [one.entries for one in cache.info().kinds]


@pytest.mark.parametrize("command", ["cache", "cache info", "cache prune", "cache clear"])
def test_help_ends_with_an_example(harness: Harness, command: str) -> None:
    shown = harness(*command.split(), "--help")
    assert (shown.code, shown.err) == (0, "")
    assert f"example:\n  harness {command}" in shown.out


def test_info_lists_the_kinds_and_the_file(folder: Path, harness: Harness) -> None:
    shown = harness("cache", "info", "--cache", str(folder), "--format", "json")
    assert (shown.code, shown.err) == (0, "")
    rows = json.loads(shown.out)
    kinds = [("extraction", 1), ("counts", 2), ("file", 3), ("warc-index", 0)]
    assert [(row["kind"], row["entries"]) for row in rows] == kinds
    assert [row["bytes"] for row in rows[:2]] == [1000 + OVERHEAD, 50 + 2 * OVERHEAD]
    assert {row["path"] for row in rows[:3]} == {str(folder / NAME)}
    assert (rows[3]["path"], rows[3]["newest_use"]) == (str(folder / "warc-index"), None)
    assert rows[2]["bytes"] == (folder / NAME).stat().st_size
    assert (rows[2]["oldest_use"], rows[2]["newest_use"]) == (rows[0]["oldest_use"], rows[1]["newest_use"])
    assert rows[0]["oldest_use"] < rows[1]["oldest_use"]
    table = list(csv.DictReader(io.StringIO(harness("cache", "info", "--cache", str(folder), "--format", "csv").out)))
    assert table == [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def test_table_has_the_place_above_it(folder: Path, harness: Harness) -> None:
    lines = harness("cache", "info", "--cache", str(folder)).out.splitlines()
    assert lines[0] == str(folder / NAME)
    assert lines[1].split() == ["kind", "entries", "bytes", "oldest_use", "newest_use"]
    assert [line.split()[:2] for line in lines[-2:]] == [["file", "3"], ["warc-index", "0"]]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_cache_of_the_user_is_meant_where_no_other_is_named(
    tmp_path: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shown = harness("cache", "info")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[0] == str(tmp_path / "scraper-harness" / NAME)
    assert ["file", "0", "0", "-", "-"] in [line.split() for line in shown.out.splitlines()]
    assert not list(tmp_path.iterdir()), "looking leaves nothing behind"


@pytest.mark.parametrize(
    ("options", "removed", "left"),
    [
        ("--older-than 30d", f"1 extractions and 0 counts, {1000 + OVERHEAD} bytes", [0, 2]),
        ("--older-than 41d", "0 extractions and 0 counts, 0 bytes", [1, 2]),
        ("--older-than 900h", f"1 extractions and 0 counts, {1000 + OVERHEAD} bytes", [0, 2]),
        ("--older-than 6w", "0 extractions and 0 counts, 0 bytes", [1, 2]),
        ("--older-than 999999w", "0 extractions and 0 counts, 0 bytes", [1, 2]),
        ("--max-size 1K", f"1 extractions and 0 counts, {1000 + OVERHEAD} bytes", [0, 2]),
        ("--max-size 300", f"1 extractions and 1 counts, {1020 + 2 * OVERHEAD} bytes", [0, 1]),
        ("--max-size 500M", "0 extractions and 0 counts, 0 bytes", [1, 2]),
        ("--older-than 6w --max-size 0", f"1 extractions and 2 counts, {1050 + 3 * OVERHEAD} bytes", [0, 0]),
    ],
)
def test_prune_removes_by_age_and_size(
    folder: Path, harness: Harness, options: str, removed: str, left: list[int]
) -> None:
    done = harness("cache", "prune", *options.split(), "--cache", str(folder))
    assert (done.code, done.out, done.err) == (0, f"removed {removed}, from {folder / NAME}\n", "")
    assert entries(folder) == left


def test_clear_removes_all_without_asking(folder: Path, harness: Harness) -> None:
    for removed in (f"1 extractions and 2 counts, {1050 + 3 * OVERHEAD} bytes", "0 extractions and 0 counts, 0 bytes"):
        done = harness("cache", "clear", "--cache", str(folder))
        assert (done.code, done.out, done.err) == (0, f"removed {removed}, from {folder / NAME}\n", "")
        assert not (folder / NAME).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "the following arguments are required: ACTION"),
        ("prune", "harness: nothing to prune by; give --older-than 30d, --max-size 500M, or both\n"),
        ("prune --older-than 30", "'30' is no age; give a number and h, d or w"),
        ("prune --older-than -3d", "expected one argument"),
        ("prune --older-than ٣d", "is no age"),
        ("prune --max-size 5X", "'5X' is no size; give bytes, or a number and K, M, G or T: 500M, 2G"),
        ("prune --max-size 1.5G", "'1.5G' is no size"),
    ],
)
def test_wrong_usage_has_exit_code_2_and_says_what_is_wrong(harness: Harness, arguments: str, message: str) -> None:
    result = harness("cache", *arguments.split())
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_file_that_is_no_cache_is_wrong_usage_for_all_but_clear(tmp_path: Path, harness: Harness) -> None:
    (tmp_path / NAME).write_text("something else")
    for arguments in (["info"], ["prune", "--max-size", "0"]):
        result = harness("cache", *arguments, "--cache", str(tmp_path))
        assert (result.code, result.out) == (2, "")
        assert result.err.endswith("is damaged (file is not a database); `harness cache clear` removes it\n")
    done = harness("cache", "clear", "--cache", str(tmp_path))
    assert (done.code, done.out) == (0, f"removed 0 extractions and 0 counts, 14 bytes, from {tmp_path / NAME}\n")


def test_folder_that_cannot_be_used_is_wrong_usage(tmp_path: Path, harness: Harness) -> None:
    (tmp_path / NAME).mkdir()
    for action in ("info", "clear"):
        result = harness("cache", action, "--cache", str(tmp_path))
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("harness: ")
        assert str(tmp_path / NAME) in result.err


@pytest.fixture
def indexed(folder: Path) -> Path:
    """The same with two indexes of crawls, one of forty days ago, and what a killed build has left today."""
    (folder / "warc-index").mkdir()
    for name, size, age in (("a.index", 400, 40), ("b.index", 200, 0), ("c.part", 50, 0)):
        file = folder / "warc-index" / name
        file.write_bytes(bytes(size))
        used = time.time() - age * DAY
        os.utime(file, (used, used))
    return folder


def test_info_tells_of_the_indexes_of_crawls(indexed: Path, harness: Harness) -> None:
    row = json.loads(harness("cache", "info", "--cache", str(indexed), "--format", "json").out)[-1]
    assert (row["kind"], row["entries"], row["bytes"]) == ("warc-index", 2, 600)
    assert row["oldest_use"] < row["newest_use"]


@pytest.mark.parametrize(
    ("options", "left", "of_cache"),
    [
        ("--older-than 30d", ["b.index", "c.part"], [0, 2]),
        ("--older-than 6w", ["a.index", "b.index", "c.part"], [1, 2]),
        ("--max-size 500", ["b.index", "c.part"], [0, 1]),  # 200 bytes of index, one count of 210
        ("--max-size 100", ["c.part"], [0, 0]),
        ("--max-size 1M", ["a.index", "b.index", "c.part"], [1, 2]),
    ],
)
def test_prune_counts_indexes_and_entries_together(
    indexed: Path, harness: Harness, options: str, left: list[str], of_cache: list[int]
) -> None:
    done = harness("cache", "prune", *options.split(), "--cache", str(indexed))
    assert (done.code, done.err) == (0, "")
    assert sorted(file.name for file in (indexed / "warc-index").iterdir()) == left
    assert entries(indexed) == of_cache


def test_clear_removes_the_indexes_and_says_so(indexed: Path, harness: Harness) -> None:
    done = harness("cache", "clear", "--cache", str(indexed))
    assert done.out.splitlines()[1] == f"removed 2 indexes of WARC files, 600 bytes, from {indexed / 'warc-index'}"
    assert not (indexed / "warc-index").exists()
