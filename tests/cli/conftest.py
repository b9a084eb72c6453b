"""The command, called in this process in a workspace of two golden cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import call
from workshop import CommandResult, Harness, write_workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, which is also the current folder."""
    monkeypatch.chdir(write_workspace(tmp_path))
    return tmp_path


@pytest.fixture
def harness(capsys: pytest.CaptureFixture[str]) -> Harness:
    """Call the command with arguments."""

    def run(*arguments: str) -> CommandResult:
        capsys.readouterr()
        code = call(arguments)
        return CommandResult(code, *capsys.readouterr())

    return run
