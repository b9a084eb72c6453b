"""One line on the terminal that says how a run on a cluster goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from ..execution.hand_out import Standing

_WIDTH = 100
# Redrawn this often, in seconds.
_PACE = 0.2


class ProgressLine:
    """Draws the line on a terminal, and wipes it at the end; elsewhere only what a log should have.

    That is the dashboard's address, and that a cluster has no workers, each once. Use as a context manager.

    Args:
        file: where to.
        now: the clock, in seconds.
    """

    def __init__(self, file: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._file, self._now = file, now
        self._began: tuple[float, int] | None = None
        self._drawn = float("-inf")
        self._line = ""
        self._said: set[str] = set()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe()

    def __call__(self, standing: Standing) -> None:
        """Take in how far the run is."""
        now = self._now()
        if self._began is None:
            self._began = now, standing.done
        if standing.dashboard:
            self._say(f"dashboard: {standing.dashboard}")
        if not standing.workers:
            self._say("the cluster has no workers; waiting for some")
        if self._file.isatty() and now - self._drawn >= _PACE:
            self._wipe()
            began, before = self._began
            self._line = progress_text(standing, standing.done - before, now - began)[:_WIDTH]
            self._file.write(self._line)
            self._file.flush()
            self._drawn = now

    def _say(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._wipe()
            print(text, file=self._file)

    def _wipe(self) -> None:
        if self._line:
            self._file.write("\r" + " " * len(self._line) + "\r")
            self._file.flush()
            self._line = ""


def progress_text(standing: Standing, done: int, seconds: float) -> str:
    """Return the line: so many of a run's pages were ``done`` in these seconds of this session."""
    parts = [f"{standing.done:,}/{standing.total:,} pages"]
    if done and seconds > 0:
        speed = done / seconds
        parts += [f"{speed:,.1f} pages/s", f"{clock((standing.total - standing.done) / speed)} left"]
    workers = "1 worker" if standing.workers == 1 else f"{standing.workers} workers"
    return ", ".join([*parts, f"{standing.failures:,} failed", workers])


def clock(seconds: float) -> str:
    """Return a time as hours, minutes and seconds: ``1:02:03``, ``2:03``."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
