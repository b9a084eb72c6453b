"""The report for the terminal."""

from __future__ import annotations

import pytest

from harness.leaderboard import build_report
from harness.model import NOISE_KINDS, Failure
from harness.render.grids import plain as table
from harness.render.terminal import render
from harness.runs import CaseResult
from workshop import row_info, tiny_run

LONG = "{}-an-extractor-with-a-name-longer-than-any-terminal-would-like[and-a-mode-that-is-long-too]"
# The largest figures that a run of ours has had, and then some.
BIG = {"output": 9_999_999, "kept": 1, "expected": 9_999_999, **{f"in-page:{kind}": 999_999 for kind in NOISE_KINDS}}


def long_report(message: str) -> str:
    names = [LONG.format(number) for number in range(12)]
    failure = Failure("Error", message)
    results = [
        CaseResult(name, f"collection/{'case-with-a-long-name-' * 4}{number}", "error", {"ledger": BIG}, failure)
        for name in names
        for number in range(9)
    ]
    results += [CaseResult(name, "a", "ok", {"ledger": BIG}, None, 123.456) for name in names]
    rows = [row_info(name, "2025.10.23.dev1+g1234567") for name in names]
    rows.append(row_info("absent-" * 30, None))
    problems = ("golden/" + "some words of a problem, " * 20,)
    return render(build_report(tiny_run(results, *rows, problems=problems, name="name-" * 40)))


@pytest.mark.parametrize("message", ["short", "many words " * 100, "line\n" * 50])
def test_report_stays_within_a_hundred_columns_but_for_a_longer_word(message: str) -> None:
    for line in long_report(message).splitlines():
        assert len(line) <= 100 or len(line.split()) == 1 or "absent-" in line


def test_tables_stay_within_a_hundred_columns() -> None:
    report = long_report("x")
    tables = report.partition("\n\nNot run\n")[0]
    assert "navigation" in tables
    assert "Hardest pages" in tables
    assert max(map(len, tables.splitlines())) <= 100


def test_failure_takes_no_more_lines_than_it_needs_and_steers_no_terminal() -> None:
    report = long_report("one\n\ntwo\x1b[2J\x9bthree\x07")
    assert "error: one two\ufffd[2J\ufffdthree\ufffd" in " ".join(report.split())
    assert not any(ord(character) < 32 and character != "\n" for character in report)
    assert "  and 98 more\n" in report  # 12 extractors on 9 pages, 10 of them shown


def test_run_without_results_says_so() -> None:
    report = render(build_report(tiny_run([])))
    assert report.startswith("0 cases of golden (dddddddddddd), 0 extractors\n\n(none)\n")
    assert "Failures" not in report
    assert "Hardest pages" not in report


def test_problems_of_cases_are_told() -> None:
    problems = ("golden/a: no page; store it", "golden/b: no page; store it")
    report = render(build_report(tiny_run([], problems=problems)))
    assert report.endswith(
        "Golden cases with problems, not scored\n  golden/a: no page; store it\n  golden/b: no page; store it\n"
    )


@pytest.mark.parametrize("text", ["a\nb", "\x01", "a\u2028b", "\x1b[2J", "a\tb\r\n"])
def test_each_row_is_one_line_whatever_its_cells_hold(text: str) -> None:
    lines = table(["one", "two"], [[text, "x"], ["y", text]]).splitlines()
    assert len(lines) == 4
    assert "\x01" not in "".join(lines)


def test_figures_stand_to_the_right_and_names_to_the_left() -> None:
    rows = [["a", "1.5", "<1%", "x1"], ["long name", "-", "12%", "2"], ["b", "10.25", "", "3"]]
    assert table(["name", "n", "share", "mixed"], rows).splitlines() == [
        "name           n  share  mixed",
        "---------  -----  -----  -----",
        "a            1.5    <1%  x1",
        "long name      -    12%  2",
        "b          10.25         3",
    ]
