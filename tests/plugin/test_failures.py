"""How an item shows an extractor that failed, that is not installed, that cannot be loaded, or a broken golden case."""

from __future__ import annotations

import json
import re

import pytest

from workshop import EXPECTED, PAGE, write_case, write_extractor

BAKERY = "golden/news/bakery/golden.json"


def test_failed_extractor_fails_its_items_with_message_and_stderr_but_no_traceback(workspace: pytest.Pytester) -> None:
    body = "import sys\nprint('looking for the article', file=sys.stderr)\nraise ValueError('no luck')"
    write_extractor(workspace.path / "extractors", "raises", body)
    result = workspace.runpytest_inprocess("golden", "-E", "mine", "-E", "raises")
    result.stdout.fnmatch_lines(
        [
            "raises on news/bakery: error: ValueError: no luck",
            "the end of its stderr:",
            "  looking for the article",
            "FAILED golden/news/bakery/golden.json::raises - raises on news/bakery: error*",
        ]
    )
    result.stdout.no_fnmatch_line("*harness/plugin/*")
    result.stdout.no_fnmatch_line("*ItemFailedError*")
    result.assert_outcomes(passed=2, failed=2)


def test_what_an_extractor_says_does_not_steer_the_terminal(
    workspace: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    body = (
        "import sys\nprint('\\x1b[2J\\x1b]0;owned\\x07  \\tcafé שלום 👋 \\u202e', file=sys.stderr)\n"
        "raise ValueError('\\x1b[31mred\\x1b[0m \\u202eRTL \\x9b31m')"
    )
    write_extractor(workspace.path / "extractors", "rude", body)
    result = workspace.runpytest_inprocess(BAKERY, "-E", "rude", "--color=no")
    shown = result.stdout.str()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "  \ufffd[2J\ufffd]0;owned\ufffd  \tcafé שלום 👋 \ufffd" in shown.splitlines()
    assert re.search("FAILED .* - rude on news/bakery: error: ValueError: \ufffd.31mred", shown)


def test_empty_output_is_a_bad_answer_and_no_failure(workspace: pytest.Pytester) -> None:
    workspace.runpytest_inprocess(BAKERY, "-E", "nothing").assert_outcomes(passed=1)


def test_extractor_that_is_not_installed_skips_with_the_command_that_installs_it(workspace: pytest.Pytester) -> None:
    declaration = "extractor(extract, package='no-such-package')"
    write_extractor(workspace.path / "extractors", "absent", "return ''", declaration)
    result = workspace.runpytest_inprocess("golden", "-rs", "-E", "mine", "-E", "absent")
    result.stdout.fnmatch_lines(["SKIPPED * absent is not installed: pip install no-such-package"])
    result.stdout.fnmatch_lines(["*absent: not installed; pip install no-such-package"])
    result.assert_outcomes(passed=2, skipped=2)


def test_extractor_that_cannot_be_loaded_fails_its_items(workspace: pytest.Pytester) -> None:
    (workspace.path / "extractors/broken.py").write_text("import no_such_module\n", encoding="utf-8")
    result = workspace.runpytest_inprocess(BAKERY, "-E", "mine", "-E", "broken")
    message = "broken cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"
    result.stdout.fnmatch_lines([message])
    result.assert_outcomes(passed=1, failed=1)


def test_broken_golden_case_is_one_failing_item_and_the_others_are_scored(workspace: pytest.Pytester) -> None:
    page, expected = (text.replace("Lyon", "Bern") for text in (PAGE, EXPECTED))
    noise = [{"kind": "promo", "exact": "BUY NOW"}]
    write_case(workspace.path / "golden/news/quote", page, expected, noise=noise)
    (workspace.path / "golden/news/syntax").mkdir()
    (workspace.path / "golden/news/syntax/golden.json").write_text('{"format": 1,', encoding="utf-8")
    write_case(workspace.path / "golden/news/twin")
    result = workspace.runpytest_inprocess("golden", "-v", "-E", "mine", "-E", "nothing")
    result.assert_outcomes(passed=4, failed=3)
    result.stdout.fnmatch_lines(
        [
            "golden/news/quote/golden.json::golden FAILED*",
            "golden/news/syntax/golden.json::golden FAILED*",
            "golden/news/twin/golden.json::golden FAILED*",
            "golden/news/quote/golden.json $.noise[[]0].exact: “BUY NOW” is not in the page's visible text; *",
            "golden/news/twin/page.html: is the same page as golden/news/bakery/page.html; keep one of the two cases",
            "Golden cases with problems, not scored",
        ]
    )
    document = json.loads((workspace.path / "reports/latest/run.json").read_text(encoding="utf-8"))
    assert [case["id"] for case in document["cases"]] == ["news/bakery", "news/cafe"]
    assert any("BUY NOW" in problem for problem in document["problems"])


def test_workspace_of_broken_golden_cases_alone_still_reports_them(workspace: pytest.Pytester) -> None:
    for name in ("bakery", "cafe"):
        (workspace.path / f"golden/news/{name}/expected.md").unlink()
    workspace.runpytest_inprocess("golden", "-E", "mine").assert_outcomes(failed=2)
