"""``harness extractors``: what can be run here and what is missing; one made ready, one looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.extraction import venv
from workshop import Harness, write_extractor


def test_every_extractor_is_listed_with_its_status(workspace: Path, harness: Harness) -> None:
    folder = workspace / "extractors"
    write_extractor(folder, "absent", "return ''", "extractor(extract, package='no-such-package', licence='MIT')")
    write_extractor(folder, "modal", "return ''", "extractor(extract, version='3', modes={'fast': {}})")
    (folder / "broken.py").write_text("import no_such_module\n", encoding="utf-8")
    listed = harness("extractors", "--format", "json")
    assert (listed.code, listed.err) == (0, "")
    rows = {row.pop("extractor"): row for row in json.loads(listed.out)}
    expected = {
        "mine": (None, "", None, "workspace", "ready"),
        "absent": (None, None, "MIT", "workspace", "not installed: pip install no-such-package"),
        "modal": (None, "3", None, "workspace", "ready"),
        "modal[fast]": ("fast", "3", None, "workspace", "ready"),
        "broken": (None, None, None, "workspace", "ModuleNotFoundError: No module named 'no_such_module'"),
        "nothing": (None, "1", None, "bundled", "ready"),
    }
    reading = {name: row.pop("reads") for name, row in rows.items() if name in expected}
    assert reading == dict.fromkeys(expected) | {"mine": "text"}
    columns = ("mode", "version", "licence", "origin", "status")
    assert {name: rows[name] for name in expected} == {
        name: dict(zip(columns, row, strict=True)) for name, row in expected.items()
    }
    assert [name for name in rows if name in ("mine", "everything", "nothing")] == ["mine", "everything", "nothing"]


def test_listing_says_what_each_extractor_reads(workspace: Path, harness: Harness) -> None:
    folder = workspace / "extractors"
    write_extractor(folder, "raw", "return str(len(page.content))")
    write_extractor(folder, "both", "return page.html or str(page.content)")
    settings = 'command = ["true"]\naccepts = ["text/html", "text/plain"]'
    lines = f"[tool.harness.extractors.run]\n{settings}\n[tool.harness.extractors.plain]\ncommand = ['true']\n"
    (workspace / "pyproject.toml").write_text(lines, encoding="utf-8")
    rows = json.loads(harness("extractors", "--format", "json").out)
    found = {row["extractor"]: row["reads"] for row in rows}
    expected = {"raw": "bytes", "both": "bytes and text", "run": "bytes (text/html, text/plain)", "plain": "bytes"}
    assert {name: found[name] for name in expected} == expected


def test_table_has_a_line_for_each_extractor(workspace: Path, harness: Harness) -> None:
    lines = harness("extractors").out.splitlines()
    assert lines[0].split() == ["extractor", "mode", "version", "licence", "origin", "reads", "status"]
    assert ["mine", "-", "-", "workspace", "text", "ready"] in [line.split() for line in lines]


def test_doctor_explains_one_row_or_all_modes(workspace: Path, harness: Harness) -> None:
    write_extractor(workspace / "extractors", "modal", "return 'words'", "extractor(extract, modes={'fast': {}})")
    both = harness("extractors", "doctor", "modal")
    assert (both.code, both.err) == (0, "")
    assert [part.splitlines()[0] for part in both.out.split("\n\n")] == ["modal (workspace)", "modal[fast] (workspace)"]
    one = harness("extractors", "doctor", "modal[fast]")
    assert (one.code, one.out.splitlines()[0]) == (0, "modal[fast] (workspace)")
    assert one.out.splitlines()[-1].startswith("  to do     Look at the text")


@pytest.mark.parametrize(
    ("body", "declaration", "line"),
    [
        ("raise ValueError('no luck')", "extractor(extract)", "  error     ValueError: no luck"),
        ("return ''", "extractor(extract)", "  outcome   empty"),
        ("return ''", "extractor(extract, package='no-such')", "  to do     Install it: pip install no-such"),
    ],
)
def test_doctor_fails_on_what_does_not_work(
    workspace: Path, harness: Harness, body: str, declaration: str, line: str
) -> None:
    write_extractor(workspace / "extractors", "ill", body, declaration)
    done = harness("extractors", "doctor", "ill")
    assert (done.code, done.err) == (1, "")
    assert line in done.out.splitlines()


def test_doctor_keeps_to_the_limits_it_is_given(workspace: Path, harness: Harness) -> None:
    write_extractor(workspace / "extractors", "slow", "import time; time.sleep(60)")
    done = harness("extractors", "doctor", "slow", "--timeout", "0.2")
    assert done.code == 1
    assert "  error     Timeout: took more than 0.2 s for this page" in done.out.splitlines()
    wrong = harness("extractors", "doctor", "slow", "--timeout", "0")
    assert (wrong.code, wrong.out) == (2, "")
    assert "timeout must be a number of seconds above 0" in wrong.err


@pytest.mark.parametrize("action", ["doctor", "install"])
def test_unknown_extractor_is_a_usage_error_with_the_nearest_names(
    workspace: Path, harness: Harness, action: str
) -> None:
    done = harness("extractors", action, "nothin")
    assert (done.code, done.out) == (2, "")
    assert done.err == "harness: unknown extractor 'nothin'; did you mean nothing or everything?\n"


@pytest.mark.parametrize(
    ("declaration", "advice"),
    [
        ("extractor(extract)", "it is ready"),
        ("extractor(extract, package='no-such')", "install it with: pip install no-such"),
    ],
)
def test_install_is_for_those_that_ask_for_an_environment(
    workspace: Path, harness: Harness, declaration: str, advice: str
) -> None:
    write_extractor(workspace / "extractors", "plain", "return ''", declaration)
    done = harness("extractors", "install", "plain")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"harness: plain asks for no environment of its own; {advice}\n"


def test_install_makes_the_environment_and_says_what_comes_next(
    workspace: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = "extractor(extract, requirements=['tiny==1'])"
    write_extractor(workspace / "extractors", "own", "return 'words'", declaration)
    asked: list[venv.Wanted] = []

    def build(wanted: venv.Wanted, say: object) -> venv.Environment:
        asked.append(wanted)
        return venv.Environment(workspace / "cache" / "own", "digest")

    monkeypatch.setattr("harness.cli.extractors.build", build)
    monkeypatch.setattr(venv, "environments_folder", lambda: workspace / "cache")
    done = harness("extractors", "install", "own")
    assert (done.code, done.err) == (0, "")
    assert asked == [venv.Wanted("own", ("tiny==1",))]
    folder = workspace / "cache" / "own"
    assert done.out == f"own is installed in {folder}; try it: harness extractors doctor own\n"
