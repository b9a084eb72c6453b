"""The settings of a workspace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from harness.bounds import Gate
from harness.config import Command, Config, find_root, load_config
from harness.errors import ConfigError


def workspace(folder: Path, settings: str, table: str = "[tool.harness]") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(f"{table}\n{settings}\n", encoding="utf-8")
    return folder


def test_workspace_without_settings_has_the_defaults(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert config == Config(tmp_path)
    assert config.golden_path == tmp_path / "golden"
    assert config.extractors_path == tmp_path / "extractors"
    assert config.report_path == tmp_path / "reports/latest"


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "tool.sh").touch()
    settings = """
    golden = "g"
    workspace_extractors = "/elsewhere"
    report = "r"
    select = ["a", "b[fast]"]
    jobs = 3
    timeout = 2
    memory = 0
    repeat = 3
    fail_under = {f1 = 0.8, recall = 1}
    baseline = "kept.json"
    require_baseline = true
    gate = {max_drop = 0.02, max_new_failures = 2}
    extractors.node.command = ["node", "tool.sh", "--quick"]
    extractors.java.command = ["java"]
    extractors.java.environment = { JAVA_HOME = "/opt/java", EMPTY = "" }
    extractors.java.accepts = ["text/html", "text/plain"]
    """
    config = load_config(workspace(tmp_path, settings))
    assert config == Config(
        tmp_path,
        golden="g",
        workspace_extractors="/elsewhere",
        report="r",
        select=("a", "b[fast]"),
        jobs=3,
        timeout=2,
        memory=0,
        repeat=3,
        fail_under={"f1": 0.8, "recall": 1},
        baseline="kept.json",
        require_baseline=True,
        gate=Gate({"f1": 0.02}, max_new_failures=2),
        commands={
            "node": Command(("node", str(tmp_path / "tool.sh"), "--quick")),
            "java": Command(("java",), {"JAVA_HOME": "/opt/java", "EMPTY": ""}, ("text/html", "text/plain")),
        },
    )
    assert config.extractors_path == Path("/elsewhere")
    assert config.baseline_path == tmp_path / "kept.json"
    assert config.slots == 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("job = 2", "tool.harness.job: unknown key 'job'; did you mean jobs?"),
        ("root = '/'", "unknown key 'root'"),
        ("jobs = -1", "tool.harness.jobs must be a whole number, 0 or more, not -1"),
        ("jobs = 1.5", "must be a whole number"),
        ("jobs = true", "must be a whole number"),
        ("memory = '4G'", "tool.harness.memory must be a whole number, 0 or more, not '4G'"),
        ("repeat = 0", "tool.harness.repeat must be a whole number, 1 or more, not 0"),
        ("repeat = true", "1 or more, not True"),
        ("timeout = 0", "tool.harness.timeout must be a number of seconds above 0, not 0"),
        ("timeout = inf", "above 0, not inf"),
        ("timeout = nan", "above 0, not nan"),
        ("timeout = true", "above 0, not True"),
        ("golden = 5", "tool.harness.golden must be a path, not 5"),
        ("baseline = 1", "tool.harness.baseline must be a path, not 1"),
        ("require_baseline = 'yes'", "tool.harness.require_baseline must be true or false, not 'yes'"),
        ("gate = 0.1", "tool.harness.gate must be a table: max_drop = 0.01"),
        ("gate.max_dorp = 0.1", "tool.harness.gate.max_dorp: unknown key 'max_dorp'; did you mean max_drop"),
        ("gates.max_drop = 0.1", "tool.harness.gates: unknown key 'gates'; did you mean gate"),
        ("select = 'trafilatura'", "tool.harness.select must be a list of extractor names"),
        ("select = [1]", "must be a list of extractor names"),
        ("fail_under = 0.8", "tool.harness.fail_under must be a table"),
        ("fail_under.f1 = 80", "numbers from 0 to 1"),
        ("fail_under.f1 = nan", "numbers from 0 to 1"),
        ("fail_under.f1 = 'high'", "numbers from 0 to 1"),
        ("extractors = 5", "extractors must be a table of tables"),
        ("extractors.a = 'cmd'", "extractors.a must be a table: command ="),
        (
            "extractors.a = {command = ['x'], shell = true}",
            "extractors.a: unknown key 'shell'; known: accepts, command",
        ),
        ("extractors.a = {comand = ['x']}", "extractors.a: unknown key 'comand'; did you mean command?"),
        ("extractors.a.command = 'x y'", "extractors.a.command must be a list of strings"),
        ("extractors.a.command = []", "extractors.a.command must be a list of strings"),
        ("extractors.a = {}", "extractors.a.command must be a list of strings"),
        (
            "extractors.a = {command = ['x'], environment = 'A=b'}",
            "extractors.a.environment must be a table of strings",
        ),
        ("extractors.a = {command = ['x'], environment.A = 1}", "extractors.a.environment must be a table of strings"),
        ("extractors.a = {command = ['x'], environment.'A=' = ''}", "extractors.a.environment.A= cannot be set"),
        ('extractors.a = {command = ["x"], environment.A = "\\u0000"}', "extractors.a.environment.A cannot be set"),
        ("extractors.a = {command = ['x'], accepts = 'text/html'}", "extractors.a.accepts must be a list of text/html"),
        ("extractors.a = {command = ['x'], accepts = ['pdf']}", "text/html and text/plain, not ['pdf']"),
        ("jobs = ", "mend the file"),
    ],
)
def test_wrong_setting_is_an_error_that_names_file_and_key(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(workspace(tmp_path, settings))
    assert message in str(error.value)
    assert str(tmp_path / "pyproject.toml") in str(error.value)


@pytest.mark.parametrize("content", [b"[tool]\nharness = 1", b"\xff"])
def test_file_that_cannot_be_read_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"pyproject\.toml"):
        load_config(tmp_path)


def test_options_take_the_place_of_settings_and_none_leaves_them(tmp_path: Path) -> None:
    config = load_config(workspace(tmp_path, "jobs = 3\ntimeout = 2")).override(jobs=5, timeout=None, report="/r")
    assert (config.jobs, config.timeout, config.report_path) == (5, 2, Path("/r"))


@pytest.mark.parametrize("option", [{"jobs": -1}, {"timeout": 0.0}, {"fail_under": {"f1": 2.0}}, {"memory": 1.5}])
def test_options_are_checked_as_settings_are(option: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(option))):
        Config(Path()).override(**option)


def test_root_is_the_nearest_folder_with_settings_or_cases(tmp_path: Path) -> None:
    inner = tmp_path / "with-cases" / "inner" / "deeper"
    inner.mkdir(parents=True)
    workspace(tmp_path, "")
    workspace(tmp_path / "with-cases" / "inner", "x = 1", table="[tool.other]")
    assert find_root(inner) == tmp_path
    (tmp_path / "with-cases" / "golden").mkdir()
    assert find_root(inner) == tmp_path / "with-cases"


def test_a_job_a_core_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert (Config(Path()).slots, Config(Path(), jobs=7).slots) == (3, 7)


def test_number_of_jobs_holds_where_the_system_cannot_say_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert (Config(Path()).slots, Config(Path(), jobs=7).slots) == (1, 7)
