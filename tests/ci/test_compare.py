"""``ci/compare.sh``, ``ci/keep.sh``: the summary, the comment, and the report that the next run compares with."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.run_files import write_run
from jobs import Job
from pasts import past_run
from workshop import write_extractor

# A stand-in for `harness compare`: it writes the comment that it was asked for and ends as a test wants.
COMPARES = """
printf '%s\\n' "$@" >"$RUNNER_TEMP/called"
while [ $# -gt 1 ]; do [ "$1" != --output ] || printf 'mine got worse\\n' >"$2"; shift; done
exit {code}
"""


@pytest.fixture
def reported(job: Job) -> Job:
    """A job that has scored, with a report of the base branch from the cache."""
    for folder in ("base", "reports/latest"):
        write_run(past_run({"mine": [10] * 8}), job.workspace / folder / "run.json")
    (job.workspace / "reports/latest/report.md").write_text("# Scores\n\nall of it\n", encoding="utf-8")
    return job


def variables(job: Job) -> dict[str, str | Path]:
    return {"HARNESS_REPORT": job.workspace / "reports/latest", "HARNESS_KEPT_REPORT": job.workspace / "base"}


@pytest.mark.parametrize("code", [0, 1])
def test_comparison_is_the_summary_and_the_comment(reported: Job, code: int) -> None:
    reported.program("harness", COMPARES.format(code=code))
    done = reported.step("compare.sh", **variables(reported))
    assert (done.code, done.outputs["exit-code"]) == (0, str(code))
    assert Path(done.outputs["comment"]).read_text(encoding="utf-8") == "mine got worse\n"
    assert done.summary.startswith("# scraper-harness\n\nmine got worse\n")
    assert "<details><summary>The whole report</summary>\n\n# Scores\n\nall of it\n\n</details>\n" in done.summary
    arguments = (reported.folder / "temporary/called").read_text(encoding="utf-8").splitlines()
    places = [str(reported.workspace / "base"), str(reported.workspace / "reports/latest")]
    assert arguments[:-1] == ["compare", *places, "--intersect", "--format", "markdown", "--output"]


def test_report_that_is_named_goes_before_the_kept_one(reported: Job) -> None:
    reported.program("harness", COMPARES.format(code=0))
    reported.step("compare.sh", **variables(reported), HARNESS_BASE_REPORT="elsewhere/run.json")
    arguments = (reported.folder / "temporary/called").read_text(encoding="utf-8").splitlines()
    assert arguments[1] == "elsewhere/run.json"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"HARNESS_KEPT_REPORT": "nowhere"}, "No report of the base branch is there yet"),
        ({"HARNESS_REPORT": "nowhere"}, "There is no report: scoring ended before it was written."),
        ({"HARNESS_COMPARE": "false"}, ""),
    ],
)
def test_without_two_reports_nothing_is_compared(reported: Job, change: dict[str, str], said: str) -> None:
    reported.program("harness", "exit 99")
    done = reported.step("compare.sh", **{**variables(reported), **change})
    assert (done.code, done.outputs["exit-code"]) == (0, "")
    assert Path(done.outputs["comment"]).read_text(encoding="utf-8").startswith(said)
    assert said in done.summary


def test_what_cannot_be_compared_is_said_and_stays_words(reported: Job) -> None:
    reported.program("harness", "echo 'harness: <b>other</b> cases | of `them`' >&2; exit 2")
    done = reported.step("compare.sh", **variables(reported))
    assert (done.code, done.outputs["exit-code"]) == (0, "2")
    comment = Path(done.outputs["comment"]).read_text(encoding="utf-8")
    assert "could not be compared (exit code 2)." in comment
    assert "\n    harness: <b>other</b> cases | of `them`\n" in comment
    assert "harness: <b>other</b>" in done.log


def test_summary_leaves_out_a_report_that_the_service_would_not_show(reported: Job) -> None:
    (reported.workspace / "reports/latest/report.md").write_text("x" * 900_001, encoding="utf-8")
    reported.program("harness", COMPARES.format(code=0))
    done = reported.step("compare.sh", **variables(reported))
    assert len(done.summary) < 1000
    assert "too long for a summary; it is among the artefacts" in done.summary


def test_report_is_kept_with_its_outputs_for_the_next_run(reported: Job) -> None:
    kept = reported.workspace / "kept"
    kept.mkdir()
    (kept / "old").touch()
    (reported.workspace / "reports/latest/journal.jsonl").write_text("{}\n", encoding="utf-8")
    done = reported.step("keep.sh", HARNESS_REPORT=reported.workspace / "reports/latest", HARNESS_KEPT_REPORT=kept)
    assert (done.code, done.outputs) == (0, {"kept": "true"})
    assert sorted(file.name for file in kept.iterdir()) == ["journal.jsonl", "run.json"]


def test_no_report_is_not_kept_and_the_last_one_stays(reported: Job) -> None:
    done = reported.step("keep.sh", HARNESS_REPORT="nowhere", HARNESS_KEPT_REPORT=reported.workspace / "base")
    assert (done.code, done.outputs) == (0, {"kept": "false"})
    assert (reported.workspace / "base/run.json").is_file()


def test_job_from_scoring_to_verdict(scoring: Job) -> None:
    kept = scoring.workspace / ".harness-base"
    first = scoring.step("score.sh", HARNESS_COMMAND="run", HARNESS_EXTRACTORS="mine")
    report = first.outputs["report"]
    nothing_yet = scoring.step("compare.sh", HARNESS_REPORT=report, HARNESS_KEPT_REPORT=kept)
    assert nothing_yet.outputs["exit-code"] == "", nothing_yet.log
    assert scoring.step("keep.sh", HARNESS_REPORT=report, HARNESS_KEPT_REPORT=kept).outputs["kept"] == "true"

    write_extractor(scoring.workspace / "extractors", "mine", "return 'nothing of the kind'")
    second = scoring.step("score.sh", HARNESS_COMMAND="run", HARNESS_EXTRACTORS="mine")
    compared = scoring.step("compare.sh", HARNESS_REPORT=report, HARNESS_KEPT_REPORT=kept)
    assert compared.outputs["exit-code"] in ("0", "1"), compared.log
    assert "mine" in Path(compared.outputs["comment"]).read_text(encoding="utf-8")
    assert "news/bakery" in compared.summary
    codes = {"HARNESS_SCORE_CODE": second.outputs["exit-code"], "HARNESS_COMPARE_CODE": compared.outputs["exit-code"]}
    verdict = scoring.step("verdict.sh", **codes)
    assert (verdict.code == 0) == (compared.outputs["exit-code"] == "0")
