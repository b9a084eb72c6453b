"""``--harness-report DIR``, the key ``report``, and what the terminal shows of the report."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

FILES = {"run.json", "scores.csv", "report.html", "report.md", "leaderboard.csv", "leaderboard.json"}


def test_option_names_the_folder_of_the_report(workspace: pytest.Pytester) -> None:
    workspace.makepyprojecttoml("[tool.harness]\nreport = 'elsewhere'")
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "--harness-report", "out/here")
    assert {path.name for path in (workspace.path / "out/here").iterdir()} >= FILES
    assert not (workspace.path / "elsewhere").exists()
    result.stdout.fnmatch_lines([f"report: {workspace.path}/out/here"])


def test_terminal_ends_with_the_leaderboard(workspace: pytest.Pytester) -> None:
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "-E", "nothing", "--junitxml=junit.xml")
    result.stdout.fnmatch_lines(
        [
            "*= golden articles =*",
            "2 cases of golden (*), 2 extractors",
            "extractor * F1 * P * R *",
            "mine *1 0.966 1.000 0.935 *",
            "nothing [*] *- 0.000 0.000 0.000 *",
            f"report: {workspace.path}/reports/latest",
        ]
    )
    (board,) = [row for row in read_leaderboard(workspace) if row["extractor"] == "mine"]
    assert (board["pages"], board["f1"]) == (2, pytest.approx(86 / 89))
    cases = ElementTree.parse(workspace.path / "junit.xml").iter("testcase")
    figures = {(case.get("name"), item.get("value")) for case in cases for item in case.iter("property")}
    assert figures == {("mine", "0.966292"), ("nothing", "0.0")}


def read_leaderboard(workspace: pytest.Pytester) -> list[dict[str, object]]:
    text = (workspace.path / "reports/latest/leaderboard.json").read_text(encoding="utf-8")
    rows: list[dict[str, object]] = json.loads(text)
    return rows


def test_report_that_another_run_writes_is_left_alone(workspace: pytest.Pytester) -> None:
    from harness.execution.lock import report_lock

    with report_lock(workspace.path / "reports/latest"):
        result = workspace.runpytest_inprocess("golden", "-E", "mine")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any("another run writes to" in line for line in result.errlines)
    assert not (workspace.path / "reports/latest/run.json").exists()
