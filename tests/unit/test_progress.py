"""Progress bars: for long work on a terminal, and nowhere else."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest

from harness import progress
from harness.progress import phases


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(file: io.StringIO) -> str:
    with phases(file) as phase:
        for name in ("extracting", "scoring"):
            update = phase(name)
            for done in range(4):
                update(done, 3)
    return file.getvalue()


def test_what_is_no_terminal_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    assert run(io.StringIO()) == ""


def test_long_work_shows_a_bar_a_phase_and_wipes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    shown = run(Terminal())
    assert shown.index("extracting") < shown.index("scoring")
    assert shown.rpartition("\r")[2] == ""
    assert shown.split("\r")[-2].isspace()
    assert "\n" not in shown


def test_work_that_ends_soon_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 3600)
    assert run(Terminal()) == ""


def test_phase_that_is_broken_off_leaves_no_bar_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    terminal = Terminal()
    with suppress(KeyboardInterrupt), phases(terminal) as phase:
        phase("extracting")(1, 10)
        raise KeyboardInterrupt
    assert terminal.getvalue().split("\r")[-2].isspace()


def test_phase_with_nothing_to_do_is_complete_at_once() -> None:
    with phases(Terminal()) as phase:
        phase("extracting")(0, 0)
