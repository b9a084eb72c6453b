"""``harness run --engine``, ``--outputs`` and ``--dry-run``: what is refused, and what a preview says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workshop import Harness


@pytest.mark.parametrize("engine", ["spark", "dask://", "dask://host", "dask://host:x", "tcp://host:8786", "dask:8786"])
def test_engine_that_there_is_not_is_refused(workspace: Path, harness: Harness, engine: str) -> None:
    run = harness("run", "-E", "mine", "--engine", engine)
    assert run.code == 2
    assert f"engine must be local, dask or dask://HOST:PORT, not '{engine}'" in run.err


def test_engine_of_the_configuration_is_checked_too(workspace: Path, harness: Harness) -> None:
    (workspace / "pyproject.toml").write_text('[tool.harness]\nengine = "mars"\n', encoding="utf-8")
    assert "pyproject.toml: tool.harness.engine must be local, dask" in harness("run").err


def test_parquet_needs_a_cluster(workspace: Path, harness: Harness) -> None:
    run = harness("run", "-E", "mine", "--outputs", "parquet")
    assert run.code == 2
    assert "--outputs parquet needs --engine dask" in run.err


def test_dry_run_says_how_much_there_is_and_writes_nothing(workspace: Path, harness: Harness) -> None:
    run = harness("run", "-E", "mine", "-E", "nothing", "--dry-run", "--jobs", "2", "--format", "json")
    rows = json.loads(run.out)
    assert [(row["extractor"], row["pages"], row["shards"]) for row in rows] == [("mine", 2, 1), ("nothing", 2, 1)]
    assert "2 shards of 2 pages, about 0.0 MiB; about 0:" in run.err
    assert not (workspace / "reports").exists()
