"""``--harness-baseline FILE``, the key ``baseline``, and the gate that holds a run against it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from towns import TOWNS, write_mine, write_towns
from workshop import EXPECTED, PAGE, write_case, write_extractor

NOTICE = (
    "gate: no baseline at reports/baseline.json, nothing to compare with; "
    "make it with: pytest golden --harness-update-baseline"
)
GATE = "[tool.harness.gate]\nmax_drop = 0.01\nmax_page_drop = 0.05\n"


@pytest.fixture
def towns(pytester: pytest.Pytester) -> pytest.Pytester:
    """A workspace of ten cases with a baseline; mine has an F1 of 86/89 = 0.966 on each."""
    write_towns(pytester.path)
    assert run(pytester, "--harness-update-baseline").ret == pytest.ExitCode.OK
    return pytester


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("golden", "-E", "mine", "-E", "nothing", *options)


def gate_lines(result: pytest.RunResult) -> list[str]:
    """Return what is said below the report."""
    start = next(i for i, line in enumerate(result.outlines) if line.startswith("report: "))
    end = next(i for i, line in enumerate(result.outlines[start:], start) if line.startswith("="))
    return result.outlines[start + 1 : end]


def breaches(pytester: pytest.Pytester) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((pytester.path / "reports/latest/gate.json").read_text(encoding="utf-8"))
    return rows


def test_without_a_baseline_there_is_a_notice(workspace: pytest.Pytester) -> None:
    result = run(workspace)
    assert gate_lines(result) == [NOTICE]
    assert result.ret == pytest.ExitCode.OK
    assert breaches(workspace) == []


def test_extractor_made_worse_on_five_pages_fails_the_gate_and_reverted_passes(towns: pytest.Pytester) -> None:
    towns.makepyprojecttoml(GATE)
    write_mine(towns.path, *TOWNS[:5], words=14)  # the last paragraph and a word: 28 of 46 are left, F1 56/74
    result = run(towns)
    result.assert_outcomes(failed=5, passed=15)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert gate_lines(result) == [
        "gate: FAILED: 5 pages beyond the bounds against reports/baseline.json (10 results)",
        "  first of all: mine on news/bern: f1 fell from 0.966 to 0.757, by 0.2095, 0.0500 allowed",
        "  every breach: reports/latest/gate.json; "
        "to accept them: pytest golden --harness-update-baseline --harness-allow-regression",
    ]
    assert [row["where"] for row in breaches(towns)] == [f"news/{town.lower()}" for town in TOWNS[:5]]
    result.stdout.fnmatch_lines(["mine on news/kiel: f1 fell from 0.966 to 0.757, by 0.2095, 0.0500 allowed"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*verdict.py*")
    write_mine(towns.path)
    result = run(towns)
    assert gate_lines(result) == ["gate: passed against reports/baseline.json (10 results)"]
    assert result.ret == pytest.ExitCode.OK
    # One word of 46 on two pages: a per cent of the F1.
    write_mine(towns.path, *TOWNS[3:5])
    result = run(towns)
    assert gate_lines(result) == ["gate: passed against reports/baseline.json (10 results)"]
    assert result.ret == pytest.ExitCode.OK


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_mean_that_fell_fails_the_session_though_every_item_passes(
    towns: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    towns.makepyprojecttoml("[tool.harness.gate]\nmax_drop = { f1 = 0.01 }\nmax_page_drop = 0.1")
    write_mine(towns.path, *TOWNS)  # 42 of 46 words everywhere: F1 84/88
    result = run(towns, *workers)
    result.assert_outcomes(passed=20)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert gate_lines(result)[:2] == [
        "gate: FAILED: 1 mean beyond the bounds against reports/baseline.json (10 results)",
        "  first of all: mine: f1 fell from 0.966 to 0.955, by 0.0117 over 10 pages (interval -0.0117 to -0.0117), "
        "0.0100 allowed",
    ]
    (row,) = breaches(towns)
    assert (row["kind"], row["extractor"], row["figure"], row["pages"]) == ("mean", "mine", "f1", 10)
    assert row["new"] == pytest.approx(84 / 88, abs=1e-6)


def test_workers_fail_the_same_items(towns: pytest.Pytester) -> None:
    write_mine(towns.path, "Bern", words=14)  # beyond the bound that stands where none is configured
    alone, workers = run(towns), run(towns, "-n", "2")
    assert alone.parseoutcomes() == workers.parseoutcomes() == {"failed": 1, "passed": 19}
    assert gate_lines(alone) == gate_lines(workers)
    assert len(gate_lines(alone)) == 3


def test_new_failure_is_a_breach_and_says_so(towns: pytest.Pytester) -> None:
    towns.makepyprojecttoml("[tool.harness.gate]\nmax_drop = 1\nmax_page_drop = 1")
    write_extractor(towns.path / "extractors", "mine", "raise ValueError('no luck')")
    result = run(towns)
    result.assert_outcomes(failed=10, passed=10)
    assert gate_lines(result)[:2] == [
        "gate: FAILED: 1 extractor with new failures beyond the bounds against reports/baseline.json (10 results)",
        "  first of all: mine fails on 10 more pages, news/bern for one; 0 allowed",
    ]


def test_floors_of_means_are_judged_without_a_baseline_and_over_whole_runs_alone(workspace: pytest.Pytester) -> None:
    floors = (
        '[tool.harness.gate.fail_under]\nf1 = 0.97\n"page_type:article" = { recall = 0.9 }\n"tag:none" = { f1 = 1 }'
    )
    workspace.makepyprojecttoml(floors)
    result = run(workspace)
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert gate_lines(result) == [
        "gate: fail_under: no case is of tag:none",
        NOTICE,
        "gate: FAILED: 1 floor beyond the bounds",
        "  first of all: mine: f1 over 2 pages is 0.966, below 0.970",
        "  every breach: reports/latest/gate.json; the floors are [tool.harness.gate] fail_under",
    ]
    for some in (("-k", "bakery"), ("--ignore", "golden/news/cafe")):
        result = run(workspace, *some)
        assert result.ret == pytest.ExitCode.OK
        notice = "gate: fail_under bounds means over all cases, and is not judged in a run of some"
        assert gate_lines(result)[0] == notice


def test_workers_know_whether_the_run_is_whole(workspace: pytest.Pytester) -> None:
    workspace.makepyprojecttoml("[tool.harness.gate.fail_under]\nf1 = 0.97")
    result = run(workspace, "-n", "2")
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_option_names_another_file_and_the_key_too(workspace: pytest.Pytester) -> None:
    assert run(workspace, "--harness-update-baseline", "--harness-baseline", "kept/one.json").ret == 0
    workspace.makepyprojecttoml("[tool.harness]\nbaseline = 'kept/one.json'")
    assert gate_lines(run(workspace)) == ["gate: passed against kept/one.json (2 results)"]
    assert gate_lines(run(workspace, "--harness-baseline=other.json"))[0].startswith("gate: no baseline at other.json")


def test_what_cannot_be_compared_is_said_and_nothing_fails(workspace: pytest.Pytester) -> None:
    run(workspace, "--harness-update-baseline")
    file = workspace.path / "reports/baseline.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"mine": ""', '"mine": "0.9"'), encoding="utf-8")
    page, expected = (text.replace("Lyon", "Bonn") for text in (PAGE, EXPECTED))
    write_case(workspace.path / "golden/news/cafe", page, expected)
    page, expected = (text.replace("Lyon", "Graz") for text in (PAGE, EXPECTED))
    write_case(workspace.path / "golden/news/fresh", page, expected)
    write_extractor(workspace.path / "extractors", "other", "return ''")
    result = run(workspace, "-E", "other")
    assert gate_lines(result) == [
        "gate: mine: version 0.9 -> - since the baseline",
        "gate: news/cafe is changed since the baseline, and not compared until an update",
        "gate: news/fresh is not in the baseline",
        "gate: other is not in the baseline; an update adds it",
        "gate: passed against reports/baseline.json (1 results)",
    ]
    assert result.ret == pytest.ExitCode.OK


def test_run_that_shares_nothing_with_the_baseline_passes(workspace: pytest.Pytester) -> None:
    run(workspace, "--harness-update-baseline")
    write_extractor(workspace.path / "extractors", "other", "return ''")
    result = workspace.runpytest_inprocess("golden", "-E", "other")
    assert gate_lines(result)[-1] == "gate: passed against reports/baseline.json (0 results)"
    assert result.ret == pytest.ExitCode.OK


def test_interrupted_session_is_not_judged(workspace: pytest.Pytester) -> None:
    workspace.makeconftest("def pytest_runtest_call(item): raise KeyboardInterrupt")
    # In a process of its own, or it is this session that is interrupted.
    result = workspace.runpytest_subprocess("golden", "-E", "mine", "-E", "nothing", "--harness-update-baseline")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert not (workspace.path / "reports/baseline.json").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "<<<<<<< HEAD\n{}\n",
            "reports/baseline.json holds a merge conflict, in line 1; take either side*",
        ),
        ('{"baseline": 1, ', "reports/baseline.json, line 1: it ends in the middle; *"),
        (
            '{"baseline": 1, "data_sets": [], "metrics": {"ledger": "ledger|v0"}, "extractors": {}, "cases": {},'
            ' "results": []}',
            "reports/baseline.json was counted by ledger|v0, this run by ledger(*|v2, and they cannot be "
            "compared; make it anew of a whole run: pytest golden --harness-update-baseline --harness-allow-regression",
        ),
    ],
)
def test_baseline_that_cannot_be_used_is_a_usage_error_before_anything_runs(
    workspace: pytest.Pytester, content: str, message: str
) -> None:
    (workspace.path / "reports").mkdir()
    (workspace.path / "reports/baseline.json").write_text(content, encoding="utf-8")
    result = run(workspace)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {workspace.path}/{message}".replace("[", "[[]")])
    assert not (workspace.path / "reports/latest").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("gate.max_dorp = 0.1", "*tool.harness.gate.max_dorp: unknown key 'max_dorp'; did you mean max_drop*"),
        ("gate.max_drop = 2", "*tool.harness.gate.max_drop must be a number from 0 to 1, or a table*"),
        ("require_baseline = 1", "*tool.harness.require_baseline must be true or false, not 1"),
        ("baseline = 1", "*tool.harness.baseline must be a path, not 1"),
    ],
)
def test_wrong_key_is_a_usage_error(workspace: pytest.Pytester, settings: str, message: str) -> None:
    workspace.makepyprojecttoml(f"[tool.harness]\n{settings}")
    result = run(workspace)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
