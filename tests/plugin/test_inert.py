"""Installed in a project that has no golden cases, the plug-in does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTHING_LOADED = """
    import sys

    def test_nothing_is_loaded():
        heavy = {"numpy", "selectolax", "jsonschema", "tabulate", "tqdm", "harness.plugin.items", "harness.runs"}
        assert "harness.plugin" in sys.modules
        assert not heavy & sys.modules.keys()
"""


def files(folder: Path) -> set[str]:
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in kept if "__pycache__" not in name} - {"stdout", "stderr"}  # pytester's own


@pytest.mark.parametrize("neighbour", ["README.md", "golden/answers.txt", "fixtures/golden.json"])
def test_project_without_golden_cases_loads_and_writes_nothing(pytester: pytest.Pytester, neighbour: str) -> None:
    (pytester.path / neighbour).parent.mkdir(exist_ok=True)
    (pytester.path / neighbour).write_text("{}", encoding="utf-8")
    pytester.makepyfile(NOTHING_LOADED)
    before = files(pytester.path)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*golden articles*")
    assert files(pytester.path) == before


def test_tests_of_a_workspace_that_are_run_by_themselves_score_nothing(workspace: pytest.Pytester) -> None:
    (workspace.path / "tests").mkdir()
    workspace.makepyfile(**{"tests/test_own": NOTHING_LOADED})
    workspace.runpytest_subprocess("tests").assert_outcomes(passed=1)
    assert not (workspace.path / "reports").exists()
