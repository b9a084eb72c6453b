"""A public benchmark's sample on every engine: ``run.json`` has the same bytes, timings and environment apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_MEASURED = re.compile(rb'"(seconds|cpu_seconds|peak_memory)": [^,}]+')
_ENVIRONMENT = re.compile(rb'\n  "environment": [^\n]+')


def run(folder: Path, *options: str) -> bytes:
    """Run the command on the sample and return ``run.json`` without what no two runs share."""
    command = [sys.executable, "-m", "harness", "run", "wcxb:", "-E", "resiliparse[page]", "-E", "html-text"]
    done = subprocess.run(
        [*command, "--cache", "off", "--page-views", "0", "--report", str(folder), "--jobs", "2", *options],
        cwd=folder.parent,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    content, environments = _ENVIRONMENT.subn(b"", (folder / "run.json").read_bytes())
    content, measured = _MEASURED.subn(rb'"\1": 0', content)
    assert environments == 1
    assert measured > 100
    return content


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the local engine writes."""
    if "HARNESS_DATASETS" not in os.environ:
        pytest.skip("HARNESS_DATASETS is not set: it names the folder with the samples of public benchmarks")
    for library in ("resiliparse", "html_text"):
        pytest.importorskip(library, reason=f"{library} is not installed")
    return run(tmp_path_factory.mktemp("wcxb") / "here")


def test_bytes_are_the_same_on_processes_of_this_machine(here: bytes, tmp_path: Path) -> None:
    assert run(tmp_path / "apart", "--engine", "dask") == here


def test_bytes_are_the_same_on_a_scheduler_with_two_workers(here: bytes, tmp_path: Path, shared: Any) -> None:
    assert run(tmp_path / "apart", "--engine", shared.engine, "--outputs", "parquet") == here
