"""Under pytest-xdist one worker scores, the others read, and everything else is as without it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workshop import write_extractor


def run_file(workspace: pytest.Pytester, report: str) -> dict[str, Any]:
    """Return a report's ``run.json`` without what differs from one run to the next."""
    document: dict[str, Any] = json.loads((workspace.path / report / "run.json").read_text(encoding="utf-8"))
    for row in document["results"]:
        del row["seconds"], row["peak_memory"], row["cpu_seconds"]
    return document


def test_workers_give_the_results_and_the_report_of_one_process(workspace: pytest.Pytester) -> None:
    calls = workspace.path / "calls"
    body = f"open({str(calls)!r}, 'a').write('x')\nraise ValueError('no luck')"
    write_extractor(workspace.path / "extractors", "raises", body)
    arguments = ("golden", "-E", "mine", "-E", "raises", "-E", "nothing", "--harness-report")
    alone = workspace.runpytest_subprocess(*arguments, "alone")
    assert calls.read_text(encoding="utf-8") == "xx"
    workers = workspace.runpytest_subprocess(*arguments, "workers", "-n", "2")
    assert calls.read_text(encoding="utf-8") == "xxxx", "each page once, whatever the number of workers"
    assert alone.parseoutcomes() == workers.parseoutcomes() == {"passed": 4, "failed": 2}
    assert run_file(workspace, "alone") == run_file(workspace, "workers")
    workers.stdout.fnmatch_lines(["*= golden articles =*", "mine *2 0.966 *", f"report: {workspace.path}/workers"])
    assert sum("golden articles" in line for line in workers.outlines) == 1


def test_same_name_of_a_session_is_no_reason_to_take_the_results_of_another(workspace: pytest.Pytester) -> None:
    calls = workspace.path / "calls"
    write_extractor(workspace.path / "extractors", "counts", f"open({str(calls)!r}, 'a').write('x')\nreturn 'x'")
    for so_far in ("xx", "xxxx"):
        result = workspace.runpytest_subprocess("golden", "-E", "counts", "-n", "2", "--testrunuid=nightly")
        result.assert_outcomes(passed=2)
        assert calls.read_text(encoding="utf-8") == so_far
