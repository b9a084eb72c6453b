"""What a shard takes from the cache: only what would come out the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from harness.execution.cache import Cache
from harness.execution.remembering import ShardMemory
from harness.execution.staging import Block
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.model import Article, Extraction, Extractor, Failure
from workshop import load, write_case

ROW = Extractor("lib", None, "1.0", ("run",), "bundled", "d", package="lib", repeatable=True)
OK = Extraction("ok", Article(text="text"), None, 2.0, 100)


@pytest.fixture
def block(tmp_path: Path) -> Block:
    cases = HeldCases(
        load(write_case(tmp_path / f"case-{number}", url=f"https://x.example/{number}")) for number in (0, 1)
    )
    return Block(tmp_path / "staged", cases, shards=1)


def remembered(
    folder: Path, block: Block, *, row: Extractor = ROW, limits: Limits | None = None, keep: Extraction | None = None
) -> Extraction | None:
    """Return what is found of the first case in the cache of a folder; keep something of it afterwards."""
    with Cache(folder) as cache, ShardMemory(row, limits or Limits(), cache) as memory:
        found = memory.find(0, [0, 1], block)
        if keep:
            memory.keep(0, keep)
    return found


def test_extraction_of_an_earlier_run_is_found(tmp_path: Path, block: Block) -> None:
    assert remembered(tmp_path, block, keep=OK) is None
    assert remembered(tmp_path, block) == OK


@pytest.mark.parametrize(
    "row",
    [
        dataclasses.replace(ROW, version="1.1"),
        dataclasses.replace(ROW, digest="e"),
        dataclasses.replace(ROW, mode="fast"),
        dataclasses.replace(ROW, repeatable=False),
    ],
)
def test_other_code_finds_nothing(tmp_path: Path, block: Block, row: Extractor) -> None:
    remembered(tmp_path, block, keep=OK)
    assert remembered(tmp_path, block, row=row) is None


def test_code_that_no_version_names_is_never_kept(tmp_path: Path, block: Block) -> None:
    remembered(tmp_path, block, row=dataclasses.replace(ROW, repeatable=False), keep=OK)
    assert remembered(tmp_path, block) is None


def test_failure_that_may_not_come_again_is_not_kept(tmp_path: Path, block: Block) -> None:
    remembered(tmp_path, block, keep=Extraction("timeout", None, Failure("Timeout", "took long")))
    assert remembered(tmp_path, block) is None


def test_extraction_that_took_longer_than_the_limit_now_allows_is_done_again(tmp_path: Path, block: Block) -> None:
    remembered(tmp_path, block, keep=OK)
    assert remembered(tmp_path, block, limits=Limits(timeout=1.0)) is None
    assert remembered(tmp_path, block, limits=Limits(timeout=3.0)) == OK


def test_without_a_cache_nothing_is_found_or_kept(block: Block) -> None:
    with ShardMemory(ROW, Limits(), None) as memory:
        assert memory.find(0, [0], block) is None
        memory.keep(0, OK)
        assert memory.find(0, [0], block) is None
