"""The files of a report folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from harness.leaderboard import build_report
from harness.model import Failure
from harness.render.files import write_report
from harness.runs import CaseResult
from workshop import row_info, tiny_run

RUN = tiny_run(
    [
        CaseResult("lib", "a", "ok", {"ledger": {"output": 4, "kept": 4, "ordered": 4, "expected": 4, "found": 4}}),
        CaseResult("lib", "b", "error", {"ledger": {"expected": 4}}, Failure("Error", "lone \ud800 surrogate")),
    ],
    row_info("lib"),
    row_info("absent", None),
)


def test_report_folder_holds_the_tables(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "latest"
    write_report(build_report(RUN), folder)
    names = sorted(file.name for file in folder.iterdir())
    assert names == ["leaderboard.csv", "leaderboard.json", "report.html", "report.md", "scores.csv"]
    rows = json.loads((folder / "leaderboard.json").read_text())
    assert [(row["extractor"], row["f1"], row["status"]) for row in rows] == [
        ("lib", 0.5, "ready"),
        ("absent", None, "not installed"),
    ]
    with (folder / "leaderboard.csv").open(newline="") as file:
        assert [row["extractor"] for row in csv.DictReader(file)] == ["lib", "absent"]
    with (folder / "scores.csv").open(newline="") as file:
        assert [(row["case"], row["f1"]) for row in csv.DictReader(file)] == [("a", "1.0"), ("b", "0.0")]
    assert (folder / "report.md").read_text().startswith("# Scores\n")


def test_same_run_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(build_report(RUN), tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
