"""Help, exit codes, and what goes wrong: one line on stderr, no traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness import __version__
from harness.execution.lock import report_lock
from workshop import Harness, Lifeline, write_extractor

COMMAND = [sys.executable, "-c", "from harness.cli import main; main()"]


def test_help_ends_with_examples(harness: Harness) -> None:
    shown = harness("--help")
    assert (shown.code, shown.err) == (0, "")
    _, _, examples = shown.out.partition("examples:")
    assert "  harness run golden" in examples


def test_version_is_shown(harness: Harness) -> None:
    assert harness("--version").out == f"scraper-harness {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("rum", "invalid choice: 'rum'"),
        ("run --format xml", "invalid choice: 'xml'"),
        ("run --timeout soon", "invalid float value: 'soon'"),
        ("run --timeout 0", "harness: timeout must be a number of seconds above 0, not 0.0\n"),
        ("run -E mien", "harness: unknown extractor 'mien'; did you mean mine?\n"),
        ("run -E mine no/such/folder", "no/such/folder is not a folder; give a folder of golden cases"),
        ("run -E mine extractors", "harness: no golden case to score; see `harness golden check`"),
        ("run -E mine --tag none", "harness: no golden case to score; see `harness golden check`"),
        ("report no/such/run", "harness: no/such/run: No such file or directory; give the run.json of a run"),
        ("golden check no/such/folder", "no/such/folder is not a folder; give a folder of golden cases"),
    ],
)
def test_wrong_usage_has_exit_code_2_and_says_what_is_wrong(
    workspace: Path, harness: Harness, arguments: str, message: str
) -> None:
    result = harness(*arguments.split())
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert "Traceback" not in result.err
    assert not (workspace / "reports").exists()


@pytest.mark.parametrize(
    ("golden", "arguments"),
    [
        ("", "run -E everything"),
        ("", "run -E everything --dry-run"),
        ("", "golden check"),
        ("", "golden review"),
        ("", "golden show foo"),
        ("golden", "run -E everything"),
        ("golden", "run -E everything --dry-run"),
        ("golden", "golden show foo"),
    ],
)
def test_folder_without_cases_is_told_how_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harness: Harness, golden: str, arguments: str
) -> None:
    (tmp_path / golden).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path)
    result = harness(*arguments.split())
    assert (result.code, result.out) == (2, "")
    assert "harness golden new" in result.err
    assert "harness forge --to golden" in result.err
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    "arguments",
    ["report reports/latest --html /dev/null/x", "compare reports/latest reports/latest --output /dev/null/x"],
)
def test_file_that_cannot_be_written_asks_for_another(workspace: Path, harness: Harness, arguments: str) -> None:
    harness("run", "-E", "mine")
    result = harness(*arguments.split())
    assert result.code == 2
    assert re.search(r"/dev/null/x cannot be written: .+; give another file\n", result.err)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("golden check", "harness: stopped\n"),
        ("extractors", "harness: stopped\n"),
        ("run -E mine", "harness: stopped; the same command goes on where it stopped\n"),
    ],
)
def test_only_commands_that_keep_what_they_have_say_that_they_go_on(
    workspace: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for place in ("golden_check.collect", "extractors.discover", "run.discover"):
        monkeypatch.setattr(f"harness.cli.{place}", stop)
    result = harness(*command.split())
    assert (result.code, result.err) == (130, said)


def test_interruption_while_a_command_is_loaded_is_no_traceback(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("harness.cli.importlib.import_module", stop)
    assert (harness("extractors").code, harness().code) == (130, 130)
    assert harness().err == "harness: stopped\n"


def test_message_does_not_steer_the_terminal(workspace: Path, harness: Harness) -> None:
    harness("run", "-E", "mine")
    run = workspace / "reports/latest/run.json"
    run.write_text(
        run.read_text().replace('"news/bakery"', '"a\\u001b[31mb"').replace('"news/cafe"', '"a\\u001b[31mb"')
    )
    result = harness("report", "reports/latest")
    assert (result.code, result.out) == (2, "")
    assert "two results of mine on a\ufffd[31mb; run again" in result.err
    assert "\x1b" not in result.err


def test_broken_cases_are_named_when_there_is_no_other(workspace: Path, harness: Harness) -> None:
    for name in ("bakery", "cafe"):
        (workspace / f"golden/news/{name}/golden.json").write_text('{"format": 1,', encoding="utf-8")
    result = harness("run", "-E", "mine")
    assert result.code == 2
    assert [line.partition(":")[0].split()[0] for line in result.err.splitlines()] == [
        "golden/news/bakery/golden.json",
        "golden/news/cafe/golden.json",
        "harness",
    ]


def test_wrong_settings_are_named(workspace: Path, harness: Harness) -> None:
    (workspace / "pyproject.toml").write_text("[tool.harness]\ntimeout = 0\n", encoding="utf-8")
    result = harness("extractors")
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("/pyproject.toml: tool.harness.timeout must be a number of seconds above 0, not 0\n")


def test_report_that_another_run_writes_is_left_alone(workspace: Path, harness: Harness) -> None:
    with report_lock(workspace / "reports/latest"):
        result = harness("run", "-E", "mine")
    assert result.code == 2
    assert "another run writes to" in result.err
    assert not (workspace / "reports/latest/run.json").exists()


def test_fault_of_the_harness_has_exit_code_3_and_a_traceback(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.cli.extractors.discover", lambda *_: 1 / 0)
    result = harness("extractors")
    assert (result.code, result.out) == (3, "")
    assert "ZeroDivisionError" in result.err
    assert result.err.endswith("please report it with the lines above\n")


def test_command_sets_the_exit_code_of_its_process(workspace: Path) -> None:
    (workspace / "golden/news/cafe/expected.md").unlink()
    codes = [
        subprocess.run([*COMMAND, *arguments], capture_output=True, check=False).returncode
        for arguments in (["golden", "show", "news/bakery"], ["golden", "check"], ["golden", "show", "nothing"])
    ]
    assert codes == [0, 1, 2]


def test_reader_that_goes_away_is_no_error(workspace: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "golden", "show", "news/bakery"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_interrupted_run_ends_its_extractors_and_says_how_to_go_on(workspace: Path) -> None:
    lifeline = Lifeline(workspace / "lifeline")
    write_extractor(workspace / "extractors", "hangs", lifeline.hold + "import time; time.sleep(600)")
    with subprocess.Popen([*COMMAND, "run", "-E", "hangs", "--timeout", "600"], stderr=subprocess.PIPE) as process:
        assert lifeline.wait() == "alive"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"harness: stopped; the same command goes on where it stopped\n")
    assert lifeline.wait() == ""
