"""The columns of the leaderboard: for programs in full, for people short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.leaderboard import build_report
from harness.model import Failure
from harness.render.columns import (
    flat_rows,
    leaderboard,
    leaks,
    not_ready,
    number,
    one_line,
    percent,
    shorten,
    worst_pages,
)
from harness.runs import CaseResult
from harness.text import harmless
from workshop import row_info, tiny_run

LEDGER = {"output": 4, "kept": 3, "ordered": 3, "expected": 6, "found": 3, "in-page:promo": 10}
LEAKING = {**LEDGER, "output": 5, "noise:promo": 1}
REPORT = build_report(
    tiny_run(
        [
            CaseResult("lib", "a", "ok", {"ledger": LEDGER, "fields": {"title:correct": 1}}, None, 0.0123, 3 * 2**20),
            CaseResult("lib[fast]", "a", "ok", {"ledger": LEAKING, "fields": {"title:missing": 1}}, None, 12.345),
            CaseResult("other", "a", "crash", {"ledger": {"expected": 6}}, Failure("Crash", "killed")),
            CaseResult("everything", "a", "ok", {"ledger": {**LEDGER, "noise:promo": 10}}),
        ],
        row_info("lib", "1.0.0.dev20250401+local"),
        row_info("lib[fast]"),
        row_info("other", ""),
        row_info("everything", control=True),
        row_info("absent", None),
        row_info("broken", status="SyntaxError: no"),
    )
)


def test_programs_get_every_figure_under_its_name_and_none_for_what_does_not_apply() -> None:
    row = flat_rows(REPORT)[0]
    assert row["extractor"] == "lib"
    assert (row["version"], row["status"], row["control"]) == ("1.0.0.dev20250401+local", "ready", False)
    assert (row["pages"], row["failures"], row["empty"], row["memory"]) == (1, 0, 0, 3)
    assert row["ms"] == pytest.approx(12.3)
    assert (row["f1"], row["precision"], row["recall"], row["title_f1"]) == (0.6, 0.75, 0.5, 1)
    assert row["image_f1"] is None
    assert len({tuple(row) for row in flat_rows(REPORT)}) == 1


def test_people_get_short_names_and_figures() -> None:
    headings, rows = leaderboard(REPORT)
    cells = {row[0]: dict(zip(headings, row, strict=True)) for row in rows}
    assert cells["lib"]["version"] == "1.0.…ocal"
    assert [cells["lib"][name] for name in ("rank", "F1", "P", "R", "order", "noise", "fail")] == [
        "1–3",
        "0.600",
        "0.750",
        "0.500",
        "1.000",
        "0.000",
        "0",
    ]
    assert (cells["lib"]["ms"], cells["lib[fast]"]["ms"], cells["other"]["ms"]) == ("12.3", "12345", "-")
    assert (cells["other"]["version"], cells["other"]["order"], cells["other"]["fail"]) == ("-", "-", "1")
    assert cells["everything *"]["rank"] == "-"
    assert [cells["absent"][name] for name in ("version", "rank", "F1")] == ["-", "-", ""]


def test_field_that_was_never_given_is_a_dash_and_no_score_of_zero() -> None:
    headings, rows = leaderboard(REPORT)
    assert {row[0]: row[headings.index("title")] for row in rows[:4]} == {
        "lib": "1.000",
        "lib[fast]": "-",
        "everything *": "-",
        "other": "-",
    }


def test_row_without_a_result_says_why_and_what_mends_it() -> None:
    assert not_ready(REPORT) == ["absent: not installed; pip install absent", "broken: SyntaxError: no"]


def test_leaks_count_the_extractors_and_show_the_best_of_each_library() -> None:
    # Three compete; of the two rows of lib the better one is shown; the control leaks all, and does not count.
    assert leaks(REPORT) == (
        ["noise kind", "words", "leak it", "lib", "other"],
        [["promo", "10", "1 of 3", "", "-"]],
    )
    assert leaks(REPORT, most=1)[0] == ["noise kind", "words", "leak it", "lib"]


def test_hardest_pages_name_the_best_and_the_worst() -> None:
    # The mean of 0.6, 2 * 3 / (5 + 6) and 0.
    assert worst_pages(REPORT)[1] == [["a", "-", f"{(0.6 + 6 / 11) / 3:.3f}", "lib", "0.600", "other", "0.000", "1"]]


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "-"), (0.0, ""), (0.0001, "<1%"), (0.0099, "<1%"), (0.01, "1%"), (0.125, "12%"), (1.0, "100%")],
)
def test_little_is_not_shown_as_nothing(share: float | None, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(("value", "text"), [(None, "-"), (0.0, "0.000"), (0.12345, "0.123"), (1.0, "1.000")])
def test_figures_have_three_digits(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("text", "width", "short"), [("abcdef", 6, "abcdef"), ("abcdefg", 6, "ab…efg"), ("abcdefg", 5, "ab…fg")]
)
def test_name_is_cut_at_its_middle(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a\n\tb\u2028c ", "a b c"),
        ("\x1b[2J\x01", "\ufffd[2J\ufffd"),
        ("a\x00\x7f\x9bb", "a\ufffd\ufffd\ufffdb"),
        ("a\u202eb\u202a\u2066c\u2069", "a\ufffdb\ufffd\ufffdc\ufffd"),
        ("שלום \u200fعالم 👩‍👩‍👧", "שלום \u200fعالم 👩‍👩‍👧"),
    ],
)
def test_text_is_put_on_one_line_without_control_characters(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  File x\n\tcafé  שלום 👋\n\nend", "  File x\n\tcafé  שלום 👋\n\nend"),
        ("\x1b]0;owned\x07\nred\x9b31m\u202eRTL", "\ufffd]0;owned\ufffd\nred\ufffd31m\ufffdRTL"),
        ("10%\r50%\r\ndone", "10%\n50%\ndone"),
    ],
)
def test_lines_keep_their_spaces_and_lose_what_steers_a_terminal(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text(), st.integers(2, 30))
def test_name_is_never_wider_than_asked_for(text: str, width: int) -> None:
    assert len(shorten(text, width)) == min(len(text), width)


def test_field_that_a_library_never_gave_is_none_to_programs_as_it_is_a_dash_to_people() -> None:
    report = build_report(
        tiny_run(
            [
                CaseResult("silent", "a", "ok", {"ledger": LEDGER, "fields": {"title:missing": 1}}),
                CaseResult("wrong", "a", "ok", {"ledger": LEDGER, "fields": {"title:wrong": 1}}),
            ],
            row_info("silent"),
            row_info("wrong"),
        )
    )
    headings, rows = leaderboard(report)
    people = {row[0]: dict(zip(headings, row, strict=True))["title"] for row in rows}
    programs = {row["extractor"]: row["title_f1"] for row in flat_rows(report)}
    assert (people["silent"], programs["silent"]) == ("-", None)
    assert (people["wrong"], programs["wrong"]) == ("0.000", 0.0)
