"""What is collected, and that only what is selected runs."""

from __future__ import annotations

import json

import pytest

from workshop import write_extractor

NODES = ["golden/news/bakery/golden.json::mine", "golden/news/cafe/golden.json::mine"]


def scored(workspace: pytest.Pytester) -> list[tuple[str, str]]:
    """Return the (extractor, case) pairs of the report."""
    document = json.loads((workspace.path / "reports/latest/run.json").read_text(encoding="utf-8"))
    return [(row["extractor"], row["case"]) for row in document["results"]]


def test_each_golden_case_is_a_node_and_each_extractor_an_item_of_it(workspace: pytest.Pytester) -> None:
    result = workspace.runpytest_inprocess("golden", "-v", "-E", "mine", "-E", "nothing")
    items = [f"{node.removesuffix('mine')}{name} PASSED*" for node in NODES for name in ("mine", "nothing")]
    result.stdout.fnmatch_lines(items)
    result.assert_outcomes(passed=4)


def test_collect_only_lists_the_items_and_runs_nothing(workspace: pytest.Pytester) -> None:
    write_extractor(workspace.path / "extractors", "mine", "open('/dev/stderr', 'w').write('I ran')")
    result = workspace.runpytest_inprocess("golden", "--collect-only", "-q", "-E", "mine")
    assert result.outlines[:2] == NODES
    assert not (workspace.path / "reports").exists()


@pytest.mark.parametrize("arguments", [[NODES[1]], ["golden", "-k", "cafe"], ["golden/news/cafe"]])
def test_selected_item_runs_alone(workspace: pytest.Pytester, arguments: list[str]) -> None:
    result = workspace.runpytest_inprocess(*arguments, "-E", "mine")
    result.assert_outcomes(passed=1, deselected=1 if "-k" in arguments else 0)
    assert scored(workspace) == [("mine", "news/cafe")]


def test_selection_across_extractors_runs_no_other_pair(workspace: pytest.Pytester) -> None:
    nodes = [NODES[0], NODES[1].replace("mine", "nothing")]
    workspace.runpytest_inprocess(*nodes, "-E", "mine", "-E", "nothing").assert_outcomes(passed=2)
    assert scored(workspace) == [("mine", "news/bakery"), ("nothing", "news/cafe")]


def test_nothing_is_scored_when_the_collection_broke_off(workspace: pytest.Pytester) -> None:
    workspace.makepyfile(test_broken="import no_such_module")
    result = workspace.runpytest_inprocess("-E", "mine")
    result.assert_outcomes(errors=1)
    assert not (workspace.path / "reports").exists()


@pytest.mark.parametrize("option", ["-s", "-pno:capture", "-pno:terminal"])
def test_session_without_capture_or_terminal_scores_too(workspace: pytest.Pytester, option: str) -> None:
    assert workspace.runpytest_inprocess(NODES[0], "-E", "mine", option).ret == pytest.ExitCode.OK
    assert scored(workspace) == [("mine", "news/bakery")]


def test_other_tests_run_beside_the_golden_cases(workspace: pytest.Pytester) -> None:
    workspace.makepyfile(test_other="def test_other(): pass")
    workspace.runpytest_inprocess("-E", "mine").assert_outcomes(passed=3)
