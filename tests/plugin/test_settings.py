"""``[tool.harness]`` in ``pyproject.toml``: folders, commands, and keys that are wrong."""

from __future__ import annotations

import json

import pytest

from workshop import write_program, write_workspace


def test_keys_move_the_folders_of_the_workspace(workspace: pytest.Pytester) -> None:
    workspace.path.joinpath("golden").rename(workspace.path / "cases")
    workspace.path.joinpath("extractors").rename(workspace.path / "scrapers")
    workspace.makepyprojecttoml(
        "[tool.harness]\ngolden = 'cases'\nworkspace_extractors = 'scrapers'\nreport = 'out'\n"
        "select = ['mine']\njobs = 1\ntimeout = 20\nmemory = 0\nfail_under = { f1 = 0.9 }"
    )
    result = workspace.runpytest_inprocess("-v")
    result.stdout.fnmatch_lines(["cases/news/bakery/golden.json::mine PASSED*"])
    result.assert_outcomes(passed=2)
    assert (workspace.path / "out/run.json").exists()


def test_configured_command_is_an_extractor(workspace: pytest.Pytester) -> None:
    body = "say({'id': request['id'], 'article': {'text': 'A new bakery opened on Mill Lane this morning'}})"
    python, script = write_program(workspace.path / "bin", "program", body)
    relative = str(script).removeprefix(f"{workspace.path}/")
    workspace.makepyprojecttoml(f"[tool.harness.extractors.program]\ncommand = {json.dumps([python, relative])}")
    result = workspace.runpytest_inprocess("golden", "-E", "program")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["program * 1 * 1.000 *"])


@pytest.mark.parametrize("folder", [".", "golden", "golden/news"])
def test_workspace_is_found_from_any_folder_in_it(
    workspace: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    inner = write_workspace(workspace.path / "deep/inside")  # its pytest.ini lies above it, in another workspace
    (inner / "pyproject.toml").write_text("[tool.harness]\nselect = ['mine']\n", encoding="utf-8")
    monkeypatch.chdir(inner / folder)
    workspace.runpytest_inprocess(".").assert_outcomes(passed=2)
    assert (inner / "reports/latest/run.json").exists()


def test_workspace_is_found_from_outside_by_the_root_of_pytest(
    workspace: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    workspace.runpytest_inprocess(workspace.path / "golden", "-E", "mine").assert_outcomes(passed=2)
    assert (workspace.path / "reports/latest/run.json").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("timeot = 3", "pyproject.toml: tool.harness.timeot: unknown key 'timeot'; did you mean timeout"),
        ("timeout = 'long'", "pyproject.toml: tool.harness.timeout must be a number of seconds above 0, not 'long'"),
        ("select = ['mien']", "unknown extractor 'mien'; did you mean mine?"),
        ("fail_under = { f2 = 0.8 }", "fail_under: unknown figure 'f2'; did you mean f1?"),
    ],
)
def test_wrong_key_is_a_usage_error_that_names_it(workspace: pytest.Pytester, settings: str, message: str) -> None:
    workspace.makepyprojecttoml(f"[tool.harness]\n{settings}")
    result = workspace.runpytest_inprocess("golden")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any(message in line for line in result.errlines), result.errlines
