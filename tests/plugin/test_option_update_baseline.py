"""``--harness-update-baseline`` and ``--harness-allow-regression``: the ratchet."""

from __future__ import annotations

import json
import shutil

import pytest

from towns import write_mine, write_towns
from workshop import EXPECTED, PAGE, write_case

ADDED = "baseline: reports/baseline.json: 2 added, 0 raised, 0 lowered"


@pytest.fixture
def workspace(pytester: pytest.Pytester) -> pytest.Pytester:
    write_towns(pytester.path, ("Bern", "Cork"))
    return pytester


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("golden", "-E", "mine", "-E", "nothing", *options)


def kept(pytester: pytest.Pytester) -> dict[tuple[str, str], float]:
    """Return the F1 of each result of the baseline."""
    document = json.loads((pytester.path / "reports/baseline.json").read_text(encoding="utf-8"))
    return {(row["extractor"], row["case"]): row["f1"] for row in document["results"]}


BEST, LESS = round(86 / 89, 6), round(84 / 88, 6)


def test_update_makes_the_file_without_controls(workspace: pytest.Pytester) -> None:
    result = run(workspace, "--harness-update-baseline")
    result.stdout.fnmatch_lines([ADDED])
    assert result.ret == pytest.ExitCode.OK
    assert kept(workspace) == {("mine", "news/bern"): BEST, ("mine", "news/cork"): BEST}
    assert [path.name for path in (workspace.path / "reports").iterdir() if path.is_file()] == ["baseline.json"]


def test_update_raises_and_does_not_lower_and_twice_is_once(workspace: pytest.Pytester) -> None:
    write_mine(workspace.path, "Bern")
    run(workspace, "--harness-update-baseline")
    write_mine(workspace.path, "Cork")
    result = run(workspace, "--harness-update-baseline")
    result.stdout.fnmatch_lines(
        [
            "baseline: reports/baseline.json: 0 added, 1 raised, 0 lowered",
            "  1 results are worse in something and stand as they were; --harness-allow-regression lowers them:",
            "  not lowered: mine on news/cork: f1 0.9663 -> 0.9545",
            "  not lowered: mine on news/cork: recall 0.9348 -> 0.9130",
            "gate: passed against *",
        ]
    )
    assert result.ret == pytest.ExitCode.OK
    assert kept(workspace) == {("mine", "news/bern"): BEST, ("mine", "news/cork"): BEST}
    before = (workspace.path / "reports/baseline.json").stat()
    run(workspace, "--harness-update-baseline").stdout.fnmatch_lines(["baseline: *: 0 added, 0 raised, 0 lowered"])
    assert (workspace.path / "reports/baseline.json").stat().st_mtime_ns == before.st_mtime_ns


def test_update_does_not_excuse_a_page_that_fell(workspace: pytest.Pytester) -> None:
    run(workspace, "--harness-update-baseline")
    write_mine(workspace.path, "Bern", words=14)
    result = run(workspace, "--harness-update-baseline")
    result.assert_outcomes(failed=1, passed=3)
    assert kept(workspace)["mine", "news/bern"] == BEST


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_leave_to_lower_lowers_prints_each_figure_and_passes(
    workspace: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    run(workspace, "--harness-update-baseline")
    write_mine(workspace.path, "Bern", words=14)
    result = run(workspace, "--harness-update-baseline", "--harness-allow-regression", *workers)
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "baseline: reports/baseline.json: 0 added, 0 raised, 2 lowered",
            "  lowered: mine on news/bern: f1 0.9663 -> 0.7568",
            "  lowered: mine on news/bern: recall 0.9348 -> 0.6087",
            "gate: passed against reports/baseline.json (2 results), 1 page beyond the bounds allowed",
        ]
    )
    assert kept(workspace) == {("mine", "news/bern"): round(56 / 74, 6), ("mine", "news/cork"): BEST}
    assert run(workspace).ret == pytest.ExitCode.OK


def test_changed_case_is_rebased_a_removed_one_dropped_and_that_was_not_run_kept(
    workspace: pytest.Pytester,
) -> None:
    write_towns(workspace.path, ("Bern", "Cork", "Gent", "Kiel"))
    run(workspace, "--harness-update-baseline")
    page, expected = (text.replace("Lyon", "Bern").replace("two apprentices", "none") for text in (PAGE, EXPECTED))
    write_case(workspace.path / "golden/news/bern", page, expected)
    write_mine(workspace.path, "Bern")
    shutil.rmtree(workspace.path / "golden/news/gent")
    result = run(workspace, "--harness-update-baseline", "-k", "not kiel")
    result.stdout.fnmatch_lines(
        [
            "gate: news/bern is changed since the baseline, and not compared until an update",
            "baseline: *: 0 added, 0 raised, 0 lowered, 1 changed cases re-based, 1 cases dropped",
            "  re-based, for it has changed: news/bern",
            "  dropped, for it is gone: news/gent",
            "gate: passed against reports/baseline.json (1 results)",
        ]
    )
    found = kept(workspace)
    assert found.pop(("mine", "news/bern")) < BEST
    assert found == {("mine", "news/cork"): BEST, ("mine", "news/kiel"): BEST}


def test_extractor_that_the_workspace_no_longer_has_goes_with_leave_alone(workspace: pytest.Pytester) -> None:
    file = workspace.path / "extractors/mine.py"
    shutil.copy(file, file.with_name("old.py"))
    run(workspace, "-E", "old", "--harness-update-baseline")
    file.with_name("old.py").unlink()
    run(workspace, "--harness-update-baseline")
    assert ("old", "news/bern") in kept(workspace)
    result = run(workspace, "--harness-update-baseline", "--harness-allow-regression")
    result.stdout.fnmatch_lines(["  lowered: old on news/bern: result 0.9663 -> -"])
    assert {name for name, _ in kept(workspace)} == {"mine"}


def test_baseline_of_another_counting_is_made_anew_with_leave(workspace: pytest.Pytester) -> None:
    run(workspace, "--harness-update-baseline")
    file = workspace.path / "reports/baseline.json"
    file.write_text(file.read_text(encoding="utf-8").replace("|v2", "|v0"), encoding="utf-8")
    options = ("--harness-update-baseline", "--harness-allow-regression")
    result = run(workspace, *options)
    result.stdout.fnmatch_lines(["baseline: *: 0 added, 0 raised, 0 lowered, 2 results of another counting lost"])
    assert run(workspace).ret == pytest.ExitCode.OK


def test_options_that_contradict_each_other_or_the_file_are_usage_errors(workspace: pytest.Pytester) -> None:
    def refused(message: str, *options: str) -> None:
        result = run(workspace, *options)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"ERROR: {message}"])
        assert not (workspace.path / "reports/latest").exists()

    refused("--harness-allow-regression lowers nothing without *; add it", "--harness-allow-regression")
    missing = "--harness-require-baseline: there is no baseline at */reports/baseline.json; "
    refused(f"{missing}make it with: *", "--harness-require-baseline")
    refused(f"{missing}leave *", "--harness-require-baseline", "--harness-update-baseline")
    (workspace.path / "reports").mkdir()
    file = workspace.path / "reports/baseline.json"
    run(workspace, "--harness-update-baseline", "--harness-report", "elsewhere")
    file.chmod(0o444)
    message = f"--harness-update-baseline: {file} is read-only; make it writable"
    refused(message, "--harness-update-baseline")


def test_baseline_that_cannot_be_made_is_said_and_fails_the_session(workspace: pytest.Pytester) -> None:
    (workspace.path / "blocked").touch()
    result = run(workspace, "--harness-update-baseline", "--harness-baseline", "blocked/baseline.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["gate: FAILED: */blocked/baseline.json cannot be written: *; name another *"])
    result.stdout.no_fnmatch_line("*Traceback*")
