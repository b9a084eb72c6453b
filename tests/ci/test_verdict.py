"""``ci/verdict.sh``: which codes fail the job, and ``ci/install.sh``: what it asks pip for."""

from __future__ import annotations

import pytest

from jobs import Job
from workshop import REPOSITORY


@pytest.mark.parametrize(
    ("score", "compare", "failing", "verdict", "said"),
    [
        ("0", "", "true", "passed", ""),
        ("0", "0", "true", "passed", ""),
        ("0", "1", "true", "failed", "::error title=scraper-harness::an extractor got worse"),
        ("0", "1", "false", "passed", "::warning title=scraper-harness::an extractor got worse"),
        ("0", "2", "true", "passed", "::warning title=scraper-harness::the base branch's report cannot be compared"),
        ("0", "3", "false", "failed", "::error title=scraper-harness::harness compare ended with exit code 3"),
        ("1", "0", "true", "failed", "::error title=scraper-harness::pages or figures fell below"),
        ("1", "1", "false", "failed", "::error title=scraper-harness::pages or figures fell below"),
        ("4", "", "true", "failed", "::error title=scraper-harness::pytest ended with exit code 4"),
        ("", "", "true", "failed", "::error title=scraper-harness::scoring did not start"),
    ],
)
def test_verdict(job: Job, score: str, compare: str, failing: str, verdict: str, said: str) -> None:
    codes = {"HARNESS_SCORE_CODE": score, "HARNESS_COMPARE_CODE": compare, "HARNESS_FAIL_ON_REGRESSION": failing}
    done = job.step("verdict.sh", **codes)
    assert done.outputs == {"verdict": verdict}
    assert (done.code == 0) == (verdict == "passed")
    assert said in done.log
    assert bool(done.log) == bool(said)


@pytest.fixture
def installing(job: Job) -> Job:
    """A job whose Python only writes down what it was asked for."""
    job.program("python", 'printf "%s\\n" "$@" >"$RUNNER_TEMP/called"')
    (job.workspace / "requirements.txt").write_text("tiny==1\n", encoding="utf-8")
    return job


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, [""]),
        ({"HARNESS_EXTRAS": "extractors,peers"}, ["[extractors,peers]"]),
        ({"HARNESS_EXTRAS": " extractors peers,\n http, "}, ["[extractors,peers,http]"]),
        ({"HARNESS_EXTRAS": " , "}, [""]),
        ({"HARNESS_REQUIREMENTS": "requirements.txt"}, ["", "--requirement", "requirements.txt"]),
        ({"HARNESS_REQUIREMENTS": "tiny==1\nlxml<5"}, ["", "tiny==1", "lxml<5"]),
        ({"HARNESS_REQUIREMENTS": "$(touch hit) *"}, ["", "$(touch", "hit)", "*"]),
    ],
)
def test_package_and_requirements_are_installed_in_one_go(
    installing: Job, variables: dict[str, str], wanted: list[str]
) -> None:
    done = installing.step("install.sh", **variables)
    assert done.code == 0, done.log
    called = (installing.folder / "temporary/called").read_text(encoding="utf-8").splitlines()
    package, *rest = wanted
    assert called == ["-m", "pip", "install", "--disable-pip-version-check", f"{REPOSITORY}{package}", *rest]
    assert not (installing.workspace / "hit").exists()


def test_failing_installation_ends_the_job(installing: Job) -> None:
    installing.program("python", "exit 1")
    assert installing.step("install.sh").code == 1
