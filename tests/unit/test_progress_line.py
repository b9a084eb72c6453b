"""The line of a run on a cluster."""

from __future__ import annotations

import io

import pytest

from harness.cli.progress_line import ProgressLine, clock, progress_text
from harness.execution.hand_out import Standing


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0:00"), (59.6, "1:00"), (61, "1:01"), (3723, "1:02:03"), (360000, "100:00:00")]
)
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_line_has_speed_failures_and_what_is_left() -> None:
    # 500 of 1,500 done, 400 of them in the last 200 seconds: 2 a second, 1,000 left.
    standing = Standing(500, 1500, 7, 1, None)
    assert progress_text(standing, 400, 200.0) == "500/1,500 pages, 2.0 pages/s, 8:20 left, 7 failed, 1 worker"


def test_line_of_a_run_that_has_just_begun_promises_nothing() -> None:
    assert progress_text(Standing(0, 10, 0, 2, None), 0, 0.0) == "0/10 pages, 0 failed, 2 workers"


def test_terminal_has_one_line_which_is_wiped() -> None:
    file, times = Terminal(), iter([0.0, 0.1, 10.0])
    with ProgressLine(file, lambda: next(times)) as line:
        for done in (0, 1, 20):
            line(Standing(done, 40, 0, 2, None))
    shown = file.getvalue().split("\r")
    assert [part.strip() for part in shown if part.strip()] == [
        "0/40 pages, 0 failed, 2 workers",
        "20/40 pages, 2.0 pages/s, 0:10 left, 0 failed, 2 workers",
    ]
    assert "\n" not in file.getvalue()


def test_log_has_the_dashboard_and_missing_workers_once() -> None:
    file = io.StringIO()
    with ProgressLine(file, lambda: 0.0) as line:
        for workers in (2, 0, 0):
            line(Standing(0, 40, 0, workers, "http://x/status"))
    assert file.getvalue() == "dashboard: http://x/status\nthe cluster has no workers; waiting for some\n"
