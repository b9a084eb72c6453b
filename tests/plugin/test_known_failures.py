"""A failure that stands in the baseline is expected; another one is not."""

from __future__ import annotations

import pytest

from workshop import write_extractor

BROKEN = "if 'Rome' in page.html:\n    raise ValueError('no luck')\nreturn page.html"


def test_failure_that_the_baseline_has_fails_nobody(workspace: pytest.Pytester) -> None:
    write_extractor(workspace.path / "extractors", "fails", BROKEN)
    first = workspace.runpytest_inprocess("golden", "-E", "fails", "--harness-update-baseline")
    first.assert_outcomes(passed=1, failed=1)
    again = workspace.runpytest_inprocess("golden", "-E", "fails")
    again.assert_outcomes(passed=1, xfailed=1)
    assert again.ret == 0


def test_failure_on_another_page_fails_its_item(workspace: pytest.Pytester) -> None:
    write_extractor(workspace.path / "extractors", "fails", BROKEN)
    workspace.runpytest_inprocess("golden", "-E", "fails", "--harness-update-baseline")
    write_extractor(workspace.path / "extractors", "fails", BROKEN.replace("Rome", "Lyon"))
    after = workspace.runpytest_inprocess("golden", "-E", "fails")
    after.assert_outcomes(passed=1, failed=1)
    assert after.ret == 1
