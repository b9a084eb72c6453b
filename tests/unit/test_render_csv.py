"""CSV: every figure of every page, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.leaderboard import build_report
from harness.model import Failure
from harness.render.columns import Value
from harness.render.csv import lines, table
from harness.runs import CaseResult
from workshop import row_info, tiny_run


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_result_is_a_row_with_its_figures() -> None:
    ledger = {"output": 4, "kept": 3, "ordered": 3, "expected": 6, "found": 3}
    results = [
        CaseResult("lib", "a", "ok", {"ledger": ledger}, None, 0.0123456),
        CaseResult("lib", "b", "crash", {"ledger": {"expected": 6}}, Failure("Crash", 'killed,\n"by" SIGSEGV')),
    ]
    first, second = read("".join(lines(build_report(tiny_run(results, row_info("lib"))))))
    assert (first["extractor"], first["version"], first["case"], first["outcome"]) == ("lib", "1.0", "a", "ok")
    assert (first["f1"], first["precision"], first["ms"], first["error"]) == ("0.6", "0.75", "12.346", "")
    assert (second["f1"], second["order"], second["ms"]) == ("0.0", "", "")
    assert second["error"] == 'Crash: killed,\n"by" SIGSEGV'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("x")'])
def test_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    results = [CaseResult(text, text, "error", {}, Failure(text, "x"))]
    (row,) = read("".join(lines(build_report(tiny_run(results, row_info(text, text))))))
    assert {row[name] for name in ("extractor", "version", "case")} == {f"'{text}"}
    assert row["error"].startswith("'")


@pytest.mark.parametrize("value", [-1.5, -3, 0, True, None, "-", "plain", "a=1", ""])
def test_numbers_and_plain_text_are_left_as_they_are(value: Value) -> None:
    assert read(table([{"x": value, "y": 1}]))[0]["x"] == ("" if value is None else str(value))


def test_columns_are_those_of_any_row() -> None:
    assert table([{"a": 1}, {"b": 2.5, "a": None}]) == "a,b\n1,\n,2.5\n"
    assert table([]) == "\n"


@pytest.mark.parametrize("text", ["a\r=1+1", "\r=1", "a\r\n=1", "\r\r\n"])
def test_carriage_return_ends_no_row(text: str) -> None:
    (row,) = read(table([{"a": text, "b": "c"}]))
    assert row["a"].removeprefix("'").splitlines() == text.splitlines()
    assert row["b"] == "c"


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()}), min_size=1, max_size=5))
def test_any_text_comes_back_from_its_cell(rows: list[dict[str, Value]]) -> None:
    for row, found in zip(rows, read(table(rows)), strict=True):
        for name in ("a", "b"):
            text = str(row[name]).replace("\r\n", "\n").replace("\r", "\n")
            assert found[name] in (text, f"'{text}")
