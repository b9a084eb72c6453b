"""What a worker keeps from one batch for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.config import Command
from harness.execution import warmth as module
from harness.execution.warmth import Warmth
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
def warmth(tmp_path: Path) -> Iterator[Warmth]:
    cases = HeldCases([load(write_case(tmp_path / f"golden/news/page{at}")) for at in range(6)])
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
