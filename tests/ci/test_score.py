"""``ci/score.sh``: what it runs, and that it leaves the verdict to the end."""

from __future__ import annotations

import json

import pytest

from jobs import Job

RECORDER = 'printf "%s\\n" "$0" "$@" >"$RUNNER_TEMP/called"'


def called(job: Job) -> list[str]:
    lines = (job.folder / "temporary/called").read_text(encoding="utf-8").splitlines()
    return [lines[0].rsplit("/", 1)[1], *lines[1:]]


def report_of(job: Job) -> str:
    return str(job.workspace / "reports/latest")


def test_pytest_scores_the_golden_cases_by_default(job: Job) -> None:
    job.program("pytest", RECORDER)
    done = job.step("score.sh")
    assert done.code == 0
    assert called(job) == ["pytest", "golden", "--harness-report", report_of(job)]
    assert done.outputs == {"exit-code": "0", "report": report_of(job)}


def test_inputs_become_arguments_word_by_word(job: Job) -> None:
    job.program("pytest", RECORDER)
    job.step(
        "score.sh",
        HARNESS_SPEC="golden/a golden/b",
        HARNESS_EXTRACTORS="mine\n  mine[fast]",
        HARNESS_ARGUMENTS="-n auto  --harness-fail-under f1=0.8",
        HARNESS_BASELINE="reports/baseline.json",
        HARNESS_REPORT="out",
    )
    assert called(job) == [
        *("pytest", "golden/a", "golden/b", "--harness-report", str(job.workspace / "out")),
        *("--harness-baseline", "reports/baseline.json", "-E", "mine", "-E", "mine[fast]"),
        *("-n", "auto", "--harness-fail-under", "f1=0.8"),
    ]


def test_run_scores_data_sets_too(job: Job) -> None:
    job.program("harness", RECORDER)
    job.step("score.sh", HARNESS_COMMAND="run", HARNESS_SPEC="golden zyte:data/zyte")
    assert called(job) == ["harness", "run", "golden", "zyte:data/zyte", "--report", report_of(job)]


@pytest.mark.parametrize("variable", ["HARNESS_SPEC", "HARNESS_EXTRACTORS", "HARNESS_ARGUMENTS", "HARNESS_BASELINE"])
@pytest.mark.parametrize("hostile", ["$(touch hit)", "`touch hit`", "x;touch hit", "x&&touch\thit", "*", "~"])
def test_nothing_in_an_input_is_run_or_expanded(job: Job, variable: str, hostile: str) -> None:
    job.program("pytest", RECORDER)
    (job.workspace / "a-file").touch()
    job.step("score.sh", **{variable: hostile})
    assert not (job.workspace / "hit").exists()
    words = [hostile] if variable == "HARNESS_BASELINE" else hostile.split()
    assert set(words) <= set(called(job))
    assert "a-file" not in called(job)


@pytest.mark.parametrize("code", [1, 2, 3, 5])
def test_failure_is_handed_on_and_does_not_end_the_job(job: Job, code: int) -> None:
    job.program("pytest", f"exit {code}")
    done = job.step("score.sh")
    assert (done.code, done.outputs["exit-code"]) == (0, str(code))


def test_report_of_another_time_is_not_taken_for_this_one(job: Job) -> None:
    job.program("pytest", "exit 4")
    old = job.workspace / "reports/latest/run.json"
    old.parent.mkdir(parents=True)
    old.touch()
    job.step("score.sh")
    assert not old.exists()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"HARNESS_COMMAND": "make"}, "command is make; it must be pytest or run"),
        ({"HARNESS_COMMAND": "run", "HARNESS_BASELINE": "b.json"}, "a baseline is held against by pytest"),
        ({"HARNESS_BASE_REPORT": "mian/run.json"}, "base-report is mian/run.json, and there is neither"),
        ({"HARNESS_BASE_REPORT": "."}, "base-report is ., and there is neither"),
    ],
)
def test_wrong_inputs_end_the_job_with_an_annotation(job: Job, variables: dict[str, str], message: str) -> None:
    done = job.step("score.sh", **variables)
    assert (done.code, done.outputs) == (2, {})
    assert f"::error title=scraper-harness::{message}" in done.log


@pytest.mark.parametrize(
    ("compare", "base"), [("true", "main/run.json"), ("true", "main"), ("true", ""), ("false", "nowhere")]
)
def test_base_report_is_there_or_not_needed(job: Job, compare: str, base: str) -> None:
    job.program("pytest", RECORDER)
    (job.workspace / "main").mkdir()
    (job.workspace / "main/run.json").touch()
    assert job.step("score.sh", HARNESS_COMPARE=compare, HARNESS_BASE_REPORT=base).code == 0


def test_workspace_may_lie_in_a_folder_of_the_repository(job: Job) -> None:
    job.program("pytest", RECORDER)
    (job.workspace / "below").mkdir()
    done = job.step("score.sh", HARNESS_FOLDER="below")
    assert done.outputs["report"] == str(job.workspace / "below/reports/latest")


@pytest.mark.parametrize("command", ["pytest", "run"])
def test_workspace_is_scored_for_good(scoring: Job, command: str) -> None:
    done = scoring.step("score.sh", HARNESS_COMMAND=command, HARNESS_EXTRACTORS="mine nothing")
    assert (done.code, done.outputs.get("exit-code")) == (0, "0"), done.log
    run = json.loads((scoring.workspace / "reports/latest/run.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in run["extractors"]] == ["mine", "nothing"]
