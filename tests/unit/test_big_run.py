"""The file of a run that has sums alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.big_run import Aggregate, BigRun, WorstPage, is_big_run, read_big_run, write_big_run
from harness.errors import RunFileError
from harness.goldens import DataSet
from harness.leaderboard.big_tables import big_tables
from harness.render.tables import flat, terminal
from harness.run_files import open_run
from harness.runs import ExtractorInfo

RUN = BigRun(
    data_sets=(DataSet("warc", "ab" * 32, 4_000_000),),
    extractors=(ExtractorInfo("mine", "1.0", "ready", False, None, None, "00"),),
    aggregates=(Aggregate("mine", 4_000_000, {"ok": 3_000_000, "empty": 999_990, "timeout": 10}, 0.01, 2, None, 9, 1),),
    worst=(WorstPage("mine", "warc/urn:test:\ud800", "timeout", "Timeout: took more than 30 s", 30.0),),
    environment={"python": "3.11"},
    notices=("sums",),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_big_run(RUN, tmp_path / "run.json")
    return tmp_path / "run.json"


def test_what_was_written_is_read_back(file: Path) -> None:
    assert is_big_run(file)
    assert is_big_run(file.parent)
    assert read_big_run(file.parent) == RUN
    assert json.loads(file.read_text(encoding="utf-8"))["schema"] == 3


def test_nothing_takes_the_sample_for_a_run(file: Path) -> None:
    with pytest.raises(RunFileError, match="no result of each page; show it with `harness report`"):
        open_run(file)


@pytest.mark.parametrize("content", ['{\n  "schema": 2,', "", "[3]", '{"schema": 31}'])
def test_other_files_are_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    assert not is_big_run(tmp_path)
    assert not is_big_run(tmp_path / "missing")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"worst"', '"wurst"'),
        ('"pages": 4000000', '"page": 4000000'),
        ('"timeout": 10', '"tired": 10'),
        ("}\n", ""),
        ('"notices": [', '"notices": ['.replace("[", "3, [")),
    ],
)
def test_damage_is_told_with_the_file(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RunFileError, match=r"run\.json is damaged"):
        read_big_run(file)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match=r"give the run\.json of a run"):
        read_big_run(tmp_path)


def test_tables_have_a_row_an_extractor_and_the_pages_to_look_at() -> None:
    sums, worst = big_tables(RUN)
    (row,) = flat(sums)
    assert (row["pages"], row["ok"], row["empty"], row["failures"]) == (4_000_000, 0.75, 999_990, 10)
    assert (row["ms"], row["slow_ms"], row["cpu_ms"], row["letters"]) == (10.0, 2000, None, 9)
    assert "4,000,000 pages of warc (abababababab), 1 extractors" in terminal(sums)
    assert flat(worst)[0]["failure"] == "Timeout: took more than 30 s"
