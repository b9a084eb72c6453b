"""Sums over Parquet files: the same as by hand, whatever the files' number, and damaged ones named."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from harness.big_run import WorstPage
from harness.errors import RunFileError
from harness.execution import output_sums
from harness.execution.manifest import Manifest
from harness.execution.output_files import OutputFolder
from harness.execution.output_sums import OutputSums
from harness.model import Article, Extraction, Failure

pytest.importorskip("polars")

SLOW = Failure("Timeout", "took more than 30 s")


def write(folder: Path, row: str, extractions: list[Extraction], size: int = 3) -> None:
    """Write outputs of the pages 0, 1, ... into files of so many, and list them."""
    manifest = Manifest(folder, "plan", fresh=not (folder / "manifest.jsonl").exists())
    for start in range(0, len(extractions), size):
        numbers = range(start, min(start + size, len(extractions)))
        ids = [f"warc/{number}" for number in numbers]
        some = [extractions[number] for number in numbers]
        manifest.add(OutputFolder(folder).write(row, f"shard-{start}", numbers, ids, some))


def answer(letters: int, seconds: float, memory: int | None = None) -> Extraction:
    return Extraction("ok" if letters else "empty", Article(text="a" * letters), None, seconds, memory, seconds / 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "mine", [answer(n * 10, 0.01 * (n + 1), 100 + n) for n in range(10)])
    write(tmp_path, "other", [answer(5, 0.5), Extraction("timeout", None, SLOW, 30.0), answer(0, 0.1)])
    return tmp_path


@pytest.mark.parametrize("at_once", [1, 2, 50])
def test_sums_are_those_of_all_files(folder: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(output_sums, "_FILES_AT_ONCE", at_once)
    steps: list[tuple[int, int]] = []
    sums = OutputSums()
    sums.add_all(folder, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (5, 5)
    mine, other = sums.aggregate("mine"), sums.aggregate("other")
    assert (mine.pages, mine.outcomes, mine.memory) == (10, {"empty": 1, "ok": 9}, 109)
    assert mine.seconds == pytest.approx(0.05, rel=0.03), "the fifth of ten"
    assert mine.slow_seconds == pytest.approx(0.1, rel=0.03)
    assert mine.cpu_seconds == pytest.approx(0.025, rel=0.03)
    assert mine.letters == pytest.approx(40, rel=0.03)
    assert (other.pages, other.outcomes) == (3, {"empty": 1, "ok": 1, "timeout": 1})
    assert other.slow_seconds == pytest.approx(0.5, rel=0.03), "a failure's time is none"
    assert other.memory is None


def test_medians_are_within_three_percent(tmp_path: Path) -> None:
    seconds = [0.0013 * 1.31**n for n in range(41)]
    write(tmp_path, "mine", [answer(1, one) for one in seconds], size=20)
    sums = OutputSums()
    sums.add_all(tmp_path)
    assert sums.aggregate("mine").seconds == pytest.approx(median(seconds), rel=0.03)


def test_worst_pages_are_failures_then_empty_outputs_then_the_slowest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums = OutputSums()
    sums.add_all(folder)
    assert sums.worst("other") == [
        WorstPage("other", "warc/1", "timeout", "Timeout: took more than 30 s", 30.0),
        WorstPage("other", "warc/2", "empty", None, 0.1),
        WorstPage("other", "warc/0", "ok", None, 0.5),
    ]
    monkeypatch.setattr(output_sums, "WORST", 3)
    sums = OutputSums()
    sums.add_all(folder)
    assert [page.case for page in sums.worst("mine")] == ["warc/0", "warc/9", "warc/8"]


def test_page_that_took_its_worker_along_is_counted_and_comes_first(folder: Path) -> None:
    sums = OutputSums()
    sums.add_all(folder)
    sums.add_page(WorstPage("mine", "warc/10", "crash", "Crash: took the worker", None), 10)
    sums.add_crashes("mine", 2)
    assert sums.worst("mine")[0].case == "warc/10"
    assert sums.aggregate("mine").outcomes == {"crash": 3, "empty": 1, "ok": 9}
    assert sums.pages("mine") == 13


def test_files_that_are_not_listed_do_not_count(folder: Path) -> None:
    OutputFolder(folder).write("mine", "shard-late", [90], ["warc/90"], [answer(1, 1.0)])
    sums = OutputSums()
    sums.add_all(folder)
    assert sums.pages("mine") == 10


def test_missing_and_damaged_files_are_named(folder: Path) -> None:
    (folder / "extractor=mine/shard-3.parquet").unlink()
    with pytest.raises(RunFileError, match=r"from .*shard-3\.parquet on cannot be read.*run again"):
        OutputSums().add_all(folder)
    with pytest.raises(RunFileError, match="lists no outputs"):
        OutputSums().add_all(folder / "nowhere")
