"""``--harness-timeout``, ``--harness-memory``, ``--harness-jobs`` and their keys: what extractors may use."""

from __future__ import annotations

import pytest

from workshop import write_extractor

BAKERY = "golden/news/bakery/golden.json"


def test_timeout_ends_a_page_that_takes_longer(workspace: pytest.Pytester) -> None:
    write_extractor(workspace.path / "extractors", "hangs", "import time; time.sleep(600)")
    result = workspace.runpytest_inprocess(BAKERY, "-E", "mine", "-E", "hangs", "--harness-timeout", "2.5")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["hangs on news/bakery: timeout: Timeout: took more than 2.5 s for this page"])


def test_memory_is_limited_by_the_option_over_the_key(workspace: pytest.Pytester) -> None:
    write_extractor(workspace.path / "extractors", "hoards", "return str(len(bytes(2**29)))")
    workspace.makepyprojecttoml("[tool.harness]\nmemory = 400")
    result = workspace.runpytest_inprocess(BAKERY, "-E", "hoards")
    result.stdout.fnmatch_lines(["hoards on news/bakery: memory: MemoryError:*"])
    result.assert_outcomes(failed=1)
    workspace.runpytest_inprocess(BAKERY, "-E", "hoards", "--harness-memory", "2000").assert_outcomes(passed=1)


def test_jobs_says_how_many_extractors_run_at_once(workspace: pytest.Pytester) -> None:
    # Each waits for the other, so both answer only if they run at once.
    for name, other in (("ann", "ben"), ("ben", "ann")):
        wait = f"import os, time\nopen({str(workspace.path / name)!r}, 'w').close()\n"
        wait += f"while not os.path.exists({str(workspace.path / other)!r}):\n    time.sleep(0.01)\n"
        write_extractor(workspace.path / "extractors", name, wait + "return page.html")
    arguments = (BAKERY, "-E", "ann", "-E", "ben")
    alone = workspace.runpytest_inprocess(*arguments, "--harness-jobs", "1", "--harness-timeout", "1")
    alone.assert_outcomes(failed=1, passed=1)
    for name in ("ann", "ben"):
        (workspace.path / name).unlink()
    workspace.runpytest_inprocess(*arguments, "--harness-jobs", "2").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("timeout", "0", "ERROR: timeout must be a number of seconds above 0, not 0.0"),
        ("memory", "-1", "ERROR: memory must be a whole number, 0 or more, not -1"),
    ],
)
def test_impossible_limit_is_a_usage_error(workspace: pytest.Pytester, option: str, value: str, message: str) -> None:
    result = workspace.runpytest_inprocess("golden", f"--harness-{option}={value}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.errlines
