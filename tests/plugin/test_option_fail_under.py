"""``--harness-fail-under FIGURE=MIN`` and the key ``fail_under``: floors for single items."""

from __future__ import annotations

import pytest


def test_figures_above_their_floors_pass(workspace: pytest.Pytester) -> None:
    floors = ("--harness-fail-under", "f1=0.96", "--harness-fail-under", "precision=1")
    result = workspace.runpytest_inprocess("golden", "-E", "mine", *floors)
    result.assert_outcomes(passed=2)
    assert result.ret == pytest.ExitCode.OK


def test_figure_below_its_floor_fails_the_item_and_says_by_how_much(workspace: pytest.Pytester) -> None:
    # mine finds 43 of 46 words: recall 43/46 = 0.935, F1 86/89 = 0.966.
    result = workspace.runpytest_inprocess(
        "golden",
        "-E",
        "mine",
        "-E",
        "everything",
        "--harness-fail-under",
        "f1=0.97",
        "--harness-fail-under=recall=0.95",
    )
    result.stdout.fnmatch_lines(["mine on news/bakery: f1 0.966 is below 0.970", "mine on news/cafe: f1 0.966 is *"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*items.py*")
    # The control has an F1 of 0.807, but nobody expects a control to reach anything.
    result.assert_outcomes(failed=2, passed=2)


def test_key_sets_floors_and_the_option_overrides_them(workspace: pytest.Pytester) -> None:
    workspace.makepyprojecttoml("[tool.harness]\nfail_under = { recall = 0.95 }")
    workspace.runpytest_inprocess("golden", "-E", "mine").assert_outcomes(failed=2)
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "--harness-fail-under", "recall=0.9")
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("floor", "message"),
    [
        ("f1=high", "ERROR: --harness-fail-under f1=high: give a figure and a number, such as f1=0.80"),
        ("f1=nan", "ERROR: fail_under must be a table of figures and numbers from 0 to 1, not {'f1': nan}"),
        ("F1=0.8", "ERROR: fail_under: unknown figure 'F1'; did you mean f1?"),
    ],
)
def test_floor_that_could_never_hold_is_a_usage_error(workspace: pytest.Pytester, floor: str, message: str) -> None:
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "--harness-fail-under", floor)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.errlines
