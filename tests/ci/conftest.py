"""Jobs whose steps a test runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs import Job
from workshop import write_workspace


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose workspace is empty."""
    return Job(tmp_path)


@pytest.fixture
def scoring(job: Job) -> Job:
    """A job whose workspace has two golden cases and an extractor ``mine``."""
    write_workspace(job.workspace)
    return job
