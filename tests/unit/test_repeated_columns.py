"""What asking for each page several times puts into the tables, and the processor's time beside the clock's."""

from __future__ import annotations

import csv as reader
import io

import pytest

from harness.leaderboard import Report, build_report
from harness.model import Failure, Repeats
from harness.render import csv, markdown, terminal
from harness.render.columns import flat_rows, leaderboard
from harness.render.html.board import leaderboard as board
from harness.runs import CaseResult
from workshop import row_info, tiny_run

LEDGER = {"output": 4, "kept": 3, "ordered": 3, "expected": 6, "found": 3}


def result(name: str, case: str, repeats: Repeats | None, cpu: float | None = 0.02) -> CaseResult:
    return CaseResult(name, case, "ok", {"ledger": LEDGER}, None, 0.01, None, cpu, repeats)


def report(*results: CaseResult, name: str = "lib") -> Report:
    return build_report(tiny_run(list(results), row_info(name)))


# Page b was answered otherwise once in three times; the medians of 10 and 30, and of 20 and 60 ms, are 20 and 40 ms.
REPEATED = report(
    result("lib", "a", Repeats(3, 0, 0.010, 0.020)),
    result("lib", "b", Repeats(3, 1, 0.030, 0.060), cpu=0.04),
)


def test_determinism_is_the_share_of_pages_that_were_always_answered_the_same() -> None:
    (row,) = flat_rows(REPEATED)
    assert row["determinism"] == 0.5
    assert row["ms_fastest"] == pytest.approx(20)
    assert row["ms_slowest"] == pytest.approx(40)
    assert row["cpu_ms"] == pytest.approx(30)


def test_run_that_asked_once_says_nothing_of_determinism() -> None:
    (row,) = flat_rows(report(result("lib", "a", None)))
    assert [row[name] for name in ("determinism", "ms_fastest", "ms_slowest")] == [None] * 3
    assert "same" not in leaderboard(report(result("lib", "a", None)))[0]
    assert "same" not in terminal.render(report(result("lib", "a", None)))


def test_failures_lend_their_times_to_no_median() -> None:
    failed = CaseResult("lib", "b", "crash", {}, Failure("Crash", "killed"), 9.0, None, 9.0, Repeats(3, 0, 8.0, 9.0))
    (row,) = report(result("lib", "a", Repeats(3, 0, 0.01, 0.02)), failed).rows
    assert (row.seconds, row.cpu_seconds, row.fastest, row.slowest) == (0.01, 0.02, 0.01, 0.02)
    assert row.determinism == 1


def test_people_see_the_share_and_between_which_times_answers_came() -> None:
    headings, rows = leaderboard(REPEATED, None)
    cells = dict(zip(headings, rows[0], strict=True))
    shown = {name: cells[name] for name in ("same", "ms", "cpu", "from–to")}
    assert shown == {"same": "50%", "ms": "10.0", "cpu": "30.0", "from–to": "20.0–40.0"}
    assert "from–to" in markdown.render(REPEATED)


def test_nearly_all_pages_are_not_shown_as_all() -> None:
    pages = [result("lib", f"{number:03}", Repeats(2, number == 0, 0.01, 0.01)) for number in range(300)]
    headings, rows = leaderboard(report(*pages), None)
    assert rows[0][headings.index("same")] == "<100%"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("lib", {"same", "cpu", "from–to"}), ("a-library-of-a-long-name", {"same"})],
)
def test_terminal_keeps_to_100_columns_and_gives_up_the_least_first(name: str, kept: set[str]) -> None:
    found = report(result(name, "a", Repeats(2, 0, 0.01, 0.02)), name=name)
    headings, _ = leaderboard(found)
    assert set(headings) & {"same", "cpu", "from–to"} == kept
    assert max(map(len, terminal.render(found).splitlines())) <= 100
    assert {"same", "cpu", "from–to"} <= set(leaderboard(found, None)[0])


def test_csv_of_the_pages_has_the_processors_time_and_the_other_answers() -> None:
    first, second = reader.DictReader(io.StringIO("".join(csv.lines(REPEATED))))
    assert [first[name] for name in ("ms", "cpu_ms", "different", "ms_fastest", "ms_slowest")] == [
        *("10.0", "20.0", "0", "10.0", "20.0")
    ]
    assert second["different"] == "1"
    (once,) = reader.DictReader(io.StringIO("".join(csv.lines(report(result("lib", "a", None, cpu=None))))))
    assert [once[name] for name in ("cpu_ms", "different", "ms_fastest", "ms_slowest")] == [""] * 4


def test_html_has_the_columns_where_pages_were_asked_for_again() -> None:
    data = board(REPEATED)
    assert (data["cpu"], data["same"], data["range"]) == ([30.0], [5000], [[20.0, 40.0]])
    assert "same" not in board(report(result("lib", "a", None)))
