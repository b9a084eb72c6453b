"""What a run will cost, from a few of its pages."""

from __future__ import annotations

from pathlib import Path

from harness.execution.estimate import estimate, spread, weigh
from harness.execution.plan import Plan
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import collect
from workshop import PAGE, write_workspace


def test_sample_is_spread_evenly() -> None:
    assert spread(10, 3) == [0, 3, 6]
    assert spread(2, 6) == [0, 1]


def test_pages_are_weighed_as_they_are_read(tmp_path: Path) -> None:
    # "Rome" is as long as "Lyon".
    assert weigh(collect(write_workspace(tmp_path) / "golden").cases) == 2 * len(PAGE.encode())


def test_each_row_that_runs_here_is_tried(tmp_path: Path) -> None:
    rows = choose(discover(write_workspace(tmp_path) / "extractors"), ["mine", "nothing"])
    found = estimate(Plan(tuple(rows), collect(tmp_path / "golden").cases, Limits()))
    assert [(one.extractor, one.pages, one.shards) for one in found] == [("mine", 2, 1), ("nothing", 2, 1)]
    for one in found:
        assert one.page is not None
        assert one.page > 0
        assert one.seconds == one.start + 2 * one.page
