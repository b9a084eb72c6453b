"""One run at a time in one report folder."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from pathlib import Path
from typing import TextIO

import pytest

from harness.errors import UsageError
from harness.execution.lock import report_lock

HOLD = """
import sys
from pathlib import Path
from harness.execution.lock import report_lock
with report_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_second_run_in_the_same_folder_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "latest"
    with (
        report_lock(folder),
        pytest.raises(UsageError, match=r"another run writes to .*latest; wait for it"),
        report_lock(folder),
    ):
        pass
    with report_lock(folder):
        pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    with report_lock(tmp_path / "one"), report_lock(tmp_path / "two"):
        pass


def test_run_that_fails_lets_go(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), report_lock(tmp_path):
        raise RuntimeError
    with report_lock(tmp_path):
        pass


def test_run_that_waits_begins_when_the_other_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    blocked = threading.Event()
    flock = fcntl.flock

    def watched(file: TextIO, flags: int) -> None:
        try:
            flock(file, flags | fcntl.LOCK_NB)
        except BlockingIOError:
            blocked.set()
            if flags & fcntl.LOCK_NB:
                raise
            flock(file, flags)

    def wait() -> None:
        with report_lock(tmp_path, wait=True):
            order.append("second")

    thread = threading.Thread(target=wait)
    with report_lock(tmp_path):
        monkeypatch.setattr(fcntl, "flock", watched)
        thread.start()
        assert blocked.wait(30)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_process_that_is_killed_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(UsageError), report_lock(tmp_path):
            pass
        other.kill()
        other.wait()
        with report_lock(tmp_path):
            pass


def test_report_folder_that_is_a_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "latest").write_text("x")
    with (
        pytest.raises(UsageError, match=r"cannot write to the report folder .*; choose another"),
        report_lock(tmp_path / "latest"),
    ):
        pass
