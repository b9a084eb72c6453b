"""``--harness-require-baseline`` and the key ``require_baseline``: no baseline is an error, not a notice."""

from __future__ import annotations

import pytest


def test_missing_baseline_is_a_usage_error_by_the_option_and_by_the_key(workspace: pytest.Pytester) -> None:
    message = "there is no baseline at */reports/baseline.json; make it with: pytest golden --harness-update-baseline"
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "--harness-require-baseline")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --harness-require-baseline: {message}"])
    workspace.makepyprojecttoml("[tool.harness]\nrequire_baseline = true")
    result = workspace.runpytest_inprocess("golden", "-E", "mine")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: require_baseline: {message}"])
    assert not (workspace.path / "reports").exists()


def test_key_does_not_stand_in_the_way_of_making_one(workspace: pytest.Pytester) -> None:
    workspace.makepyprojecttoml("[tool.harness]\nrequire_baseline = true")
    made = workspace.runpytest_inprocess("golden", "-E", "mine", "--harness-update-baseline")
    assert made.ret == pytest.ExitCode.OK
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "--harness-require-baseline")
    assert result.ret == pytest.ExitCode.OK
