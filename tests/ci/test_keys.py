"""``ci/keys.sh``: a key changes with what decides about the content of a cache, and with nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from jobs import Job


@pytest.fixture(autouse=True)
def week(job: Job) -> None:
    """One week, so that no test meets its end."""
    job.program("date", "echo 2026-W09")


def keys(job: Job, **variables: str | Path) -> Mapping[str, str]:
    done = job.step("keys.sh", **variables)
    assert done.code == 0, done.log
    assert set(done.outputs) == {"packages", "extractions"}
    assert all(value.isalnum() for value in done.outputs.values())
    return done.outputs


def test_keys_are_the_same_for_the_same_job(scoring: Job) -> None:
    first = keys(scoring)
    (scoring.workspace / "README.md").write_text("more\n", encoding="utf-8")
    (scoring.workspace / "extractors/__pycache__").mkdir()
    (scoring.workspace / "extractors/__pycache__/mine.pyc").write_bytes(b"x")
    assert keys(scoring) == first


@pytest.mark.parametrize(
    "variables",
    [{"HARNESS_EXTRAS": "peers"}, {"HARNESS_REQUIREMENTS": "tiny==1"}, {"HARNESS_REQUIREMENTS": "requirements.txt"}],
)
def test_other_packages_have_other_keys(scoring: Job, variables: dict[str, str]) -> None:
    (scoring.workspace / "requirements.txt").write_text("tiny==1\n", encoding="utf-8")
    first, other = keys(scoring), keys(scoring, **variables)
    assert first["packages"] != other["packages"]
    assert first["extractions"] != other["extractions"]


def test_content_of_a_requirements_file_counts(scoring: Job) -> None:
    file = scoring.workspace / "requirements.txt"
    found = set()
    for version in "12":
        file.write_text(f"tiny=={version}\n", encoding="utf-8")
        found.add(keys(scoring, HARNESS_REQUIREMENTS="requirements.txt")["packages"])
    assert len(found) == 2


def test_next_week_has_other_keys(scoring: Job) -> None:
    first = keys(scoring)
    scoring.program("date", "echo 2026-W10")
    other = keys(scoring)
    assert first["packages"] != other["packages"]
    assert first["extractions"] != other["extractions"]


@pytest.mark.parametrize("change", ["golden/news/bakery/page.html", "extractors/mine.py", "pyproject.toml"])
def test_other_pages_and_extractors_have_other_extractions(scoring: Job, change: str) -> None:
    first = keys(scoring)
    file = scoring.workspace / change
    file.write_text((file.read_text() if file.exists() else "") + "\n# more\n", encoding="utf-8")
    other = keys(scoring)
    assert first["packages"] == other["packages"]
    assert first["extractions"] != other["extractions"]


@pytest.mark.parametrize(
    "variables",
    [{"HARNESS_EXTRACTORS": "mine"}, {"HARNESS_SPEC": "golden zyte:data"}, {"HARNESS_ARGUMENTS": "--protocol zyte"}],
)
def test_jobs_that_score_something_else_have_caches_of_their_own(scoring: Job, variables: dict[str, str]) -> None:
    first, other = keys(scoring), keys(scoring, **variables)
    assert first["packages"] == other["packages"]
    assert first["extractions"] != other["extractions"]


@pytest.mark.parametrize("hostile", ["$(touch hit)", "`touch hit`", "*", "/nowhere/at/all"])
def test_nothing_in_an_input_is_run_or_expanded(job: Job, hostile: str) -> None:
    keys(job, HARNESS_EXTRAS=hostile, HARNESS_REQUIREMENTS=hostile, HARNESS_SPEC=hostile, HARNESS_EXTRACTORS=hostile)
    assert not list(job.workspace.iterdir())
