"""The steps of the action, run as the service runs them: bash, a few variables, and files for what they put out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workshop import REPOSITORY


@dataclass(frozen=True)
class StepResult:
    """What a step left: exit code, log, outputs by name, and what it added to the job's summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


class Job:
    """A job of a workflow: a workspace, programs on its PATH, and steps that are run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.programs = folder / "programs"
        self.workspace.mkdir()
        self.programs.mkdir()
        (folder / "temporary").mkdir()

    def program(self, name: str, script: str) -> None:
        """Put a program in front of those that are there."""
        file = self.programs / name
        file.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def step(self, script: str, **variables: str | Path) -> StepResult:
        """Run a script of ``ci/`` in the workspace."""
        output, summary = self.folder / "output", self.folder / "summary"
        for file in (output, summary):
            file.write_text("", encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HARNESS_", "GITHUB_"))}
        environment = {
            **kept,
            "PATH": os.pathsep.join([str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.folder / "temporary"),
            **{name: str(value) for name, value in variables.items()},
        }
        done = subprocess.run(
            ["bash", str(REPOSITORY / "ci" / script)],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = output.read_text(encoding="utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        assert len(outputs) == len(lines), "each output is given once"
        return StepResult(done.returncode, done.stdout, outputs, summary.read_text(encoding="utf-8"))
