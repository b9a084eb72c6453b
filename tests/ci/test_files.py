"""The files that a service reads: sound, pinned, and in step with the scripts and with the documentation."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.cli import call
from workshop import REPOSITORY, write_workspace

ACTION = REPOSITORY / "action.yml"
EXAMPLES = sorted((REPOSITORY / "docs/ci").glob("*.yml"))
HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"


def load(path: Path) -> Any:
    """Return a YAML document; by name, as its library need not be there and has no types."""
    yaml = importlib.import_module("yaml") if importlib.util.find_spec("yaml") else pytest.skip("PyYAML is missing")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(ACTION)["runs"]["steps"]
    return found


def test_action_is_composite_and_says_what_everything_is_for() -> None:
    action = load(ACTION)
    assert action["runs"]["using"] == "composite"
    assert {"name", "description", "inputs", "outputs", "runs"} <= action.keys()
    for name, one in (*action["inputs"].items(), *action["outputs"].items()):
        assert one["description"].endswith("."), name
    assert all("default" in one and isinstance(one["default"], str) for one in action["inputs"].values())


def test_steps_run_scripts_that_are_there_and_may_be_run() -> None:
    scripts = [step["run"] for step in steps() if "run" in step]
    names = [re.fullmatch(r'bash "\$HARNESS_ACTION/ci/(\w+\.sh)"', script) for script in scripts]
    assert all(names), "the logic is in a script"
    found = {match[1] for match in names if match}
    assert found == {file.name for file in (REPOSITORY / "ci").iterdir()}
    assert all(os.access(REPOSITORY / "ci" / name, os.X_OK) for name in found)
    assert all(step["shell"] == "bash" for step in steps() if "run" in step)


def test_no_input_is_written_into_a_script() -> None:
    for path in (ACTION, *EXAMPLES):
        for script in re.findall(r"run: (?:\|\n(?:          .*\n)+|.*)", path.read_text(encoding="utf-8")):
            assert "${{" not in script, f"{path.name}: what a person writes must not become a command"


def test_every_input_is_used_and_no_other() -> None:
    text = ACTION.read_text(encoding="utf-8")
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == set(load(ACTION)["inputs"])


def test_outputs_come_from_steps_whose_scripts_give_them() -> None:
    by_id = {step["id"]: step for step in steps() if "id" in step}
    for name, one in load(ACTION)["outputs"].items():
        match = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}", one["value"])
        assert match, name
        script = (REPOSITORY / "ci" / by_id[match[1]]["run"].rsplit("/", 1)[1].rstrip('"')).read_text(encoding="utf-8")
        assert f"{match[2]}=" in script, name


def test_scripts_get_every_variable_that_they_read_and_no_other() -> None:
    for step in steps():
        if "run" in step:
            script = step["run"].rsplit("/", 1)[1].rstrip('"')
            text = (REPOSITORY / "ci" / script).read_text(encoding="utf-8")
            read = set(re.findall(r"\$\{?(HARNESS_[A-Z_]+)", text))
            given = set(step["env"]) - {"HARNESS_ACTION"}
            assert read == given, script
            described = set(re.findall(r"^# (HARNESS_[A-Z_]+) ", text, re.MULTILINE))
            assert described == read, f"the head of {script}"


def test_there_is_a_verdict_whatever_failed_before() -> None:
    (verdict,) = [step for step in steps() if step.get("id") == "verdict"]
    assert verdict["if"] == "always()"
    assert verdict == steps()[-1]


def test_only_a_push_replaces_the_report_that_others_compare_with() -> None:
    (keep,) = [step for step in steps() if step.get("id") == "keep"]
    assert re.findall(r"github\.event_name (\S+ '\w+')", keep["if"]) == ["== 'push'"]


def test_what_is_kept_under_a_key_that_was_there_is_not_kept_again() -> None:
    caches = [step["with"] for step in steps() if step.get("uses", "").startswith("actions/cache@")]
    assert len(caches) == 2
    for one in caches:
        assert "run_id" not in one["key"]
        assert one["key"].startswith(one["restore-keys"])
    assert not set(caches[0]["path"].split()) & set(caches[1]["path"].split())


def test_every_foreign_action_is_pinned_to_a_tag() -> None:
    for path in (ACTION, *EXAMPLES):
        for used in re.findall(r"uses: *(\S+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w.-]+(/[\w.-]+)+@v\d+(\.\d+)*", used), f"{path.name}: {used}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example_can_be_read_and_is_mentioned(path: Path) -> None:
    assert load(path)
    pages = [REPOSITORY / "docs/ci.md", *(one for one in EXAMPLES if one != path)]
    assert any(f"ci/{path.name}" in one.read_text(encoding="utf-8") for one in pages)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_scripts_of_an_example_are_sound(path: Path) -> None:
    document = load(path)
    jobs = document.get("jobs", document)
    scripts = []
    for one in jobs.values() if isinstance(jobs, dict) else ():
        if isinstance(one, dict):
            scripts += [step["run"] for step in one.get("steps", ()) if "run" in step]
            scripts += ["\n".join(one.get("before_script", [])), "\n".join(one.get("script", []))]
    for script in scripts:
        done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_examples_use_inputs_and_outputs_that_there_are() -> None:
    action, example = load(ACTION), REPOSITORY / "docs/ci/github.yml"
    (step,) = [step for step in load(example)["jobs"]["score"]["steps"] if "scraper-harness" in step.get("uses", "")]
    assert set(step["with"]) <= set(action["inputs"])
    used = set(re.findall(r"steps\.harness\.outputs\.([\w-]+)", example.read_text(encoding="utf-8")))
    assert used
    assert used <= set(action["outputs"])


def test_documentation_names_every_input_and_output() -> None:
    page = (REPOSITORY / "docs/ci.md").read_text(encoding="utf-8")
    action = load(ACTION)
    named = set(re.findall(r"^\| `([\w-]+)`", page, re.MULTILINE))
    assert named == {*action["inputs"], *action["outputs"]}


def test_documentation_gives_the_defaults_of_the_inputs() -> None:
    page = (REPOSITORY / "docs/ci.md").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^\| `([\w-]+)` \| `([^`]+)` \|", page, re.MULTILINE))
    inputs = load(ACTION)["inputs"]
    assert defaults == {name: one["default"] for name, one in inputs.items() if one["default"]}


def test_hook_checks_the_golden_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (hook,) = load(HOOKS)
    program, *arguments = hook["entry"].split()
    assert (program, hook["language"], hook["pass_filenames"]) == ("harness", "python", False)
    assert re.search(hook["files"], "golden/news/harbour-fire/expected.md")
    assert not re.search(hook["files"], "docs/goldens.md")
    monkeypatch.chdir(write_workspace(tmp_path))
    assert call(arguments) == 0
    (tmp_path / "golden/news/bakery/expected.md").unlink()
    assert call(arguments) == 1


def test_example_of_the_hook_names_the_hook() -> None:
    (repository,) = load(REPOSITORY / "docs/ci/pre-commit.yml")["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in load(HOOKS)]
