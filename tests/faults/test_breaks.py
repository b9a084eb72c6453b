"""Runs that are killed, interrupted, out of disk or in each other's way: nothing is lost, and it is said what to do."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.execution.lock import report_lock
from workshop import REPOSITORY, Lifeline, write_case, write_extractor, write_workspace

COMMAND = [sys.executable, "-m", "harness", "run", "golden", "--cache", "off", "--jobs", "1"]


def start(root: Path, *arguments: str, before: Callable[[], object] | None = None) -> subprocess.Popen[str]:
    """Start a run in a workspace, as a shell does that may have limited it."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def journal_lines(root: Path) -> list[dict[str, object]]:
    lines = (root / "reports/latest/journal.jsonl").read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") for line in lines), "no line is cut short"
    return [json.loads(line) for line in lines]


def test_killed_runs_end_as_an_undisturbed_one() -> None:
    command = [sys.executable, "-m", "benchmarks.kills", "--kills", "12", "--pages", "60", "--seed", "7"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=500, check=False)
    assert (done.returncode, "WRONG" in done.stdout) == (0, False), done.stdout + done.stderr
    assert done.stdout.startswith("12 kills in 2 runs of 60 pages")


def test_full_disk_is_told_and_the_run_goes_on_once_there_is_room(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    write_extractor(tmp_path / "extractors", "long", "return page.html + 'x' * 40_000")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    code, said = ended(start(tmp_path, "-E", "long", before=small))
    journal = tmp_path / "reports/latest/journal.jsonl"
    assert (code, said) == (
        2,
        f"harness: cannot write {journal}: File too large; make room for it, or choose another report folder. "
        "What it holds is kept: the same command goes on from there\n",
    )
    assert [line.get("case") for line in journal_lines(tmp_path)] == [None, "news/bakery"]
    code, said = ended(start(tmp_path, "-E", "long"))
    assert code == 0
    assert said.startswith("harness: what long answered before the interruption is kept, "), "a program has no version"
    cases = [line["case"] for line in journal_lines(tmp_path) if "case" in line]
    assert cases == ["news/bakery", "news/cafe"], "the first page was not done again"


def test_full_disk_under_the_report_is_told(tmp_path: Path) -> None:
    write_workspace(tmp_path)

    def smaller() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    code, said = ended(start(tmp_path, "-E", "nothing", before=smaller))
    assert code == 2
    assert said.startswith(f"harness: cannot write {tmp_path / 'reports/latest'}")
    assert said.endswith("the same command goes on from there\n")


def test_report_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    folder = tmp_path / "reports"
    folder.mkdir()
    folder.chmod(0o500)

    def no_master_key() -> None:
        # Root may write everywhere, unless it gives up the right to (CAP_DAC_OVERRIDE, PR_CAPBSET_DROP).
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)

    try:
        code, said = ended(start(tmp_path, "-E", "nothing", before=no_master_key))
    finally:
        folder.chmod(0o700)
    assert (code, said) == (
        2,
        f"harness: cannot write to the report folder {folder / 'latest'}: Permission denied; choose another\n",
    )


def test_second_run_in_one_folder_refuses_and_leaves_the_first_alone(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    folder = tmp_path / "reports/latest"
    with report_lock(folder):
        (folder / "journal.jsonl").write_text("the first run's\n", encoding="utf-8")
        code, said = ended(start(tmp_path, "-E", "nothing"))
        assert (folder / "journal.jsonl").read_text(encoding="utf-8") == "the first run's\n"
    assert (code, said) == (
        2,
        f"harness: another run writes to {folder}; wait for it, or choose another report folder\n",
    )


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_broken_off_run_leaves_no_process_behind_and_the_journal_whole(tmp_path: Path, sign: signal.Signals) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    write_case(tmp_path / "golden/news/bakery")
    write_extractor(tmp_path / "extractors", "hangs", lifeline.hold + "import time\nwhile True: time.sleep(60)")
    process = start(tmp_path, "-E", "everything", "-E", "hangs", "--timeout", "600")
    assert lifeline.wait() == "alive"
    os.kill(process.pid, sign)
    code, said = ended(process)
    assert lifeline.wait() == ""
    stopped = (130, "harness: stopped; the same command goes on where it stopped\n")
    assert (code, said) == (stopped if sign == signal.SIGINT else (-signal.SIGKILL, ""))
    assert [line.get("extractor") for line in journal_lines(tmp_path)][:1] == [None]
